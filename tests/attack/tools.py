"""What every part of the attack shares: the programs, what came of one, and the table of counts."""

import collections
import os
import shutil
import signal
import subprocess
import tempfile

# After this a program counts as hung. Far over what any of them needs, on a slow machine too.
PATIENCE = 120


class Tally:
    """Counts by attack and outcome; what went wrong is kept in words."""

    def __init__(self):
        self.rows = collections.OrderedDict()
        self.wrong = []

    def add(self, attack, outcome, count=1):
        self.rows.setdefault(attack, collections.Counter())[outcome] += count

    def fault(self, attack, words):
        self.add(attack, "wrong")
        self.wrong.append(f"{attack}: {words}")
        print(f"  WRONG {attack}: {words}", flush=True)

    def table(self):
        lines = ["| attack | tried | wrong | what came of it |", "|---|--:|--:|---|"]
        for attack, counts in self.rows.items():
            others = ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())
                               if name not in ("tried", "wrong"))
            lines.append(f"| {attack} | {counts['tried']:,} | {counts['wrong']:,} | {others} |")
        tried = sum(counts["tried"] for counts in self.rows.values())
        lines.append(f"| **all** | {tried:,} | {len(self.wrong):,} | |")
        return "\n".join(lines)


class Ended:
    """A program that ended: its exit status (negative: a signal; None: it hung), and its words."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def crashed(self):
        return (self.status is None or self.status < 0 or self.status >= 128 or
                "terminate called" in self.err)

    def said(self):
        how = ("hung" if self.status is None else
               signal.Signals(-self.status).name if self.status < 0 else f"exit {self.status}")
        return f"{how}, {(self.err or self.out).strip()[-400:]!r}"


class Place:
    """A folder with a workspace of its own, and the programs that work on it."""

    def __init__(self, bin_folder, preload, quick=False):
        self.quick = quick  # a little of everything, and nothing that takes long
        self.bin = os.path.abspath(bin_folder)
        self.preload = os.path.abspath(preload)
        self.folder = tempfile.mkdtemp(prefix="unmask-attack-")
        self.workspace = self.at("w")
        self.runtime = tempfile.mkdtemp(prefix="unmask-attack-r-")  # on another disk than that

    def at(self, *names):
        return os.path.join(self.folder, *names)

    def inside(self, *names):
        return os.path.join(self.workspace, *names)

    def environment(self, **more):
        return dict(os.environ, UNMASK_WORKSPACE=self.workspace, XDG_RUNTIME_DIR=self.runtime,
                    LC_ALL="C.UTF-8", QT_QPA_PLATFORM="offscreen", **more)

    def attacked(self, program, what, count_file=""):
        """What makes preload.c do `what` (as described there) in `program`."""
        disk = os.path.join(self.folder, "")
        return self.environment(LD_PRELOAD=self.preload, UNMASK_CALLS=what,
                                UNMASK_CALLS_PROGRAM=program, UNMASK_CALLS_COUNT=count_file,
                                UNMASK_CALLS_DISK=disk)

    def start(self, program, *words, environment=None, limits=None, alone=False):
        """alone: in a process group of its own, so that it can be killed with its children."""
        return subprocess.Popen(
            [os.path.join(self.bin, program), *words], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
            env=environment or self.environment(), preexec_fn=limits,
            start_new_session=alone)

    def run(self, program, *words, seconds=PATIENCE, **more):
        return ends(self.start(program, *words, **more), seconds)

    def cli(self, *words, **more):
        return self.run("unmask-cli", *words, **more)

    def need(self, *words, **more):
        ended = self.cli(*words, **more)
        if ended.status != 0:
            raise RuntimeError(f"unmask-cli {' '.join(words)}: {ended.said()}")
        return ended

    def remove(self):
        for folder in (self.folder, self.runtime):
            shutil.rmtree(folder, ignore_errors=True)


def ends(process, seconds=PATIENCE):
    try:
        out, err = process.communicate(timeout=seconds)
        status = process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        status = None
    return Ended(status, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))


Needs = collections.namedtuple("Needs", "calls megabytes")


def needs_of(place, program, run):
    """How many calls that change files `program` makes in run(environment), and how much address
    space it takes."""
    counted = place.at("count")
    ended = run(place.attacked(program, "count", counted))
    if ended.status != 0:
        raise RuntimeError("a job that nothing disturbed failed: " + ended.said())
    with open(counted, encoding="ascii") as file:
        calls, kilobytes = map(int, file.read().split())
    return Needs(calls, kilobytes / 1024)


def half_made(folder):
    """What lies there under a working name: nothing should, where nobody works."""
    left = []
    for parent, folders, files in os.walk(folder):
        left += [os.path.relpath(os.path.join(parent, name), folder)
                 for name in folders + files if ".partial" in name or ".replaced" in name]
    return left
