#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Fails if the innermost loop of a matrix product's register tile touches the stack.

A tile is fast while its accumulators stay in registers, and nothing in C++ says that they must: of two instances of
one template a compiler may keep one in memory. This compiles the tiles that the kernels choose, disassembles them and
reads their loops.

    check_tile_loops.py                       every compiler found, native and AVX2 instructions
    check_tile_loops.py --compiler clang++    one compiler
    check_tile_loops.py --object program      the tiles that an object file or program holds

Every compiler also compiles a loop that does keep a value on the stack: it must be found.
"""

import argparse
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent

# The largest tile of every width, A as it lies and turned, B in a panel and where it is; one with two summed loops, one onto sums.
source = """
#include <tapeless/kernels/product/tile.hpp>
namespace k = tapeless::kernels;
namespace ir = tapeless::ir;
template <class T, int V, int R>
void tiles(const T* a, const T* b, T* c, int n) {
  constexpr int w = k::native_width<T>;
  k::tile<T, T, T, R, V, 784, 1, V * w, 1, w, V * w>::run(a, b, c, n);
  k::tile<T, T, T, R, V, 1, 784, V * w, 1, w, 1024>::run(a, b, c, n);
  k::tile<T, T, T, R, V, 128, 1, 512, 1, w, V * w>::run(a, b, c, n);
  k::tile<T, T, T, R, V, 64, 1, V * w, 1, w, V * w, k::walk<k::walk_loop{3, 2304, 3 * V * w}>>::run(a, b, c, n);
  k::tile<T, T, T, R, V, 1, 64, V * w, 1, w, V * w, k::walk<>, true>::run(a, b, c, n);
}
template <class T>
void all(const T* a, const T* b, T* c, int n) {
  tiles<T, 1, k::most_rows(1, ir::host)>(a, b, c, n);
  tiles<T, 1, k::most_rows(1, ir::host) - 1>(a, b, c, n);
  tiles<T, 2, k::most_rows(2, ir::host)>(a, b, c, n);
  tiles<T, 2, k::most_rows(2, ir::host) - 1>(a, b, c, n);
  tiles<T, 3, k::most_rows(3, ir::host)>(a, b, c, n);
  tiles<T, 4, k::most_rows(4, ir::host)>(a, b, c, n);
  tiles<T, 8, 1>(a, b, c, n);
}
template void all(const float*, const float*, float*, int);
template void all(const double*, const double*, double*, int);
"""

# A loop like a tile's whose accumulator must stay in memory.
control = """
namespace tapeless::kernels {
template <int>
struct tile {
  [[gnu::noinline]] static void run(const float* a, float* c, int n) {
    volatile float sum = 0;
    for (; n > 0; --n) sum = sum + a[n] * a[n];
    *c = sum;
  }
};
template struct tile<1>;
}  // namespace tapeless::kernels
"""

multiply = re.compile(r"\b(v?f?n?madd\w*|vfmadd\w*|v?mul[ps][sd]|fmla|fmadd)\b")
stack = re.compile(r"\(%rsp|\[sp\b|\[rsp")
frame = re.compile(r"\(%rbp|\[x29\b|\[rbp")


def functions(path):
    """Name and instructions (address, text) of every function in an object."""
    text = subprocess.run(["objdump", "-d", "-C", "--no-show-raw-insn", path], check=True, capture_output=True, text=True).stdout
    name, lines = None, []
    for line in text.splitlines():
        start = re.match(r"^[0-9a-f]+ <(.*)>:$", line)
        if start:
            if name:
                yield name, lines
            name, lines = start.group(1), []
        else:
            instruction = re.match(r"^\s*([0-9a-f]+):\s+(.*)$", line)
            if instruction:
                lines.append((int(instruction.group(1), 16), instruction.group(2)))
    if name:
        yield name, lines


def innermost_loops(lines):
    """Instruction lists from the target of each backward jump to the jump, none with another inside."""
    place = {address: i for i, (address, _) in enumerate(lines)}
    spans = []
    for i, (address, text) in enumerate(lines):
        jump = re.match(r"^(?:j\w+|b\.\w+|cbn?z\s+\w+,)\s+([0-9a-f]+)\b", text)
        if jump and int(jump.group(1), 16) in place and int(jump.group(1), 16) <= address:
            spans.append((place[int(jump.group(1), 16)], i))
    for first, last in spans:
        if not any((first, last) != (f, l) and first <= f and l <= last for f, l in spans):
            yield [text for _, text in lines[first:last + 1]]


def check(path, what, say=print):
    """Says what is wrong in one object; counts tiles and faults."""
    tiles = faults = 0
    for name, lines in functions(path):
        if not re.search(r"tapeless::kernels::tile<.*>::run\(", name):
            continue
        tiles += 1
        has_frame = any(re.match(r"(mov\s+%rsp,%rbp|lea\s+.*\(%rsp\),%rbp)", text) for _, text in lines[:8])
        loops = [loop for loop in innermost_loops(lines) if any(multiply.search(text) for text in loop)]
        touches = [text for loop in loops for text in loop if stack.search(text) or (has_frame and frame.search(text))]
        if not loops:
            say(f"{what}: {name}: no loop with a multiplication was found")
            faults += 1
        elif touches:
            say(f"{what}: {name}: {len(touches)} stack accesses in the loop, the first: {touches[0]}")
            faults += 1
    return tiles, faults


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--compiler", action="append")
    arguments.add_argument("--object", action="append", default=[])
    given = arguments.parse_args()
    if not shutil.which("objdump"):
        print("objdump is not installed: skipped")
        return 77
    tiles = faults = 0
    if given.object:
        for path in given.object:
            more, wrong = check(path, path)
            tiles, faults = tiles + more, faults + wrong
    else:
        flags = [["-march=native"], ["-mavx2", "-mfma"]] if platform.machine() == "x86_64" else [[]]
        compilers = given.compiler or [c for c in ("g++", "clang++") if shutil.which(c)]
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder, "tiles.o")

            def make(text, *command):
                subprocess.run([*command, "-std=c++20", f"-I{root}/include", "-x", "c++", "-c", "-", "-o", out],
                               input=text, text=True, check=True)

            for compiler in compilers:
                make(control, compiler, "-O2")
                if check(out, compiler, say=lambda text: None) != (1, 1):
                    print(f"{compiler}: the loop that does use the stack was not found")
                    faults += 1
                for level in ("-O2", "-O3"):
                    for target in flags:
                        make(source, compiler, level, *target)
                        more, wrong = check(out, " ".join([compiler, level, *target]))
                        tiles, faults = tiles + more, faults + wrong
    print(f"{tiles} tiles, {faults} with faults")
    return 1 if faults or not tiles else 0


if __name__ == "__main__":
    sys.exit(main())
