#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of the tests with PyTorch, which shares no code with tapeless.

    make_goldens.py            writes every file below this folder
    make_goldens.py --check    compares what it would write with what is there; writes nothing

Every case is computed twice, in double and in float, from inputs that both represent exactly. The
file holds the double result and, as ~NUMBER, the largest distance of the float result from it.
The format and the names are explained in README.md.
"""

import argparse
import math
import pathlib
import random
import sys

import torch
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
NAN, INF = math.nan, math.inf
FILES = {}   # path without suffix → function that gives (comment, {dtype: {name: tensor}})


# ---- making numbers -----------------------------------------------------------------------------


class Numbers:
    """Pseudo-random tensors whose elements are multiples of 2^-6: short, and exact in float."""

    def __init__(self, seed, dtype):
        self.source, self.dtype = random.Random(seed), dtype

    def uniform(self, *shape, low=-1.0, high=1.0):
        values = [round(self.source.uniform(low, high) * 64) / 64 for _ in range(math.prod(shape))]
        return torch.tensor(values, dtype=self.dtype).reshape(shape)

    def distinct(self, *shape, low=-2.0, high=2.0):
        """No two elements are equal or opposite, none is zero."""
        pool = [i / 64 * self.source.choice((-1, 1)) for i in range(1, round(high * 64) + 1)
                if low <= i / 64]
        return torch.tensor(self.source.sample(pool, math.prod(shape)),
                            dtype=self.dtype).reshape(shape)

    def integers(self, *shape, below):
        values = [self.source.randrange(below) for _ in range(math.prod(shape))]
        return torch.tensor(values).reshape(shape)

    def distribution(self, rows, columns):
        """Rows of multiples of 1/64 that sum to one."""
        table = []
        for _ in range(rows):
            cuts = sorted(self.source.randrange(65) for _ in range(columns - 1))
            table.append([b - a for a, b in zip([0, *cuts], [*cuts, 64])])
        return torch.tensor(table, dtype=self.dtype) / 64


def file(path, files=FILES):
    """Marks a function of a dtype, which returns {name: tensor}, as the maker of a file."""
    def register(make):
        files[path] = (make.__doc__, make)
        return make
    return register


def value_and_gradient(function, *inputs, upstream=None):
    """The result, and the gradients of sum(result * upstream) with respect to the inputs."""
    leaves = [x.detach().clone().requires_grad_() for x in inputs]
    result = function(*leaves)
    result.backward(torch.ones_like(result) if upstream is None else upstream)
    return result.detach(), *(leaf.grad for leaf in leaves)


# ---- networks -----------------------------------------------------------------------------------


class Residual(torch.nn.Sequential):
    """x + f(x); its parameters are named as in the sequence f."""

    def forward(self, x):
        return x + super().forward(x)


class Concat(torch.nn.Sequential):
    """The results of all members, side by side."""

    def forward(self, x):
        return torch.cat([member(x) for member in self], dim=-1)


def mlp_relu(dtype):
    """dense(5, 7) >> relu >> dense(7, 3); softmax cross-entropy with integer labels, batch 4."""
    numbers = Numbers("mlp_relu", dtype)
    net = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.ReLU(), torch.nn.Linear(7, 3))
    return net, F.cross_entropy, numbers, numbers.uniform(4, 5), torch.tensor([2, 0, 1, 2])


def mlp_smooth(dtype):
    """dense(6, 9) >> tanh >> dense(9, 4) >> gelu (exact) >> dense(4, 2) >> silu; mse, batch 5."""
    numbers = Numbers("mlp_smooth", dtype)
    net = torch.nn.Sequential(
        torch.nn.Linear(6, 9), torch.nn.Tanh(), torch.nn.Linear(9, 4), torch.nn.GELU(),
        torch.nn.Linear(4, 2), torch.nn.SiLU())
    return net, F.mse_loss, numbers, numbers.uniform(5, 6), numbers.uniform(5, 2)


def normalised(dtype):
    """dense(6, 8) >> layer_norm >> gelu (tanh) >> dropout (off) >> dense(8, 4); softmax
    cross-entropy with integer labels, label smoothing 0.1, batch 4."""
    numbers = Numbers("normalised", dtype)
    net = torch.nn.Sequential(
        torch.nn.Linear(6, 8), torch.nn.LayerNorm(8), torch.nn.GELU(approximate="tanh"),
        torch.nn.Dropout(0.5), torch.nn.Linear(8, 4))

    def loss(score, label):
        return F.cross_entropy(score, label, label_smoothing=0.1)
    return net, loss, numbers, numbers.uniform(4, 6), torch.tensor([3, 1, 0, 1])


def residual(dtype):
    """dense(5, 6) >> residual(dense(6, 6) >> relu) >> residual(dense(6, 6) >> tanh) >> dense(6, 3);
    softmax cross-entropy with integer labels, batch 4."""
    numbers = Numbers("residual", dtype)
    net = torch.nn.Sequential(
        torch.nn.Linear(5, 6), Residual(torch.nn.Linear(6, 6), torch.nn.ReLU()),
        Residual(torch.nn.Linear(6, 6), torch.nn.Tanh()), torch.nn.Linear(6, 3))
    return net, F.cross_entropy, numbers, numbers.uniform(4, 5), torch.tensor([1, 1, 0, 2])


def concat(dtype):
    """dense(4, 6) >> tanh >> concat(dense(6, 3) >> relu, dense(6, 2) >> sigmoid) >> dense(5, 2);
    mse, batch 4."""
    numbers = Numbers("concat", dtype)
    net = torch.nn.Sequential(
        torch.nn.Linear(4, 6), torch.nn.Tanh(),
        Concat(torch.nn.Sequential(torch.nn.Linear(6, 3), torch.nn.ReLU()),
               torch.nn.Sequential(torch.nn.Linear(6, 2), torch.nn.Sigmoid())),
        torch.nn.Linear(5, 2))
    return net, F.mse_loss, numbers, numbers.uniform(4, 4), numbers.uniform(4, 2)


def binary(dtype):
    """dense(3, 5) >> tanh >> dense(5, 1); binary cross-entropy with logits, batch 6."""
    numbers = Numbers("binary", dtype)
    net = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Tanh(), torch.nn.Linear(5, 1))
    target = torch.tensor([1, 0, 0, 1, 1, 0], dtype=dtype).reshape(6, 1)
    return net, F.binary_cross_entropy_with_logits, numbers, numbers.uniform(6, 3), target


NETWORKS = (mlp_relu, mlp_smooth, normalised, residual, concat, binary)

# What is not said is PyTorch's default: Adam and AdamW 0.001, RMSprop and Adagrad 0.01.
OPTIMISERS = {
    "sgd": (torch.optim.SGD, {"lr": 0.1}),
    "sgd_momentum": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "sgd_nesterov": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "sgd_weight_decay": (torch.optim.SGD, {"lr": 0.1, "weight_decay": 0.0625}),
    "sgd_momentum_weight_decay": (
        torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.0625}),
    "adam": (torch.optim.Adam, {}),
    "adam_weight_decay": (torch.optim.Adam, {"weight_decay": 0.0625}),
    "adam_amsgrad": (torch.optim.Adam, {"amsgrad": True}),
    "adamw": (torch.optim.AdamW, {}),
    "rmsprop": (torch.optim.RMSprop, {}),
    "rmsprop_centered": (torch.optim.RMSprop, {"centered": True}),
    "rmsprop_momentum": (torch.optim.RMSprop, {"lr": 0.001, "momentum": 0.9}),
    "rmsprop_centered_momentum": (
        torch.optim.RMSprop, {"lr": 0.001, "centered": True, "momentum": 0.9}),
    "adagrad": (torch.optim.Adagrad, {}),
}
# Gradients are clipped before the optimiser sees them; limits as share of what the first step has.
CLIPPED = {
    "sgd_clip_value": ("sgd", "value"),
    "sgd_momentum_clip_norm": ("sgd_momentum", "norm"),
    "sgd_clip_norm": ("sgd", "norm"),
    "adam_clip_value": ("adam", "value"),
    "adamw_clip_norm": ("adamw", "norm"),
}
CLIP_VALUE, CLIP_NORM = 0.0625, 0.125
STEPS, KEPT = 10, (1, 2, 5, 10)   # steps, and those after which parameters are written


def initialised(network, dtype):
    """The net with parameters that both dtypes represent, its loss, input and target."""
    net, loss, numbers, x, target = network(dtype)
    net = net.to(dtype).eval()
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            around = 1.0 if parameter.dim() == 1 and name.endswith("weight") else 0.0  # layer norm
            parameter.copy_(around + numbers.uniform(*parameter.shape, low=-0.5, high=0.5))
    return net, loss, x, target


def register_network(network):
    def values(dtype):
        net, loss, x, target = initialised(network, dtype)
        arrays = {"x": x, "target": target}
        arrays |= {name: parameter.detach().clone() for name, parameter in net.named_parameters()}
        x = x.clone().requires_grad_()
        y = net(x)
        y.retain_grad()
        value = loss(y, target)
        value.backward()
        arrays |= {"y": y.detach(), "loss": value.detach(), "gradient/y": y.grad,
                   "gradient/x": x.grad}
        arrays |= {f"gradient/{name}": parameter.grad for name, parameter in net.named_parameters()}
        return arrays
    FILES[f"networks/{network.__name__}/values"] = (network.__doc__, values)

    for name in (*OPTIMISERS, *CLIPPED):
        register_training(network, name)


def register_training(network, name):
    plain, clip = CLIPPED.get(name, (name, None))
    optimiser_type, options = OPTIMISERS[plain]

    def training(dtype):
        net, loss, x, target = initialised(network, dtype)
        optimiser = optimiser_type(net.parameters(), **options)
        arrays, clipped = {}, False
        for step in range(1, STEPS + 1):
            optimiser.zero_grad()
            value = loss(net(x), target)
            value.backward()
            if clip == "value":
                before = torch.cat([p.grad.flatten().abs() for p in net.parameters()])
                clipped = clipped or before.min() < CLIP_VALUE < before.max()
                torch.nn.utils.clip_grad_value_(net.parameters(), CLIP_VALUE)
            elif clip == "norm":
                norm = torch.nn.utils.clip_grad_norm_(net.parameters(), CLIP_NORM)
                clipped = clipped or norm > CLIP_NORM
                arrays[f"step{step}/norm"] = norm
            optimiser.step()
            arrays[f"step{step}/loss"] = value.detach()
            if step in KEPT:
                arrays |= {f"step{step}/{key}": p.detach().clone()
                           for key, p in net.named_parameters()}
        assert clip is None or clipped, f"{network.__name__} {name}: the limit is never reached"
        return arrays

    text = ", ".join(f"{key}={value}" for key, value in options.items())
    comment = f"{STEPS} steps of torch.optim.{optimiser_type.__name__}({text}) on values.txt's network"
    if clip == "value":
        comment += f"; each gradient element is first clipped to [-{CLIP_VALUE}, {CLIP_VALUE}]"
    elif clip == "norm":
        comment += (f"; all gradients together are first scaled down to the norm {CLIP_NORM}"
                    " (factor limit / (norm + 1e-6), if below 1)")
    FILES[f"networks/{network.__name__}/{name}"] = (comment, training)


for each in NETWORKS:
    register_network(each)


# ---- activations --------------------------------------------------------------------------------

GRID = [-1000, -104, -50, -20, -10, -6.5, -5, -4, -3.5, -2.75, -2, -1.5, -1.25, -0.875, -0.75, -0.5,
        -0.25, -0.125, -2**-10, -2**-24, -2**-100, 0, 2**-100, 2**-24, 2**-10, 0.125, 0.25, 0.5, 0.75,
        0.875, 1.25, 1.5, 2, 2.75, 3.5, 4, 5, 6.5, 10, 19.5, 20, 20.5, 50, 88, 104, 1000]
EDGES = [-INF, INF, NAN, -0.0]

ACTIVATIONS = {   # name: function, points where the derivative jumps
    "relu": (F.relu, []),
    "leaky_relu": (lambda x: F.leaky_relu(x, 0.01), []),
    "elu": (F.elu, []),
    "selu": (F.selu, []),
    "gelu": (F.gelu, []),
    "gelu_tanh": (lambda x: F.gelu(x, approximate="tanh"), []),
    "silu": (F.silu, []),
    "tanh": (torch.tanh, []),
    "sigmoid": (torch.sigmoid, []),
    "softplus": (F.softplus, []),
    "softsign": (F.softsign, []),
    # F.hardsigmoid is the same, but its derivative in double is the float next to 1/6
    "hardsigmoid": (lambda x: F.relu6(x + 3) / 6, [-3, 3]),
    "hardswish": (F.hardswish, []),   # its derivative at -3 and 3 depends on PyTorch's version
    "hardtanh": (F.hardtanh, [-1, 1]),
    "relu6": (F.relu6, [6]),
    "mish": (F.mish, []),
    "log_sigmoid": (F.logsigmoid, []),
}


def register_activation(name, function, jumps):
    def activation(dtype):
        x = torch.tensor(sorted([*GRID, *jumps]), dtype=dtype)
        edges = torch.tensor(EDGES, dtype=dtype)
        y, dx = value_and_gradient(function, x)
        edge_y, edge_dx = value_and_gradient(function, edges)
        return {"x": x, "y": y, "dx": dx, "edge/x": edges, "edge/y": edge_y, "edge/dx": edge_dx}
    FILES[f"activations/{name}"] = (f"{name}: y, and dy/dx; edge/ at -inf, inf, nan, -0", activation)


for each in ACTIVATIONS.items():
    register_activation(each[0], *each[1])


def register_softmax(name, function):
    def rows(dtype):
        numbers = Numbers("softmax", dtype)
        x = torch.cat([
            numbers.uniform(4, 7, low=-3, high=3),
            torch.tensor([[0.5] * 7,
                          [1000, 999, 998, -1000, 0, 1, 2],
                          [-1000] * 6 + [-1001],
                          [88, 89, 90, -88, -89, -90, 0]], dtype=dtype)])
        dy = numbers.uniform(8, 7)
        y, dx = value_and_gradient(lambda x: function(x, -1), x, upstream=dy)
        columns_y, columns_dx = value_and_gradient(lambda x: function(x, 0), x[:4], upstream=dy[:4])
        masked = torch.tensor([[0.5, -INF, 1.5], [-INF, -INF, 2], [NAN, 0, 1]], dtype=dtype)
        return {"x": x, "dy": dy, "y": y, "dx": dx,
                "columns/x": x[:4], "columns/dy": dy[:4],
                "columns/y": columns_y, "columns/dx": columns_dx,
                "edge/x": masked, "edge/y": function(masked, -1)}
    FILES[f"activations/{name}"] = (
        f"{name} along the last axis, and dx = dy * its Jacobian; columns/ along axis 0; "
        "edge/ with elements that are masked or nan", rows)


register_softmax("softmax", torch.softmax)
register_softmax("log_softmax", torch.log_softmax)


# ---- losses -------------------------------------------------------------------------------------


def register_loss(name, comment, function, problem):
    """`function(prediction, target, reduction)`; `problem(numbers)` gives both."""
    def loss(dtype):
        prediction, target = problem(Numbers(name, dtype))
        value, gradient = value_and_gradient(lambda p: function(p, target, "mean"), prediction)
        arrays = {"prediction": prediction, "target": target, "loss": value, "gradient": gradient,
                  "sum": function(prediction, target, "sum")}
        each = function(prediction, target, "none")
        return arrays | {"each": each}
    FILES[f"losses/{name}"] = (
        f"{comment}; loss is the mean, gradient that of loss with respect to prediction; "
        "sum and each: not reduced to a mean, or not at all", loss)


def regression(numbers):
    """Differences of both signs, zero, exactly 0.5 and 1, and large."""
    prediction, target = numbers.uniform(3, 4, low=-2, high=2), numbers.uniform(3, 4)
    distances = torch.tensor([[0, 1, -1, 0.5], [-0.5, 3, -40, 2**-6]], dtype=numbers.dtype)
    prediction[:2] = target[:2] + distances
    return prediction, target


def classes(numbers):
    score = numbers.uniform(6, 5, low=-3, high=3)
    score[4] = torch.tensor([200, -200, 0, 1, 2], dtype=numbers.dtype)
    score[5] = 0.25
    return score, torch.tensor([0, 4, 2, 2, 1, 3])


def class_distributions(numbers):
    score, _ = classes(numbers)
    return score, numbers.distribution(6, 5)


def logits(numbers):
    score = numbers.uniform(4, 3, low=-4, high=4)
    target = numbers.uniform(4, 3, low=0, high=1)
    score[0] = torch.tensor([100, -100, 0], dtype=numbers.dtype)
    target[0] = torch.tensor([1, 1, 0], dtype=numbers.dtype)
    target[1] = torch.tensor([0, 1, 0], dtype=numbers.dtype)
    return score, target


def margins(numbers):
    score = numbers.uniform(8, low=-2, high=2)
    sign = torch.tensor([1, -1, 1, -1, 1, 1, -1, -1], dtype=numbers.dtype)
    score[0], score[1], score[2] = 1, 1, 0   # on the hinge, wrong by two, in the middle
    return score, sign


def hinge(score, sign, reduction):
    each = torch.relu(1 - sign * score)   # on the hinge itself the gradient is zero
    return {"mean": torch.mean, "sum": torch.sum, "none": lambda x: x}[reduction](each)


def log_probabilities(numbers):
    score = numbers.uniform(4, 5, low=-3, high=3)
    # rounded, so that float and double begin with the same numbers
    return (torch.log_softmax(score.double(), -1) * 64).round().to(numbers.dtype) / 64


def divergence(numbers):
    return log_probabilities(numbers), numbers.distribution(4, 5)


def log_divergence(numbers):
    return log_probabilities(numbers), log_probabilities(numbers)


register_loss("mse", "mean of (prediction - target)^2",
              lambda p, t, r: F.mse_loss(p, t, reduction=r), regression)
register_loss("l1", "mean of |prediction - target|; the gradient at 0 is 0",
              lambda p, t, r: F.l1_loss(p, t, reduction=r), regression)
register_loss("huber", "Huber's loss, delta 1",
              lambda p, t, r: F.huber_loss(p, t, reduction=r), regression)
register_loss("huber_half", "Huber's loss, delta 0.5",
              lambda p, t, r: F.huber_loss(p, t, reduction=r, delta=0.5), regression)
register_loss("smooth_l1", "torch's smooth_l1, beta 1",
              lambda p, t, r: F.smooth_l1_loss(p, t, reduction=r), regression)
register_loss("smooth_l1_half", "torch's smooth_l1, beta 0.5",
              lambda p, t, r: F.smooth_l1_loss(p, t, reduction=r, beta=0.5), regression)
register_loss("cross_entropy", "softmax cross-entropy, target are labels",
              lambda p, t, r: F.cross_entropy(p, t, reduction=r), classes)
register_loss("cross_entropy_smoothing", "softmax cross-entropy, target are labels, smoothing 0.1",
              lambda p, t, r: F.cross_entropy(p, t, reduction=r, label_smoothing=0.1), classes)
register_loss("cross_entropy_distribution", "softmax cross-entropy, target are distributions",
              lambda p, t, r: F.cross_entropy(p, t, reduction=r), class_distributions)
register_loss("cross_entropy_distribution_smoothing",
              "softmax cross-entropy, target are distributions, smoothing 0.25",
              lambda p, t, r: F.cross_entropy(p, t, reduction=r, label_smoothing=0.25),
              class_distributions)
register_loss("bce_with_logits", "binary cross-entropy of the logistic of prediction",
              lambda p, t, r: F.binary_cross_entropy_with_logits(p, t, reduction=r), logits)
register_loss("hinge", "mean of max(0, 1 - target * prediction), target are signs",
              hinge, margins)


def register_divergence(name, log_target, problem):
    def loss(dtype):
        prediction, target = problem(Numbers(name, dtype))

        def divergence_of(p, reduction="batchmean"):
            return F.kl_div(p, target, reduction=reduction, log_target=log_target)
        value, gradient = value_and_gradient(divergence_of, prediction)
        return {"prediction": prediction, "target": target, "loss": value, "gradient": gradient,
                "sum": divergence_of(prediction, "sum"), "each": divergence_of(prediction, "none")}
    FILES[f"losses/{name}"] = (
        "Kullback-Leibler divergence of exp(prediction) from "
        f"{'exp(target)' if log_target else 'target'}; loss is the sum over a row, averaged over rows "
        "(batchmean), gradient that of loss; sum and each: the plain sum, and all terms", loss)


register_divergence("kl_div", False, divergence)
register_divergence("kl_div_log_target", True, log_divergence)


# ---- schedules ----------------------------------------------------------------------------------

SCHEDULES = {
    "step": ("StepLR(step_size=10, gamma=0.5)",
             lambda o: torch.optim.lr_scheduler.StepLR(o, 10, 0.5)),
    "exponential": ("ExponentialLR(gamma=0.95)",
                    lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.95)),
    "cosine": ("CosineAnnealingLR(T_max=50)",
               lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 50)),
    "cosine_repeated": ("CosineAnnealingLR(T_max=20, eta_min=0.01)",
                        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 20, 0.01)),
    "linear_warm_up": ("LinearLR(start_factor=0.1, total_iters=10)",
                       lambda o: torch.optim.lr_scheduler.LinearLR(o, 0.1, total_iters=10)),
    "one_cycle": ("OneCycleLR(max_lr=0.1, total_steps=50)",
                  lambda o: torch.optim.lr_scheduler.OneCycleLR(
                      o, 0.1, 50, cycle_momentum=False)),
    "one_cycle_linear": ("OneCycleLR(max_lr=0.1, total_steps=50, anneal_strategy='linear')",
                         lambda o: torch.optim.lr_scheduler.OneCycleLR(
                             o, 0.1, 50, anneal_strategy="linear", cycle_momentum=False)),
}


def register_schedule(name, text, make):
    def schedule(dtype):
        optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
        scheduler, rates = make(optimiser), []
        for _ in range(50):
            rates.append(optimiser.param_groups[0]["lr"])
            optimiser.step()
            scheduler.step()
        return {"rate": torch.tensor(rates, dtype=torch.float64)}
    FILES[f"schedules/{name}"] = (
        f"learning rates of 50 steps, first to last: {text}, from 0.1", schedule)


for each in SCHEDULES.items():
    register_schedule(each[0], *each[1])


# ---- tensor operations --------------------------------------------------------------------------


@file("operations/broadcast")
def broadcasting(dtype):
    """Elementwise operations with NumPy's broadcasting. y = a OP b; da and db are the gradients for
    the upstream gradient dy."""
    numbers, arrays = Numbers("broadcast", dtype), {}
    shapes = {"same": ((2, 3), (2, 3)), "row": ((4, 3), (3,)), "column": ((4, 3), (4, 1)),
              "both": ((4, 1), (1, 3)), "scalar": ((2, 3), ()), "ranks": ((2, 1, 3, 1), (4, 1, 2))}
    operations = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div,
                  "maximum": torch.maximum, "minimum": torch.minimum}
    for shape, (left, right) in shapes.items():
        for name, operation in operations.items():
            a, b = numbers.distinct(*left), numbers.distinct(*right, low=0.5)
            dy = numbers.uniform(*torch.broadcast_shapes(left, right))
            y, da, db = value_and_gradient(operation, a, b, upstream=dy)
            arrays |= {f"{shape}/{name}/{key}": array for key, array in
                       (("a", a), ("b", b), ("dy", dy), ("y", y), ("da", da), ("db", db))}
    a = torch.tensor([1, NAN, 1, NAN, 2, INF, -INF, 0.5], dtype=dtype)
    b = torch.tensor([NAN, 1, 1, NAN, 2, NAN, INF, -0.5], dtype=dtype)
    dy = torch.tensor([1, 2, 3, 4, 5, 6, 7, 8], dtype=dtype)
    for name in ("maximum", "minimum"):   # equal operands share the gradient
        y, da, db = value_and_gradient(operations[name], a, b, upstream=dy)
        arrays |= {f"edge/{name}/{key}": array for key, array in
                   (("a", a), ("b", b), ("dy", dy), ("y", y), ("da", da), ("db", db))}
    return arrays


@file("operations/reduce")
def reduce(dtype):
    """Reductions. distinct/ is [3, 4, 5] without equal elements, ties/ [4, 6] with many. NAME.AXES/y is
    the result, NAME.AXES.kept/y the result that keeps the axes at size 1, dx the gradient for the
    upstream gradient dy. The gradient of max and min is shared equally among ties (torch.amax). argmax
    and argmin give the first; edge/ has a NaN in the first row, a tie of infinities in the second."""
    numbers, arrays = Numbers("reduce", dtype), {}
    distinct = numbers.distinct(3, 4, 5)
    ties = numbers.integers(4, 6, below=3).to(dtype)
    edge = torch.tensor([[1, NAN, 3, NAN], [INF, 0, INF, 1], [-INF, -INF, -INF, -INF]], dtype=dtype)
    reductions = {"sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin}
    axes_of = {"distinct": ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)),
               "ties": ((0,), (1,), (0, 1))}
    for case, x in (("distinct", distinct), ("ties", ties)):
        arrays[f"{case}/x"] = x
        for name, function in reductions.items():
            for axes in axes_of[case]:
                where = f"{case}/{name}.{''.join(map(str, axes))}"
                kept = function(x, dim=axes, keepdim=True)
                dy = numbers.uniform(*function(x, dim=axes).shape)
                y, dx = value_and_gradient(lambda x: function(x, dim=axes), x, upstream=dy)
                arrays |= {f"{where}/y": y, f"{where}/dy": dy, f"{where}/dx": dx,
                           f"{where}.kept/y": kept}
    for case, x in (("distinct", distinct), ("ties", ties), ("edge", edge)):
        arrays[f"{case}/x"] = x
        for name, function in (("argmax", torch.argmax), ("argmin", torch.argmin)):
            for axis in range(x.dim()):
                arrays[f"{case}/{name}.{axis}/y"] = function(x, dim=axis)
    for name, function in reductions.items():
        arrays |= {f"edge/{name}.0/y": function(edge, dim=0), f"edge/{name}.1/y": function(edge, dim=1)}
    return arrays


@file("operations/matmul")
def matmul(dtype):
    """Matrix products with broadcasting of the leading axes: y = a @ b, and the gradients da, db for
    the upstream gradient dy. A vector counts as a row on the left, as a column on the right."""
    numbers, arrays = Numbers("matmul", dtype), {}
    shapes = {"plain": ((3, 4), (4, 2)), "vector_matrix": ((4,), (4, 2)),
              "matrix_vector": ((3, 4), (4,)), "vector_vector": ((4,), (4,)),
              "batched": ((2, 3, 4), (2, 4, 5)), "left_batched": ((2, 3, 4), (4, 5)),
              "right_batched": ((3, 4), (2, 4, 5)), "broadcast": ((2, 1, 3, 4), (5, 4, 2)),
              "batched_vector": ((2, 3, 4), (4,)), "one": ((1, 1), (1, 1))}
    for name, (left, right) in shapes.items():
        a, b = numbers.uniform(*left), numbers.uniform(*right)
        dy = numbers.uniform(*torch.matmul(a, b).shape)
        y, da, db = value_and_gradient(torch.matmul, a, b, upstream=dy)
        arrays |= {f"{name}/{key}": array for key, array in
                   (("a", a), ("b", b), ("dy", dy), ("y", y), ("da", da), ("db", db))}
    return arrays


@file("operations/movement")
def movement(dtype):
    """Operations that move elements. Every case has x (concat: x0, x1, x2), y, the upstream gradient
    dy and dx; what else an operation takes stands beside: axes, begin/end/step, before/after/value."""
    numbers, arrays = Numbers("movement", dtype), {}

    def add(case, function, *inputs, **attributes):
        shape = function(*inputs).shape
        dy = numbers.uniform(*shape)
        y, *gradients = value_and_gradient(function, *inputs, upstream=dy)
        names = ["x"] if len(inputs) == 1 else [f"x{i}" for i in range(len(inputs))]
        arrays.update({f"{case}/{name}": value for name, value in zip(names, inputs)})
        arrays.update({f"{case}/{name}": torch.tensor(value) for name, value in attributes.items()})
        arrays.update({f"{case}/y": y, f"{case}/dy": dy})
        arrays.update({f"{case}/d{name}": value for name, value in zip(names, gradients)})

    for axes in ((1, 0), (2, 0, 1), (0, 2, 1), (3, 1, 0, 2)):
        x = numbers.uniform(*(2, 3, 4, 2)[:len(axes)])
        name = "".join(map(str, axes))
        add(f"permute.{name}", lambda x: x.permute(axes), x, axes=axes)

    for name, (begin, end, step) in {
            "inner": ((1, 0), (3, 4), (1, 1)), "stepped": ((0, 1), (4, 5), (2, 3)),
            "one": ((2, 3), (3, 4), (1, 1)), "all": ((0, 0), (4, 5), (1, 1))}.items():
        x = numbers.uniform(4, 5)
        add(f"slice.{name}",
            lambda x: x[begin[0]:end[0]:step[0], begin[1]:end[1]:step[1]],
            x, begin=begin, end=end, step=step)

    for name, (before, after, value) in {
            "zeros": ((1, 0), (0, 2), 0.0), "ones": ((0, 3), (2, 1), 1.0),
            "minus_infinity": ((1, 1), (1, 1), -INF)}.items():
        x = numbers.uniform(2, 3)
        add(f"pad.{name}",
            lambda x: F.pad(x, (before[1], after[1], before[0], after[0]), value=value),
            x, before=before, after=after, value=value)

    for axis, shapes in ((0, ((2, 3), (1, 3), (3, 3))), (1, ((2, 1), (2, 4), (2, 2)))):
        inputs = [numbers.uniform(*shape) for shape in shapes]
        add(f"concat.{axis}", lambda *x: torch.cat(x, axis), *inputs, axis=axis)

    for axes in ((0,), (1,), (0, 1)):
        name = "".join(map(str, axes))
        add(f"flip.{name}", lambda x: x.flip(axes), numbers.uniform(3, 4), axes=axes)

    add("reshape", lambda x: x.reshape(2, 6), numbers.uniform(4, 3), shape=(2, 6))
    return arrays


@file("operations/gather")
def gathering(dtype):
    """Selecting by index. select.AXIS: y = torch.index_select(x, AXIS, index), whole rows (embedding is
    select.0); gather.AXIS: y = torch.gather(x, AXIS, index), an element each. Equal indices add up in
    dx. scatter_add.AXIS: y is base with x added at index."""
    numbers, arrays = Numbers("gather", dtype), {}

    def add(case, function, x, index, **others):
        dy = numbers.uniform(*function(x).shape)
        y, dx = value_and_gradient(function, x, upstream=dy)
        arrays.update({f"{case}/{name}": value for name, value in
                       ({"x": x, "index": index, "y": y, "dy": dy, "dx": dx} | others).items()})

    for axis, index in ((0, [2, 0, 2, 4, 2]), (1, [3, 3, 0]), (2, [1, 0, 1, 1])):
        index = torch.tensor(index)
        add(f"select.{axis}", lambda x: x.index_select(axis, index), numbers.uniform(5, 4, 2), index)
    for axis, shape in ((0, (6, 4)), (1, (3, 5))):
        x = numbers.uniform(3, 4)
        index = numbers.integers(*shape, below=x.shape[axis])
        add(f"gather.{axis}", lambda x: x.gather(axis, index), x, index)
    for axis, shape in ((0, (6, 4)), (1, (3, 5))):
        base, x = numbers.uniform(3, 4), numbers.uniform(*shape)
        index = numbers.integers(*shape, below=base.shape[axis])
        add(f"scatter_add.{axis}", lambda x: base.scatter_add(axis, index, x), x, index, base=base)
    return arrays


# ---- writing ------------------------------------------------------------------------------------


def text_of(value):
    """The shortest decimal that reads back as the same double."""
    text = repr(value)   # inf, -inf and nan are spelled so, too
    return text[:-2] if text.endswith(".0") else text


def number_texts(tensor):
    return [text_of(value) for value in tensor.detach().double().flatten().tolist()]


def float_error(exact, rounded):
    """The largest distance; infinite where only one of the two is finite or a number."""
    exact, rounded = exact.double(), rounded.double()
    same = (exact == rounded) | (exact.isnan() & rounded.isnan())
    distance = torch.where(same, torch.zeros_like(exact), (exact - rounded).abs())
    return distance.nan_to_num(nan=INF).max().item()


def file_text(comment, make):
    exact, rounded = make(torch.float64), make(torch.float32)
    lines = ["tapeless golden 1", "# SPDX-License-Identifier: BSL-1.0"]
    lines += [f"# {' '.join(comment.split())}"]
    for name, tensor in exact.items():
        assert tensor.shape == rounded[name].shape and " " not in name
        error = float_error(tensor, rounded[name])
        # Where float is far off, a test could not tell right from wrong.
        scale = max(1.0, tensor.double().nan_to_num(0, 0, 0).abs().max().item())
        assert error <= 1e-5 * scale or name.startswith("edge/"), (comment, name, error)
        words = [name, *map(str, tensor.shape)]
        if error != 0:
            words.append(f"~{error:.2g}")
        lines.append(" ".join([*words, ":", *number_texts(tensor)]))
    return "\n".join(lines) + "\n"


def numbers_agree(old, new):
    """Whether two texts differ in nothing but the last bits of their results."""
    old_words, new_words = old.split(), new.split()
    if len(old_words) != len(new_words):
        return False
    for a, b in zip(old_words, new_words):
        if a == b or (a[0] == b[0] == "~"):
            continue
        try:
            x, y = float(a), float(b)
        except ValueError:
            return False
        if not abs(x - y) <= 1e-12 * max(1, abs(x), abs(y)):
            return False
    return True


def main(files=None, description=__doc__):
    """Writes or checks the files of one script, and is the only one to touch their folders."""
    files = FILES if files is None else files
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    folders = {path.split("/")[0] for path in files}
    stale = {path for folder in folders for path in (HERE / folder).rglob("*.txt")}
    stale -= {HERE / f"{path}.txt" for path in files}
    size, different = 0, []
    for path, (comment, make) in files.items():
        text, target = file_text(comment, make), HERE / f"{path}.txt"
        size += len(text)
        if target.exists() and numbers_agree(target.read_text(), text):
            continue   # the same up to rounding: no noise in the history
        different.append(f"{path}.txt")
        if not arguments.check:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    print(f"{len(files)} files, {size / 1e6:.2f} MB; PyTorch {torch.__version__}")
    if arguments.check:
        for name in (*different, *(f"{path.relative_to(HERE)} (no longer made)" for path in stale)):
            print(f"different: {name}")
        sys.exit(1 if different or stale else 0)
    for path in stale:
        path.unlink()
    print(f"{len(different)} written, {len(stale)} removed")


if __name__ == "__main__":
    main()
