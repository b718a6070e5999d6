"""Makes an input of every kind that the cases look at, in the layout that their checks know."""

import base64
import json
import os
import pickle
import random
import struct
import tarfile
import zipfile
import zlib

# Left half red; of the right half the upper quarter blue, the lower green. 32 x 16.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYG"
    "CAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK"
    "CgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAQACADAREAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAcI/8QAFBAB"
    "AAAAAAAAAAAAAAAAAAAAAP/EABgBAQEAAwAAAAAAAAAAAAAAAAAJAwcK/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwD"
    "AQACEQMRAD8Azu0OrQAj6ziIYCwIxreANAMbmjAf/9k=")
WEBP = base64.b64decode(
    "UklGRjwAAABXRUJQVlA4TDAAAAAvH8ADABcgEEhDEkGMuFgwGWD+VzACgUQnyllGnf9otQUCAcKkSasGIvofAKpv1Qc=")
# EXIF: big-endian, one entry, orientation 6 (to be turned by a quarter, clockwise).
EXIF = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x112, 3, 1, 6, 0, 0)
COLOURS = {"red": (214, 40, 40), "green": (46, 160, 67), "blue": (38, 70, 200)}


def png(rows, *chunks):
    """Rows of (r, g, b); `chunks` (type, data) go before the pixels."""
    raw = b"".join(b"\0" + bytes(v for pixel in row for v in pixel) for row in rows)
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)
    out = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", header), *chunks, (b"IDAT", zlib.compress(raw)), (b"IEND", b"")):
        out += struct.pack(">I", len(data)) + kind + data
        out += struct.pack(">I", zlib.crc32(kind + data))
    return out


def even(width, height, colour):
    return [[colour] * width for _ in range(height)]


def squares(width, height, seed):
    """A light square somewhere on a dark ground: no two alike."""
    left, top = 3 + seed * 5 % (width - 14), 3 + seed * 3 % (height - 14)
    return [[(90 + 13 * seed % 160, 200, 60) if left <= x < left + 9 and top <= y < top + 9
             else (20 + seed * 7 % 50, 30, 40 + seed * 11 % 90) for x in range(width)]
            for y in range(height)]


def npy(descr, shape, data):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (117 - len(header)) + "\n"
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header.encode() + data


def idx(code, shape, data):
    return struct.pack(">HBB", 0, code, len(shape)) + struct.pack(f">{len(shape)}I", *shape) + data


class Tree:
    """The folder that is filled: tree["01-x/a.csv"] = "text" or bytes."""

    def __init__(self, root):
        self.root = root

    def __setitem__(self, name, content):
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def three(self, folder):
        for name, colour in zip("abc", COLOURS.values()):
            self[f"{folder}/{name}.png"] = png(even(32, 32, colour))


