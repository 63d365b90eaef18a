#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks every #include against the table in docs/architecture.md.

The table is the rule: it is read, not repeated here. Besides:
  tests, examples and benchmarks use public headers, and no name of a `detail` namespace;
  the tests of the rooms before lanes/ never reach xsimd, as that costs seconds per file.
"""

import re

import sources

# Standard headers that the table calls "streams". <vector> and <string> are not among them: passes
# use them inside constant expressions, where nothing is allocated at run time.
STREAMS = {"iostream", "istream", "ostream", "fstream", "sstream", "iomanip", "iosfwd", "cstdio", "print"}
INTRINSICS = re.compile(r"(\w*intrin|arm_\w+)\.h$")

COMMON = {"config.hpp", "fwd.hpp"}             # at the top of include/tapeless/, for every room
UMBRELLAS = {"tapeless.hpp", "freestanding.hpp"}   # for users only
WITHOUT_KERNELS = ("core", "ops", "ir", "expr", "trace", "passes", "compile", "nn")


def table():
    """{room: set of what it may include} from docs/architecture.md."""
    rows, inside = {}, False
    for line in sources.text(sources.ROOT / "docs/architecture.md").splitlines():
        if line.startswith("#"):
            inside = line.strip() == "## Allowed includes"
        if inside and (found := re.match(r"\| `(\w+)` \|([^|]*)\|([^|]*)\|", line)):
            rows[found[1]] = set(re.findall(r"[\w.]+", found[2])) | set(re.findall(r"[\w.]+", found[3])) - {"std"}
    return rows


def third_party(name):
    """The word of the table for a header that is not ours; None for the standard library."""
    if name.startswith("boost/hana"):
        return "Hana"
    if name.startswith("xsimd/"):
        return "xsimd"
    if name in STREAMS:
        return "streams"
    if INTRINSICS.search(name):
        return "intrinsics"
    if name == "zlib.h":
        return "zlib"
    if name.endswith(".h") or "/" in name:
        return "system"
    return None


def check_room(path, room, allowed):
    for line, name, target in sources.includes(path):
        place = f"{sources.shown(path)}:{line}"
        if target is None:
            if name.startswith("tapeless/"):
                yield f"{place}: <{name}> does not exist"
            elif (word := third_party(name)) and word not in allowed:
                yield f"{place}: {room}/ may not include {word} (<{name}>)"
            continue
        inner = target.relative_to(sources.LIBRARY).parts
        if len(inner) == 1:
            if inner[0] not in COMMON:
                yield f"{place}: <{name}> is for users; include what you use"
        elif inner[0] != room and inner[0] not in allowed:
            yield f"{place}: {room}/ may not include {inner[0]}/ (<{name}>)"


def check_user(path):
    """Tests, examples and benchmarks see what a user sees."""
    for line, text in enumerate(sources.without_comments(sources.text(path)).splitlines(), start=1):
        if re.search(r"\bdetail::", text):
            yield f"{sources.shown(path)}:{line}: names a detail"
    room = path.relative_to(sources.ROOT).parts[1]
    if path.is_relative_to(sources.ROOT / "tests") and room in WITHOUT_KERNELS:
        reached = sources.reached_from(path)
        for header in reached:
            if header.is_relative_to(sources.LIBRARY / "lanes"):
                yield f"reaches lanes/: {sources.chain(reached, header)}"
                break


def main():
    rows = table()
    complaints = []
    if not rows:
        complaints.append("docs/architecture.md: no table under '## Allowed includes'")
    for path in sources.headers():
        inner = path.relative_to(sources.LIBRARY).parts
        if len(inner) == 1:
            continue   # umbrellas, fwd and config: see check_headers.py
        if inner[0] not in rows:
            complaints.append(f"{sources.shown(path)}: the folder {inner[0]}/ is not in the table")
        else:
            complaints += check_room(path, inner[0], rows[inner[0]])
    for path in sources.files("tests", "examples", "benchmarks"):
        complaints += check_user(path)
    sources.report(complaints, f"every #include of {len(sources.headers())} headers agrees with docs/architecture.md")


if __name__ == "__main__":
    main()
