#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compiles one file that must be rejected, and checks what the compiler said.

The file begins with comment lines, of which these count:

    // rejected-with: REGEX          what some line of the output must match (may be repeated)
    // rejected-with(gcc): REGEX     the same for one compiler only, gcc or clang
    // errors: 2, since ...          how many errors are printed, when it is not one

A file without `rejected-with` must compile.
"""

import argparse
import pathlib
import re
import subprocess
import sys


def expectations(source, family):
    """The patterns for this compiler and the number of errors, from the leading comment lines."""
    patterns, errors, any_pattern = [], 1, False
    for line in source.splitlines():
        if not line.startswith("//"):
            break
        if found := re.match(r"// rejected-with(?:\((\w+)\))?: (.+)", line):
            any_pattern = True
            if found[1] not in (None, "gcc", "clang"):
                sys.exit(f"rejected-with({found[1]}): it may be gcc or clang")
            if found[1] in (None, family):
                patterns.append(found[2].strip())
        elif found := re.match(r"// errors: (\d+)", line):
            errors = int(found[1])
    if any_pattern and not patterns:
        sys.exit(f"no rejected-with line is for {family}")
    return patterns, errors


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--flags", required=True, type=pathlib.Path, help="file, one flag per line")
    parser.add_argument("file", type=pathlib.Path)
    options = parser.parse_args()

    family = "clang" if "clang" in pathlib.Path(options.compiler).name else "gcc"
    patterns, expected_errors = expectations(options.file.read_text(), family)
    flags = [flag for flag in options.flags.read_text().splitlines() if flag]
    command = [options.compiler, *flags, "-fsyntax-only", str(options.file)]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT,
                         stdout=subprocess.PIPE, text=True, errors="replace")

    complaints = []
    errors = len(re.findall(r"(?m)^[^\n]*\b(?:fatal )?error: ", run.stdout))
    if not patterns:
        if run.returncode != 0:
            complaints.append("it must compile, and was rejected")
    elif run.returncode == 0:
        complaints.append("it must be rejected, and was compiled")
    else:
        complaints += [f"no line of the output matches: {pattern}"
                       for pattern in patterns if not re.search(pattern, run.stdout)]
        if errors != expected_errors:
            complaints.append(f"{errors} errors instead of {expected_errors}")

    if complaints:
        print(" ".join(command), run.stdout[:20000], sep="\n")
        sys.exit("\n".join(f"{options.file.name}: {complaint}" for complaint in complaints))


if __name__ == "__main__":
    main()