def tables(tree):
    here = "01-delimiters"
    tree[f"{here}/semi.csv"] = ('nr;text;jahr\r\n1;Die Katze, die sang, lief fort.;1999\r\n'
                                '2;Nein.;2000\r\n3;"Ja; aber, nur heute.";2001\r\n')
    tree[f"{here}/pipe.csv"] = ("image_name| comment_number| comment\n"
                                "a.png| 0| Two dogs, one cat .\nb.png| 0| An empty road .\n")
    tree.three(f"{here}/captions-semicolon")
    tree[f"{here}/captions-semicolon/captions.csv"] = (
        "image;caption\na.png;one, all red\nb.png;grass\nc.png;sky\n")
    tree.three(f"{here}/captions-pipe")
    tree[f"{here}/captions-pipe/captions.csv"] = (
        "image_name| comment_number| comment\na.png| 0| All red , nothing else .\n"
        "a.png| 1| A warm colour .\nb.png| 0| Grass .\nc.png| 0| Sky .\n")

    here = "02-column-names"
    far = "http://example.org/where/pages/have/very/long/addresses/and/nothing/else.html"
    tree[f"{here}/blank.csv"] = (f"nr, link, text\n7, {far}, brief\n8, http://e.org/q, somewhat "
                                 "longer than the one before it\n")
    tree[f"{here}/capital.csv"] = f"NR,Link,Text\n7,{far},brief\n8,http://e.org/q,a longer one\n"
    tree[f"{here}/cap.jsonl"] = (f'{{"Link":"{far}","Text":"one"}}\n'
                                 '{"Link":"http://e.org/q","Text":"two"}\n')

    tree["03-no-header/nohead.csv"] = ('"1","Snow at last","Snow fell in the south all night."\n'
                                       '"3","Cup","The cup went to the youngest team."\n'
                                       '"2","Ships","More ships than ever left the port."\n')

    here = "04-quotes"
    tree[f"{here}/quotes.tsv"] = ('nr\ttext\n1\ta 3" nail\n2\t"So, she asked\n3\tnothing\n'
                                  '4\tthe "best" part\n')
    tree[f"{here}/open.csv"] = 'nr,text\n1,all well\n2,"left open\n3,third\n4,fourth\n5,fifth\n'
    tree.three(f"{here}/captions")
    tree[f"{here}/captions/captions.tsv"] = ('filepath\ttitle\na.png\ta 3" tile\n'
                                             'b.png\t"grass" only\nc.png\t"sky\n')

    here = "06-first-record"
    tree[f"{here}/late.jsonl"] = (f'{{"url":"{far}","text":null}}\n'
                                  '{"url":"http://e.org/q","text":"the second has one"}\n'
                                  '{"url":"v","text":"so has this"}\n')
    tree[f"{here}/nokey.jsonl"] = (f'{{"url":"{far}"}}\n'
                                   '{"url":"http://e.org/q","text":"the second has one"}\n')

    here = "07-records"
    tree[f"{here}/pretty.jsonl"] = "".join(
        json.dumps({"text": text}, indent=2) + "\n" for text in ("over lines", "over more"))
    tree[f"{here}/concat.jsonl"] = '{"text":"left"}{"text":"right"}\n{"text":"below"}\n'

    here = "09-carriage-returns"
    tree[f"{here}/mac.txt"] = "one of three\rtwo of three\rthree of three\r"
    tree.three(f"{here}/captions")
    tree[f"{here}/captions/a.txt"] = "red here\nred there\n"
    tree[f"{here}/captions/b.txt"] = "grass here\rgrass there\r"
    tree[f"{here}/captions/c.TXT"] = "in capitals\n"

    here = "11-windows-1252"
    tree[f"{here}/cp1252.txt"] = "Schöne – „neue“ Welt für 3 € in Łódź.\n".replace(
        "Łódź", "Münster").encode("cp1252")
    tree.three(f"{here}/captions")
    tree[f"{here}/captions/captions.csv"] = (
        'image,caption\na.png,été rouge\nb.png,"grün, weiß"\nc.png,blue\n'.encode("cp1252"))
    for name, caption in (("a", "crème brûlée\n"), ("b", "plain\n")):
        tree[f"{here}/sidecars/{name}.png"] = png(even(32, 32, COLOURS["red"]))
        tree[f"{here}/sidecars/{name}.txt"] = caption.encode("cp1252")

    tree["36-long-record/short.jsonl"] = '{"text":"good one"}\n{"text":"' + "abc " * 12 + "\n"


