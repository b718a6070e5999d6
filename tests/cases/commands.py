"""Names, numbers, output that fails, lists and imports at once: cases 25, 27, 29, 34, 37, 38."""

import os
import re
import resource
import shutil
import subprocess

from case import NotHere, listed
from unmask_cli import tiny

CASES = []
case = listed(CASES)

ENGLISH = "The dog ran over the hill, and the bird sang in the old tree. " * 150


def corpus(look, name="en", text=ENGLISH):
    file = look.work / f"{name}.txt"
    file.write_text(text)
    look.cli("corpus", "import", file, "--name", name)
    return name


class SmallDisk:
    """A folder in which `free` bytes are left: a tmpfs, or else the limit on a file's size."""

    def __init__(self, look, free):
        self.folder, self.free = look.work / f"disk-{free}", free
        self.folder.mkdir()
        self.mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", self.folder],
            capture_output=True).returncode == 0
        if self.mounted:
            with open(self.folder / "fill", "wb") as fill:
                fill.write(b"x" * ((1 << 20) - free))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.mounted:
            subprocess.run(["umount", self.folder], check=True)

    def how(self):
        """What to start a command with."""
        if self.mounted:
            return {}
        # Python ignores SIGXFSZ; so does the command, then.
        return {"restore_signals": False, "preexec_fn": lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (self.free, self.free))}


FULL = r"No space left on device|File too large"


@case(25, "names with an underscore, a capital, a blank")
def changed_names(look):
    one = look.folder / "one.txt"
    ended = look.cli("corpus", "import", one, "--name", "my_text")
    look.right("my-text" in ended.said, f"that my_text becomes another is not said: {ended.said}")
    for name in ("my_text", "my-text", "MY_TEXT", "My Text", "my te"):
        shown = look.cli("corpus", "show", name)
        look.right(shown.code == 0, f"corpus show {name}: {shown.err}")
    second = look.cli("--json", "corpus", "import", one, "--name", "My Text").last("corpus")
    shown = look.cli("--json", "corpus", "show", "My Text").last("corpus")
    look.right(shown and shown.get("corpus") == second.get("corpus"), "My Text is not found")
    shown = look.cli("--json", "corpus", "show", "my_text").last("corpus")
    look.right(shown.get("name") == "my_text", "my_text is not found beside My Text")
    english = corpus(look)
    look.cli("tokenizer", "train", english, "--type", "char", "--name", "my_tok")
    shown = look.cli("tokenizer", "show", "my_tok")
    look.right(shown.code == 0, f"tokenizer show my_tok: {shown.err}")
    look.cli("train", english, *tiny(2), "--prepare", "--name", "under_score")
    for name in ("under", "Under Score", "UNDER_"):
        shown = look.cli("runs", "show", name)
        look.right(shown.code == 0, f"runs show {name}: {shown.err}")
    look.cli("train", english, *tiny(2), "--prepare", "--name", "under_water")
    both = look.cli("runs", "show", "under")
    look.right(both.code == 1 and "under_score" in both.err and "under_water" in both.err,
               f"runs show under, of two: exit {both.code}, {both.said}")


@case(27, "output to a full disk")
def full_output(look):
    english = corpus(look)
    look.cli("train", english, *tiny(4), "--name", "r")
    with SmallDisk(look, 0) as disk:
        file = disk.folder / "curves.csv"
        ended = look.cli("runs", "export", "r", file, **disk.how())
        look.right(ended.code == 1 and re.search(FULL, ended.err) and not file.exists(),
                   f"runs export FILE: exit {ended.code}, {ended.said}")
    for command in (("runs", "export", "r", "-"), ("objectives",), ("--json", "objectives"),
                    ("--json", "preview", english), ("preview", english), ("corpus", "list"),
                    ("--json", "corpus", "list"), ("runs", "list"), ("runs", "show", "r"),
                    ("--json", "runs", "show", "r"), ("tokenizer", "list"), ("devices",),
                    ("evaluate", "r"), ("ask", "r", "The dog"), ("--help",), ("--version",)):
        with open("/dev/full", "wb") as full:
            ended = look.cli(*command, stdout=full)
        look.right(ended.code == 1 and re.search(FULL, ended.err),
                   f"{' '.join(command)}: exit {ended.code}, {ended.err}")


