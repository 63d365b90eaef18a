#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks the layout of all C++ sources with clang-format; --fix changes the files instead.

    tools/check_style.py [--fix] [file...]
"""

import pathlib
import shutil
import subprocess
import sys

import sources


def main():
    arguments = sys.argv[1:]
    fix = "--fix" in arguments
    files = [pathlib.Path(a) for a in arguments if a != "--fix"]
    files = files or sources.files("include", "tests", "examples", "benchmarks")

    formatter = shutil.which("clang-format-14") or shutil.which("clang-format")
    version = subprocess.run([formatter, "--version"], capture_output=True, text=True).stdout if formatter else ""
    if " 14." not in version:   # other versions lay out differently
        print("clang-format 14 is not installed: scripts/install_packages.sh lint")
        sys.exit(77)
    if fix:
        sys.exit(subprocess.run([formatter, "-i", *files]).returncode)

    run = subprocess.run([formatter, "--dry-run", "--ferror-limit=1", *files], capture_output=True, text=True)
    wrong = sorted({line.split(":")[0] for line in run.stderr.splitlines() if "clang-format-violations" in line})
    sources.report([f"{sources.shown(pathlib.Path(name).resolve())}: not laid out by clang-format" for name in wrong],
                   f"{len(files)} files are laid out by clang-format")


if __name__ == "__main__":
    main()
