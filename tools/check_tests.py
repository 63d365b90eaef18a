#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that tests stand where one looks for them, and that the verifiers are tested sentence by sentence.

  tests/<room>/<path>.cpp tests include/tapeless/<room>/<path>.hpp, unless the list below says why not
  every sentence that a verifier of ir/ returns is provoked by the test of that header
"""

import re

import sources

# Tests of a room that test no single header of it, each with its reason.
OTHERS = {
    "compile/ir_page.cpp": "the blocks of docs/ir.md",
    "compile/tour.cpp": "docs/tour.md",
    "compile/target.cpp": "one network planned for two machines",
    "kernels/dropped_calls.cpp": "a defect of g++ 12, at -O2",
    "lanes/xsimd_agrees.cpp": "registers against those of another library",
    "passes/convolutions.cpp": "convolutions through all passes",
    "passes/random_graphs.cpp": "random graphs through all passes",
    "program/elements.cpp": "element types through whole programs",
    "program/streaming.cpp": "streams of whole networks",
    "program/using_namespaces.cpp": "all names of the library beside those of std",
    "trace/effects.cpp": "expr/effects.hpp as it is traced",
    "training/batch_norm.cpp": "statistics across training and inference",
    "training/frozen.cpp": "frozen layers in a training",
    "training/index_limits.cpp": "indices of data sets in a training",
    "training/variational.cpp": "losses from inside of a network in a training",
}


def rooms():
    return sorted(path.name for path in sources.LIBRARY.iterdir() if path.is_dir())


def misplaced():
    listed = set(OTHERS)
    for room in rooms():
        for path in sources.files(f"tests/{room}", suffixes=(".cpp",)):
            name = path.relative_to(sources.ROOT / "tests").as_posix()
            header = (sources.LIBRARY / name).with_suffix(".hpp")
            if header.is_file() and name in OTHERS:
                yield f"check_tests.py lists {name}, which is the test of {sources.shown(header)}"
            elif not header.is_file() and name not in OTHERS:
                yield (f"tests/{name}: there is no {sources.shown(header)}: name it after the header that it tests, or list it "
                       "in check_tests.py")
            listed.discard(name)
    for name in sorted(listed):
        yield f"check_tests.py lists tests/{name}, which does not exist"


def sentences(path):
    return re.findall(r'return\s+"([^"]+)"', sources.without_comments(sources.text(path)))


def unprovoked():
    for header in sorted((sources.LIBRARY / "ir").glob("verify*.hpp")):
        test = sources.ROOT / "tests/ir" / header.with_suffix(".cpp").name
        provoked = sources.text(test) if test.is_file() else ""
        for sentence in sorted(set(sentences(header))):
            if f'"{sentence}"' not in provoked:
                yield f"{sources.shown(header)}: {sources.shown(test)} does not provoke \"{sentence}\""


def main():
    verifiers = sorted((sources.LIBRARY / "ir").glob("verify*.hpp"))
    count = sum(len(set(sentences(header))) for header in verifiers)
    complaints = [*misplaced(), *unprovoked()]
    if count == 0:
        complaints.append("ir/verify*.hpp: no sentence was found")
    sources.report(complaints, f"tests mirror headers, and provoke all {count} sentences of the verifiers")


if __name__ == "__main__":
    main()
