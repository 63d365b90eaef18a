#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of attention and transformers with PyTorch: values and all gradients.

    make_attention.py            writes every file of attention/
    make_attention.py --check    compares what it would write with what is there; writes nothing

Every case has x, dy (the upstream gradient), y, dx, and for each parameter p: p, dp. Weights are [in, out] and named as
the library has them; what is attended to besides x (k, v, memory, mask) counts as a parameter.
"""

import functools

import torch
from torch.nn import functional as F

from make_goldens import file, main
from make_layers import Cases

FILES = {}
attention_file = functools.partial(file, files=FILES)


def ours(name, tensor, cross):
    """A parameter of PyTorch as [(name, tensor)] of the library."""
    path = name.replace(".", "/")
    if not path.endswith(("in_proj_weight", "in_proj_bias")):
        return [(path, tensor.T if tensor.dim() == 2 else tensor)]
    if not cross(name):
        return [(path, tensor.T if tensor.dim() == 2 else tensor)]
    scope, _, kind = path.rpartition("in_proj_")
    parts = zip(("q_proj", "k_proj", "v_proj"), tensor.chunk(3))
    return [(f"{scope}{part}/{kind}", t.T if t.dim() == 2 else t) for part, t in parts]


def add(cases, case, function, x, others=None, module=None, cross=lambda name: False):
    """Value and all gradients of sum(dy * function(x, others...))."""
    x = x.clone().requires_grad_()
    others = {name: t.clone().requires_grad_() for name, t in (others or {}).items()}
    y = function(x, *others.values())
    dy = cases.numbers.uniform(*y.shape)
    y.backward(dy)
    found = {"x": x, "dy": dy, "y": y, "dx": x.grad}
    for name, t in others.items():
        found |= {name: t, f"d{name}": t.grad}
    for name, p in module.named_parameters() if module else ():
        for (path, value), (_, slope) in zip(ours(name, p, cross), ours(name, p.grad, cross)):
            found |= {path: value, f"d{path}": slope}
    cases.arrays.update({f"{case}/{name}": t.detach().clone() for name, t in found.items()})


def attend(q, k, v, mask=None, causal=False, scale=None):
    """softmax(q k^T * scale + mask) v."""
    scores = q @ k.transpose(-1, -2) * (q.shape[-1] ** -0.5 if scale is None else scale)
    if mask is not None:
        scores = scores + mask
    if causal:
        hidden = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
        scores = scores.masked_fill(hidden, -torch.inf)
    return F.softmax(scores, -1) @ v


@attention_file("attention/dot_product")
def dot_product(dtype):
    """scaled_dot_product_attention: plain (T 7, S 5), single (T = S = 1), causal (10; 3 rows of queries, 5 of keys in
    wide), masked (a mask of numbers), scaled (0.5, one set of keys for all)."""
    cases = Cases("dot_product", dtype)
    for name, q, k, v, options in (
            ("plain", (2, 3, 7, 4), (2, 3, 5, 4), (2, 3, 5, 6), {}),
            ("single", (2, 1, 3), (2, 1, 3), (2, 1, 2), {}),
            ("causal", (2, 10, 4), (2, 10, 4), (2, 10, 4), {"causal": True}),
            ("wide", (3, 2), (5, 2), (5, 3), {"causal": True}),
            ("masked", (2, 3, 4, 2), (2, 3, 7, 2), (2, 3, 7, 2), {"mask": (4, 7)}),
            ("scaled", (2, 3, 4), (5, 4), (5, 4), {"scale": 0.5})):
        others = {"k": cases.numbers.uniform(*k), "v": cases.numbers.uniform(*v)}
        if "mask" in options:
            others["mask"] = cases.numbers.uniform(*options.pop("mask"))
        add(cases, name, lambda q, k, v, mask=None: attend(q, k, v, mask, **options),
            cases.numbers.uniform(*q), others)
    return cases.arrays


def causal_mask(rows):
    return torch.ones(rows, rows, dtype=torch.bool).triu(1)


@attention_file("attention/multi_head")
def multi_head(dtype):
    """multi_head_attention: plain (12 wide, 3 heads, T 7), causal (no bias, T 10), single (one head, batch 1, T 1),
    masked (a mask of numbers), cross (T 4, a memory of 7), other_widths (a memory of another width), grouped (4 heads, 2 of
    keys)."""
    cases = Cases("multi_head", dtype)
    numbers = cases.numbers

    def made(width, heads, **options):
        return cases.fill(torch.nn.MultiheadAttention(width, heads, batch_first=True, **options))

    net = made(12, 3)
    add(cases, "plain", lambda x: net(x, x, x)[0], numbers.uniform(2, 7, 12), {}, net)
    bare = made(4, 2, bias=False)
    add(cases, "causal", lambda x: bare(x, x, x, attn_mask=causal_mask(10))[0],
        numbers.uniform(2, 10, 4), {}, bare)
    small = made(3, 1)
    add(cases, "single", lambda x: small(x, x, x)[0], numbers.uniform(1, 1, 3), {}, small)
    masked = made(4, 2)
    add(cases, "masked", lambda x, mask: masked(x, x, x, attn_mask=mask)[0],
        numbers.uniform(2, 5, 4), {"mask": numbers.uniform(5, 5)}, masked)
    cross = made(6, 3)
    add(cases, "cross", lambda x, memory: cross(x, memory, memory)[0], numbers.uniform(2, 4, 6),
        {"memory": numbers.uniform(2, 7, 6)}, cross, lambda name: True)

    # of other widths, and with shared keys, by the formula
    def formula(heads, key_heads):
        def parted(t, h):
            return t.reshape(*t.shape[:2], h, -1).transpose(1, 2)

        def function(q, k, v):
            times = heads // key_heads
            found = attend(parted(q, heads), parted(k, key_heads).repeat_interleave(times, 1),
                           parted(v, key_heads).repeat_interleave(times, 1))
            return found.transpose(1, 2).flatten(2)
        return function

    net = made(4, 2, kdim=6, vdim=6)
    names = ("q_proj/weight", "k_proj/weight", "v_proj/weight", "q_proj/bias", "k_proj/bias",
             "v_proj/bias", "out_proj/weight", "out_proj/bias")
    tensors = [t.detach() for t in (
        net.q_proj_weight.T, net.k_proj_weight.T, net.v_proj_weight.T, *net.in_proj_bias.chunk(3),
        net.out_proj.weight.T, net.out_proj.bias)]
    memory = numbers.uniform(2, 5, 6)
    x = numbers.uniform(2, 3, 4)

    def other_widths(x, memory, q, k, v, bq, bk, bv, out, b):
        return formula(2, 2)(x @ q + bq, memory @ k + bk, memory @ v + bv) @ out + b
    add(cases, "other_widths", other_widths, x, {"memory": memory} | dict(zip(names, tensors)))
    expected = net(x, memory, memory)[0]
    assert torch.allclose(cases.arrays["other_widths/y"], expected, atol=1e-5)

    add(cases, "grouped", lambda x, w, b, out, c: formula(4, 2)(
        *(x @ w + b).split((8, 4, 4), -1)) @ out + c, numbers.uniform(2, 5, 8),
        {"in_proj_weight": numbers.uniform(8, 16), "in_proj_bias": numbers.uniform(16),
         "out_proj/weight": numbers.uniform(8, 8), "out_proj/bias": numbers.uniform(8)})
    return cases.arrays


@attention_file("attention/transformer")
def transformer(dtype):
    """Blocks of transformers without dropout, 4 wide, 2 heads, 6 hidden: post (relu), pre (gelu, norm first, causal),
    masked (silu, a mask of numbers), decoder, decoder_pre (gelu, norm first), stack (two blocks of an encoder and a norm)."""
    cases = Cases("transformer", dtype)
    numbers = cases.numbers
    common = {"dim_feedforward": 6, "dropout": 0.0, "batch_first": True}

    def encoder(**options):
        return cases.fill(torch.nn.TransformerEncoderLayer(4, 2, **common, **options))

    post = encoder()
    add(cases, "post", post, numbers.uniform(2, 7, 4), {}, post)
    pre = encoder(norm_first=True, activation="gelu")
    add(cases, "pre", lambda x: pre(x, causal_mask(5)), numbers.uniform(2, 5, 4), {}, pre)
    masked = encoder(activation=F.silu)
    add(cases, "masked", masked, numbers.uniform(2, 3, 4), {"mask": numbers.uniform(3, 3)}, masked)
    for name, first, activation in (("decoder", False, F.relu), ("decoder_pre", True, F.gelu)):
        net = cases.fill(torch.nn.TransformerDecoderLayer(4, 2, norm_first=first,
                                                          activation=activation, **common))
        add(cases, name, lambda x, memory: net(x, memory, causal_mask(3)), numbers.uniform(2, 3, 4),
            {"memory": numbers.uniform(2, 5, 4)}, net, lambda path: "multihead_attn" in path)
    stack = cases.fill(torch.nn.TransformerEncoder(encoder(), 2, torch.nn.LayerNorm(4)))
    add(cases, "stack", stack, numbers.uniform(2, 7, 4), {}, stack)
    return cases.arrays


if __name__ == "__main__":
    main(FILES, __doc__)
