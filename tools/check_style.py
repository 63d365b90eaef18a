#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks the layout of all C++ sources with clang-format 19; --fix changes the files instead.

    tools/check_style.py [--fix] [file...]
"""

import pathlib
import re
import shutil
import subprocess
import sys

import sources

# A template argument that clang-format took for a comparison (`columns < J == N ? a : b, c > (x)`): name the constant.
TORN = re.compile(r"\w < [\w:]+ (?:==|!=|<=|%|\*) [^;()]*[\n ]> ?\(|>>> \w|^\s+> ;", re.M)


def laid_out_otherwise(formatter, paths, fix):
    """Those of the files that clang-format would change; with `fix` it has changed them."""
    run = subprocess.run([formatter, "--dry-run", "--ferror-limit=1", *paths], capture_output=True, text=True)
    wrong = sorted({line.split(":")[0] for line in run.stderr.splitlines() if "clang-format-violations" in line})
    if fix and wrong:
        subprocess.run([formatter, "-i", *wrong], check=True)
    return [pathlib.Path(name) for name in wrong]


def main():
    arguments = sys.argv[1:]
    fix = "--fix" in arguments
    files = [pathlib.Path(a) for a in arguments if a != "--fix"]
    files = files or sources.files("include", "tests", "examples", "benchmarks")

    formatter = shutil.which("clang-format-19")   # other versions lay out differently
    if not formatter:
        print("clang-format-19 is not installed: scripts/install_packages.sh lint")
        sys.exit(77)

    wrong = laid_out_otherwise(formatter, files, fix)
    if fix:
        print(f"{len(wrong)} files changed")
        return
    torn = [path for path in files if TORN.search(path.read_text(encoding="utf-8"))]
    sources.report([f"{sources.shown(path.resolve())}: not laid out by clang-format" for path in wrong]
                   + [f"{sources.shown(path.resolve())}: template arguments laid out as a comparison: name the constant"
                      for path in torn],
                   f"{len(files)} files are laid out by clang-format")


if __name__ == "__main__":
    main()
