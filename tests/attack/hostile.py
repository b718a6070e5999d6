"""Imports of broken files: tables, records, texts, pictures, arrays and captions, cut, flipped,
spliced, and with numbers that lie.

An import ends with a corpus that can be opened and says what it left out, or with exit 1, words
that name the file, and a workspace in which nothing is new.
"""

import gzip
import io
import json
import os
import resource
import shutil
import struct
import zipfile
import zlib

import jobs
import material


def png(width, height):
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + bytes((x * 7 + y * 3) % 256 for x in range(width * 3))
                    for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def bmp(width, height):
    stride = (width * 3 + 3) // 4 * 4
    return (struct.pack("<2sIHHI", b"BM", 54 + stride * height, 0, 0, 54) +
            struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, stride * height, 0, 0, 0, 0) +
            bytes(i % 256 for i in range(stride * height)))


def npy(shape, data):
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\x00v\x00" + header.ljust(117) + b"\n" + data


def npz():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("x.npy", npy("(4, 8, 8)", bytes(range(256))))
        file.writestr("y.npy", npy("(4,)", b"\0\1\0\1"))
    return content.getvalue()


def sound_files():
    """Name to bytes of sound files, one of each kind that an import reads."""
    rows = [{"text": f"A text of number {i}, with \"quotes\" and a comma.", "id": i}
            for i in range(30)]
    text = material.TEXT.encode()[:4000]
    return {
        "a.txt": text,
        "a.md": b"# A heading\n\n" + text[:900] + b"\n\n- one\n- two\n",
        "latin.txt": "Grüße aus Köln, schön.\n".encode("latin-1") * 30,
        "wide.txt": "Grüße aus Köln, schön.\n".encode("utf-16") * 3,
        "a.txt.gz": gzip.compress(text),
        "a.jsonl": "\n".join(map(json.dumps, rows)).encode(),
        "a.json": json.dumps(rows).encode(),
        "a.csv": b"id,text\n" + b"".join(b"%d,\"A text, number %d\"\n" % (i, i)
                                         for i in range(30)),
        "semicolon.csv": b"id;text\r\n" + b"".join(b"%d;A text %d\r\n" % (i, i)
                                                   for i in range(30)),
        "a.tsv": b"id\ttext\n" + b"".join(b"%d\tA \"text %d\n" % (i, i) for i in range(30)),
        "a.png": png(12, 9),
        "a.bmp": bmp(12, 9),
        "images-idx3-ubyte": b"\0\0\x08\x03" + struct.pack(">III", 4, 8, 8) + bytes(range(256)),
        "a.npy": npy("(4, 8, 8)", bytes(range(256))),
        "a.npz": npz(),
        "captions.csv": b"file,caption\na.png,a red star\nb.png,\"a blue, small square\"\n",
        "metadata.jsonl": b'{"file_name": "a.png", "text": "a red star"}\n'
                          b'{"file_name": "b.png", "text": "a blue square"}\n',
    }


BESIDE = {name: {"a.png": png(12, 9), "b.png": png(9, 12)}
          for name in ("captions.csv", "metadata.jsonl")}

# What a build without the window does not read.
PICTURES = ("a.png", "a.bmp", *BESIDE)

INSERTED = (b"\0", b"\xff\xfe", b"\"", b"{", b"[", b"\r", b";", b"\xed\xa0\x80", b"\xff" * 40,
            b"," * 3000, b"[" * 5000, b"../" * 30, b"\n" * 2000)


def mutated(random, files, name):
    data = bytearray(files[name])
    for _ in range(random.choice((1, 1, 2, 8))):
        how = random.randrange(6)
        at = random.randrange(len(data)) if data else 0
        if how == 0 and data:
            data[at] ^= 1 << random.randrange(8)
        elif how == 1:
            del data[at:]
        elif how == 2:
            data[at:at] = random.choice(INSERTED)
        elif how == 3:
            other = files[random.choice(list(files))]
            data[at:at] = other[:random.randrange(len(other))]
        elif how == 4:
            data[at:at + 4] = struct.pack(random.choice((">I", "<I")), random.getrandbits(32))
        elif data:
            size = random.choice((1, 2, 4))  # a length or a size at its ends
            data[at:at + size] = random.choice((b"\0", b"\x7f", b"\xff")) * size
    return bytes(data)


def no_core():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class State:
    def __init__(self, place):
        self.place = place
        self.files = sound_files()
        for name in list(self.files):
            ended = imported(place, self.files, name, self.files[name], "sound", False)
            if ended.status != 0 and name not in PICTURES:
                raise RuntimeError(f"{name}, which is sound, was refused: {ended.said()}")
            if ended.status != 0:
                del self.files[name]
            clear(place, "sound")
        self.there = things(place)


def begin(place):
    return State(place)


def imported(place, files, name, data, corpus, whole_folder):
    folder = place.at("in")
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    beside = BESIDE.get(name, {})
    for other, content in {**beside, name: data}.items():
        with open(os.path.join(folder, other), "wb") as file:
            file.write(content)
    path = folder if beside or whole_folder else os.path.join(folder, name)
    return place.cli("--json", "corpus", "import", path, "--name", corpus, limits=no_core)


def things(place):
    return {(kind, name) for kind in ("corpora", "tokenizers")
            for name in os.listdir(place.inside(kind))}


def clear(place, corpus):
    for kind, name in things(place):
        if name.lstrip(".").split("-")[0] == corpus:
            shutil.rmtree(place.inside(kind, name))


def wrong_with(state, name, corpus, ended):
    place = state.place
    if ended.crashed() or ended.status not in (0, 1):
        return ended.said()
    left = jobs.half_made(place)
    if left:
        return f"left behind: {left[:3]}"
    new = things(place) - state.there
    if ended.status == 1:
        if new:
            return f"refused, and there is {sorted(new)}"
        if name not in ended.err and place.at("in") not in ended.err:
            return f"the file is not named: {ended.said()}"
        return None
    if ("corpora", corpus) not in new:
        return "exit 0, and there is no corpus"
    shown = place.cli("--json", "corpus", "show", corpus)
    if shown.status != 0:
        return "what was imported cannot be shown: " + shown.said()
    return None


def outcome(ended):
    if ended.status == 1:
        return "refused"
    done = [row for row in map(json.loads, ended.out.splitlines()) if "skipped" in row]
    return "imported, some left out and named" if done and done[-1]["skipped"] else "imported"


def turn(state, tally, random, number):
    place = state.place
    name = list(state.files)[number % len(state.files)]
    attack = "hostile import: " + name
    data = mutated(random, state.files, name)
    corpus = f"h{number}"
    ended = imported(place, state.files, name, data, corpus, random.random() < 0.3)
    tally.add(attack, "tried")
    wrong = wrong_with(state, name, corpus, ended)
    if wrong:
        kept = place.at(f"found-{number}-{name}")
        with open(kept, "wb") as file:
            file.write(data)
        tally.fault(attack, f"{kept}: {wrong}")
    else:
        tally.add(attack, outcome(ended))
    clear(place, corpus)


def end(_state, _tally):
    pass
