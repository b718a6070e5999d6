"""unmask-cli with a workspace of its own, and what its imports left on the disk.

Nothing of the program is used to look at its results: arrays are read here, from their bytes.
"""

import json
import os
import struct
import subprocess
import time
from pathlib import Path

CODES = {"|u1": "B", "<u8": "Q", "<i4": "i", "<i8": "q", "<f4": "f", "<f8": "d"}


class Ended:
    """A command that has ended: its exit code, what it wrote, and its JSON objects."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err
        self.said = out + err

    @property
    def objects(self):
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]

    def last(self, kind=None):
        found = [o for o in self.objects if kind in (None, o.get("type"))]
        return found[-1] if found else {}


def npy(path):
    """Shape and values of a .npy file."""
    data = Path(path).read_bytes()
    length = struct.unpack("<H", data[8:10])[0]
    header = eval(data[10 : 10 + length].decode(), {"__builtins__": {}})
    code = CODES[header["descr"]]
    count = (len(data) - 10 - length) // struct.calcsize(code)
    values = struct.unpack(f"<{count}{code}", data[10 + length :])
    return header["shape"], values


class Corpus:
    """A corpus folder: its texts, or its images with their classes and captions."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.info = json.loads((self.folder / "corpus.json").read_text())

    def cut(self, offsets, content):
        bounds = npy(self.folder / offsets)[1]
        raw = bytes(npy(self.folder / content)[1])
        return [raw[a:b].decode("utf-8", "replace") for a, b in zip(bounds, bounds[1:])]

    @property
    def documents(self):
        return self.cut("document_offsets.npy", "text.npy")

    @property
    def texts(self):
        return [document.strip("\n") for document in self.documents]

    @property
    def captions(self):
        """File name without folders -> its captions, in order."""
        names = [os.path.basename(name) for name in self.cut("name_offsets.npy", "names.npy")]
        if not (self.folder / "captions.npy").exists():
            return {name: [] for name in names}
        bounds, documents = npy(self.folder / "captions.npy")[1], self.documents
        return {n: documents[a:b] for n, a, b in zip(names, bounds, bounds[1:])}

    @property
    def classes(self):
        return {c["name"]: c["pictures"] for c in self.info["pictures"]["classes"]}

    @property
    def sizes(self):
        values = npy(self.folder / "original_sizes.npy")[1]
        return list(zip(values[::2], values[1::2]))

    @property
    def images(self):
        """Each image's bytes."""
        shape, values = npy(self.folder / "pixels.npy")
        size = shape[1] * shape[2] * shape[3]
        return [values[i * size : (i + 1) * size] for i in range(shape[0])]

    @property
    def shape(self):
        return npy(self.folder / "pixels.npy")[0]


class Cli:
    """Runs unmask-cli in one workspace."""

    def __init__(self, program, workspace):
        self.program, self.workspace = str(program), Path(workspace)

    def environment(self, more=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("UNMASK_")}
        environment |= {"UNMASK_WORKSPACE": str(self.workspace), "LC_ALL": "C.UTF-8"}
        return environment | (more or {})

    def start(self, *arguments, more=None, **how):
        how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | how
        return subprocess.Popen([self.program, *map(str, arguments)], stdin=subprocess.DEVNULL,
                                env=self.environment(more), **how)

    def __call__(self, *arguments, more=None, seconds=300, **how):
        process = self.start(*arguments, more=more, **how)
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            err = (err or b"") + f"\nnot done after {seconds} s".encode()
        return Ended(process.returncode, (out or b"").decode("utf-8", "replace"),
                     (err or b"").decode("utf-8", "replace"))

    def imported(self, *arguments):
        """What an import said, and its corpus; None where there is none."""
        ended = self("--json", "corpus", "import", *arguments)
        made = ended.last("corpus")
        return ended, Corpus(made["folder"]) if made else None

    def state(self, run):
        return self("--json", "runs", "show", run).last("run")

    def settled(self, run, seconds=120):
        """The run's last state once nobody works on it any more."""
        end = time.monotonic() + seconds
        while True:
            state = self.state(run)
            if state.get("state") not in ("starting", "running") or time.monotonic() > end:
                return state
            time.sleep(0.2)


TINY = [part for key, value in {
    "train.warmup_steps": 1, "model.layers": 1, "model.width": 16, "model.heads": 2,
    "model.feed_forward": 32, "model.context": 16, "train.precision": "fp32", "train.threads": 1,
    "samples.length": 10}.items() for part in ("--set", f"{key}={value}")]


def tiny(steps, every=None):
    """Settings of a run that takes a second or two."""
    every = every or steps
    return TINY + ["--device", "cpu", "--set", f"train.steps={steps}", "--set",
                   f"train.eval_every={every}", "--set", f"train.checkpoint_every={every}"]
