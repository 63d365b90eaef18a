#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of recurrent layers with PyTorch: values and all gradients.

    make_recurrent.py            writes every file of recurrent/
    make_recurrent.py --check    compares what it would write with what is there; writes nothing

Every case has x [N, T, D], dy (the upstream gradient), y, dx, and for each parameter p: p, dp. Weights are [in, out] and
named as the library has them.
"""

import functools

import torch

from make_goldens import file, main
from make_layers import Cases

FILES = {}
recurrent_file = functools.partial(file, files=FILES)


def add(cases, case, function, shape, named):
    """Value and all gradients of sum(dy * function(x)); named: [(path, parameter of PyTorch)]."""
    x = cases.numbers.uniform(*shape).requires_grad_()
    for _, p in named:
        p.grad = None
    y = function(x)
    dy = cases.numbers.uniform(*y.shape)
    y.backward(dy)
    found = {"x": x, "dy": dy, "y": y, "dx": x.grad}
    for path, p in named:
        found |= {path: p.t(), f"d{path}": p.grad.t()}   # biases stay as they are
    cases.arrays.update({f"{case}/{name}": t.detach().clone() for name, t in found.items()})


def parameters_of(module, layers=False):
    """Layer L is L/..., and of two directions d: d/..."""
    for name, p in module.named_parameters():
        path, _, level = name.replace("_reverse", "").rpartition("_l")
        if layers:
            path = f"{level}/{path}"
        elif module.bidirectional:
            path = f"{int(name.endswith('_reverse'))}/{path}"
        yield path, p


def add_module(cases, case, module, shape, last_step=False, layers=False):
    cases.fill(module)

    def function(x):
        y = module(x)[0]
        return y[:, -1] if last_step else y
    add(cases, case, function, shape, list(parameters_of(module, layers)))


def made(kind, width, hidden, **options):
    return getattr(torch.nn, kind)(width, hidden, batch_first=True, **options)


@recurrent_file("recurrent/rnn")
def rnn(dtype):
    """torch.nn.RNN: plain (N 3, T 5, D 3, H 6), single (all 1), rectified (relu), bare (no bias), last (the last step)."""
    cases = Cases("rnn", dtype)
    add_module(cases, "plain", made("RNN", 3, 6), (3, 5, 3))
    add_module(cases, "single", made("RNN", 1, 1), (1, 1, 1))
    add_module(cases, "rectified", made("RNN", 3, 5, nonlinearity="relu"), (2, 3, 3))
    add_module(cases, "bare", made("RNN", 3, 2, bias=False), (1, 5, 3))
    add_module(cases, "last", made("RNN", 2, 3), (3, 4, 2), last_step=True)
    return cases.arrays


@recurrent_file("recurrent/gru")
def gru(dtype):
    """torch.nn.GRU: plain (N 3, T 5, D 3, H 6), single (all 1), bare (no bias), last (the last step). before, before_bare:
    the reset gate scales h itself, by the formula; gates r, z, n."""
    cases = Cases("gru", dtype)
    add_module(cases, "plain", made("GRU", 3, 6), (3, 5, 3))
    add_module(cases, "single", made("GRU", 1, 1), (1, 1, 1))
    add_module(cases, "bare", made("GRU", 3, 2, bias=False), (1, 5, 3))
    add_module(cases, "last", made("GRU", 2, 3), (3, 4, 2), last_step=True)

    def reset_before(weight_ih, weight_hh, bias_ih=None):
        def function(x):
            h, found = x.new_zeros(len(x), weight_hh.shape[1]), []
            own = weight_hh.chunk(3)
            for t in range(x.shape[1]):
                given = x[:, t] @ weight_ih.T + (0 if bias_ih is None else bias_ih)
                r, z, n = given.chunk(3, -1)
                r, z = torch.sigmoid(r + h @ own[0].T), torch.sigmoid(z + h @ own[1].T)
                n = torch.tanh(n + (r * h) @ own[2].T)
                h = (1 - z) * n + z * h
                found.append(h)
            return torch.stack(found, 1)
        return function

    for case, (batch, steps, width, hidden), bias in (("before", (3, 5, 3, 4), True),
                                                      ("before_bare", (1, 3, 2, 1), False)):
        named = {"weight_ih": (3 * hidden, width), "weight_hh": (3 * hidden, hidden)}
        if bias:
            named["bias_ih"] = (3 * hidden,)
        named = {name: cases.numbers.uniform(*shape).requires_grad_()
                 for name, shape in named.items()}
        add(cases, case, reset_before(**named), (batch, steps, width), list(named.items()))
    return cases.arrays


@recurrent_file("recurrent/lstm")
def lstm(dtype):
    """torch.nn.LSTM: plain (N 3, T 5, D 3, H 6), single (all 1), bare (no bias), last (the last step), projected (H 5,
    projected to 2), projected_last."""
    cases = Cases("lstm", dtype)
    add_module(cases, "plain", made("LSTM", 3, 6), (3, 5, 3))
    add_module(cases, "single", made("LSTM", 1, 1), (1, 1, 1))
    add_module(cases, "bare", made("LSTM", 3, 2, bias=False), (1, 5, 3))
    add_module(cases, "last", made("LSTM", 2, 3), (3, 4, 2), last_step=True)
    add_module(cases, "projected", made("LSTM", 3, 5, proj_size=2), (3, 4, 3))
    add_module(cases, "projected_last", made("LSTM", 1, 3, proj_size=1), (2, 3, 1), last_step=True)
    return cases.arrays


@recurrent_file("recurrent/both_ways")
def both_ways(dtype):
    """bidirectional: rnn, gru, lstm (N 2, T 5, D 3, H 4), one_step (T 1). stacked: two lstms, H 4."""
    cases = Cases("both_ways", dtype)
    for case, kind in (("rnn", "RNN"), ("gru", "GRU"), ("lstm", "LSTM")):
        add_module(cases, case, made(kind, 3, 4, bidirectional=True), (2, 5, 3))
    add_module(cases, "one_step", made("LSTM", 2, 3, bidirectional=True), (1, 1, 2))
    add_module(cases, "stacked", made("LSTM", 3, 4, num_layers=2), (2, 5, 3), layers=True)
    return cases.arrays


if __name__ == "__main__":
    main(FILES, __doc__)
