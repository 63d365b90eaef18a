#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Counts the template instantiations of a file, and says which templates they are of.

    tools/count_instantiations.py [--top 30] file.cpp [-- flag...]

Counts come from clang's -ftime-trace without a threshold. They do not depend on the machine or its
load, so a change of one percent means something; benchmarks/compile_time/ compares them.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FLAGS = ["-std=c++20", f"-I{pathlib.Path(__file__).resolve().parent.parent / 'include'}"]
KINDS = ("InstantiateClass", "InstantiateFunction")


def instantiations(source, flags, compiler="clang++"):
    """[(kind, what, microseconds)] of every instantiation while compiling one file."""
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "out.o"
        run = subprocess.run([compiler, *FLAGS, *flags, "-ftime-trace", "-ftime-trace-granularity=0",
                              "-c", str(source), "-o", str(made)])
        if run.returncode != 0:
            sys.exit(f"{compiler} does not compile {source}")
        events = json.loads(made.with_suffix(".json").read_text())["traceEvents"]
    return [(event["name"], event["args"]["detail"], event["dur"])
            for event in events if event["name"] in KINDS]


def template_of(name):
    """The name without template arguments: std::array<int, 3>::size -> std::array::size."""
    before = None
    name = name.replace("operator<<", "operator shl").replace("operator<", "operator lt").replace("->", "-")
    while before != name:
        before, name = name, re.sub(r"<[^<>]*>", "", name)
    return name


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--top", type=int, default=30, help="how many templates to list")
    parser.add_argument("--compiler", default="clang++")
    parser.add_argument("file", type=pathlib.Path)
    own, flags = sys.argv[1:], []
    if "--" in own:
        own, flags = own[:own.index("--")], own[own.index("--") + 1:]
    options = parser.parse_args(own)

    found = instantiations(options.file, flags, options.compiler)
    counts, times = collections.Counter(), collections.Counter()
    for kind, name, duration in found:
        key = (kind.removeprefix("Instantiate").lower(), template_of(name))
        counts[key] += 1
        times[key] += duration
    print(f"{'count':>8}  {'total ms':>9}   (times include what is instantiated within)")
    for (kind, name), count in counts.most_common(options.top):
        print(f"{count:8}  {times[kind, name] / 1000:9.1f}   {kind:8} {name}")
    print(f"{len(found):8}  instantiations in all")


if __name__ == "__main__":
    main()
