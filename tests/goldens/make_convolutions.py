#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of convolutions with PyTorch.

    make_convolutions.py            writes every file of convolutions/
    make_convolutions.py --check    compares what it would write with what is there; writes nothing

Cases are those of make_layers.py. A weight stands with its axes as the library has them: those of the window, then
PyTorch's second, then PyTorch's first.
"""

import functools

import torch
from torch.nn import functional as F

from make_goldens import file, main
from make_layers import Cases, channels_first, channels_last

FILES = {}
convolution_file = functools.partial(file, files=FILES)
CONVOLUTIONS = {1: torch.nn.Conv1d, 2: torch.nn.Conv2d, 3: torch.nn.Conv3d}
TRANSPOSED = {1: torch.nn.ConvTranspose1d, 2: torch.nn.ConvTranspose2d, 3: torch.nn.ConvTranspose3d}


def window_first(arrays):
    """The arrays, with the axes of weights in the library's order."""
    def turned(name, x):
        if not name.endswith("weight") or x.dim() < 3:
            return x
        return x.permute(*range(2, x.dim()), 1, 0).contiguous()
    return {name: turned(name, x) for name, x in arrays.items()}


def cases_of(name, dtype, kinds, table):
    cases = Cases(name, dtype)
    for case, (shape, outputs, kernel, options) in table.items():
        module = kinds[len(shape) - 2](shape[-1], outputs, kernel, **options)
        cases.add_module(case, cases.fill(module), True, *shape)
    return cases


@convolution_file("convolutions/plain")
def plain(dtype):
    """torch.nn.Conv1d, Conv2d, Conv3d; causal, causal_depthwise and sides: of x padded before."""
    cases = cases_of("convolutions", dtype, CONVOLUTIONS, {
        "line": ((2, 7, 3), 4, 3, {}),
        "line_far": ((1, 9, 2), 3, 3, {"dilation": 4}),
        "line_sparse": ((3, 8, 1), 2, 2, {"stride": 5, "bias": False}),
        "square": ((2, 5, 7, 3), 5, 3, {"padding": "same"}),
        "even": ((2, 5, 6, 2), 3, 4, {"padding": "same"}),
        "point": ((2, 3, 4, 5), 6, 1, {}),
        "whole": ((3, 4, 3, 2), 5, (4, 3), {}),
        "single": ((1, 6, 5, 1), 1, 3, {"padding": 1}),
        "strided": ((2, 7, 6, 4), 6, (3, 2), {"stride": (2, 1), "padding": (1, 0), "groups": 2}),
        "spread": ((1, 9, 8, 2), 3, (2, 3), {"stride": (1, 2), "dilation": (3, 2), "padding": 2}),
        "depthwise": ((2, 5, 6, 3), 3, 3, {"padding": "same", "groups": 3}),
        "depthwise_two": ((2, 6, 5, 3), 6, (2, 3), {"stride": 2, "groups": 3}),
        "depthwise_line": ((2, 8, 5), 5, 3, {"groups": 5, "bias": False}),
        "volume": ((2, 4, 3, 5, 2), 3, (2, 3, 2), {"stride": (2, 1, 2), "padding": (0, 1, 1)}),
        "depthwise_volume": ((1, 3, 4, 3, 2), 2, 2, {"groups": 2}),
        "line_whole": ((1, 5, 1), 3, 5, {}),
        "square_sparse": ((1, 7, 8, 2), 3, 2, {"stride": 3}),
        "volume_whole": ((2, 2, 3, 2, 1), 2, (2, 3, 2), {}),
        "volume_same": ((1, 3, 4, 3, 2), 2, 3, {"padding": "same"}),
    })
    causal = cases.fill(torch.nn.Conv1d(2, 3, 3, dilation=2))
    cases.add("causal", lambda x: channels_last(causal(F.pad(channels_first(x), (4, 0)))),
              {"x": cases.numbers.uniform(2, 6, 2)}, causal.named_parameters())
    causal_depthwise = cases.fill(torch.nn.Conv1d(3, 3, 4, groups=3))
    cases.add("causal_depthwise",
              lambda x: channels_last(causal_depthwise(F.pad(channels_first(x), (3, 0)))),
              {"x": cases.numbers.uniform(2, 3, 3)}, causal_depthwise.named_parameters())
    sides = cases.fill(torch.nn.Conv2d(2, 3, 3))
    cases.add("sides", lambda x: channels_last(sides(F.pad(channels_first(x), (0, 2, 1, 0)))),
              {"x": cases.numbers.uniform(1, 4, 3, 2)}, sides.named_parameters())
    separable = cases.fill(torch.nn.Sequential(
        torch.nn.Conv2d(3, 3, 3, padding="same", groups=3, bias=False), torch.nn.Conv2d(3, 4, 1)))
    cases.add_module("separable", separable, True, 2, 4, 5, 3)
    separable = cases.fill(torch.nn.Sequential(
        torch.nn.Conv1d(2, 2, 3, stride=2, groups=2, bias=False), torch.nn.Conv1d(2, 3, 1)))
    cases.add_module("separable_line", separable, True, 1, 8, 2)
    arrays = {name.replace("0.", "0/").replace("1.", "1/"): x for name, x in cases.arrays.items()}
    return window_first(arrays)


