#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the golden values of connectionist temporal classification. As make_goldens.py, whose functions it uses.

    make_ctc.py            writes the file
    make_ctc.py --check    compares, and writes nothing

The scores x stand as tapeless has them, [batch, frames, classes]; log_softmax makes them log-probabilities.
"""

import torch
from torch.nn import functional as F

from make_goldens import Numbers, file, main, value_and_gradient

MADE = {}

# name: frames, classes, blank, targets, lengths of inputs, lengths of targets
CASES = {
    "one_frame": (1, 3, 0, [[2]], [1], [1]),
    "one_frame_empty": (1, 2, 0, [[1], [1]], [1, 1], [0, 1]),
    "just_enough": (3, 4, 0, [[2, 2], [1, 3], [3, 1]], [3, 2, 3], [2, 2, 1]),
    # the last sample has too few frames for its labels
    "unequal": (9, 5, 0, [[1, 2, 2, 4], [3, 3, 1, 1], [1, 1, 1, 1], [4, 1, 4, 2], [2, 2, 2, 0],
                          [3, 3, 4, 3]], [9, 7, 8, 5, 9, 4], [4, 2, 0, 3, 3, 4]),
    "last_blank": (6, 4, 3, [[0, 0, 2], [1, 0, 1]], [6, 5], [3, 3]),
    "long": (30, 7, 2, [[1, 3, 3, 6, 0, 0, 5, 4, 5, 4, 4], [6, 6, 6, 6, 6, 6, 0, 1, 0, 1, 1]],
             [30, 27], [11, 9]),
    # the last class has no probability; labels behind the length are none
    "zero_probability": (5, 4, 0, [[1, 2, -1], [2, -1, -1]], [5, 4], [2, 1]),
}
ALMOST_NONE = -200   # a score as good as -inf, for which the gradient of PyTorch is nan


@file("ctc/ctc_loss", MADE)
def ctc(dtype):
    """torch.nn.functional.ctc_loss of log_softmax(x), with zero_infinity: the mean, its gradient, the sum and its
    gradient, and all terms; infinite: all terms without zero_infinity.
    The score -200 stands for -inf"""
    arrays = {}
    for name, (frames, classes, blank, targets, input_lengths, target_lengths) in CASES.items():
        x = Numbers(name, dtype).uniform(len(targets), frames, classes, low=-3, high=3)
        if name == "zero_probability":
            x[:, :, -1] = ALMOST_NONE
        targets, input_lengths, target_lengths = map(
            torch.tensor, (targets, input_lengths, target_lengths))

        def loss(x, reduction, zero_infinity=True):
            return F.ctc_loss(F.log_softmax(x, -1).transpose(0, 1), targets, input_lengths,
                              target_lengths, blank, reduction, zero_infinity)

        mean, slope = value_and_gradient(lambda x: loss(x, "mean"), x)
        total, slope_of_sum = value_and_gradient(lambda x: loss(x, "sum"), x)
        one = {"x": x, "target": targets, "frames": input_lengths, "length": target_lengths,
               "loss": mean, "gradient": slope, "sum": total, "gradient/sum": slope_of_sum,
               "each": loss(x, "none"), "infinite": loss(x, "none", False)}
        arrays |= {f"{name}/{key}": array for key, array in one.items()}
    return arrays


if __name__ == "__main__":
    main(MADE, __doc__)
