#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of mixtures of experts with PyTorch: values and all gradients.

    make_moe.py            writes every file of moe/
    make_moe.py --check    compares what it would write with what is there; writes nothing

PyTorch has no such layer: this is the definition, row by row. Every case has x, dy (the upstream gradient), y, term (of the
loss), and dx and the gradients dp of all parameters p of sum(dy * y) + term; weights are [in, out].
"""

import functools
import math

import torch

from make_goldens import file, main
from make_layers import Cases

FILES = {}
moe_file = functools.partial(file, files=FILES)


def mixture(x, router, experts, choices, capacity, balance):
    """y, the loss's term, and how many choices were dropped."""
    rows = x.reshape(-1, x.shape[-1])
    p = torch.softmax(rows @ router, -1)
    count = len(experts)
    room = min(len(rows), math.ceil(capacity * len(rows) * choices / count))
    order = p.argsort(dim=-1, descending=True)[:, :choices]
    queue, dropped = [[] for _ in experts], 0
    for k in range(choices):   # all first choices, then all second ones
        for row, chosen in enumerate(order[:, k].tolist()):
            if len(queue[chosen]) < room:
                queue[chosen].append((row, k))
            else:
                dropped += 1
    results = [None] * len(rows)
    for chosen, f in enumerate(experts):
        for row, k in queue[chosen]:
            weight = p[row, chosen]
            if choices > 1:
                weight = weight / p[row, order[row]].sum()
            part = weight * f(rows[row:row + 1])[0]
            results[row] = part if results[row] is None else results[row] + part
    width = experts[0](rows[:1]).shape[-1]
    nothing = torch.zeros(width, dtype=x.dtype)
    y = torch.stack([nothing if r is None else r for r in results]).reshape(*x.shape[:-1], width)
    share = torch.stack([(order[:, 0] == e).to(x.dtype).mean() for e in range(count)])
    return y, balance * count * (share * p.mean(0)).sum(), dropped


@moe_file("moe/mixture_of_experts")
def mixture_of_experts(dtype):
    """E experts, K choices, capacity, balance: one_choice (3, 1, 1, 0.05; 8 rows), two_choices (4, 2, 0.75, 0.5; 2 by 5 rows;
    the expert is dense(6), tanh, dense(3)), roomy (2, 2, 1, 0), single (1, 1, 1.25, 0.01; one row), many (9, 2, 1, 0.01; 40
    rows). Otherwise the expert is one dense layer of x's width. All but roomy and single drop some choices."""
    cases = Cases("mixture_of_experts", dtype)
    numbers = cases.numbers
    for case, shape, experts, choices, capacity, balance, widths in (
            ("one_choice", (8, 4), 3, 1, 1.0, 0.05, (4, 4)),
            ("two_choices", (2, 5, 4), 4, 2, 0.75, 0.5, (4, 6, 3)),
            ("roomy", (6, 3), 2, 2, 1.0, 0.0, (3, 3)),
            ("single", (1, 2), 1, 1, 1.25, 0.01, (2, 2)),
            ("many", (40, 3), 9, 2, 1.0, 0.01, (3, 3))):
        x = numbers.uniform(*shape).requires_grad_()
        parameters = {"router/weight": numbers.uniform(shape[-1], experts, low=-2.0, high=2.0)}
        for e in range(experts):
            for i in range(len(widths) - 1):
                scope = f"experts/{e}/" + (f"{2 * i}/" if len(widths) > 2 else "")
                parameters[scope + "weight"] = numbers.uniform(widths[i], widths[i + 1])
                parameters[scope + "bias"] = numbers.uniform(widths[i + 1])
        for p in parameters.values():
            p.requires_grad_()

        def expert(e):
            own = [p for name, p in parameters.items() if name.startswith(f"experts/{e}/")]

            def function(h):
                h = h @ own[0] + own[1]
                return torch.tanh(h) @ own[2] + own[3] if len(own) > 2 else h
            return function

        y, term, dropped = mixture(x, parameters["router/weight"],
                                   [expert(e) for e in range(experts)], choices, capacity, balance)
        assert (dropped > 0) == (case not in ("roomy", "single"))
        dy = numbers.uniform(*y.shape)
        ((dy * y).sum() + term).backward()
        cases.arrays |= {f"{case}/x": x.detach(), f"{case}/dy": dy, f"{case}/y": y.detach(),
                         f"{case}/term": term.detach(), f"{case}/dx": x.grad}
        for name, p in parameters.items():
            slope = torch.zeros_like(p) if p.grad is None else p.grad
            cases.arrays |= {f"{case}/{name}": p.detach(), f"{case}/d{name}": slope}
    return cases.arrays


if __name__ == "__main__":
    main(FILES, __doc__)
