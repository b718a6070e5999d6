"""What is attacked: a small workspace, and a run of which every checkpoint and point is known."""

import csv
import hashlib
import io
import json
import os
import shutil

import tools

STEPS = 200
EVERY = 20  # steps between checkpoints

TEXT = "".join(
    f"The {('cat', 'dog', 'hen', 'fox')[i * 7 % 4]} {('sat', 'ran', 'slept')[i * 5 % 3]} on the "
    f"{('mat', 'hill', 'roof', 'road')[i * 3 % 4]}.{chr(10) if i % 10 == 9 else ' '}"
    for i in range(600))

# A model that trains all its steps in about a second, with dropout, so that a resume that lost its
# place in a random stream shows.
SETTINGS = {
    "model.layers": 1, "model.heads": 2, "model.width": 32, "model.feed_forward": 64,
    "model.context": 16, "model.dropout": 0.1, "train.batch_size": 4, "train.precision": "fp32",
    "train.threads": 1, "train.warmup_steps": 10, "train.decay_steps": 1000,
    "train.eval_every": 40, "train.eval_batches": 2, "train.checkpoint_every": EVERY,
    "samples.length": 8}


class Reference:
    """The run `whole`, which nobody disturbed: what each of its checkpoints and points is."""

    def __init__(self, place, folder):
        self.folder = folder
        steps = checkpoints(folder)
        self.digests = {step: digest(checkpoint(folder, step)) for step in steps}
        self.points = newest_points(rows(place, folder))
        self.evaluations = {}

    def evaluation(self, place, step):
        if step not in self.evaluations:
            self.evaluations[step] = evaluation(place.need(
                "--json", "evaluate", os.path.basename(self.folder), "--checkpoint", str(step)))
        return self.evaluations[step]


def make(place):
    """The corpus `small`, the tokenizer `letters`, the runs of `template`, and `whole`."""
    with open(place.at("text.txt"), "w", encoding="utf-8") as file:
        file.write(TEXT)
    place.need("corpus", "import", place.at("text.txt"), "--name", "small")
    place.need("tokenizer", "train", "small", "--type", "char", "--name", "letters")
    template = prepare(place, "template", STEPS)
    shutil.move(template, place.at("template"))
    whole = prepare(place, "whole", STEPS, "--set", "train.keep_last=1000")
    ended = place.run("unmask-worker", "train", whole)
    if ended.status != 0:
        raise RuntimeError("the run to compare with failed: " + ended.said())
    place.reference = Reference(place, whole)


def prepare(place, name, steps, *more):
    # An estimate wants the machine's speed, which takes longer to measure than these runs.
    quick = place.at("worker-without-measuring")
    with open(quick, "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\nexec '{place.bin}/unmask-worker' devices\n")
    os.chmod(quick, 0o755)
    settings = [word for key, value in {**SETTINGS, "train.steps": steps}.items()
                for word in ("--set", f"{key}={value}")]
    ended = place.need("--json", "train", "small", "--tokenizer", "letters", "--device", "cpu",
                       "--prepare", "--name", name, *settings, *more,
                       environment=place.environment(UNMASK_WORKER_PROGRAM=quick))
    for line in ended.out.splitlines():
        row = json.loads(line)
        if row.get("type") == "run":
            return row["folder"]
    raise RuntimeError("no run was made: " + ended.said())


def new_run(place, name):
    """Another prepared run with the template's settings."""
    folder = place.inside("runs", name)
    shutil.copytree(place.at("template"), folder)
    os.remove(os.path.join(folder, "notes.json"))  # the template's name
    return folder


def checkpoint(run, step):
    return os.path.join(run, "checkpoints", f"step-{step}")


def checkpoints(run):
    """The steps of the checkpoints that lie there under a whole one's name."""
    folder = os.path.join(run, "checkpoints")
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(int(name[5:]) for name in names if name.startswith("step-"))


def digest(path, but=()):
    """Of a file, or of a folder's files by name and content."""
    if os.path.isdir(path):
        files = [os.path.join(parent, name) for parent, _, names in os.walk(path)
                 for name in names if name not in but]
        parts = [os.path.basename(file) + digest(file) for file in files]
        return hashlib.sha256("".join(sorted(parts)).encode()).hexdigest()
    with open(path, "rb") as content:
        return hashlib.sha256(content.read()).hexdigest()


def rows(place, run):
    """Every point that was ever logged: segment, series, step and value by seq."""
    ended = place.need("runs", "export", os.path.basename(run), "-")
    return {int(row["seq"]): (int(row["segment"]), row["series"], int(row["step"]), row["value"])
            for row in csv.DictReader(io.StringIO(ended.out))}


def newest_points(logged):
    """Series and step to value, of the newest segment; measures of time and memory left out."""
    newest = {}
    for segment, series, step, value in logged.values():
        if not series.endswith(("per_second", "seconds", "memory_bytes")):
            newest[series, step] = max(newest.get((series, step), (0, "")), (segment, value))
    return {key: value for key, (_, value) in newest.items()}


def evaluation(ended):
    found = json.loads(ended.out.splitlines()[-1])
    return {key: value for key, value in found.items() if key != "run"}


def differs(place, run):
    """In what a run that was resumed to its end is not the one that nobody disturbed; or None."""
    reference = place.reference
    if STEPS not in checkpoints(run):
        return "it has no last checkpoint"
    if digest(checkpoint(run, STEPS)) != reference.digests[STEPS]:
        return "its last checkpoint differs from the undisturbed run's"
    points = newest_points(rows(place, run))
    if points != reference.points:
        some = [key for key in reference.points if points.get(key) != reference.points[key]][:3]
        return f"its points differ from the undisturbed run's, as {some}"
    left = tools.half_made(run)
    return f"it left behind {left}" if left else None
