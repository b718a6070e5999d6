"""Flipped bits and cut ends in every kind of file of a workspace.

Each command that reads the file must end by itself, with the result that it gave before, or with a
word about the damage. A result that changed without a word is wrong; so is a crash.
"""

import os
import shutil
import time

import tools

COMMANDS = {
    "corpora": [("corpus", "list"), ("corpus", "show", "small"),
                ("--json", "preview", "small", "--tokenizer", "letters", "--count", "1")],
    "tokenizers": [("tokenizer", "list"), ("--json", "tokenizer", "show", "letters", "The cat")],
    "runs": [("runs", "show", "whole"), ("runs", "export", "whole", "-"),
             ("--json", "evaluate", "whole"), ("--json", "ask", "whole", "--checkpoint", "40", "The cat")],
}
# What nobody computes with: changing it changes no result.
UNREAD = ("worker.log", "lock", "worker.json", ".lock")


def files_of(workspace):
    for folder, _, files in os.walk(workspace):
        for name in sorted(files):
            path = os.path.join(folder, name)
            kind = os.path.relpath(path, workspace).split(os.sep)[0]
            if kind in COMMANDS and name not in UNREAD and os.path.getsize(path) > 0:
                yield kind, path


def kind_of(path):
    name = os.path.basename(path)
    return "damage: " + ("checkpoint " + name if "step-" in path else name)


def damaged(place, data):
    if place.random.random() < 0.4:
        return data[:place.random.randrange(len(data))], "cut"
    data = bytearray(data)
    at = place.random.randrange(len(data))
    data[at] ^= 1 << place.random.randrange(8)
    return bytes(data), "flipped"


def attack(place, tally, seconds):
    # A clean copy is put back before each turn: SQLite may repair or extend what it opens.
    clean = os.path.join(place.folder, "clean")
    shutil.copytree(place.workspace, clean, symlinks=True)
    before = {words: place.cli(*words).out for kind in COMMANDS for words in COMMANDS[kind]}
    files = list(files_of(place.workspace))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        kind, path = place.random.choice(files)
        part = kind_of(path)
        with open(os.path.join(clean, os.path.relpath(path, place.workspace)), "rb") as file:
            data, how = damaged(place, file.read())
        with open(path, "wb") as file:
            file.write(data)
        words = place.random.choice(COMMANDS[kind])
        ended = place.cli(*words, seconds=60)
        tally.add(part, "tried")
        if ended.crashed():
            tally.fault(part, f"{how}, {' '.join(words)}: {tools.signal_name(ended.status)}")
        elif ended.status == 0 and ended.out != before[words] and not ended.err.strip():
            tally.fault(part, f"{how}, {' '.join(words)}: another result without a word")
        else:
            same = ended.status == 0 and ended.out == before[words]
            tally.add(part, "unharmed" if same else "told")
        shutil.rmtree(place.workspace)
        shutil.copytree(clean, place.workspace, symlinks=True)
