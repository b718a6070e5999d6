"""Flipped bits, changed digits, cut ends, zeroed blocks, emptied and missing files of every kind.

Each command that reads the file gives what it gave before, or names what is damaged. Another result
without a word is wrong, and so is a failure that names nothing; a resume beside the damage ends as
the undisturbed run, or says why it cannot.
"""

import os
import re
import shutil
import signal
import time

import material
import tools

# Read by nobody but the worker that wrote it, or only to say something of no consequence.
UNREAD = {"lock", "worker.log", "worker.json", "estimate.json", "speed.json"}


class State:
    def __init__(self, place):
        self.place = place
        place.need("tokenizer", "train", "small", "--type", "bpe", "--vocab-size", "300",
                   "--name", "cut")
        place.need("preview", "small", "--tokenizer", "cut", "--count", "1")
        self.half = half_a_run(place)
        self.clean = place.at("clean")
        shutil.copytree(place.workspace, self.clean)
        self.before = {}
        self.kinds = {}
        for kind, path in files(place):
            self.kinds.setdefault(kind, []).append(path)


def begin(place):
    return State(place)


def half_a_run(place):
    """A run that was stopped half-way."""
    run = material.new_run(place, "half")
    worker = place.start("unmask-worker", "train", run)
    end = time.monotonic() + tools.PATIENCE
    while len(material.checkpoints(run)) < 2 and time.monotonic() < end:
        time.sleep(0.002)
    worker.send_signal(signal.SIGTERM)
    ended = tools.ends(worker)
    if ended.status != 0:
        raise RuntimeError("a run could not be stopped: " + ended.said())
    return run


def files(place):
    """Kind and path of every file whose damage must not pass unseen."""
    wanted = {("corpora", "small"): "corpus", ("tokenizers", "letters"): "tokenizer of letters",
              ("tokenizers", "cut"): "tokenizer of pieces", ("runs", "half"): "run"}
    for place_of_kind, thing in wanted.items():
        for parent, _, names in os.walk(place.inside(*place_of_kind)):
            for name in sorted(names):
                path = os.path.join(parent, name)
                if name in UNREAD or os.path.getsize(path) == 0:
                    continue
                inner = os.path.relpath(parent, place.inside(*place_of_kind)).split(os.sep)[0]
                kind = thing if inner == "." else inner.rstrip("s")
                yield f"damage: {kind}, {name}", path


def commands(place, path):
    """The commands that read the file."""
    kind, name, *rest = os.path.relpath(path, place.workspace).split(os.sep)
    show_words = ("--json", "tokenizer", "show", name, "The cat sat")
    tokenizer = "cut" if any(part.startswith("cut") for part in (name, *rest)) else "letters"
    preview = ("--json", "preview", "small", "--tokenizer", tokenizer, "--count", "3")
    if kind == "tokenizers":
        return [show_words, ("--json", "tokenizer", "list"), preview]
    if kind == "corpora":
        train = [] if tokenizer == "cut" else [("train", "new")]
        return [("--json", "corpus", "show", "small"), preview, preview, *train]
    if rest[0] == "checkpoints":
        step = rest[1][5:]
        return [("train", "half"), ("--json", "evaluate", "half", "--checkpoint", step)]
    return [("--json", "runs", "show", "half"), ("runs", "export", "half", "-"),
            ("train", "half")]


def did(place, words):
    """What came of the command: an Ended whose `out` is all that matters of the result."""
    if words[0] != "train":
        return place.cli(*words)
    run = place.inside("runs", words[1])
    if words[1] == "new":
        material.new_run(place, "new")
    ended = place.run("unmask-worker", "train", run)
    if ended.status == 0:
        try:
            ended.out = material.differs(place, run) or "bit-equal"
        except RuntimeError as error:  # what is left of the records is told to be a part
            ended.out = ended.err = str(error)
        # The words that a resume leaves for the person who looks at the run.
        ended.err += place.cli("--json", "runs", "show", words[1]).out
    return ended


HARMS = ("flipped", "flipped", "cut", "zeroed", "emptied", "missing")
# What a parser cannot see: one digit has become another.
HARMS_OF_JSON = ("a digit changed",) * 4 + HARMS


