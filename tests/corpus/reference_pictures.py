#!/usr/bin/env python3
"""Where bitmap_test.cpp's golden hashes come from: scaling and cutting by Pillow, at the places
where torchvision's Resize and CenterCrop have them.

Run it with a Python that has Pillow. It prints the table of the test.
"""
import hashlib

from PIL import Image

CASES = [(64, 48, 3, 32), (100, 37, 3, 16), (33, 90, 1, 24), (10, 12, 3, 28), (301, 200, 4, 64),
         (28, 28, 1, 28)]


def pixels(width, height, channels):
    return bytes((x * x * 7 + y * 13 + c * 50 + x * y * 3) & 255
                 for y in range(height) for x in range(width) for c in range(channels))


def resized(width, height, channels, size):
    image = Image.frombytes({1: "L", 3: "RGB", 4: "CMYK"}[channels], (width, height),
                            pixels(width, height, channels))  # CMYK: four plain channels
    short = min(width, height)
    new = (size if width == short else size * width // short,
           size if height == short else size * height // short)
    # Across first, as Pillow did until version 12; later ones take what is less work.
    image = image.resize((new[0], height), Image.BILINEAR).resize(new, Image.BILINEAR)
    left, top = round((new[0] - size) / 2), round((new[1] - size) / 2)
    return image.crop((left, top, left + size, top + size)).tobytes()


for case in CASES:
    print(case, hashlib.sha256(resized(*case)).hexdigest())
