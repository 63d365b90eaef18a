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

from make_goldens import Numbers, main, value_and_gradient

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
    "the sum, and all terms; weights are 1 0.25 2 0.5 for four classes, 1 0.25 2 for three", losses)

if __name__ == "__main__":
    main(FILES, __doc__)
