"""Imports of broken files: tables, records, texts, pictures and arrays, cut, flipped and spliced."""

import gzip
import json
import os
import resource
import shutil
import struct
import time
import zipfile
import zlib

import tools


def png(width, height):
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + bytes((x * 7 + y * 3) % 256 for x in range(width * 3))
                    for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def npy(shape, data):
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\x00v\x00" + header.ljust(117) + b"\n" + data


def sound_files(folder):
    """Name to bytes of sound files, one of each kind that an import reads."""
    rows = [{"text": f"A text of number {i}, with \"quotes\" and a comma.", "id": i}
            for i in range(30)]
    files = {
        "a.txt": tools.TEXT.encode()[:4000],
        "latin.txt": "Grüße aus Köln, schön.\n".encode("latin-1") * 30,
        "wide.txt": "Grüße aus Köln, schön.\n".encode("utf-16") * 3,
        "a.jsonl": "\n".join(map(json.dumps, rows)).encode(),
        "a.json": json.dumps(rows).encode(),
        "a.csv": b"id,text\n" + b"".join(b"%d,\"A text, number %d\"\n" % (i, i) for i in range(30)),
        "b.csv": b"id;text\r\n" + b"".join(b"%d;A text %d\r\n" % (i, i) for i in range(30)),
        "a.tsv": b"id\ttext\n" + b"".join(b"%d\tA \"text %d\n" % (i, i) for i in range(30)),
        "a.txt.gz": gzip.compress(tools.TEXT.encode()[:4000]),
        "a.png": png(12, 9),
        "images-idx3-ubyte": b"\0\0\x08\x03" + struct.pack(">III", 4, 8, 8) + bytes(range(256)),
        "a.npy": npy("(4, 8, 8)", bytes(range(256))),
    }
    archive = os.path.join(folder, "made.npz")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("x.npy", npy("(4, 8, 8)", bytes(range(256))))
        file.writestr("y.npy", npy("(4,)", b"\0\1\0\1"))
    with open(archive, "rb") as file:
        files["a.npz"] = file.read()
    os.remove(archive)
    return files


def mutated(place, files, name):
    data = bytearray(files[name])
    for _ in range(place.random.choice((1, 1, 2, 8))):
        how = place.random.randrange(5)
        at = place.random.randrange(len(data)) if data else 0
        if how == 0 and data:
            data[at] ^= 1 << place.random.randrange(8)
        elif how == 1:
            del data[at:]
        elif how == 2:
            data[at:at] = place.random.choice((b"\0", b"\xff\xfe", b"\"", b"{", b"[", b"\r", b";",
                                               b"\xed\xa0\x80", b"\xff" * 40, b"," * 3000))
        elif how == 3:
            other = files[place.random.choice(list(files))]
            data[at:at] = other[:place.random.randrange(len(other))]
        elif data:
            data[at:at + 4] = struct.pack(">I", place.random.getrandbits(32))
    return bytes(data)


def limits():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def attack(place, tally, seconds):
    files = sound_files(place.folder)
    end = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < end:
        turn += 1
        name = place.random.choice(list(files))
        part = "hostile imports: " + name
        folder = os.path.join(place.folder, "in")
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(mutated(place, files, name))
        whole = place.random.random() < 0.5
        ended = place.cli("--json", "corpus", "import", folder if whole else
                          os.path.join(folder, name), "--name", f"h{turn}", limits=limits,
                          seconds=120)
        tally.add(part, "tried")
        if ended.crashed() or ended.status not in (0, 1, 2):
            kept = os.path.join(place.folder, f"found-{turn}-{name}")
            shutil.copy(os.path.join(folder, name), kept)
            tally.fault(part, f"{tools.signal_name(ended.status)}, kept as {kept}")
        elif ended.status != 0 and not ended.err.strip():
            tally.fault(part, "failed without a word")
        else:
            tally.add(part, "imported" if ended.status == 0 else "refused")
        left = tools.half_made(place.workspace)
        if left:
            tally.fault(part, f"left behind: {left[:3]}")
        place.cli("corpus", "remove", f"h{turn}", "--yes")