@case(38, "a CSV whose last part does not fit")
def half_full(look):
    look.cli("train", corpus(look), *tiny(400, 200), "--name", "r")
    for free in (4096, 16384):
        with SmallDisk(look, free) as disk:
            file = disk.folder / "x.csv"
            ended = look.cli("runs", "export", "r", file, **disk.how())
            left = [path.name for path in disk.folder.iterdir() if path.name != "fill"]
            look.right(ended.code == 1 and re.search(FULL, ended.err) and not left,
                       f"{free} left: exit {ended.code}, {ended.said}, {left}")


def german(look):
    """Environment of a German terminal; the locale is made where the system has none."""
    if b"de_DE.utf8" in subprocess.run(["locale", "-a"], capture_output=True).stdout:
        return {"LC_ALL": "de_DE.UTF-8"}
    if not shutil.which("localedef"):
        raise NotHere("no de_DE.UTF-8, and no localedef to make it")
    made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", look.work / "de_DE.UTF-8"],
                          capture_output=True)
    if not (look.work / "de_DE.UTF-8/LC_NUMERIC").exists():
        raise NotHere(f"de_DE.UTF-8 cannot be made: {made.stderr.decode()}")
    return {"LC_ALL": "de_DE.UTF-8", "LOCPATH": str(look.work)}


@case(29, "numbers under de_DE")
def decimal_comma(look):
    more = german(look)
    look.cli("corpus", "import", look.folder / "en.txt", "--name", "en", more=more)
    ended = look.cli("preview", "en", "--set", "data.train_fraction=0,8", more=more)
    look.right(ended.code == 0 or "0.01 to 0.99" in ended.err, ended.said)
    for value in ("0.01", "0.99"):
        ended = look.cli("preview", "en", "--set", f"data.train_fraction={value}", more=more)
        look.right("cannot be" not in ended.err, f"{value}: {ended.err}")
    images = look.work / "images"
    images.mkdir()
    from inputs import png, squares
    for i in range(12):
        (images / f"{i}.png").write_bytes(png(squares(32, 32, i)))
    look.cli("corpus", "import", images, "--set", "import.size=32", more=more)
    ended = look.cli("preview", "images", "--objective", "contrastive", "--count", 4, "--set",
                     "train.batch_size=4", more=more)
    look.right(ended.code == 0 and "contrast" in ended.out and not re.search(r"\d,\d{3,}\D",
               ended.out.replace(", ", " ")), ended.said[:300])


@case(34, "one broken thing among sound ones")
def one_broken(look):
    for name in ("first", "second", "third"):
        corpus(look, name)
    look.right(all(look.cli("train", "first", *tiny(2), "--prepare", "--name", n).code == 0
                   for n in ("r1", "r2", "r3")), "no runs can be prepared")
    os.truncate(look.cli.workspace / "corpora/second/text.npy", 300)
    for json in ((), ("--json",)):
        ended = look.cli(*json, "corpus", "list")
        look.right(ended.code == 1 and "first" in ended.out and "third" in ended.out
                   and "second" in ended.said, f"corpus list: exit {ended.code}, {ended.said}")
    (look.cli.workspace / "corpora/third/corpus.json").write_text("{")
    ended = look.cli("corpus", "list")
    look.right(ended.code == 1 and "first" in ended.out and "third" in ended.said,
               f"corpus list: exit {ended.code}, {ended.said}")
    folders = sorted((look.cli.workspace / "runs").iterdir())
    (folders[1] / "run.db").write_bytes(b"no database" * 1000)
    for json in ((), ("--json",)):
        ended = look.cli(*json, "runs", "list")
        look.right(ended.code == 1 and all(f.name in ended.said for f in folders)
                   and folders[0].name in ended.out and folders[2].name in ended.out,
                   f"runs list: exit {ended.code}, {ended.said}")


@case(37, "two imports of one name at once")
def two_imports(look):
    file = look.work / "t.txt"
    file.write_text(ENGLISH)
    for attempt in range(5):
        name = f"dup{attempt}"
        ended = []
        both = [look.cli.start("corpus", "import", file, "--name", name) for _ in range(2)]
        for process in both:
            out, err = process.communicate(timeout=120)
            ended.append((process.returncode, (out + err).decode()))
        made = sorted(p.name for p in (look.cli.workspace / "corpora").glob(f"{name}*"))
        one = sorted(code for code, _ in ended) == [0, 1] and made == [name]
        look.right(made == [name, f"{name}-2"] and not any(code for code, _ in ended) or one,
                   f"{made}: {ended}")
        left = [p.name for p in (look.cli.workspace / "corpora").glob(".*")]
        look.right(not left, f"left over: {left}")