def trees(tree):
    here = "12-hidden"
    for colour in ("red", "blue"):
        for i in range(4):
            shade = tuple(min(255, v + 9 * i) for v in COLOURS[colour])
            tree[f"{here}/pictures/{colour}/{i}.png"] = png(even(16, 16, shade))
    image = png(even(16, 16, (9, 9, 9)))
    double = b"\0\x05\x16\x07\0\x02\0\0Mac OS X" + bytes(70)
    for name, content in ((".ipynb_checkpoints/0-checkpoint.png", image),
                          ("red/.ipynb_checkpoints/1-checkpoint.png", image),
                          ("red/._1.png", double),
                          ("@eaDir/blue/SYNOPHOTO_THUMB_S.jpg", JPEG), (".DS_Store", bytes(64)),
                          ("__MACOSX/red/._0.png", double), ("red/Thumbs.db", bytes(64)),
                          ("blue/desktop.ini", b"[.ShellClassInfo]\r\n")):
        tree[f"{here}/pictures/{name}"] = content
    for name, content in (("a.txt", "The only text here.\n"), (".git/notes.txt", "inside\n"),
                          (".ipynb_checkpoints/a-checkpoint.txt", "The only text here.\n"),
                          (".hidden.txt", "not seen\n"), ("._a.txt", double)):
        tree[f"{here}/texts/{name}"] = content

    here = "17-paths"
    for folder, names, ending in (
            ("all-with-backslash", ("train\\a.png", "train\\b.png", "train\\c.png"), "\n"),
            ("some-with-backslash", (".\\a.png", "sub\\..\\b.png", "c.png"), "\r\n"),
            ("names-without-ending", ("a", "b", "c"), "\n")):
        tree.three(f"{here}/{folder}" + ("/train" if folder.startswith("all") else ""))
        heading = "image,caption" if folder.startswith("names") else "file_name,text"
        file = "captions.csv" if folder.startswith("names") else "metadata.csv"
        lines = [heading, *(f"{n},all {c}" for n, c in zip(names, COLOURS))]
        tree[f"{here}/{folder}/{file}"] = ending.join(lines) + ending

    here = "21-links"
    for name, folder in (("1", "one"), ("2", "two")):
        tree[f"{here}/real/{folder}/{name}.png"] = png(even(32, 32, (60, 20 * int(name), 90)))
    farm = tree.root / here / "farm"
    farm.mkdir()
    for name, target in (("one", "../real/one"), ("two", "../real/two"), ("loop", ".")):
        os.symlink(target, farm / name)


def captions(tree):
    here = "19-endings"
    for folder in ("upper", "caption", "token"):
        tree.three(f"{here}/{folder}")
    tree[f"{here}/upper/Captions.CSV"] = "image,caption\na.png,all red\nb.png,grass\nc.png,sky\n"
    for name, colour in zip("abc", COLOURS):
        tree[f"{here}/caption/{name}.caption"] = f"all {colour}\n"
    tree[f"{here}/token/results.token"] = ("a.png#0\tAll red .\na.png#1\tWarm .\nb.png#0\tGrass .\n"
                                           "c.png#0\tSky .\n")

    here = "20-caption-json"
    for folder in ("karpathy", "coco-id-as-text", "prompt-column", "name-to-captions"):
        tree.three(f"{here}/{folder}")
    tree[f"{here}/karpathy/dataset.json"] = json.dumps({"dataset": "few", "images": [
        {"filepath": ".", "filename": f"{name}.png", "imgid": i, "split": "train",
         "sentids": [2 * i, 2 * i + 1],
         "sentences": [{"raw": f"{which} one of {name}", "tokens": [which], "imgid": i}
                       for which in ("this", "that")]} for i, name in enumerate("abc")]})
    tree[f"{here}/coco-id-as-text/captions.json"] = json.dumps({
        "images": [{"id": i + 1, "file_name": f"{n}.png"} for i, n in enumerate("abc")],
        "annotations": [{"id": i, "image_id": image, "caption": f"caption {i}"}
                        for i, image in enumerate(("1", 2, 8, 2))]})
    tree[f"{here}/prompt-column/metadata.jsonl"] = "".join(
        json.dumps({"file_name": f"{n}.png", "prompt": f"all {c}"}) + "\n"
        for n, c in zip("abc", COLOURS))
    tree[f"{here}/name-to-captions/captions.json"] = json.dumps(
        {"a.png": ["all red", "warm"], "b.png": "grass", "c.png": ["sky"]})


