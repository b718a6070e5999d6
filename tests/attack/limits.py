"""Full disks and little memory: an error with a word, nothing half-made, and a run that goes on."""

import os
import resource
import time

import tools


def jobs(place, turn):
    text = os.path.join(place.folder, "text.txt")
    return [
        ("corpus", "import", text, "--name", f"l{turn}"),
        ("tokenizer", "train", "small", "--type", "bpe", "--vocab-size", "300", "--name", f"l{turn}"),
        ("runs", "export", "whole", os.path.join(place.folder, f"l{turn}.csv")),
        ("preview", "small", "--tokenizer", "letters", "--count", "1"),
        ("evaluate", "whole"),
        ("export", "whole", os.path.join(place.folder, f"l{turn}-model")),
    ]


def judge(place, tally, part, words, ended, must_say):
    tally.add(part, "tried")
    if ended.crashed():
        tally.fault(part, f"{' '.join(words[:2])}: {ended.said()}")
    elif ended.status != 0 and not ended.err.strip():
        tally.fault(part, f"{' '.join(words[:2])} failed without a word")
    elif must_say and ended.status == 0:
        tally.add(part, "did not need it")
    else:
        tally.add(part, "done" if ended.status == 0 else "told")


def attack(place, tally, seconds):
    end = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < end:
        turn += 1
        words = place.random.choice(jobs(place, turn))
        if turn % 2:
            at = place.random.choice((1, 2, 3, 5, 8, 13, 21, 34))
            ended = place.cli(*words, environment=place.attacked("unmask-cli", f"full:{at}"))
            judge(place, tally, "full disk", words, ended, True)
            target = words[-1]
            if ended.status != 0 and words[1] == "export" and os.path.exists(target):
                tally.fault("full disk", f"{target} was left behind")
        else:
            megabytes = place.random.choice((30, 60, 100, 150, 250, 400, 700, 1500, 3000))

            def little(megabytes=megabytes):
                resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            ended = place.cli(*words, limits=little)
            # Below some 100 MB not even the loader can map the libraries; its words are its own.
            judge(place, tally, "little memory", words, ended, False)
        left = tools.half_made(place.workspace)
        if left:
            tally.fault("full disk" if turn % 2 else "little memory", f"left behind: {left[:3]}")
