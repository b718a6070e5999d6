"""Tables, records, encodings and line ends of texts: cases 01 to 11 and 36.

What is right is read out of the inputs with Python's own csv, json and codecs.
"""

import csv
import json

from case import listed

CASES = []
case = listed(CASES)


def rows(file, **how):
    with open(file, newline="", encoding="utf-8") as opened:
        return list(csv.reader(opened, **how))


def words(texts):
    return sorted(" ".join(text.split()) for text in texts)


def texts_are(look, ended, corpus, expected, name):
    got = corpus.texts if corpus else []
    return look.right(ended.code == 0 and words(got) == words(expected),
                      f"{name}: {got or ended.err}, not {expected}")


@case(1, "; or | between the columns")
def delimiters(look):
    def read(name, delimiter, column):
        expected = [row[column] for row in rows(look.folder / name, delimiter=delimiter)[1:]]
        ended, corpus = look.cli.imported(look.folder / name)
        refused = ended.code == 1 and "column" in ended.err and delimiter in ended.err
        if not refused:
            texts_are(look, ended, corpus, expected, name)

    read("semi.csv", ";", 1)
    read("pipe.csv", "|", 2)
    for folder, delimiter in (("captions-semicolon", ";"), ("captions-pipe", "|")):
        expected = {}
        for row in rows(look.folder / folder / "captions.csv", delimiter=delimiter)[1:]:
            expected.setdefault(row[0], []).append(row[-1].strip())
        ended, corpus = look.cli.imported(look.folder / folder)
        got = corpus.captions if corpus else {}
        got = {name: [caption.strip() for caption in all] for name, all in got.items()}
        look.right(got == expected, f"{folder}: {got}, not {expected}")


@case(2, "the text column is called ' text' or Text")
def column_names(look):
    for name in ("blank.csv", "capital.csv"):
        table = rows(look.folder / name, skipinitialspace=True)
        column = [header.strip().lower() for header in table[0]].index("text")
        ended, corpus = look.cli.imported(look.folder / name)
        texts_are(look, ended, corpus, [row[column] for row in table[1:]], name)
        shown = look.cli("corpus", "show", name.split(".")[0])
        look.right(table[0][column].strip() in shown.said,
                   f"{name}: which column was taken is not said")
    lines = (look.folder / "cap.jsonl").read_text().splitlines()
    ended, corpus = look.cli.imported(look.folder / "cap.jsonl")
    texts_are(look, ended, corpus, [json.loads(line)["Text"] for line in lines], "cap.jsonl")


@case(3, "a CSV without a row of names")
def no_header(look):
    expected = [row[-1] for row in rows(look.folder / "nohead.csv")]
    ended, corpus = look.cli.imported(look.folder / "nohead.csv")
    if corpus and len(corpus.documents) == len(expected) - 1 and "first row" in ended.said:
        return
    texts_are(look, ended, corpus, expected, "nohead.csv")


@case(4, "one quote mark too many")
def lone_quote(look):
    def tabs(name):
        return [line.split("\t") for line in (look.folder / name).read_text().splitlines()[1:]]

    ended, corpus = look.cli.imported(look.folder / "quotes.tsv")
    texts_are(look, ended, corpus, [row[1] for row in tabs("quotes.tsv")], "quotes.tsv")

    records = [line.split(",", 1)[1] for line in
               (look.folder / "open.csv").read_text().splitlines()[1:]]
    broken = next(i for i, record in enumerate(records) if record.count('"') % 2)
    ended, corpus = look.cli.imported(look.folder / "open.csv")
    got = corpus.texts if corpus else []
    skipped = ended.last("corpus").get("skipped_count", 0)
    row_alone = got == records[:broken] + records[broken + 1:] and skipped >= 1
    counted = got == records[:broken] and (
        skipped == len(records) - broken or str(len(records) - broken) in ended.said)
    as_text = got == records
    look.right(row_alone or counted or as_text, f"open.csv: {got}, {skipped} skipped: {ended.said}")

    expected = {name: [caption] for name, caption in tabs("captions/captions.tsv")}
    ended, corpus = look.cli.imported(look.folder / "captions")
    got = corpus.captions if corpus else ended.err
    look.right(got == expected, f"captions: {got}, not {expected}")


