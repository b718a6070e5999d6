"""What every part of the attack shares: programs, a small workspace, a tally that is a table."""

import collections
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time


class Tally:
    """Counts by part; what went wrong is kept in words."""

    def __init__(self):
        self.rows = collections.OrderedDict()
        self.wrong = []

    def add(self, part, outcome, count=1):
        self.rows.setdefault(part, collections.Counter())[outcome] += count

    def fault(self, part, words):
        self.add(part, "wrong")
        self.wrong.append(f"{part}: {words}")

    def print(self):
        print(f"\n| {'attack':34} | {'tried':>7} | {'wrong':>6} | outcomes")
        print(f"|{'-' * 36}|{'-' * 9}|{'-' * 8}|{'-' * 40}")
        for part, counts in self.rows.items():
            tried = counts["tried"]
            others = ", ".join(f"{name} {count}" for name, count in sorted(counts.items())
                               if name not in ("tried", "wrong"))
            print(f"| {part:34} | {tried:7} | {counts['wrong']:6} | {others}")
        for words in self.wrong:
            print("WRONG " + words)


class Ended:
    """A program that ended: its exit status (negative: a signal; None: it hung), and its words."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def crashed(self):
        return self.status is None or self.status < 0 or "terminate called" in self.err

    def said(self):
        return f"status {self.status}: {(self.err or self.out)[-400:]!r}"


class Place:
    """A workspace in a folder of its own, and the programs that work on it."""

    def __init__(self, bin_folder, preload=None, seed=1):
        self.bin = bin_folder
        self.preload = preload
        self.folder = tempfile.mkdtemp(prefix="unmask-attack-")
        self.workspace = os.path.join(self.folder, "w")
        self.runtime = os.path.join(self.folder, "r")
        os.mkdir(self.runtime, 0o700)
        self.random = random.Random(seed)

    def environment(self, **more):
        environment = dict(os.environ, UNMASK_WORKSPACE=self.workspace,
                           XDG_RUNTIME_DIR=self.runtime, LC_ALL="C.UTF-8",
                           QT_QPA_PLATFORM="offscreen", **more)
        return environment

    def attacked(self, program, what, count_file=None):
        more = {"LD_PRELOAD": self.preload, "UNMASK_CALLS": what, "UNMASK_CALLS_PROGRAM": program}
        if count_file:
            more["UNMASK_CALLS_COUNT"] = count_file
        return self.environment(**more)

    def start(self, program, *words, environment=None, limits=None):
        return subprocess.Popen(
            [os.path.join(self.bin, program), *words], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
            env=environment or self.environment(), preexec_fn=limits)

    def ends(self, process, seconds=60):
        try:
            out, err = process.communicate(timeout=seconds)
            return Ended(process.returncode, out.decode("utf-8", "replace"),
                         err.decode("utf-8", "replace"))
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            return Ended(None, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))

    def run(self, program, *words, environment=None, limits=None, seconds=60):
        return self.ends(self.start(program, *words, environment=environment, limits=limits),
                         seconds)

    def cli(self, *words, **more):
        return self.run("unmask-cli", *words, **more)

    def need(self, *words):
        ended = self.cli(*words)
        if ended.status != 0:
            raise RuntimeError(f"unmask-cli {' '.join(words)}: {ended.said()}")
        return ended

    def folder_of_prepared(self, ended):
        for line in ended.out.splitlines():
            row = json.loads(line)
            if row.get("type") == "run":
                return row["folder"]
        raise RuntimeError("no run was made: " + ended.said())

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


TEXT = "".join(
    f"The {('cat', 'dog', 'hen', 'fox')[i * 7 % 4]} {('sat', 'ran', 'slept')[i * 5 % 3]} on the "
    f"{('mat', 'hill', 'roof', 'road')[i * 3 % 4]}.{chr(10) if i % 10 == 9 else ' '}"
    for i in range(600))

SMALL = [item for key, value in {
    "model.layers": 1, "model.heads": 2, "model.width": 32, "model.feed_forward": 64,
    "model.context": 16, "model.dropout": 0.1, "train.batch_size": 4, "train.precision": "fp32",
    "train.threads": 1, "train.warmup_steps": 10, "train.decay_steps": 1000,
    "train.eval_every": 40, "train.eval_batches": 2, "train.checkpoint_every": 20,
    "samples.length": 8}.items() for item in ("--set", f"{key}={value}")]


def make_corpus(place):
    text = os.path.join(place.folder, "text.txt")
    with open(text, "w", encoding="utf-8") as file:
        file.write(TEXT)
    place.need("corpus", "import", text, "--name", "small")
    place.need("tokenizer", "train", "small", "--type", "char", "--name", "letters")


def prepare(place, name, steps):
    return place.folder_of_prepared(place.need(
        "--json", "train", "small", "--tokenizer", "letters", "--device", "cpu", "--prepare",
        "--name", name, *SMALL, "--set", f"train.steps={steps}"))


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    return None


def half_made(workspace):
    """What is left under its working name where nobody works any more."""
    left = []
    for folder, folders, files in os.walk(workspace):
        left += [os.path.join(folder, name) for name in folders + files if ".partial" in name]
    return left


def signal_name(status):
    return "hung" if status is None else signal.Signals(-status).name if status < 0 else str(status)
