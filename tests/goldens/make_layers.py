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
    0.5, 0.75, 2); tracked: InstanceNorm1d with running statistics after one step, and y in inference."""
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
    return cases.arrays


if __name__ == "__main__":
    main(FILES, __doc__)
