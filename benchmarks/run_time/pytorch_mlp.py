#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""PyTorch's training step of the MLP problem, eager, behind the line protocol.

Usage: pytorch_mlp.py sgd|adam [foreach]

The problem is that of mlp_problem.hpp and the protocol that of line_protocol.hpp.
"""

import sys
import time

import numpy as np
import torch

BATCH, INPUTS, HIDDEN, CLASSES = 64, 784, 128, 10
IMAGES, LABELS, WEIGHT_1, BIAS_1, WEIGHT_2, BIAS_2 = range(1, 7)


def bits(stream, count):
    """The first 24-bit numbers of a sequence (mlp_problem.hpp)."""
    with np.errstate(over="ignore"):
        x = np.arange(count, dtype=np.uint32) + np.uint32(stream * 0x9E3779B9 % 2**32)
        x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
        x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
        return (x ^ (x >> np.uint32(16))) >> np.uint32(8)


def uniform(stream, shape, low, high):
    unit = bits(stream, int(np.prod(shape))).astype(np.float32) * np.float32(2**-24)
    return torch.from_numpy((np.float32(low) + np.float32(high - low) * unit).reshape(shape))


class Peer:
    def __init__(self, optimiser, options):
        self.optimiser_name, self.options = optimiser, options
        self.images = uniform(IMAGES, (BATCH, INPUTS), 0, 1)
        self.labels = torch.from_numpy((bits(LABELS, BATCH) % CLASSES).astype(np.int64))
        self.net = torch.nn.Sequential(
            torch.nn.Linear(INPUTS, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, CLASSES))
        self.loss = torch.nn.CrossEntropyLoss()
        self.reset()

    def reset(self):
        with torch.no_grad():
            first, _, second = self.net
            first.weight.copy_(uniform(WEIGHT_1, (INPUTS, HIDDEN), -2**-5, 2**-5).T)
            first.bias.copy_(uniform(BIAS_1, (HIDDEN,), -2**-5, 2**-5))
            second.weight.copy_(uniform(WEIGHT_2, (HIDDEN, CLASSES), -2**-3, 2**-3).T)
            second.bias.copy_(uniform(BIAS_2, (CLASSES,), -2**-3, 2**-3))
        if self.optimiser_name == "sgd":
            self.optimiser = torch.optim.SGD(self.net.parameters(), lr=0.01, **self.options)
        else:
            self.optimiser = torch.optim.Adam(self.net.parameters(), lr=0.001, **self.options)

    def step(self):
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.loss(self.net(self.images), self.labels)
        loss.backward()
        self.optimiser.step()
        return loss.detach()


def blas():
    """The BLAS in this process: PyTorch's product is as fast as that is."""
    try:
        with open("/proc/self/maps") as maps:
            text = maps.read()
    except OSError:
        return "unknown BLAS"
    for library in ("openblas", "mkl_core", "blis", "atlas"):
        if library in text:
            return library
    return "reference BLAS (slow: install libopenblas0-pthread)" if "libblas" in text else "own BLAS"


def main():
    torch.set_num_threads(1)
    options = {"foreach": True} if "foreach" in sys.argv[2:] else {}
    peer = Peer(sys.argv[1] if len(sys.argv) > 1 else "sgd", options)
    print(f"ready PyTorch {torch.__version__}, eager, {blas()}", flush=True)

    for line in sys.stdin:
        verb, *numbers = line.split() or [""]
        if verb == "run":
            warm, steps = map(int, numbers)
            peer.reset()
            for _ in range(warm):
                loss = peer.step()
            begin, processor_begin = time.perf_counter(), time.process_time()
            for _ in range(steps):
                loss = peer.step()
            processor, wall = time.process_time() - processor_begin, time.perf_counter() - begin
            print(f"ran {steps} {processor * 1e6 / steps:.4f} {wall * 1e6 / steps:.4f} "
                  f"{loss.item():.9g}", flush=True)
        elif verb == "trace":
            peer.reset()
            losses = [peer.step().item() for _ in range(int(numbers[0]))]
            print("trace", *(f"{loss:.9g}" for loss in losses), flush=True)
        elif verb == "quit":
            break
        else:
            print(f'error cannot read "{line.strip()}"', flush=True)


if __name__ == "__main__":
    main()
