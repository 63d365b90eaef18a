#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The convolutions of convolutions.cpp in PyTorch, one thread, in both layouts of its images."""

import time

import torch
from torch.nn import functional as F

CASES = ((32, 32, 64, 3, 64, 1), (32, 8, 128, 3, 128, 1), (32, 32, 64, 1, 128, 0), (32, 28, 1, 5, 6, 2), (32, 14, 6, 5, 16, 0))


def least(function, runs=15):
    function()
    times = []
    for _ in range(runs):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def main():
    torch.set_num_threads(1)
    for batch, size, channels, window, outputs, padding in CASES:
        print(f"{window}x{window}, {channels} to {outputs} channels, {batch} images of {size}x{size}")
        for layout in (torch.contiguous_format, torch.channels_last):
            x = torch.rand(batch, channels, size, size).contiguous(memory_format=layout).requires_grad_()
            w = torch.rand(outputs, channels, window, window).contiguous(memory_format=layout).requires_grad_()
            y = F.conv2d(x, w, padding=padding)
            dy, flops = torch.rand_like(y), 2 * y.numel() * window * window * channels
            with torch.no_grad():
                forward = least(lambda: F.conv2d(x, w, padding=padding))
            both = least(lambda: torch.autograd.grad(F.conv2d(x, w, padding=padding), (x, w), dy))
            print(f"  {str(layout)[6:]:18} forward {forward * 1e6:9.1f} us {flops / forward * 1e-9:6.1f} GFLOP/s"
                  f"   with gradients {both * 1e6:9.1f} us {3 * flops / both * 1e-9:6.1f} GFLOP/s")


if __name__ == "__main__":
    main()
