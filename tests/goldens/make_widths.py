#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of layers whose widths are those of registers (8, 16, 32, 64) with PyTorch: values and all
gradients.

    make_widths.py            writes every file of widths/
    make_widths.py --check    compares what it would write with what is there; writes nothing

Cases are those of make_layers.py, make_convolutions.py, make_attention.py and make_recurrent.py.
"""

import functools

import torch
from torch.nn import functional as F

import make_attention
import make_recurrent
from make_convolutions import window_first
from make_goldens import file, main
from make_layers import Cases, channels_first, channels_last, rotated

FILES = {}
width_file = functools.partial(file, files=FILES)


@width_file("widths/rows")
def rows(dtype):
    """Layers of rows; dense_IN_OUT; the last number is the width."""
    cases = Cases("rows", dtype)
    numbers = cases.numbers
    for case, batch, width, result in (("dense_8_8", 8, 8, 8), ("dense_16_64", 16, 16, 64),
                                       ("dense_64_32", 16, 64, 32), ("dense_1_16", 1, 1, 16),
                                       ("dense_32_1", 16, 32, 1)):
        weight = numbers.uniform(width, result).requires_grad_()
        bias = numbers.uniform(result).requires_grad_()
        cases.add(case, lambda x: x @ weight + bias, {"x": numbers.uniform(batch, width)},
                  {"weight": weight, "bias": bias})
    cases.add_module("layer_norm_32", cases.fill(torch.nn.LayerNorm(32)), False, 8, 32)
    cases.add_module("batch_norm_16", cases.fill(torch.nn.BatchNorm1d(16)), True, 16, 16)
    cases.add_module("group_norm_64", cases.fill(torch.nn.GroupNorm(8, 64)), True, 2, 2, 4, 64)
    cases.add("softmax_64", lambda x: F.softmax(x, -1), {"x": numbers.uniform(4, 64, low=-3, high=3)})
    cases.add("log_softmax_8", lambda x: F.log_softmax(x, -1),
              {"x": numbers.uniform(32, 8, low=-3, high=3)})
    cases.add("gelu_64", F.gelu, {"x": numbers.uniform(4, 64, low=-4, high=4)})
    cases.add_module("embedding_16", cases.fill(torch.nn.Embedding(32, 16)), False,
                     x=numbers.integers(4, 8, below=32))
    gate, up, down = (numbers.uniform(*shape).requires_grad_() for shape in ((16, 32), (16, 32), (32, 16)))
    cases.add("swiglu_32", lambda x: (F.silu(x @ gate) * (x @ up)) @ down, {"x": numbers.uniform(8, 16)},
              {"gate_proj/weight": gate, "up_proj/weight": up, "down_proj/weight": down})
    return cases.arrays


@width_file("widths/images")
def images(dtype):
    """Layers of images; the last number is how many channels there are, or come of it."""
    cases = Cases("images", dtype)
    numbers = cases.numbers
    for case, module, shape in (
            ("conv2d_32", torch.nn.Conv2d(8, 32, 3, padding="same"), (1, 8, 8, 8)),
            ("conv2d_16", torch.nn.Conv2d(8, 16, 3, stride=2, padding=1), (1, 8, 8, 8)),
            ("conv2d_8", torch.nn.Conv2d(64, 8, 1), (2, 4, 4, 64)),
            ("conv1d_16", torch.nn.Conv1d(16, 16, 5), (2, 16, 16)),
            ("depthwise_32", torch.nn.Conv2d(32, 32, 3, padding="same", groups=32), (1, 4, 4, 32)),
            ("transposed_8", torch.nn.ConvTranspose2d(16, 8, 2, stride=2), (1, 4, 4, 16))):
        cases.add_module(case, cases.fill(module), True, *shape)

    def add(case, function, *shape):
        cases.add(case, lambda x: channels_last(function(channels_first(x))), {"x": numbers.uniform(*shape)})
    add("max_pool_16", lambda x: F.max_pool2d(x, 2), 1, 8, 8, 16)
    add("avg_pool_32", lambda x: F.avg_pool2d(x, 3, 2, 1), 1, 4, 8, 32)
    cases.add("global_avg_64", lambda x: x.mean((1, 2)), {"x": numbers.uniform(2, 2, 4, 64)})
    add("bilinear_8", lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"), 1, 4, 4, 8)
    return window_first(cases.arrays)


@width_file("widths/sequences")
def sequences(dtype):
    """Layers of sequences; the last number is the width, or that of the state."""
    cases = Cases("sequences", dtype)
    numbers = cases.numbers
    net = cases.fill(torch.nn.MultiheadAttention(32, 4, batch_first=True))
    make_attention.add(cases, "attention_32", lambda x: net(x, x, x)[0], numbers.uniform(2, 8, 32), {}, net)
    make_recurrent.add_module(cases, "gru_16", make_recurrent.made("GRU", 8, 16), (8, 8, 8))
    make_recurrent.add_module(cases, "lstm_16", make_recurrent.made("LSTM", 16, 16), (16, 4, 16))
    cases.add("rotary_16", lambda x: rotated(x, 10000, True, -2), {"x": numbers.uniform(2, 8, 16)})
    return cases.arrays


if __name__ == "__main__":
    main(FILES, __doc__)
