#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that docstrings name the thing: none begins with What, Which, Whether, How or Where.

    /// What a loop begins with         ->   /// Carries with which a loop begins
    /// Whether x is a leaf             ->   /// True if x is a leaf

ALLOWED has the number that each room still has, from before the rule. More is a violation; with fewer, the verdict asks
for a smaller number here, so that it only shrinks.
"""

import collections
import re

import sources

ALLOWED = {
    "ir": 29,
    "kernels": 15,
    "ops": 4,
    "passes": 47,
    "trace": 7,
}

QUESTION = r"(?:What|Which|Whether|How|Where)\b"
BEGINS = re.compile(rf"///\s+{QUESTION}")
BESIDE = re.compile(rf"///<\s+{QUESTION}", re.I)


def questions(path):
    """[line] of the docstrings that begin with a question word."""
    found, before = [], ""
    for number, line in enumerate(sources.text(path).splitlines(), 1):
        text = line.strip()
        first = not before.startswith("///") or before == r"/// \file"
        if (first and BEGINS.match(text)) or BESIDE.search(line):
            found.append(number)
        before = text
    return found


def main():
    lines = collections.defaultdict(list)
    for path in sources.headers():
        inner = path.relative_to(sources.LIBRARY)
        lines[inner.parts[0]] += [f"{sources.shown(path)}:{number}" for number in questions(path)]

    complaints, smaller = [], []
    for room in sorted({*lines, *ALLOWED}):
        allowed, found = ALLOWED.get(room, 0), lines[room]
        if len(found) > allowed:
            complaints.append(f"{room}: {len(found)} docstrings begin with a question word, {allowed} may: "
                              + ", ".join(found))
        elif len(found) < allowed:
            smaller.append(f"; {room} has {len(found)} and may have {allowed}: lower that")
    left = sum(map(len, lines.values()))
    sources.report(complaints, f"no docstring begins with a question word, but for {left} old ones" + "".join(smaller))


if __name__ == "__main__":
    main()
