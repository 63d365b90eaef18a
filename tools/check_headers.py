#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks what every header and source file must be.

  tapeless.hpp reaches every header; freestanding.hpp every one that needs no hosted C++ library, and no other
  a header has at most 300 lines, unless the list below says why not
  every source file names its licence in its first three lines; every header is guarded
  every work that a docstring cites stands in docs/references.md
"""

import functools
import re

import sources

LINES = 300

# Headers past the limit, each with its reason. To be kept short.
LONG = {
    "fwd.hpp": "the index: a line for every public name",
}

# Rooms of a hosted program.
HOSTED_ROOMS = ("training", "data")

# Hosted headers of other rooms, although they include no hosted header themselves.
HOSTED = {
    "program/compile.hpp": "programs with a heap",
    "program/heap_memory.hpp": "the heap itself",
}

# A header that includes one of these, directly or not, is not for a microcontroller.
HOSTED_LIBRARY = {
    "iostream", "istream", "ostream", "fstream", "sstream", "iomanip", "filesystem", "regex", "locale",
    "thread", "mutex", "shared_mutex", "condition_variable", "future", "stop_token", "functional",
    "stdexcept", "map", "unordered_map", "set", "unordered_set", "list", "deque", "cstdio", "chrono",
    "zlib.h",
}

GUARD = re.compile(r"^#(pragma once|ifndef TAPELESS_\w+_HPP\n#define TAPELESS_\w+_HPP)$", re.M)
CITED = re.compile(r"(?m)^///? .*(\[[a-z]+\d\d[a-z]?\])")


@functools.cache
def references():
    return set(re.findall(r"(?m)^\| (\[\w+\]) \|", sources.text(sources.ROOT / "docs/references.md")))


def check_umbrellas():
    hosted_umbrella = sources.LIBRARY / "tapeless.hpp"
    freestanding = sources.LIBRARY / "freestanding.hpp"
    headers = set(sources.headers()) - {hosted_umbrella, freestanding}

    if hosted_umbrella.is_file():
        for header in sorted(headers - set(sources.reached_from(hosted_umbrella))):
            yield f"{sources.shown(header)}: tapeless.hpp does not reach it"

    if freestanding.is_file():
        reached = sources.reached_from(freestanding)
        for header in sorted(headers):
            reason = hosted_reason(header)
            if reason and header in reached:
                yield f"freestanding.hpp reaches the hosted {reason}: {sources.chain(reached, header)}"
            if not reason and header not in reached:
                yield f"{sources.shown(header)}: freestanding.hpp does not reach it, and it needs no hosted library"


def hosted_reason(header):
    """Which hosted thing a header needs, or None."""
    for path in sources.reached_from(header):
        inner = path.relative_to(sources.LIBRARY)
        if str(inner) in HOSTED or inner.parts[0] in HOSTED_ROOMS:
            return sources.shown(path)
        for _, name, target in sources.includes(path):
            if target is None and name in HOSTED_LIBRARY:
                return f"<{name}>"
    return None


def check_header(path):
    name = str(path.relative_to(sources.LIBRARY))
    lines = sources.text(path).count("\n")
    if lines > LINES and name not in LONG:
        yield f"{sources.shown(path)}: {lines} lines, more than {LINES}: it wants to be two headers"
    if lines <= LINES and name in LONG:
        yield f"{sources.shown(path)}: no longer past {LINES} lines, take it off the list in check_headers.py"
    for tag in sorted(set(CITED.findall(sources.text(path))) - references()):
        yield f"{sources.shown(path)}: cites {tag}, which docs/references.md does not have"
    if not GUARD.search(sources.text(path)):
        yield f"{sources.shown(path)}: no #pragma once"


def check_licence(path):
    if not any("SPDX-License-Identifier: BSL-1.0" in line for line in sources.text(path).splitlines()[:3]):
        yield f"{sources.shown(path)}: the first lines have no SPDX-License-Identifier: BSL-1.0"


def main():
    complaints = [*check_umbrellas()]
    for name in LONG:
        if not (sources.LIBRARY / name).is_file():
            complaints.append(f"check_headers.py lists {name}, which does not exist")
    for path in sources.headers():
        complaints += check_header(path)
    sourced = sources.files("include", "tests", "examples", "benchmarks", "tools", "scripts", "cmake", ".ci",
                            suffixes=(".hpp", ".cpp", ".h", ".c", ".py", ".sh", ".cmake", ".ld", ".s", ".S"))
    lists = [path for path in sources.files("tests", "examples", "benchmarks", suffixes=(".txt",))
             if path.name == "CMakeLists.txt"]
    for path in [*sourced, *lists, sources.ROOT / "CMakeLists.txt", sources.ROOT / ".ci/run"]:
        complaints += check_licence(path)
    sources.report(complaints, f"{len(sources.headers())} headers and {len(sourced)} source files are as they should be")


if __name__ == "__main__":
    main()
