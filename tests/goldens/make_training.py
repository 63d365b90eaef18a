#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of losses, optimisers and schedules in training/ with PyTorch.

    make_training.py            writes the files that are missing or differ
    make_training.py --check    compares what it would write with what is there; writes nothing

Format and rules are make_goldens.py's. What PyTorch 1.13 does not have (focal loss, dice, lion, lamb,
lookahead) is written out here.
"""

import math

import torch
from torch.nn import functional as F

from make_goldens import (Numbers, divergence, initialised, main, mlp_smooth, regression,
                          value_and_gradient)

FILES = {}


# ---- losses -------------------------------------------------------------------------------------


def reduced(each, reduction):
    return {"mean": torch.mean, "sum": torch.sum, "none": lambda x: x}[reduction](each)


def signs(numbers, *shape):
    return (numbers.integers(*shape, below=2) * 2 - 1).to(numbers.dtype)


def classes(numbers):
    return numbers.uniform(5, 4, low=-3, high=3), torch.tensor([3, 0, 2, 2, 1])


def ignored(numbers):
    return numbers.uniform(5, 4, low=-3, high=3), torch.tensor([3, -100, 2, -100, 1])


def logarithms(numbers):
    x, labels = classes(numbers)
    return (torch.log_softmax(x.double(), -1) * 64).round().to(numbers.dtype) / 64, labels


def log_ignored(numbers):
    return logarithms(numbers)[0], ignored(numbers)[1]


def distributions(numbers):
    return numbers.uniform(5, 4, low=-3, high=3), numbers.distribution(5, 4)


def edge_classes(numbers):
    """Row 0 stands on the margin, row 1 has equals."""
    x, labels = classes(numbers)
    x[0] = torch.tensor([0.5, -0.5, 0.25, 0.5], dtype=numbers.dtype)
    x[1] = 0.5
    return x, labels


def logits(numbers):
    return numbers.uniform(5, 3, low=-4, high=4), numbers.uniform(5, 3, low=0, high=1)


def binary(numbers):
    x = numbers.uniform(5, 3, low=-4, high=4)
    return x, numbers.integers(5, 3, below=2).to(numbers.dtype)


def probabilities(numbers):
    p, t = numbers.uniform(5, 3, low=0.05, high=0.95), numbers.uniform(5, 3, low=0, high=1)
    p[0] = torch.tensor([0, 1, 0.5], dtype=numbers.dtype)
    t[0] = torch.tensor([0, 1, 0], dtype=numbers.dtype)
    return p, t


def with_signs(numbers):
    x = numbers.uniform(5, 3, low=-2, high=3)
    x[0] = torch.tensor([1, 0, 0.5], dtype=numbers.dtype)
    return x, signs(numbers, 5, 3)


def several_labels(numbers):
    return numbers.uniform(5, 4), torch.tensor(
        [[3, 0, -1, 1], [-1, 1, 2, 3], [0, 1, 2, 3], [2, -1, -1, -1], [1, 3, 0, -1]])


def counts(numbers):
    return (numbers.uniform(5, 3, low=0.125, high=2),
            torch.tensor([[0, 1, 2], [5, 0, 3], [1, 1, 7], [2, 0, 0], [40, 3, 1]],
                         dtype=numbers.dtype))


def ranked(numbers):
    a, b, t = numbers.uniform(5, 3), numbers.uniform(5, 3), signs(numbers, 5, 3)
    b[0] = a[0]   # on the margin 0
    return a, t, b


def embedded(numbers):
    return numbers.uniform(5, 4), signs(numbers, 5), numbers.uniform(5, 4)


def triplets(numbers):
    a, near, far = (numbers.uniform(5, 4) for _ in range(3))
    return a, near, far


def gaussians(numbers):
    v = numbers.uniform(5, 3, low=0.125, high=2)
    v[0, 0] = 0
    return numbers.uniform(5, 3), numbers.uniform(5, 3), v


def row_gaussians(numbers):
    return numbers.uniform(5, 3), numbers.uniform(5, 3), numbers.uniform(5, low=0.125, high=2)


def focal(x, t, r, alpha=0.25, gamma=2.0):
    """torchvision.ops.sigmoid_focal_loss"""
    p = torch.sigmoid(x)
    each = F.binary_cross_entropy_with_logits(x, t, reduction="none")
    each = each * (1 - (p * t + (1 - p) * (1 - t))) ** gamma
    if alpha >= 0:
        each = (alpha * t + (1 - alpha) * (1 - t)) * each
    return reduced(each, r)


def dice(p, t, r):
    p, t = p.flatten(1), t.flatten(1)
    return reduced(1 - (2 * (p * t).sum(1) + 1) / (p.sum(1) + t.sum(1) + 1), r)


def weights(t):
    return torch.tensor([1, 0.25, 2, 0.5], dtype=t.dtype)


def three(t):
    return torch.tensor([1, 0.25, 2], dtype=t.dtype)


# name: function(prediction, target, reduction[, other]), problem that gives those
LOSSES = {
    "nll": (lambda x, t, r: F.nll_loss(x, t, reduction=r), logarithms),
    "nll_weight": (lambda x, t, r: F.nll_loss(x, t, weights(x), reduction=r), logarithms),
    "nll_ignoring": (lambda x, t, r: F.nll_loss(x, t, weights(x), reduction=r), log_ignored),
    "cross_entropy_weight": (
        lambda x, t, r: F.cross_entropy(x, t, weights(x), reduction=r), classes),
    "cross_entropy_weight_ignoring": (
        lambda x, t, r: F.cross_entropy(x, t, weights(x), reduction=r), ignored),
    "cross_entropy_ignoring": (
        lambda x, t, r: F.cross_entropy(x, t, reduction=r, label_smoothing=0.25), ignored),
    "cross_entropy_weight_smoothing": (
        lambda x, t, r: F.cross_entropy(x, t, weights(x), reduction=r, label_smoothing=0.25),
        ignored),
    "cross_entropy_weight_distribution": (
        lambda x, t, r: F.cross_entropy(x, t, weights(x), reduction=r, label_smoothing=0.25),
        distributions),
    "bce": (lambda p, t, r: F.binary_cross_entropy(p, t, reduction=r), probabilities),
    "bce_weight": (lambda p, t, r: F.binary_cross_entropy(p, t, three(p), reduction=r),
                   probabilities),
    "bce_with_logits_weight": (
        lambda x, t, r: F.binary_cross_entropy_with_logits(x, t, three(x), reduction=r), logits),
    "bce_with_logits_pos_weight": (
        lambda x, t, r: F.binary_cross_entropy_with_logits(
            x, t, pos_weight=three(x), reduction=r), logits),
    "focal": (focal, binary),
    "focal_plain": (lambda x, t, r: focal(x, t, r, -1, 1.5), logits),
    "dice": (dice, probabilities),
    "soft_margin": (lambda x, t, r: F.soft_margin_loss(x, t, reduction=r), with_signs),
    "hinge_embedding": (lambda x, t, r: F.hinge_embedding_loss(x, t, reduction=r), with_signs),
    "multi_margin": (lambda x, t, r: F.multi_margin_loss(x, t, reduction=r), edge_classes),
    "multi_margin_square": (
        lambda x, t, r: F.multi_margin_loss(x, t, 2, 0.5, weights(x), reduction=r), edge_classes),
    "multilabel_soft_margin": (
        lambda x, t, r: F.multilabel_soft_margin_loss(x, t, reduction=r), binary),
    "multilabel_soft_margin_weight": (
        lambda x, t, r: F.multilabel_soft_margin_loss(x, t, three(x), reduction=r), binary),
    "multilabel_margin": (
        lambda x, t, r: F.multilabel_margin_loss(x, t, reduction=r), several_labels),
    "poisson_nll": (lambda x, t, r: F.poisson_nll_loss(x, t, reduction=r), counts),
    "poisson_nll_full": (
        lambda x, t, r: F.poisson_nll_loss(x, t, log_input=False, full=True, reduction=r), counts),
    "margin_ranking": (
        lambda a, t, r, b: F.margin_ranking_loss(a, b, t, reduction=r), ranked),
    "margin_ranking_half": (
        lambda a, t, r, b: F.margin_ranking_loss(a, b, t, 0.5, reduction=r), ranked),
    "cosine_embedding": (
        lambda a, t, r, b: F.cosine_embedding_loss(a, b, t, 0.25, reduction=r), embedded),
    "triplet_margin": (
        lambda a, near, r, far: F.triplet_margin_loss(a, near, far, reduction=r), triplets),
    "triplet_margin_one": (
        lambda a, near, r, far: F.triplet_margin_loss(a, near, far, 0.5, 1.0, reduction=r),
        triplets),
    "triplet_margin_swap": (
        lambda a, near, r, far: F.triplet_margin_loss(
            a, near, far, p=3.0, swap=True, reduction=r), triplets),
    "gaussian_nll": (
        lambda x, t, r, v: F.gaussian_nll_loss(x, t, v, eps=0.0625, reduction=r), gaussians),
    "gaussian_nll_rows": (
        lambda x, t, r, v: F.gaussian_nll_loss(x, t, v, full=True, reduction=r), row_gaussians),
}


def of_one_row(problem):
    return lambda numbers: tuple(x[:1] for x in problem(numbers))


def wide(problem):
    """17 columns: several of the problem's tables side by side; labels are the first's."""
    def made(numbers):
        parts = zip(*(problem(numbers) for _ in range(6)))
        return tuple(torch.cat(x, 1)[:, :17] if x[0].dim() == 2 else x[0] for x in parts)
    return made


def deep_classes(numbers):
    return (numbers.uniform(2, 3, 5, low=-3, high=3), numbers.integers(2, 3, below=5))


for each in ("nll", "cross_entropy_weight", "cross_entropy_weight_distribution", "dice", "multi_margin",
             "multilabel_margin", "multilabel_soft_margin", "cosine_embedding", "triplet_margin",
             "gaussian_nll_rows"):
    LOSSES[f"{each}_of_one"] = LOSSES[each][0], of_one_row(LOSSES[each][1])
for each in ("bce", "focal", "soft_margin", "hinge_embedding", "poisson_nll", "margin_ranking_half",
             "gaussian_nll"):
    LOSSES[f"{each}_wide"] = LOSSES[each][0], wide(LOSSES[each][1])
LOSSES |= {
    "cross_entropy_wide": (lambda x, t, r: F.cross_entropy(x, t, reduction=r), wide(classes)),
    "cross_entropy_deep": (
        lambda x, t, r: F.cross_entropy(x.movedim(-1, 1), t, reduction=r), deep_classes),
    "bce_with_logits_wide": (
        lambda x, t, r: F.binary_cross_entropy_with_logits(x, t, reduction=r), wide(logits)),
    "mse_wide": (lambda p, t, r: F.mse_loss(p, t, reduction=r), wide(regression)),
    "l1_wide": (lambda p, t, r: F.l1_loss(p, t, reduction=r), wide(regression)),
    "huber_wide": (lambda p, t, r: F.huber_loss(p, t, reduction=r), wide(regression)),
    "smooth_l1_wide": (lambda p, t, r: F.smooth_l1_loss(p, t, reduction=r), wide(regression)),
    "kl_div_wide": (
        lambda x, t, r: F.kl_div(x, t, reduction={"mean": "batchmean"}.get(r, r)), wide(divergence)),
}


def losses(dtype):
    arrays = {}
    for name, (function, problem) in LOSSES.items():
        prediction, target, *other = problem(Numbers(name, dtype))
        value, *slopes = value_and_gradient(
            lambda p, *o: function(p, target, "mean", *o), prediction, *other)
        one = {"prediction": prediction, "target": target, "loss": value, "gradient": slopes[0],
               "sum": function(prediction, target, "sum", *other),
               "each": function(prediction, target, "none", *other)}
        if other:
            one |= {"other": other[0], "gradient/other": slopes[1]}
        arrays |= {f"{name}/{key}": array for key, array in one.items()}
    return arrays


FILES["training/losses"] = (
    "losses by torch.nn.functional: of prediction and target (and other), the mean, its gradients, "
    "the sum, and all terms; weights are 1 0.25 2 0.5 for four classes, 1 0.25 2 for three; "
    "_of_one: batch 1; _wide: 17 columns; _deep: labels of two axes", losses)


# ---- optimisers ---------------------------------------------------------------------------------

STEPS, KEPT = 10, (1, 10)   # steps, and those after which parameters are written


class Plain(torch.optim.Optimizer):
    """An optimiser written as `update(parameter, gradient, state, t, **options)`."""

    def __init__(self, parameters, **options):
        super().__init__(parameters, options)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            options = {key: value for key, value in group.items() if key != "params"}
            for p in group["params"]:
                state = self.state[p]
                state["t"] = state.get("t", 0) + 1
                self.update(p, p.grad, state, state["t"], **options)


class Lion(Plain):
    """Chen et al., 2023, algorithm 2."""

    def update(self, p, g, state, t, lr, betas, weight_decay):
        m = state.setdefault("m", torch.zeros_like(p))
        direction = torch.sign(betas[0] * m + (1 - betas[0]) * g)
        p.sub_(lr * (direction + weight_decay * p))
        m.copy_(betas[1] * m + (1 - betas[1]) * g)


class Lamb(Plain):
    """You et al., 2020, algorithm 2, with the identity for phi."""

    def update(self, p, g, state, t, lr, betas, eps, weight_decay):
        m = state.setdefault("m", torch.zeros_like(p))
        v = state.setdefault("v", torch.zeros_like(p))
        m.copy_(betas[0] * m + (1 - betas[0]) * g)
        v.copy_(betas[1] * v + (1 - betas[1]) * g * g)
        u = m / (1 - betas[0] ** t) / (torch.sqrt(v / (1 - betas[1] ** t)) + eps) + weight_decay * p
        lengths = torch.linalg.norm(p), torch.linalg.norm(u)
        ratio = lengths[0] / lengths[1] if lengths[0] > 0 and lengths[1] > 0 else 1
        p.sub_(lr * ratio * u)


OPTIMISERS = {
    "adadelta": (torch.optim.Adadelta, {}),
    "adadelta_decay": (torch.optim.Adadelta, {"lr": 0.5, "rho": 0.75, "weight_decay": 0.0625}),
    "adamax": (torch.optim.Adamax, {"weight_decay": 0.0625}),
    "nadam": (torch.optim.NAdam, {"foreach": True}),   # the plain loop of 1.13 is wrong
    "nadam_decay": (torch.optim.NAdam,
                    {"lr": 0.0078125, "weight_decay": 0.0625, "momentum_decay": 0.25,
                     "foreach": True}),
    "radam": (torch.optim.RAdam, {"lr": 0.0078125, "weight_decay": 0.0625}),
    "asgd": (torch.optim.ASGD,
             {"lr": 0.125, "lambd": 0.0625, "alpha": 0.5, "t0": 4, "weight_decay": 0.0625}),
    "rprop": (torch.optim.Rprop, {}),
    "lion": (Lion, {"lr": 0.0078125, "betas": (0.9, 0.99), "weight_decay": 0.0625}),
    "lamb": (Lamb, {"lr": 0.0078125, "betas": (0.9, 0.999), "eps": 1e-6, "weight_decay": 0.0625}),
    "ema": (torch.optim.SGD, {"lr": 0.125}),
    "swa": (torch.optim.SGD, {"lr": 0.125}),
    "lookahead": (torch.optim.SGD, {"lr": 0.125}),
    "groups": (torch.optim.AdamW, {"lr": 0.0078125, "weight_decay": 0.25}),
}


def parameter_groups(net, name):
    """For groups: parameters of fewer than two axes do not decay; the last layer learns more slowly."""
    if name != "groups":
        return net.parameters()
    vectors = [p for p in net.parameters() if p.dim() < 2]
    last = [net[4].weight]
    others = [p for p in net.parameters() if p.dim() == 2 and p is not net[4].weight]
    return [{"params": others}, {"params": vectors, "weight_decay": 0},
            {"params": last, "lr": 0.001953125}]


def optimisers(dtype):
    arrays = {}
    torch.set_default_dtype(dtype)   # else some keep numbers of the step in float
    for name, (optimiser_type, options) in OPTIMISERS.items():
        net, loss, x, target = initialised(mlp_smooth, dtype)
        optimiser = optimiser_type(parameter_groups(net, name), **options)
        average = {"ema": torch.optim.swa_utils.AveragedModel(
                       net, avg_fn=lambda a, w, n: 0.75 * a + 0.25 * w),
                   "swa": torch.optim.swa_utils.AveragedModel(net)}.get(name)
        slow = [p.detach().clone() for p in net.parameters()]
        for step in range(1, STEPS + 1):
            optimiser.zero_grad()
            value = loss(net(x), target)
            value.backward()
            optimiser.step()
            if name == "lookahead" and step % 3 == 0:
                with torch.no_grad():
                    for p, s in zip(net.parameters(), slow):
                        s.add_(0.5 * (p - s))
                        p.copy_(s)
            if name == "ema" or (name == "swa" and step >= 3 and step % 2 == 1):
                average.update_parameters(net)
            arrays[f"{name}/step{step}/loss"] = value.detach()
            if step not in KEPT:
                continue
            for key, p in net.named_parameters():
                arrays[f"{name}/step{step}/{key}"] = p.detach().clone()
                if name == "asgd":
                    arrays[f"{name}/step{step}/average/{key}"] = optimiser.state[p]["ax"].clone()
            if average is not None and average.n_averaged > 0:
                for key, p in average.module.named_parameters():
                    arrays[f"{name}/step{step}/average/{key}"] = p.detach().clone()
    torch.set_default_dtype(torch.float32)
    return arrays


FILES["training/optimisers"] = (
    f"{STEPS} steps of optimisers on the network and batch of networks/mlp_smooth/values: the loss "
    "before each, the parameters (and averages of them) after some", optimisers)


# An optimiser for each parameter of the network, in the order of `named_parameters`.
MIXED = {
    "mixed_averages": (
        (torch.optim.Adagrad, {}), (torch.optim.Adadelta, {"lr": 0.5}),
        (torch.optim.Adamax, {}), (torch.optim.NAdam, {"foreach": True}),
        (torch.optim.RAdam, {"lr": 0.0078125}), (torch.optim.Adam, {"amsgrad": True})),
    "mixed_signs": (
        (Lamb, {"lr": 0.0078125, "betas": (0.9, 0.999), "eps": 1e-6, "weight_decay": 0.0625}),
        (torch.optim.Rprop, {}), (Lion, {"lr": 0.0078125, "betas": (0.9, 0.99), "weight_decay": 0.0625}),
        (torch.optim.SGD, {"lr": 0.125, "momentum": 0.9}),
        (torch.optim.RMSprop, {"lr": 0.001, "centered": True, "momentum": 0.9}),
        (torch.optim.ASGD, {"lr": 0.125, "lambd": 0.0625, "alpha": 0.5, "t0": 4})),
}


def mixed(dtype):
    arrays = {}
    torch.set_default_dtype(dtype)
    for name, table in MIXED.items():
        net, loss, x, target = initialised(mlp_smooth, dtype)
        each = [kind([p], **options) for (kind, options), p in zip(table, net.parameters(), strict=True)]
        for step in range(1, STEPS + 1):
            net.zero_grad()
            value = loss(net(x), target)
            value.backward()
            for optimiser in each:
                optimiser.step()
            arrays[f"{name}/step{step}/loss"] = value.detach()
            if step in KEPT:
                arrays |= {f"{name}/step{step}/{key}": p.detach().clone()
                           for key, p in net.named_parameters()}
    torch.set_default_dtype(torch.float32)
    return arrays


FILES["training/mixed"] = (
    f"{STEPS} steps on the network and batch of networks/mlp_smooth/values, with an optimiser for each parameter, as "
    "make_training.py says: the loss before each, the parameters after some", mixed)


# ---- schedules ----------------------------------------------------------------------------------

S = torch.optim.lr_scheduler
SCHEDULES = {
    "restarts": lambda o: S.CosineAnnealingWarmRestarts(o, 7, 1, 0.01),
    "restarts_doubled": lambda o: S.CosineAnnealingWarmRestarts(o, 5, 2),
    "multi_step": lambda o: S.MultiStepLR(o, [3, 10, 30], 0.5),
    "polynomial": lambda o: S.PolynomialLR(o, 40, 0.9),
    "polynomial_square": lambda o: S.PolynomialLR(o, 60, 2.0),
    "cyclic": lambda o: S.CyclicLR(o, 0.01, 0.1, 5, cycle_momentum=False),
    "cyclic_halving": lambda o: S.CyclicLR(o, 0.01, 0.1, 6, 3, "triangular2", cycle_momentum=False),
    "cyclic_decaying": lambda o: S.CyclicLR(o, 0.01, 0.1, 5, 8, "exp_range", 0.97,
                                            cycle_momentum=False),
    "constant_factor": lambda o: S.ConstantLR(o, 0.25, 12),
    "chained": lambda o: S.ChainedScheduler([S.ConstantLR(o, 0.25, 12), S.ExponentialLR(o, 0.95)]),
    "sequence": lambda o: S.SequentialLR(
        o, [S.ConstantLR(o, 0.25, 4), S.ExponentialLR(o, 0.9), S.CosineAnnealingLR(o, 20)],
        [8, 30]),
    "inverse_square_root": lambda o: S.LambdaLR(
        o, lambda k: min((k + 1) / 10, math.sqrt(10 / (k + 1)))),
}


def plateau(mode, threshold_mode, cooldown):
    """Rates after epochs whose values get better by less and less."""
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = S.ReduceLROnPlateau(optimiser, mode, 0.5, 2, 0.03125, threshold_mode, cooldown, 0.01)
    rates, values = [], []
    for k in range(60):
        value = 0.5 + 1 / (1 + k) + (k % 3) / 16
        values.append(value if mode == "min" else 2 - value)
        scheduler.step(values[-1])
        rates.append(optimiser.param_groups[0]["lr"])
    return values, rates


def schedules(dtype):
    arrays = {}
    for name, make in SCHEDULES.items():
        optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
        scheduler, rates = make(optimiser), []
        for _ in range(60):
            rates.append(optimiser.param_groups[0]["lr"])
            optimiser.step()
            scheduler.step()
        arrays[name] = rates
    for name, arguments in {"min_rel": ("min", "rel", 0), "min_abs": ("min", "abs", 3),
                            "max_abs": ("max", "abs", 0), "max_rel": ("max", "rel", 2)}.items():
        arrays[f"plateau/{name}/value"], arrays[f"plateau/{name}/rate"] = plateau(*arguments)
    return {name: torch.tensor(rates, dtype=torch.float64) for name, rates in arrays.items()}


FILES["training/schedules"] = (
    "learning rates of 60 steps from 0.1 by torch.optim.lr_scheduler; plateau/: values of epochs, and "
    "the rate after each", schedules)

if __name__ == "__main__":
    main(FILES, __doc__)