@convolution_file("convolutions/transposed")
def transposed(dtype):
    """torch.nn.ConvTranspose1d, ConvTranspose2d, ConvTranspose3d."""
    cases = cases_of("transposed", dtype, TRANSPOSED, {
        "line": ((2, 5, 3), 4, 3, {}),
        "twice_as_large": ((2, 3, 4, 3), 2, 4, {"stride": 2, "padding": 1}),
        "longer": ((1, 4, 3, 2), 3, 3,
                   {"stride": (2, 3), "padding": (1, 0), "output_padding": (1, 2)}),
        "grouped": ((2, 3, 2, 4), 6, (2, 3), {"stride": 2, "groups": 2, "bias": False}),
        "spread": ((1, 4, 5, 2), 3, 2, {"dilation": (2, 3), "output_padding": (1, 2)}),
        "cut": ((1, 5, 6, 2), 2, (1, 2), {"padding": (1, 2)}),
        "point": ((2, 1, 1, 3), 2, 4, {}),
        "volume": ((1, 2, 3, 2, 2), 3, 2, {"stride": 2, "padding": (0, 1, 0)}),
        "line_sparse": ((2, 4, 2), 3, 2, {"stride": 3}),
        "line_cut": ((1, 5, 2), 2, 4, {"stride": 2, "padding": 1, "output_padding": 1}),
        "single": ((1, 3, 4, 1), 1, 3, {"stride": 2}),
    })
    return window_first(cases.arrays)


@convolution_file("convolutions/second")
def second(dtype):
    """y = Conv2d(x), stride 2, groups 2; s = sum((d sum(dy tanh y) / dw)^2); dx, dweight, dbias: of s."""
    cases = Cases("second", dtype)
    module = cases.fill(torch.nn.Conv2d(4, 6, 3, stride=(2, 1), padding=1, groups=2))
    x = cases.numbers.uniform(2, 5, 4, 4).requires_grad_()
    y = channels_last(torch.tanh(module(channels_first(x))))
    dy = cases.numbers.uniform(*y.shape)
    slope, = torch.autograd.grad((y * dy).sum(), module.weight, create_graph=True)
    s = slope.square().sum()
    s.backward()
    arrays = {"x": x.detach(), "weight": module.weight.detach(), "bias": module.bias.detach(),
              "dy": dy, "s": s.detach(), "dx": x.grad, "dweight": module.weight.grad,
              "dbias": module.bias.grad}
    return window_first(arrays)


if __name__ == "__main__":
    main(FILES, __doc__)
