"""What folders of images hold, their metadata, captions and labels: cases 12 to 24 and 33."""

import csv
import json
import re

from case import listed

CASES = []
case = listed(CASES)


def table(file):
    with open(file, newline="") as opened:
        return list(csv.DictReader(opened))


def counted(look, folder, expected, *more):
    """A folder whose images are to have as many captions as `expected` says by file name."""
    ended, corpus = look.cli.imported(look.folder / folder, *more)
    got = corpus.captions if corpus else {}
    return ended, look.right({n: len(c) for n, c in got.items()} == expected,
                             f"{folder} {' '.join(more)}: {got or ended.err}, not {expected}")


@case(12, "hidden folders and files")
def hidden(look):
    ended, corpus = look.cli.imported(look.folder / "pictures")
    got = corpus.classes if corpus else ended.err
    look.right(got == {"blue": 4, "red": 4}, f"pictures: {got}")
    told = look.cli("corpus", "show", "pictures").said + ended.said
    look.right(re.search(r"hidden|\.ipynb_checkpoints", told), "pictures: left out without a word")
    ended, corpus = look.cli.imported(look.folder / "texts")
    got = corpus.texts if corpus else ended.err
    look.right(got == [(look.folder / "texts/a.txt").read_text().strip("\n")], f"texts: {got}")
    look.right(re.search(r"hidden|\.git", ended.said), "texts: left out without a word")


@case(16, "EXIF orientation in PNG and WebP")
def orientation(look):
    files = [look.folder / name for name in ("png6.png", "webp6.webp", "jpeg6.jpg")]
    ended, corpus = look.cli.imported(*files, "--set", "import.size=32", "--name", "o")
    if not look.right(corpus and len(corpus.images) == 3, ended.said):
        return
    look.right(corpus.sizes == [(16, 32)] * 3, f"sizes are {corpus.sizes}")
    names = list(corpus.captions)
    jpeg = corpus.images[names.index("jpeg6.jpg")]
    for name, image in zip(names, corpus.images):
        apart = sum(abs(a - b) for a, b in zip(image, jpeg)) / len(image)
        look.right(apart < 8, f"{name} is {apart:.0f} of 255 from jpeg6.jpg")


@case(17, "paths with backslashes, names without endings")
def windows_paths(look):
    for folder, more in (("all-with-backslash", ()), ("all-with-backslash", ("--kind", "pairs")),
                         ("some-with-backslash", ()), ("names-without-ending", ())):
        file = next((look.folder / folder).glob("*.csv"))
        ended, corpus = look.cli.imported(look.folder / folder, *more)
        got = sum(map(len, corpus.captions.values())) if corpus else 0
        told = file.name in ended.said and "not found" in ended.said
        look.right(got == len(table(file)) or told, f"{folder} {' '.join(more)}: {got} captions")


@case(19, "Captions.CSV, a.caption, results.token")
def caption_endings(look):
    counted(look, "upper", {"a.png": 1, "b.png": 1, "c.png": 1})
    counted(look, "caption", {"a.png": 1, "b.png": 1, "c.png": 1})
    lines = (look.folder / "token/results.token").read_text().splitlines()
    names = [line.split("#")[0] for line in lines]
    counted(look, "token", {name: names.count(name) for name in names})


@case(20, "caption JSON in use")
def caption_json(look):
    images = json.loads((look.folder / "karpathy/dataset.json").read_text())["images"]
    counted(look, "karpathy", {i["filename"]: len(i["sentences"]) for i in images})

    coco = json.loads((look.folder / "coco-id-as-text/captions.json").read_text())
    names = {str(image["id"]): image["file_name"] for image in coco["images"]}
    found = [names.get(str(a["image_id"])) for a in coco["annotations"]]
    ended, _ = counted(look, "coco-id-as-text", {n: found.count(n) for n in names.values()})
    facts = ended.last("corpus").get("pictures") or {}
    look.right(facts.get("captions_without_picture") == found.count(None),
               f"coco: {facts.get('captions_without_picture')} captions without an image")

    ended, corpus = look.cli.imported(look.folder / "prompt-column")
    got = sum(map(len, corpus.captions.values())) if corpus else 0
    hint = "import.caption_column" in ended.said and "prompt" in ended.said
    look.right(got == 3 or hint, f"prompt-column: {got} captions")

    wanted = json.loads((look.folder / "name-to-captions/captions.json").read_text())
    counted(look, "name-to-captions",
            {n: len(c) if isinstance(c, list) else 1 for n, c in wanted.items()})


@case(21, "class folders that are links, one in a circle")
def linked_folders(look):
    for more in ((), ("--kind", "images")):
        ended, corpus = look.cli.imported(look.folder / "farm", *more)
        refused = ended.code == 1 and "link" in ended.err
        got = corpus.classes if corpus else ended.err
        look.right(refused or got == {"one": 1, "two": 1}, f"farm {' '.join(more)}: {got}")


@case(22, "what is said of formats that are not read")
def other_formats(look):
    for name, format, way_out in (
            ("set.zip", r"zip|archive", r"unpack|extract"),
            ("shard-000000.tar", r"\btar\b|archive", r"unpack|extract"),
            ("cifar-python", r"pickle", r"binary"),
            ("f-images-idx3-float", r"float", r"uint8|unsigned|bytes?\b|0 to 255"),
            ("object.npy", r"object", r"uint8|number|save|allow"),
            ("onlybom.txt", r"empty|no text|nothing", r".")):
        more = ("--set", "import.size=8") if "float" in name else ()
        ended = look.cli("corpus", "import", look.folder / name, *more)
        look.right(ended.code == 1 and re.search(format, ended.said, re.I)
                   and re.search(way_out, ended.said, re.I) and "NUL byte" not in ended.said
                   and "no setting" not in ended.said, f"{name}: exit {ended.code}, {ended.said}")


@case(24, "one colour image in a .npy")
def one_array(look):
    ended, corpus = look.cli.imported(look.folder / "one.npy", "--set", "import.size=8")
    asked = ended.code == 1 and "colour" in ended.err
    look.right(asked or (corpus and corpus.shape == (1, 8, 8, 3)),
               f"{corpus.shape if corpus else ended.err}")


@case(33, "labels from 1")
def labels_from_one(look):
    folder = look.folder / "emnist-letters-like"
    labels = next(folder.glob("*-labels-idx1-ubyte")).read_bytes()[8:]
    expected = {str(label): labels.count(label) for label in sorted(set(labels))}
    ended, corpus = look.cli.imported(folder, "--set", "import.size=8")
    got = corpus.classes if corpus else ended.err
    look.right(got == expected, f"{got}, not {expected}")
