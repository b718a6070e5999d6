"""Views of pictures as torchvision.transforms.v2 makes them, and what they are like.

    torchvision_views.py FOLDER SIDE VIEW VIEWS

Writes FOLDER/pictures, 40 made-up pictures as uint8 [40, SIDE, SIDE, 3], and prints a line for each of
VIEWS views of them, VIEW pixels wide: three channel means, three variances, the crop's share of the
area and its log aspect. It works on floats, as we do: on bytes torchvision cuts off the fraction
after every change, which darkens. Nothing is blurred, since SimCLR's zeros beyond the edge darken
where torchvision mirrors the picture. Ends with 77 where torchvision is not there; it goes into a
folder of its own, named in PYTHONPATH, beside the PyTorch of .venv, which stays as it is:

    .venv/bin/pip install --no-deps --target FOLDER torchvision pillow numpy
"""
import re
import sys
import warnings

warnings.filterwarnings("ignore")
try:
    import numpy as np
    import torch
    import torchvision  # noqa: F401
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(77)
except RuntimeError:
    pass  # its operators are declared below

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
            for name in [n for n in sys.modules if n.split(".")[0] == "torchvision"]:
                del sys.modules[name]
    raise RuntimeError("torchvision does not import")


v2, _library = import_torchvision()


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


def statistics(data, view, count):
    """Rows as the first lines above say."""
    make = pipeline(view, False)
    crop = make.transforms[0]
    for i in range(count):
        x = torch.from_numpy(data[i % len(data)]).permute(2, 0, 1).contiguous() / 255
        drawn = crop.make_params([x])
        y = v2.functional.resized_crop(x, **drawn, size=crop.size,
                                       interpolation=crop.interpolation, antialias=True)
        for step in make.transforms[1:]:
            y = step(y)
        values = y.flatten(1)
        area = drawn["height"] * drawn["width"] / (data.shape[1] * data.shape[2])
        yield (values.mean(1).tolist() + values.var(1, unbiased=False).tolist()
               + [area, float(np.log(drawn["width"] / drawn["height"]))])


def main():
    folder, side, view, count = sys.argv[1], *map(int, sys.argv[2:])
    torch.manual_seed(1)
    data = pictures(40, side)
    data.tofile(folder + "/pictures")
    for row in statistics(data, view, count):
        print(*(f"{value:.6f}" for value in row))


if __name__ == "__main__":
    main()