def damaged(data, how, random):
    at = random.randrange(len(data))
    if how == "flipped":
        bit = 1 << random.randrange(8)
        return data[:at] + bytes([data[at] ^ bit]) + data[at + 1:], f"bit {bit} of byte {at}"
    if how == "a digit changed":
        at = random.choice([i for i, byte in enumerate(data) if chr(byte).isdigit()])
        digit = random.choice([b for b in b"0123456789" if b != data[at]])
        return data[:at] + bytes([digit]) + data[at + 1:], f"at byte {at} to {chr(digit)}"
    if how == "cut":
        return data[:at], f"after {at} bytes"
    if how == "zeroed":
        size = min(512, len(data) - at)
        return data[:at] + bytes(size) + data[at + size:], f"{size} bytes from {at}"
    return b"", ""


def names_it(place, path, words):
    """Whether the words name the file, or the thing that it is a part of."""
    inner = os.path.relpath(path, place.workspace).split(os.sep)
    thing = inner[1] if inner[2] != "checkpoints" else inner[3]
    step = [f"step {part[5:]}" for part in inner if part.startswith("step-")]
    # Of the records it is the part that is named: of which measure, from where to where.
    part = ["stored part of"] if inner[-1] == "run.db" else []
    return any(re.search(r"\b" + re.escape(name) + r"\b", words)
               for name in (inner[-1], thing, *step, *part))


def judge(state, path, words, ended):
    """The outcome, and what is wrong with it or None."""
    place = state.place
    before = state.before[words]
    if ended.crashed() or ended.status not in (0, 1):
        return "", ended.said()
    same = ended.status == 0 and ended.out == before.out
    if same:
        return "as before", None
    told = names_it(place, path, ended.err + (ended.out if ended.status == 0 else ""))
    quiet = ended.status == 0 and ended.err.strip() in ("", before.err.strip())
    if quiet and not told_in_result(path, ended.out, before.out):
        return "", f"another result without a word: {first_difference(before.out, ended.out)}"
    if not told:
        return "", f"what is damaged is not named: {ended.said()}"
    return "told", None


def told_in_result(path, after, before):
    """Whether the result itself has words of damage, or the file's name, that it had not before."""
    signs = re.compile(r"damage|cannot|changed|lost|" + re.escape(os.path.basename(path)), re.I)
    return len(signs.findall(after)) > len(signs.findall(before))


def first_difference(before, after):
    for at, (old, new) in enumerate(zip(before, after)):
        if old != new:
            return f"{before[max(0, at - 60):at + 60]!r} became {after[max(0, at - 60):at + 60]!r}"
    return f"{len(before)} characters became {len(after)}"


def put_back(state, path):
    """The thing as it was: what reads it may have mended or moved something."""
    kind, name = os.path.relpath(path, state.place.workspace).split(os.sep)[:2]
    for place_of_kind in ((kind, name), ("runs", "new")):
        now, clean = state.place.inside(*place_of_kind), os.path.join(state.clean, *place_of_kind)
        shutil.rmtree(now, ignore_errors=True)
        if os.path.exists(clean):
            shutil.copytree(clean, now)


def turn(state, tally, random, number):
    place = state.place
    attack = list(state.kinds)[number % len(state.kinds)]
    path = random.choice(state.kinds[attack])
    words = random.choice(commands(place, path))
    if words not in state.before:
        state.before[words] = did(place, words)
        put_back(state, path)
    harms = HARMS_OF_JSON if path.endswith(".json") else HARMS
    # A folder without the file that makes it a corpus or a tokenizer is none: lists pass it over.
    how = random.choice(harms[:-1] if "list" in words else harms)
    with open(path, "rb") as file:
        data, where = damaged(file.read(), how, random)
    if how == "missing":
        os.remove(path)
    else:
        with open(path, "wb") as file:
            file.write(data)
    ended = did(place, words)
    tally.add(attack, "tried")
    outcome, wrong = judge(state, path, words, ended)
    if wrong:
        tally.fault(attack, f"{how} {where}, {' '.join(words)}: {wrong}")
    else:
        tally.add(attack, outcome)
    put_back(state, path)


def end(_state, _tally):
    pass
