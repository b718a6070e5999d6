"""Languages without spaces, and characters that a tokenizer lacks: cases 13 to 15."""

import json
import re

from case import listed
from unmask_cli import tiny

CASES = []
case = listed(CASES)


@case(13, "a BPE tokenizer of a text without spaces")
def bpe_without_spaces(look):
    for name in ("zh", "ja"):
        look.cli("corpus", "import", look.folder / f"{name}.txt")
        for pieces in (330, 400):
            ended = look.cli("--json", "tokenizer", "train", name, "--type", "bpe", "--vocab-size",
                             pieces, "--name", f"{name}-bpe-{pieces}")
            look.right(ended.last("tokenizer").get("pieces") == pieces or
                       pieces == 400 and "tokenizer.vocabulary_size" in ended.err,
                       f"{name}, {pieces}: {ended.said}")
    look.cli("corpus", "import", look.folder / "abc.txt")
    ended = look.cli("tokenizer", "train", "abc", "--type", "bpe", "--vocab-size", 330)
    about_size = ended.code == 1 and "vocabulary" in ended.err and "unrecoverable" not in ended.err
    look.right(ended.code == 0 or about_size, f"abc: {ended.said}")


@case(14, "whole words where words have no spaces")
def whole_words(look):
    for name in ("zh", "ja", "th"):
        look.cli("corpus", "import", look.folder / f"{name}.txt")
        for algorithm, most in (("bert-exact", 5), ("hf-dynamic", 32)):
            ended = look.cli(
                "--json", "preview", name, "--objective", "masked-lm", "--count", 12,
                "--set", "model.context=32", "--set", "objective.whole_word=true",
                "--set", f"objective.algorithm={algorithm}")
            if ended.code != 0 and "space" in ended.err:
                continue
            chosen = [sum(position["decision"] in ("masked", "random", "kept", "target")
                          for position in example["trace"])
                      for example in ended.last("batch").get("examples", [])]
            share = sum(chosen) / max(1, 32 * len(chosen))
            look.right(chosen and max(chosen) <= most and 0.05 < share < 0.3,
                       f"{name}, {algorithm}: {chosen} of 32 chosen; {ended.err[:200]}")


def names_all(text, characters):
    return all(character in text for character in characters)


@case(15, "characters that the tokenizer lacks")
def unknown_characters(look):
    look.cli("corpus", "import", look.folder / "one.txt", "--name", "one")
    shown = look.cli("tokenizer", "show", "one", "xyz")
    about = [line for line in shown.said.splitlines() if not re.search(r"/\d", line)]
    look.right(any(names_all(line, "xyz") for line in about), f"show: {shown.said}")
    answer = look.cli("--json", "tokenizer", "show", "one", "xyz").last("pieces")
    more = {k: v for k, v in answer.items() if k not in ("type", "text", "ids", "pieces")}
    look.right(names_all(json.dumps(more), "xyz"), f"show --json: {answer}")

    (look.work / "english.txt").write_text("The dog ran over the hill and the bird sang. " * 200)
    look.cli("corpus", "import", look.work / "english.txt")
    look.cli("tokenizer", "train", "english", "--type", "char", "--name", "letters")
    look.cli("train", "english", "--tokenizer", "letters", *tiny(2), "--name", "asked")
    asked = look.cli("ask", "asked", "Übung 漢")
    about = [line for line in asked.said.splitlines() if not line.startswith("Übung 漢")]
    look.right(any("漢" in line and "Ü" in line for line in about), f"ask: {asked.said}")
    answer = look.cli("--json", "ask", "asked", "Übung 漢").last("answer")
    more = {k: v for k, v in answer.items() if k not in ("type", "prompt", "text")}
    look.right("漢" in json.dumps(more, ensure_ascii=False), f"ask --json: {answer}")
