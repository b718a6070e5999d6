"""The jobs of the command line that make something: what they make must be whole or not there."""

import os
import shutil
import struct

import material
import tools


class Job:
    """words(name) does it; made(name): the paths that it makes; program: the one that writes."""

    def __init__(self, kind, words, made, program="unmask-cli", undo=None):
        self.kind, self.words, self.made, self.program = kind, words, made, program
        self.undo = undo or (lambda name: None)
        self.needs, self.digests = None, []

    def run(self, place, name, **more):
        return place.cli(*self.words(name), **more)

    def made_digests(self, name):
        """Of each made path: its content where it is there, None where it is not."""
        # Left out: what holds a name or a time, and files that say it again.
        said = ("corpus.json", "unmask.json", "tokens.json")
        return [material.digest(path, but=said) if os.path.exists(path) else None
                for path in self.made(name)]


def pictures(path):
    """Four pictures of 8 x 8 in NumPy's format."""
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (4, 8, 8), }".ljust(117) + b"\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header +
                   bytes(range(256)))


def all_jobs(place):
    text, arrays = place.at("text.txt"), place.at("pictures.npy")
    pictures(arrays)
    thing = lambda kind: lambda name: [place.inside(kind, name)]
    tokens = place.inside("corpora", "small", "tokens")

    def encoded(_name):
        return [os.path.join(tokens, folder) for folder in sorted(os.listdir(tokens))
                if folder.startswith("pieces-")] or [os.path.join(tokens, "pieces-none")]

    def forget_encoded(_name):
        for path in encoded(_name):
            shutil.rmtree(path, ignore_errors=True)

    place.need("tokenizer", "train", "small", "--type", "bpe", "--vocab-size", "300",
               "--name", "pieces")
    return [
        Job("import of a text", lambda name: ("corpus", "import", text, "--name", name),
            lambda name: [place.inside("tokenizers", name), place.inside("corpora", name)]),
        Job("import of pictures", lambda name: ("corpus", "import", arrays, "--name", name),
            thing("corpora")),
        Job("training of a tokenizer", lambda name: (
            "tokenizer", "train", "small", "--type", "bpe", "--vocab-size", "300", "--name", name),
            thing("tokenizers")),
        Job("encoding of a corpus", lambda name: (
            "preview", "small", "--tokenizer", "pieces", "--count", "1"), encoded,
            undo=forget_encoded),
        Job("export of points", lambda name: ("runs", "export", "whole", place.at(name + ".csv")),
            lambda name: [place.at(name + ".csv")]),
        Job("export of a model", lambda name: ("export", "whole", place.at(name + "-model")),
            lambda name: [place.at(name + "-model")], program="unmask-worker"),
    ]


def measured(place):
    """The jobs, with how many calls each makes and what comes of it undisturbed."""
    jobs = all_jobs(place)
    for number, job in enumerate(jobs):
        name = f"u{number}"
        job.undo(name)
        job.needs = tools.needs_of(place, job.program, lambda environment, job=job, name=name:
                                   job.run(place, name, environment=environment))
        job.digests = job.made_digests(name)
        if None in job.digests:
            raise RuntimeError(f"the {job.kind} did not make {job.made(name)}")
        forget(place, job, name)
    return jobs


def forget(place, job, name):
    """Takes away what the job made, and whatever else bears that name."""
    job.undo(name)
    for folder in (place.folder, place.inside("corpora"), place.inside("tokenizers")):
        for found in os.listdir(folder):
            if not found.lstrip(".").startswith((name + ".", name + "-")) and found != name:
                continue
            path = os.path.join(folder, found)
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def half_made(place):
    """Names under which something half-made lies, in the workspace and where exports go."""
    beside = [name for name in os.listdir(place.folder) if ".partial" in name]
    return tools.half_made(place.workspace) + beside


def unlisted(place):
    """What the lists of what is there have to complain of; or None."""
    for words in (("corpus", "list"), ("tokenizer", "list"), ("runs", "list")):
        listed = place.cli("--json", *words)
        if listed.status != 0 or listed.err.strip():
            return f"{' '.join(words)}: {listed.said()}"
    return None
