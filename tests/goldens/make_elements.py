#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of the element types with PyTorch: casts, promotion, networks and optimisers in 16 bits.

    make_elements.py            writes every file of elements/
    make_elements.py --check    compares what it would write with what is there; writes nothing

Everything is computed in the type that the file is about, whatever type is asked for.
"""

import functools

import torch

from make_goldens import Numbers, file, main

FILES = {}
elements_file = functools.partial(file, files=FILES)

TYPES = (torch.int8, torch.uint8, torch.int32, torch.bfloat16, torch.float16, torch.float32, torch.float64)


@elements_file("elements/promotion")
def promotion(_):
    """types: torch.promote_types of int8, uint8, int32, bfloat16, float16, float32, float64, as places in this list; int16,
    which is not in it, counts as int32."""
    def place(dtype):
        return TYPES.index(torch.int32 if dtype == torch.int16 else dtype)
    return {"types": torch.tensor([[place(torch.promote_types(a, b)) for b in TYPES] for a in TYPES])}


def cast_samples():
    steps = torch.arange(-1200, 1200, 29, dtype=torch.float32)
    near = 1 + steps * 2.0 ** -13
    small, large = 2.0 ** -14 * near, 65504 * near
    tiny = steps * 2.0 ** -26
    edges = torch.tensor([0.0, -0.0, 65519.996, 65520.0, -65520.0, 3.39e38, 3.4e38, 1e-45, -1e-40, 1e-38, 6e-8,
                          2.0 ** -25, 2.0 ** -24, float("inf"), float("-inf"), float("nan")])
    return torch.cat([near, small, large, tiny, edges])


def network(x, parameters):
    """dense >> gelu >> layer_norm >> dense >> tanh >> dense."""
    h = torch.nn.functional.gelu(x @ parameters["0.weight"] + parameters["0.bias"])
    h = torch.nn.functional.layer_norm(h, h.shape[-1:], parameters["2.weight"], parameters["2.bias"], 2.0 ** -23)
    h = torch.tanh(h @ parameters["3.weight"] + parameters["3.bias"])
    return h @ parameters["5.weight"] + parameters["5.bias"]


def of_type(dtype):
    """Networks: numbers of 16 bits, computed in float, results rounded. (PyTorch's CPU has no products of halves, and sums
    those of bfloat16 in bfloat16.)"""
    name = str(dtype).split(".")[1]
    numbers = Numbers(name, torch.float32)
    arrays = {}

    x = cast_samples()
    arrays |= {"cast/x": x, "cast/y": x.to(dtype)}

    def add(case, function, inputs):
        leaves = {key: value.to(dtype).float().requires_grad_() for key, value in inputs.items()}
        y = function(leaves)
        dy = numbers.uniform(*y.shape)
        y.backward(dy.to(dtype).float())
        arrays.update({f"{case}/{key}": value.detach() for key, value in leaves.items()})
        arrays.update({f"{case}/dy": dy, f"{case}/y": y.detach().to(dtype)})
        arrays.update({f"{case}/d{key}": value.grad.to(dtype) for key, value in leaves.items()})

    add("product", lambda p: p["x"] @ p["w"], {"x": numbers.uniform(6, 40), "w": numbers.uniform(40, 9)})
    shapes = {"0.weight": (12, 20), "0.bias": (20,), "2.weight": (20,), "2.bias": (20,), "3.weight": (20, 16),
              "3.bias": (16,), "5.weight": (16, 5), "5.bias": (5,)}
    add("network", lambda p: network(p["x"], p),
        {"x": numbers.uniform(7, 12)} | {key: numbers.uniform(*shape, low=0.25 if key == "2.weight" else -0.5,
                                                              high=1.0 if key == "2.weight" else 0.5)
                                         for key, shape in shapes.items()})
    return arrays


@elements_file("elements/bfloat16")
def bfloat16(_):
    """cast: floats x rounded, y. product: y = x w and gradients for the upstream gradient dy; network: dense(12, 20), gelu,
    layer_norm, dense(20, 16), tanh, dense(16, 5), weights (in, out). optimiser: p after 4 steps of sgd (0.125, momentum
    0.9) and of adam (0.0078125) with the gradients gN; parameters and states are bfloat16."""
    arrays = of_type(torch.bfloat16)
    numbers = Numbers("optimisers", torch.float32)
    start = numbers.uniform(24)
    slopes = [numbers.uniform(24) for _ in range(4)]
    arrays |= {"optimiser/p": start} | {f"optimiser/g{n}": g for n, g in enumerate(slopes)}
    for name, kind, options in (("sgd", torch.optim.SGD, {"lr": 0.125, "momentum": 0.9}),
                                ("adam", torch.optim.Adam, {"lr": 0.0078125})):
        p = torch.nn.Parameter(start.to(torch.bfloat16))
        optimiser = kind([p], **options)
        for g in slopes:
            p.grad = g.to(torch.bfloat16)
            optimiser.step()
        arrays[f"optimiser/{name}"] = p.detach()
    return arrays


@elements_file("elements/float16")
def float16(_):
    """As bfloat16, without optimisers."""
    return of_type(torch.float16)


if __name__ == "__main__":
    main(FILES, __doc__)
