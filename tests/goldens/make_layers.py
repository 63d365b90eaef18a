#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of layers with PyTorch: values, gradients, running statistics.

    make_layers.py            writes every file of layers/
    make_layers.py --check    compares what it would write with what is there; writes nothing

Every case has x, dy (the upstream gradient), y, dx, and for each parameter p: p, dp. Inputs are channels-last, as the
library has them. What a case is, says the comment of its file.
"""

import functools
import math

import torch
from torch.nn import functional as F

from make_goldens import Numbers, file, main

FILES = {}
layer_file = functools.partial(file, files=FILES)


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


class Cases:
    """Collects the arrays of a file, case by case."""

    def __init__(self, name, dtype):
        self.numbers, self.dtype, self.arrays = Numbers(name, dtype), dtype, {}

    def fill(self, module, low=-1.0, high=1.0):
        """Gives parameters numbers that float represents exactly."""
        module = module.to(self.dtype)
        with torch.no_grad():
            for p in module.parameters():
                p.copy_(self.numbers.uniform(*p.shape, low=low, high=high))
        return module

    def add(self, case, function, inputs, parameters=None):
        """Value and all gradients of Σ dy · function(inputs)."""
        leaves = {name: x.detach().clone().requires_grad_(x.is_floating_point())
                  for name, x in inputs.items()}
        y = function(*leaves.values())
        dy = self.numbers.uniform(*y.shape)
        parameters = dict(parameters or {})
        for p in parameters.values():
            p.grad = None
        y.backward(dy)
        self.arrays.update({f"{case}/{name}": x.detach() for name, x in leaves.items()})
        self.arrays.update({f"{case}/dy": dy, f"{case}/y": y.detach()})
        self.arrays.update({f"{case}/d{name}": x.grad for name, x in leaves.items()
                            if x.requires_grad})
        for name, p in parameters.items():
            self.arrays[f"{case}/{name}"] = p.detach().clone()
            self.arrays[f"{case}/d{name}"] = p.grad

    def add_module(self, case, module, layout, *shape, **inputs):
        x = inputs or {"x": self.numbers.uniform(*shape)}
        function = (lambda x: channels_last(module(channels_first(x)))) if layout else module
        self.add(case, function, x, module.named_parameters())


# ---- normalisation ------------------------------------------------------------------------------


@layer_file("layers/batch_norm")
def batch_norm(dtype):
    """torch.nn.BatchNorm: batches 0, 1, 2 in training (N is the step's y, running_mean, running_var), then y of batch 0
    in inference. plain: [4, 3]; images: [2, 3, 2, 5], no momentum, eps 1e-3; one: [3, 1], no parameters."""
    cases = Cases("batch_norm", dtype)
    for case, module, shape in (
            ("plain", torch.nn.BatchNorm1d(3), (4, 3)),
            ("images", torch.nn.BatchNorm2d(5, momentum=None, eps=1e-3), (2, 3, 2, 5)),
            ("one", torch.nn.BatchNorm1d(1, affine=False, momentum=0.25), (3, 1))):
        cases.fill(module)
        batches = [cases.numbers.uniform(*shape, low=-2, high=3) for _ in range(3)]
        for step, x in enumerate(batches):
            if step == 0:
                cases.add(case, lambda x: channels_last(module(channels_first(x))), {"x": x},
                          module.named_parameters())
            else:
                cases.arrays[f"{case}/x{step}"] = x
                cases.arrays[f"{case}/y{step}"] = channels_last(module(channels_first(x))).detach()
            for name in ("running_mean", "running_var"):
                cases.arrays[f"{case}/{name}{step}"] = getattr(module, name).clone()
        module.eval()
        cases.arrays[f"{case}/inference"] = channels_last(module(channels_first(batches[0]))).detach()
    return cases.arrays


@layer_file("layers/norms")
def norms(dtype):
    """group_G: torch.nn.GroupNorm; instance_N: InstanceNorm, affine; local_SIZE: LocalResponseNorm(SIZE,
    0.5, 0.75, 2); tracked: InstanceNorm1d with running statistics after one step, and y in inference; layer, layer_2:
    LayerNorm over the last axis, or two; rms, rms_2: torch.nn.RMSNorm by its definition, likewise."""
    cases = Cases("norms", dtype)
    for groups, shape in ((1, (2, 3, 4)), (2, (3, 2, 2, 6)), (3, (2, 3))):
        module = cases.fill(torch.nn.GroupNorm(groups, shape[-1]))
        cases.add_module(f"group_{groups}", module, True, *shape)
    cases.add_module("instance_1", cases.fill(torch.nn.InstanceNorm1d(3, affine=True)), True, 2, 5, 3)
    cases.add_module("instance_2", torch.nn.InstanceNorm2d(1), True, 1, 2, 3, 1)
    for size in (3, 4):
        cases.add_module(f"local_{size}", torch.nn.LocalResponseNorm(size, 0.5, 0.75, 2), True,
                         2, 3, 5)
    tracked = torch.nn.InstanceNorm1d(2, track_running_stats=True).to(dtype)
    cases.add_module("tracked", tracked, True, 2, 3, 2)
    cases.arrays["tracked/running_mean"] = tracked.running_mean.clone()
    cases.arrays["tracked/running_var"] = tracked.running_var.clone()
    tracked.eval()
    x = cases.arrays["tracked/x"]
    cases.arrays["tracked/inference"] = channels_last(tracked(channels_first(x))).detach()
    for name, shape, sizes in (("layer", (3, 2, 7), (7,)), ("layer_2", (2, 3, 4), (3, 4))):
        cases.add_module(name, cases.fill(torch.nn.LayerNorm(sizes)), False, *shape)
    for name, shape, axes in (("rms", (3, 2, 7), (-1,)), ("rms_2", (2, 3, 4), (-2, -1))):
        weight = cases.numbers.uniform(*shape[axes[0]:]).requires_grad_()
        cases.add(name, lambda x: x * (x.square().mean(axes, True) + 2**-23).rsqrt() * weight,
                  {"x": cases.numbers.uniform(*shape)}, {"weight": weight})
    return cases.arrays


# ---- embeddings and positions -------------------------------------------------------------------


@layer_file("layers/embedding")
def embedding(dtype):
    """plain, deep, padded: torch.nn.Embedding of [3], of [2, 2, 3], and with row 1 as padding; bag_MODE:
    EmbeddingBag of [3, 4]."""
    cases = Cases("embedding", dtype)
    for case, count, width, shape, padding in (("plain", 5, 3, (3,), None),
                                               ("deep", 4, 2, (2, 2, 3), None),
                                               ("padded", 3, 4, (2, 5), 1)):
        module = cases.fill(torch.nn.Embedding(count, width, padding_idx=padding))
        if padding is not None:
            with torch.no_grad():
                module.weight[padding] = 0
        cases.add_module(case, module, False, x=cases.numbers.integers(*shape, below=count))
    for mode in ("sum", "mean", "max"):
        module = cases.fill(torch.nn.EmbeddingBag(6, 3, mode=mode))
        if mode == "max":   # no ties: they share the gradient here
            with torch.no_grad():
                module.weight.copy_(cases.numbers.distinct(6, 3))
        rows = torch.stack([torch.tensor(cases.numbers.source.sample(range(6), 4)) for _ in range(3)])
        cases.add_module(f"bag_{mode}", module, False, x=rows)
    return cases.arrays


def rotated(x, base, halves, time):
    """The definition of [su21]."""
    pairs = x.shape[-1] // 2
    angle = (torch.arange(x.shape[time], dtype=x.dtype)[:, None]
             * base ** (-torch.arange(pairs, dtype=x.dtype) / pairs))
    shape = [1] * x.dim()
    shape[time], shape[-1] = x.shape[time], pairs
    angle = angle.reshape(shape)
    first, second = (x.unflatten(-1, (2, pairs)).unbind(-2) if halves
                     else x.unflatten(-1, (pairs, 2)).unbind(-1))
    turned = (first * angle.cos() - second * angle.sin(), second * angle.cos() + first * angle.sin())
    return torch.cat(turned, -1) if halves else torch.stack(turned, -1).flatten(-2)


@layer_file("layers/positions")
def positions(dtype):
    """sinusoidal, odd: x + the table of [vaswani17], width 6 and 5; learned: x + weight; halves, neighbours, heads
    (time is axis 1, base 100): rotary positions."""
    cases = Cases("positions", dtype)

    def sinusoidal(x):
        time, width = x.shape[-2:]
        table = torch.zeros(time, width, dtype=x.dtype)
        for t in range(time):
            for k in range(width):
                angle = t / 10000 ** (k // 2 * 2 / width)
                table[t, k] = math.cos(angle) if k % 2 else math.sin(angle)
        return x + table
    cases.add("sinusoidal", sinusoidal, {"x": cases.numbers.uniform(2, 7, 6)})
    cases.add("odd", sinusoidal, {"x": cases.numbers.uniform(1, 3, 5)})
    weight = cases.numbers.uniform(4, 3).requires_grad_()
    cases.add("learned", lambda x: x + weight, {"x": cases.numbers.uniform(2, 4, 3)},
              {"weight": weight})
    cases.add("halves", lambda x: rotated(x, 10000, True, -2), {"x": cases.numbers.uniform(2, 5, 6)})
    cases.add("neighbours", lambda x: rotated(x, 10000, False, -2),
              {"x": cases.numbers.uniform(2, 1, 3, 4)})
    cases.add("heads", lambda x: rotated(x, 100, True, 1), {"x": cases.numbers.uniform(2, 5, 3, 2)})
    return cases.arrays


# ---- activations and layers with gates ----------------------------------------------------------


@layer_file("layers/rectifiers")
def rectifiers(dtype):
    """Activations by their PyTorch names; prelu_3: a weight for each of 3 channels; *_1: on axis 1; rrelu: in
    inference."""
    cases = Cases("rectifiers", dtype)

    def x(*shape):
        return {"x": cases.numbers.distinct(*shape, low=0.015625, high=2.0)}
    for name, function in {
            "celu": lambda x: F.celu(x, 1.5), "threshold": lambda x: F.threshold(x, 0.1, 20.0),
            "hard_shrink": F.hardshrink, "soft_shrink": F.softshrink, "tanh_shrink": F.tanhshrink,
            "quick_gelu": lambda x: x * torch.sigmoid(1.702 * x),
            "softmin": lambda x: F.softmin(x, -1), "glu": F.glu}.items():
        cases.add(name, function, x(3, 6))
    cases.add("softmin_1", lambda x: F.softmin(x, 1), x(2, 3, 2))
    cases.add("glu_1", lambda x: F.glu(x, 1), x(2, 4, 3))
    cases.add_module("prelu", torch.nn.PReLU().to(dtype), False, **x(3, 5))
    cases.add_module("prelu_3", cases.fill(torch.nn.PReLU(3)), True, **x(2, 4, 3))
    cases.add("rrelu", lambda x: F.rrelu(x, training=False), x(2, 5))
    return cases.arrays


@layer_file("layers/gated")
def gated(dtype):
    """swiglu, geglu, reglu: down(f(gate x) · up x), Hidden 5; maxout: 3 results of 2 pieces; bilinear: of the
    first 3 and last 2 features. Weights of linear maps as the library has them, (in, out)."""
    cases = Cases("gated", dtype)
    for name, f in (("swiglu", F.silu), ("geglu", F.gelu), ("reglu", F.relu)):
        weights = {f"{part}_proj/weight": cases.numbers.uniform(*shape).requires_grad_()
                   for part, shape in (("gate", (4, 5)), ("up", (4, 5)), ("down", (5, 4)))}
        gate, up, down = weights.values()
        cases.add(name, lambda x: (f(x @ gate) * (x @ up)) @ down,
                  {"x": cases.numbers.uniform(2, 3, 4)}, weights)
    weight, bias = (cases.numbers.uniform(*shape).requires_grad_() for shape in ((4, 6), (6,)))
    cases.add("maxout", lambda x: (x @ weight + bias).unflatten(-1, (3, 2)).amax(-1),
              {"x": cases.numbers.uniform(3, 4)}, {"weight": weight, "bias": bias})
    module = cases.fill(torch.nn.Bilinear(3, 2, 4))
    cases.add("bilinear", lambda x: module(x[..., :3], x[..., 3:]),
              {"x": cases.numbers.uniform(2, 5, 5)},
              {f"0/{name}": p for name, p in module.named_parameters()})
    return cases.arrays


@layer_file("layers/distances")
def distances(dtype):
    """normalize_P, similarity, pairwise_P: of x, or of its first and last rows; similarity_1, normalize_axis on axis
    1; kl: of means and log variances."""
    cases = Cases("distances", dtype)

    def add(name, function, *shape):
        cases.add(name, lambda x: function(*x.chunk(2)),
                  {"x": cases.numbers.distinct(2 * shape[0], *shape[1:])})

    def add_one(name, function, *shape):
        cases.add(name, function, {"x": cases.numbers.distinct(*shape)})
    add_one("normalize_2", lambda x: F.normalize(x, dim=-1), 3, 5)
    add_one("normalize_1", lambda x: F.normalize(x, p=1, dim=-1), 3, 4)
    add_one("normalize_axis", lambda x: F.normalize(x, p=3, dim=1), 2, 4, 3)
    add("similarity", lambda x, b: F.cosine_similarity(x, b, -1), 3, 5)
    add("similarity_1", lambda x, b: F.cosine_similarity(x, b, 1), 2, 4, 3)
    add("pairwise_2", F.pairwise_distance, 3, 5)
    add("pairwise_1", lambda x, b: F.pairwise_distance(x, b, p=1.0), 4, 3)
    add("kl", lambda x, b: torch.distributions.kl_divergence(
        torch.distributions.Normal(x, (b / 2).exp()), torch.distributions.Normal(
            torch.zeros_like(x), torch.ones_like(x))).sum(-1), 3, 4)
    return cases.arrays


if __name__ == "__main__":
    main(FILES, __doc__)
