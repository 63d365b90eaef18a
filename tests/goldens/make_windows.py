#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of windows and movements: pooling, adaptive pooling, resampling, padding, unfolding, cumulative
sums, top-k and the like. As make_goldens.py, whose functions it uses.

    make_windows.py            writes the files
    make_windows.py --check    compares, and writes nothing

Images stand as tapeless has them, channels last: [batch, sizes..., channels]. Every case has x, the result y, the upstream
gradient dy, and dx.
"""

import torch
from torch.nn import functional as F

from make_goldens import Numbers, main, value_and_gradient

MADE = {}


def topic(path, comment):
    """Marks a function of (numbers, add) as the maker of a file of cases."""
    def register(cases):
        def make(dtype):
            numbers, arrays = Numbers(path, dtype), {}

            def add(name, function, x, **others):
                dy = numbers.uniform(*function(x).shape)
                y, dx = value_and_gradient(function, x, upstream=dy)
                arrays.update({f"{name}/{key}": value for key, value in
                               ({"x": x, "y": y, "dy": dy, "dx": dx} | others).items()})
            cases(numbers, add)
            return arrays
        MADE[path] = (comment, make)
        return cases
    return register


def channels_last(function):
    """A function of [batch, channels, sizes...] as one of [batch, sizes..., channels]."""
    return lambda x: function(x.movedim(-1, 1)).movedim(1, -1)


def coarse(numbers, *shape):
    """Few different numbers, so that many are equal."""
    return (numbers.uniform(*shape) * 2).round() / 2


MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVG = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}


@topic("windows/max_pool", "torch.nn.functional.max_pool1d, 2d, 3d; ties go to the first of equals")
def max_pooling(numbers, add):
    def case(name, x, kernel, **options):
        add(name, channels_last(lambda x: MAX[x.dim() - 2](x, kernel, **options)), x)
    case("2d.2", numbers.uniform(2, 6, 4, 3), 2)
    case("2d.2.rest", numbers.uniform(1, 5, 7, 2), 2)
    case("2d.2.ties", coarse(numbers, 2, 6, 6, 2), 2)
    case("2d.3.stride2.padding1", numbers.uniform(2, 7, 6, 3), 3, stride=2, padding=1)
    case("2d.3.stride2.padding1.ties", coarse(numbers, 2, 7, 7, 2), 3, stride=2, padding=1)
    case("2d.3.stride1.ties", coarse(numbers, 1, 5, 6, 2), 3, stride=1)
    case("2d.2x3.stride3x1", numbers.uniform(1, 7, 5, 2), (2, 3), stride=(3, 1))
    case("2d.2.dilation2", numbers.uniform(1, 6, 7, 2), 2, stride=1, dilation=2)
    case("2d.3.ceil", numbers.uniform(1, 6, 8, 2), 3, stride=2, ceil_mode=True)
    case("2d.3.ceil.padding1", numbers.uniform(1, 6, 7, 1), 3, stride=3, padding=1, ceil_mode=True)
    case("2d.whole", numbers.uniform(2, 4, 3, 2), (4, 3))
    case("2d.stride_beyond", numbers.uniform(1, 7, 8, 1), 2, stride=3)
    case("2d.one", numbers.uniform(1, 3, 3, 1), 1)
    case("1d.2", numbers.uniform(2, 7, 3), 2)
    case("1d.3.stride1.padding1", coarse(numbers, 1, 9, 2), 3, stride=1, padding=1)
    case("3d.2", numbers.uniform(1, 4, 5, 4, 2), 2)
    case("3d.3.stride2.padding1", coarse(numbers, 1, 5, 4, 5, 1), 3, stride=2, padding=1)


@topic("windows/avg_pool", "torch.nn.functional.avg_pool1d, 2d, 3d, lp_pool1d, 2d")
def average_pooling(numbers, add):
    def case(name, x, kernel, **options):
        add(name, channels_last(lambda x: AVG[x.dim() - 2](x, kernel, **options)), x)
    case("2d.2", numbers.uniform(2, 6, 4, 3), 2)
    case("2d.2.rest", numbers.uniform(1, 5, 7, 2), 2)
    case("2d.3.stride2.padding1", numbers.uniform(2, 7, 6, 3), 3, stride=2, padding=1)
    case("2d.3.stride2.padding1.inside", numbers.uniform(2, 7, 6, 3), 3, stride=2, padding=1,
         count_include_pad=False)
    case("2d.3.ceil", numbers.uniform(1, 6, 8, 2), 3, stride=2, ceil_mode=True)
    case("2d.3.ceil.padding1", numbers.uniform(1, 6, 7, 1), 3, stride=2, padding=1, ceil_mode=True)
    case("2d.3.ceil.padding1.inside", numbers.uniform(1, 6, 7, 1), 3, stride=2, padding=1,
         ceil_mode=True, count_include_pad=False)
    case("2d.2x3.divisor", numbers.uniform(1, 4, 7, 2), (2, 3), stride=1, divisor_override=5)
    case("2d.whole", numbers.uniform(2, 4, 3, 2), (4, 3))
    case("2d.stride_beyond", numbers.uniform(1, 7, 8, 1), 2, stride=3)
    case("1d.3.stride1.padding1", numbers.uniform(1, 9, 2), 3, stride=1, padding=1)
    case("3d.2", numbers.uniform(1, 4, 5, 4, 2), 2)
    case("3d.3.stride2.padding1", numbers.uniform(1, 5, 4, 5, 1), 3, stride=2, padding=1)
    add("lp2d.2", channels_last(lambda x: F.lp_pool2d(x, 2, 3, 2)),
        numbers.uniform(1, 7, 5, 2, low=0.25))
    add("lp1d.3", channels_last(lambda x: F.lp_pool1d(x, 3, 2)),
        numbers.uniform(2, 6, 2, low=0.25))


@topic("windows/adaptive_pool", "torch.nn.functional.adaptive_avg_pool and adaptive_max_pool; global pooling")
def adaptive_pooling(numbers, add):
    add("avg2d.3x2", channels_last(lambda x: F.adaptive_avg_pool2d(x, (3, 2))), numbers.uniform(2, 6, 4, 3))
    add("avg2d.3x5", channels_last(lambda x: F.adaptive_avg_pool2d(x, (3, 5))), numbers.uniform(2, 7, 9, 2))
    add("avg2d.larger", channels_last(lambda x: F.adaptive_avg_pool2d(x, (5, 3))), numbers.uniform(1, 3, 4, 2))
    add("avg1d.4", channels_last(lambda x: F.adaptive_avg_pool1d(x, 4)), numbers.uniform(1, 10, 1))
    add("avg3d.2", channels_last(lambda x: F.adaptive_avg_pool3d(x, 2)), numbers.uniform(1, 3, 4, 5, 2))
    add("max2d.3x5", channels_last(lambda x: F.adaptive_max_pool2d(x, (3, 5))), numbers.uniform(2, 7, 9, 2))
    add("max2d.ties", channels_last(lambda x: F.adaptive_max_pool2d(x, (3, 2))), coarse(numbers, 2, 7, 5, 2))
    add("max1d.4", channels_last(lambda x: F.adaptive_max_pool1d(x, 4)), numbers.uniform(2, 8, 3))
    add("global_avg", lambda x: x.mean((1, 2)), numbers.uniform(2, 5, 3, 4))
    add("global_max", lambda x: F.adaptive_max_pool2d(x.movedim(-1, 1), 1).flatten(1), coarse(numbers, 2, 3, 3, 3))


@topic("windows/upsample", "torch.nn.functional.interpolate, pixel_shuffle, pixel_unshuffle")
def resampling(numbers, add):
    def case(name, x, **options):
        add(name, channels_last(lambda x: F.interpolate(x, **options)), x)
    case("nearest2d.2", numbers.uniform(2, 3, 4, 2), scale_factor=2, mode="nearest")
    case("nearest2d.2x3", numbers.uniform(1, 3, 2, 2), scale_factor=(2, 3), mode="nearest")
    case("nearest2d.to5x7", numbers.uniform(1, 3, 4, 2), size=(5, 7), mode="nearest")
    case("nearest2d.to3x2", numbers.uniform(1, 5, 7, 1), size=(3, 2), mode="nearest")
    case("nearest1d.3", numbers.uniform(2, 4, 3), scale_factor=3, mode="nearest")
    case("linear1d.2", numbers.uniform(2, 5, 3), scale_factor=2, mode="linear")
    case("linear1d.corners", numbers.uniform(2, 5, 1), scale_factor=3, mode="linear", align_corners=True)
    case("bilinear.2", numbers.uniform(2, 3, 4, 2), scale_factor=2, mode="bilinear")
    case("bilinear.2.corners", numbers.uniform(2, 3, 4, 2), scale_factor=2, mode="bilinear", align_corners=True)
    case("bilinear.to5x7", numbers.uniform(1, 3, 4, 2), size=(5, 7), mode="bilinear")
    case("bilinear.to5x7.corners", numbers.uniform(1, 3, 4, 2), size=(5, 7), mode="bilinear", align_corners=True)
    case("bilinear.to3x2", numbers.uniform(1, 5, 7, 2), size=(3, 2), mode="bilinear")
    case("bilinear.from1", numbers.uniform(1, 1, 1, 2), size=(3, 4), mode="bilinear", align_corners=True)
    case("bilinear.to1.corners", numbers.uniform(1, 3, 3, 2), size=(1, 2), mode="bilinear", align_corners=True)
    add("shuffle.2", channels_last(lambda x: F.pixel_shuffle(x, 2)), numbers.uniform(2, 3, 2, 12))
    add("shuffle.3", channels_last(lambda x: F.pixel_shuffle(x, 3)), numbers.uniform(1, 2, 2, 9))
    add("unshuffle.2", channels_last(lambda x: F.pixel_unshuffle(x, 2)), numbers.uniform(2, 4, 6, 3))


@topic("windows/padding", "torch.nn.functional.pad; unfold and fold with the elements of a window outside the channels")
def padding(numbers, add):
    def case(name, x, amounts, **options):
        add(name, channels_last(lambda x: F.pad(x, amounts, **options)), x)
    case("zero2d.1", numbers.uniform(2, 3, 2, 2), (1, 1, 1, 1))
    case("zero2d.uneven", numbers.uniform(1, 3, 2, 2), (0, 2, 1, 0))
    case("zero1d.2", numbers.uniform(2, 3, 2), (2, 2))
    case("zero3d.1", numbers.uniform(1, 2, 2, 1, 2), (1, 1, 1, 1, 1, 1))
    case("constant2d", numbers.uniform(1, 3, 2, 2), (1, 1, 1, 1), value=0.5)
    case("reflection2d.1", numbers.uniform(2, 3, 4, 2), (1, 1, 1, 1), mode="reflect")
    case("reflection2d.uneven", numbers.uniform(1, 3, 4, 2), (3, 0, 0, 2), mode="reflect")
    case("reflection1d.2", numbers.uniform(2, 5, 3), (2, 2), mode="reflect")
    case("replication2d.2", numbers.uniform(2, 3, 4, 2), (2, 2, 2, 2), mode="replicate")
    case("replication1d.uneven", numbers.uniform(2, 1, 3), (2, 1), mode="replicate")
    case("circular2d.2", numbers.uniform(2, 3, 4, 2), (2, 2, 2, 2), mode="circular")
    case("circular1d.whole", numbers.uniform(2, 3, 1), (3, 1), mode="circular")

    def unfold(x, kernel, **options):
        """Rows [batch, windows, kernel elements * channels]."""
        rows = F.unfold(x.movedim(-1, 1), kernel, **options)
        return rows.reshape(x.shape[0], x.shape[-1], -1, rows.shape[-1]).permute(0, 3, 2, 1).flatten(2)

    def fold(x, sizes, kernel, **options):
        elements = kernel[0] * kernel[1]
        rows = x.reshape(*x.shape[:2], elements, -1).permute(0, 3, 2, 1).flatten(1, 2)
        return F.fold(rows, sizes, kernel, **options).movedim(1, -1)
    add("unfold.3", lambda x: unfold(x, 3), numbers.uniform(2, 4, 5, 2))
    add("unfold.2x3", lambda x: unfold(x, (2, 3), stride=2, padding=1), numbers.uniform(1, 5, 4, 3))
    add("unfold.dilation", lambda x: unfold(x, 2, dilation=2), numbers.uniform(1, 4, 5, 1))
    add("fold.3", lambda x: fold(x, (4, 5), (3, 3)), numbers.uniform(2, 6, 18))
    add("fold.2x3", lambda x: fold(x, (5, 4), (2, 3), stride=2, padding=1), numbers.uniform(1, 6, 18))
    add("fold.dilation", lambda x: fold(x, (4, 5), (2, 2), dilation=2), numbers.uniform(1, 6, 4))


@topic("windows/arrange", "torch.cumsum, cumprod, tril, triu, topk, roll, repeat_interleave, tile, gather, stack, chunk, max(dim)")
def arranging(numbers, add):
    add("cumsum.0", lambda x: x.cumsum(0), numbers.uniform(4, 3))
    add("cumsum.1", lambda x: x.cumsum(1), numbers.uniform(2, 7, 3))
    add("cumsum.last", lambda x: x.cumsum(-1), numbers.uniform(3, 9))
    add("cumsum.long", lambda x: x.cumsum(1), numbers.uniform(2, 100))
    add("cumsum.blocks", lambda x: x.cumsum(0), numbers.uniform(96, 2))
    add("cumprod.1", lambda x: x.cumprod(1), numbers.distinct(2, 7, 3))
    add("tril.0", torch.tril, numbers.uniform(4, 4))
    add("tril.1", lambda x: torch.tril(x, 1), numbers.uniform(2, 3, 5))
    add("triu.0", torch.triu, numbers.uniform(4, 4))
    add("triu.-1", lambda x: torch.triu(x, -1), numbers.uniform(2, 5, 3))
    x = numbers.distinct(3, 7)
    add("top_k.2", lambda x: x.topk(2)[0], x, indices=x.topk(2)[1])
    x = numbers.distinct(5, 4)
    add("top_k.axis0", lambda x: x.topk(3, 0)[0], x, indices=x.topk(3, 0)[1])
    add("roll.1", lambda x: x.roll(2, 1), numbers.uniform(3, 5))
    add("roll.-1", lambda x: x.roll(-1, 0), numbers.uniform(4, 2))
    add("repeat_interleave.1", lambda x: x.repeat_interleave(3, 1), numbers.uniform(2, 3, 2))
    add("tile.0", lambda x: x.tile((2, 1)), numbers.uniform(3, 2))
    for axis, shape in ((0, (6, 4)), (1, (3, 5))):
        x = numbers.uniform(3, 4)
        index = numbers.integers(*shape, below=x.shape[axis])
        add(f"take_along_axis.{axis}", lambda x: x.gather(axis, index), x, index=index)
    add("stack.1", lambda x: torch.stack((x, x * x, x), 1), numbers.uniform(2, 3))
    add("split.1", lambda x: (lambda a, b, c: a * b + c)(*x.split((2, 2, 1), 1)), numbers.uniform(3, 5))
    add("chunk.1", lambda x: x.chunk(3, 1)[0] * x.chunk(3, 1)[1], numbers.uniform(2, 7))
    add("max_first.1", lambda x: x.max(1)[0], coarse(numbers, 3, 6))
    add("min_first.0", lambda x: x.min(0)[0], coarse(numbers, 6, 3))


if __name__ == "__main__":
    main(MADE, __doc__)