def formats(tree):
    here = "16-orientation"
    exif = b"\xff\xe1" + struct.pack(">H", len(EXIF) + 8) + b"Exif\0\0" + EXIF
    tree[f"{here}/jpeg6.jpg"] = JPEG[:2] + exif + JPEG[2:]
    rows = [[(220, 40, 40)] * 16 + [(40, 60, 200) if y < 8 else (40, 180, 70)] * 16
            for y in range(16)]
    tree[f"{here}/png6.png"] = png(rows, (b"eXIf", EXIF))
    flags = b"VP8X" + struct.pack("<I", 10) + b"\x08\0\0\0" + b"\x1f\0\0" + b"\x0f\0\0"
    chunks = flags + WEBP[12:] + b"EXIF" + struct.pack("<I", len(EXIF)) + EXIF
    tree[f"{here}/webp6.webp"] = b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks

    here = "22-other-formats"
    tree[f"{here}/onlybom.txt"] = b"\xef\xbb\xbf"
    for name in ("set.zip", "shard-000000.tar"):
        file = tree.root / here / name
        tree[f"{here}/0.png"] = png(even(16, 16, COLOURS["red"]))
        if name.endswith("zip"):
            with zipfile.ZipFile(file, "w") as archive:
                archive.write(tree.root / here / "0.png", "red/0.png")
        else:
            with tarfile.open(file, "w") as archive:
                archive.add(tree.root / here / "0.png", "000000.png")
    tree[f"{here}/cifar-python/data_batch_1"] = pickle.dumps(
        {b"batch_label": b"one", b"labels": [3, 5], b"data": bytes(2 * 3072)}, protocol=2)
    tree[f"{here}/f-images-idx3-float"] = idx(0x0D, (2, 8, 8), struct.pack(">128f", *range(128)))
    tree[f"{here}/object.npy"] = npy("|O", (3,), pickle.dumps(["a", 1, None], protocol=2))

    pixels = bytes(v for row in squares(16, 16, 2)[3:11] for pixel in row[3:11] for v in pixel)
    tree["24-one-array/one.npy"] = npy("|u1", (8, 8, 3), pixels)
    here = "33-labels/emnist-letters-like"
    labels = bytes([1, 2, 3] * 5)
    tree[f"{here}/l-images-idx3-ubyte"] = idx(8, (15, 8, 8), bytes(
        (17 * i + j) % 256 for i in range(15) for j in range(64)))
    tree[f"{here}/l-labels-idx1-ubyte"] = idx(8, (15,), labels)


CHINESE = ("今天 天气 好 我们 到 山上 看 日出 路 很 长 朋友 带来 水果 面包 大家 坐在 石头 旁边 吃饭 "
           "下午 回家 时 云 多了 雨 还没有 来 孩子 笑着 跑 猫 睡在 门口").split()
JAPANESE = ("今日は 天気が いいので 公園へ 歩いて 行きました 犬も 一緒に 走って とても 楽しそうでした "
            "帰りに パンを 買って 家で 食べました").split()
THAI = "เช้านี้ ฝนตก เรา อยู่บ้าน อ่านหนังสือ และ ดื่มชา แมว นอน ใกล้ หน้าต่าง ตอนเย็น ฟ้า ใส".split()


def languages(tree):
    draw = random.Random(5)

    def text(parts, end, sentences):
        return "".join("".join(draw.choices(parts, k=draw.randint(6, 14))) + end
                       for _ in range(sentences))

    for here in ("13-without-spaces", "14-whole-words"):
        tree[f"{here}/zh.txt"] = text(CHINESE, "。", 60)
        tree[f"{here}/ja.txt"] = text(JAPANESE, "。", 40)
        tree[f"{here}/th.txt"] = text(THAI, " ", 60)
    tree["13-without-spaces/abc.txt"] = "xyzxyzxyz"
    tree["15-unknown/one.txt"] = "a"
    tree["25-names/one.txt"] = "a"
    words = "over the hill a small dog ran while birds sang and rivers fell into green leaves".split()
    english = "".join(" ".join(draw.choices(words, k=9)).capitalize() + ". " for _ in range(260))
    for here in ("26-own-step", "29-decimal-comma", "30-closed-pipe"):
        tree[f"{here}/en.txt"] = english
    for here in ("27-full-output", "28-zones", "34-one-broken", "35-hasty-client",
                 "37-two-imports", "38-half-full"):
        (tree.root / here).mkdir()


def make(root):
    """Fills `root`; returns it."""
    tree = Tree(root)
    for fill in (tables, trees, captions, formats, languages):
        fill(tree)
    return root
