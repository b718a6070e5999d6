"""Kills of a worker and of imports, at random instants and at every kind of call that changes files.

After each the run is resumed to its end: its weights and points equal those of a run that nobody
killed.
"""

import csv
import hashlib
import io
import json
import os
import time

import tools

STEPS = 200


def weights(run):
    digest = hashlib.sha256()
    for name in ("model.safetensors", "optimizer.safetensors"):
        with open(os.path.join(run, "checkpoints", f"step-{STEPS}", name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def points(place, run):
    """Series and step to value, of the newest segment; measures of time left out."""
    ended = place.need("runs", "export", os.path.basename(run), "-")
    values = {}
    for row in csv.DictReader(io.StringIO(ended.out)):
        if row["series"].startswith(("loss/", "accuracy", "learning_rate", "gradient")):
            key = row["series"], int(row["step"])
            if key not in values or int(row["segment"]) >= values[key][0]:
                values[key] = int(row["segment"]), row["value"]
    return {key: value for key, (_, value) in values.items()}


def check_between(place, tally, part, run):
    """What must hold at every moment: the run is shown, and its newest checkpoint loads."""
    shown = place.cli("--json", "runs", "show", os.path.basename(run))
    if shown.status != 0:
        tally.fault(part, "runs show after a kill: " + shown.said())
        return
    if json.loads(shown.out.splitlines()[0]).get("state") == "running":
        tally.fault(part, "running, though its worker was killed")


def finish(place, tally, part, run, reference):
    ended = place.run("unmask-worker", "train", run, seconds=120)
    if ended.status != 0:
        tally.fault(part, "resume: " + ended.said())
        return
    same = weights(run) == reference["weights"] and points(place, run) == reference["points"]
    if not same:
        tally.fault(part, f"{os.path.basename(run)} differs from the run that nobody killed")
        return
    left = tools.half_made(run)
    if left:
        tally.fault(part, f"left behind: {left}")
        return
    tally.add(part, "resumed bit-equal")


def attack(place, tally, seconds):
    tools.make_corpus(place)
    whole = tools.prepare(place, "whole", STEPS)
    begun = time.monotonic()
    ended = place.run("unmask-worker", "train", whole, seconds=120)
    length = time.monotonic() - begun
    if ended.status != 0:
        raise RuntimeError("the run to compare with failed: " + ended.said())
    reference = {"weights": weights(whole), "points": points(place, whole)}

    counted = os.path.join(place.folder, "count")
    run = tools.prepare(place, "counted", STEPS)
    place.run("unmask-worker", "train", run,
              environment=place.attacked("unmask-worker", "count", counted), seconds=120)
    with open(counted, encoding="ascii") as file:
        calls = int(file.read())
    tally.add("kills: at calls that change files", f"calls of a whole run: {calls}", 0)

    end = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < end:
        turn += 1
        instant = turn % 2 == 0
        part = "kills: at random instants" if instant else "kills: at calls that change files"
        run = tools.prepare(place, f"killed-{turn}", STEPS)
        for _ in range(place.random.randint(1, 3)):
            if instant:
                worker = place.start("unmask-worker", "train", run)
                time.sleep(place.random.uniform(0, length))
                worker.kill()
                place.ends(worker)
            else:
                at = place.random.randint(1, calls)
                place.run("unmask-worker", "train", run, seconds=120,
                          environment=place.attacked("unmask-worker", f"kill:{at}"))
            tally.add(part, "tried")
            check_between(place, tally, part, run)
        finish(place, tally, part, run, reference)
        place.cli("runs", "remove", os.path.basename(run), "--yes")


def attack_imports(place, tally, seconds):
    """Imports and tokenizer trainings killed at a call: nothing half-made is seen, and a second
    try works."""
    part = "kills: imports and tokenizers"
    text = os.path.join(place.folder, "text.txt")
    counted = os.path.join(place.folder, "count")
    place.cli("corpus", "import", text, "--name", "counted",
              environment=place.attacked("unmask-cli", "count", counted))
    with open(counted, encoding="ascii") as file:
        calls = int(file.read())
    end = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < end:
        turn += 1
        name = f"again-{turn}"
        at = place.random.randint(1, calls)
        place.cli("corpus", "import", text, "--name", name,
                  environment=place.attacked("unmask-cli", f"kill:{at}"))
        tally.add(part, "tried")
        listed = place.cli("--json", "corpus", "list")
        if listed.status != 0:
            tally.fault(part, f"corpus list after kill:{at}: " + listed.said())
            continue
        there = [row for row in map(json.loads, listed.out.splitlines()) if row["name"] == name]
        if not there:
            again = place.cli("corpus", "import", text, "--name", name)
            if again.status != 0:
                tally.fault(part, f"second try after kill:{at}: " + again.said())
                continue
        tally.add(part, "whole before" if there else "whole at the second try")
        left = [path for path in tools.half_made(place.workspace)
                if os.path.basename(path).startswith(f".{name}.")]
        if left:
            tally.fault(part, f"left behind after kill:{at}: {left}")
        place.cli("corpus", "remove", name, "--yes")
