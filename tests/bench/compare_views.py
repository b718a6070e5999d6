"""Views of pictures a second, ours and torchvision.transforms.v2's, in turns.

    PYTHONPATH=FOLDER .venv/bin/python tests/bench/compare_views.py \
        build/release/bin/view_augmentation [--rounds 5] [--seconds 2]

FOLDER holds torchvision, as tests/pretext/torchvision_views.py says, where the test lies that both
draw alike. One thread each. Prints, at 32 pixels (crop, flip, jitter, grey) and at 224 (and blur), the
median views a second of ours and of torchvision's tensor and PIL paths, and the ratio to the faster.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "pretext"))
import torch  # noqa: E402
from PIL import Image  # noqa: E402
from torchvision_views import pictures, pipeline  # noqa: E402


def rate(make, inputs, seconds):
    made, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        for _ in range(4):
            make(inputs[made % len(inputs)])
            made += 1
    return made / (time.perf_counter() - begin)


class Ours:
    def __init__(self, program, data, view):
        self.file = tempfile.NamedTemporaryFile()
        self.file.write(data.tobytes())
        self.file.flush()
        self.process = subprocess.Popen(
            [program, self.file.name, str(len(data)), str(data.shape[1]), str(view)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def views(self, seconds):
        self.process.stdin.write(f"views {seconds}\n")
        return float(self.process.stdout.readline())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    options = parser.parse_args()
    for view, side, count in ((32, 32, 500), (224, 256, 40)):
        data = pictures(count, side)
        tensors = [torch.from_numpy(p).permute(2, 0, 1).contiguous() for p in data]
        images = [Image.fromarray(p) for p in data]
        make = pipeline(view, view >= 100)
        ours = Ours(options.program, data, view)
        rates = {"ours": [], "tensor": [], "PIL": []}
        for _ in range(options.rounds):
            rates["ours"].append(ours.views(options.seconds))
            rates["tensor"].append(rate(make, tensors, options.seconds))
            rates["PIL"].append(rate(make, images, options.seconds))
        medians = {name: statistics.median(values) for name, values in rates.items()}
        best = max(medians["tensor"], medians["PIL"])
        print(f"{view} x {view}: ours {medians['ours']:.0f} views a second, torchvision "
              f"{medians['tensor']:.0f} (tensor) and {medians['PIL']:.0f} (PIL): "
              f"{medians['ours'] / best:.2f} times the faster one")


if __name__ == "__main__":
    main()
