"""Views of pictures against torchvision.transforms.v2: speed in turns, and statistics.

torchvision goes into a folder of its own, beside the PyTorch of .venv, which stays as it is:

    .venv/bin/pip install --no-deps --target /tmp/torchvision torchvision pillow numpy
    PYTHONPATH=/tmp/torchvision .venv/bin/python tests/bench/compare_views.py \
        build/release/bin/view_augmentation [--rounds 5] [--seconds 2] [--views 8000]

One thread each. Prints, at 32 pixels (crop, flip, jitter, grey) and at 224 (and blur), the median
views a second of ours and of torchvision's tensor and PIL paths, the ratio to the faster one; and of
`--views` views of both pipelines channel means, variances, crop areas and log aspects, with their
difference in standard errors. There torchvision works on floats, as we do: on bytes it cuts off the
fraction after every change, which darkens. The statistics leave the blur out, since SimCLR's zeros
beyond the edge darken it where torchvision mirrors the picture.
"""
import argparse
import re
import statistics
import subprocess
import tempfile
import warnings

warnings.filterwarnings("ignore")
import numpy as np  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(1)


def import_torchvision():
    """Its wheel is built for CUDA's PyTorch: beside another, its C++ operators are missing.

    None of them is used here. Those that it insists on at import are declared; the rest is asked for
    by name only once they exist, so each missing name is declared when it is missed.
    """
    library = torch.library.Library("torchvision", "FRAGMENT")
    for _ in range(20):
        try:
            from torchvision.transforms import v2
            return v2, library
        except RuntimeError as error:
            missing = re.search(r"operator torchvision::(\w+) does not exist", str(error))
            if not missing:
                raise
            library.define(missing.group(1) + "(Tensor a, Tensor b, float c) -> Tensor")
            import sys
            for name in [n for n in sys.modules if n.split(".")[0] == "torchvision"]:
                del sys.modules[name]
    raise RuntimeError("torchvision does not import")


v2, _library = import_torchvision()
from PIL import Image  # noqa: E402


def pictures(count, side):
    """Smooth colours, edges and noise: what a resize and a jitter can be told apart by."""
    random = np.random.default_rng(5)
    y, x = np.mgrid[0:side, 0:side] / side
    out = np.empty((count, side, side, 3), np.uint8)
    for i in range(count):
        for c in range(3):
            fx, fy, p = random.uniform(1, 12, 2).tolist() + [random.uniform(0, 6)]
            plane = .5 + .35 * np.sin(fx * x * 6 + p) * np.cos(fy * y * 6)
            a, b = random.uniform(0, .7, 2)
            plane[(x > a) & (x < a + .3) & (y > b) & (y < b + .3)] = random.uniform()
            plane += random.normal(0, .02, plane.shape)
            out[i, :, :, c] = np.clip(plane, 0, 1) * 255
    return out


def pipeline(view, blur):
    s = 1. if view >= 100 else .5
    steps = [
        v2.RandomResizedCrop(view, scale=(.08, 1), ratio=(3 / 4, 4 / 3),
                             interpolation=v2.InterpolationMode.BICUBIC),
        v2.RandomHorizontalFlip(),
        v2.RandomApply([v2.ColorJitter(.8 * s, .8 * s, .8 * s, .2 * s)], .8),
        v2.RandomGrayscale(.2),
    ]
    if blur:
        steps.append(v2.RandomApply([v2.GaussianBlur(2 * (view // 10 // 2) + 1, (.1, 2.))], .5))
    return v2.Compose(steps)


def rate(make, inputs, seconds):
    import time
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

    def statistics(self, count):
        self.process.stdin.write(f"statistics {count}\n")
        return np.array([[float(word) for word in self.process.stdout.readline().split()]
                         for _ in range(count)])


def compare_statistics(ours, theirs, what):
    names = ["mean red", "mean green", "mean blue", "variance red", "variance green",
             "variance blue", "crop area", "crop log aspect"]
    worst = 0
    for i, name in enumerate(names):
        a, b = ours[:, i], theirs[:, i]
        error = np.sqrt(a.var() / len(a) + b.var() / len(b))
        away = abs(a.mean() - b.mean()) / error
        # Their distributions, too: the largest distance of the two, in its own error.
        both = np.sort(np.concatenate([a, b]))
        gap = np.abs(np.searchsorted(np.sort(a), both, "right") / len(a)
                     - np.searchsorted(np.sort(b), both, "right") / len(b)).max()
        gap /= np.sqrt(1 / len(a) + 1 / len(b))
        worst = max(worst, away)
        print(f"{what}: {name}: {a.mean():.5f} and {b.mean():.5f}, {away:.1f} standard errors; "
              f"Kolmogorov-Smirnov {gap:.2f} (2.3 has p = 5e-5)")
    return worst


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--views", type=int, default=8000)
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
        if options.views:
            # Below 100 pixels our program blurs nothing: the statistics of 224 are made there.
            small = data if view < 100 else data[:, ::4, ::4].copy()
            target = view if view < 100 else 64
            described = Ours(options.program, small, target).statistics(options.views)
            make = pipeline(target, False)
            crop, theirs = make.transforms[0], []
            for i in range(options.views):
                x = torch.from_numpy(small[i % count]).permute(2, 0, 1).contiguous() / 255
                drawn = crop.make_params([x])
                y = v2.functional.resized_crop(x, **drawn, size=crop.size,
                                               interpolation=crop.interpolation, antialias=True)
                for step in make.transforms[1:]:
                    y = step(y)
                values = y.flatten(1)
                area = drawn["height"] * drawn["width"] / (small.shape[1] * small.shape[2])
                theirs.append(values.mean(1).tolist() + values.var(1, unbiased=False).tolist()
                              + [area, np.log(drawn["width"] / drawn["height"])])
            compare_statistics(described, np.array(theirs), f"{target} x {target}")


if __name__ == "__main__":
    main()