@case(6, "the first record has no text")
def first_without_text(look):
    for name in ("late.jsonl", "nokey.jsonl"):
        records = [json.loads(line) for line in (look.folder / name).read_text().splitlines()]
        ended, corpus = look.cli.imported(look.folder / name)
        texts_are(look, ended, corpus, [r["text"] for r in records if r.get("text")], name)
        places = [s["place"] for s in ended.last("corpus").get("skipped", [])]
        look.right(any("1" in place for place in places), f"{name}: line 1 is not told: {places}")


@case(7, "records over several lines, or two on a line")
def records_and_lines(look):
    for name in ("pretty.jsonl", "concat.jsonl"):
        text, at, records = (look.folder / name).read_text(), 0, []
        while text[at:].strip():
            at += len(text[at:]) - len(text[at:].lstrip())
            record, at = json.JSONDecoder().raw_decode(text, at)
            records.append(record["text"])
        ended, corpus = look.cli.imported(look.folder / name)
        alone = []  # a line that is a record by itself
        for line in text.splitlines():
            try:
                alone.append(json.loads(line)["text"])
            except (ValueError, KeyError, TypeError):
                pass
        got = corpus.texts if corpus else []
        refused = got == alone and (ended.code == 1 or ended.last("corpus")["skipped_count"] > 0)
        look.right(got == records or refused, f"{name}: {got or ended.err}, not {records}")


@case(9, "lines that end in CR alone")
def carriage_returns(look):
    expected = (look.folder / "mac.txt").read_bytes().decode().split("\r")[:-1]
    ended, corpus = look.cli.imported(look.folder / "mac.txt", "--set", "import.separator=line")
    texts_are(look, ended, corpus, expected, "mac.txt")
    ended, corpus = look.cli.imported(look.folder / "captions")
    got = corpus.captions if corpus else {}
    for image, sidecar in (("a.png", "a.txt"), ("b.png", "b.txt"), ("c.png", "c.TXT")):
        lines = (look.folder / "captions" / sidecar).read_bytes().decode().splitlines()
        look.right(got.get(image) == lines, f"{sidecar}: {got.get(image)}, not {lines}")


@case(11, "Windows-1252")
def windows_1252(look):
    table = (look.folder / "captions" / "captions.csv").read_bytes().decode("cp1252")
    captions = {row[0]: [row[1]] for row in list(csv.reader(table.splitlines()))[1:]}
    sidecars = {file.stem + ".png": file.read_bytes().decode("cp1252").splitlines()
                for file in (look.folder / "sidecars").glob("*.txt")}
    for folder, expected in (("captions", captions), ("sidecars", sidecars)):
        ended, corpus = look.cli.imported(look.folder / folder)
        if corpus and corpus.captions == expected:
            continue
        told = ended.last("corpus").get("replaced_bytes", 0) > 0
        look.right(told, f"{folder}: {corpus.captions if corpus else ended.err}, nothing said")
        ended, corpus = look.cli.imported(look.folder / folder, "--set",
                                          "import.encoding=windows-1252")
        look.right(corpus and corpus.captions == expected,
                   f"{folder}: no encoding can be chosen: {ended.err}")
    text = (look.folder / "cp1252.txt").read_bytes().decode("cp1252")
    ended, corpus = look.cli.imported(look.folder / "cp1252.txt", "--set",
                                      "import.encoding=latin-1")
    texts_are(look, ended, corpus, [text], "cp1252.txt")


@case(36, "a whole record in an error message")
def long_record(look):
    long = look.folder / "long.jsonl"
    long.write_text('{"text":"good one"}\n{"text":"' + "abc " * 2_000_000)
    for file in (look.folder / "short.jsonl", long):
        ended, corpus = look.cli.imported(file)
        look.right(corpus and corpus.texts == ["good one"], f"{file.name}: {ended.said[:200]}")
        skipped = ended.last("corpus").get("skipped", [{}])
        look.right("2" in skipped[0].get("place", ""), f"{file.name}: line 2 is not named")
        reasons = max(len(item.get("reason", "")) for item in skipped or [{}])
        look.right(reasons < 500, f"{file.name}: a reason of {reasons} characters")
        shown = look.cli("corpus", "show", file.stem)
        look.right(len(shown.said) < 4000, f"{file.name}: {len(shown.said)} characters are shown")
