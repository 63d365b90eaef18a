#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks the layout of all C++ sources with clang-format; --fix changes the files instead.

    tools/check_style.py [--fix] [file...]
"""

import pathlib
import re
import shutil
import subprocess
import sys

import sources

# clang-format 14 reads `dense<8> >> relu` as comparisons and shifts, and writes `dense < 8 >>> relu`. It sees a name of
# the same length instead.
PIPED = re.compile(r"[\w:]+<[\w:., <>(){}]*>(?= >>)")
# What it leaves of one that it was given itself: no C++, but clang-format is content with it.
TORN = re.compile(r"(?<= )>>>")


def protected(text):
    names = {}

    def stand_in(found):
        name = f"piped{len(names)}".ljust(len(found[0]), "_")
        names[name] = found[0]
        return name

    return PIPED.sub(stand_in, text), names


def formatted(formatter, path, text):
    """The text as clang-format lays it out."""
    hidden, names = protected(text)
    run = subprocess.run([formatter, f"--assume-filename={path}"], input=hidden, capture_output=True, text=True,
                         check=True)
    out = run.stdout
    for name, original in names.items():
        out = re.sub(rf"\b{name}\b", lambda _: original, out)
    return out


def laid_out_otherwise(formatter, paths, fix):
    """Those of the files that clang-format would change, many in one process; it has done so if `fix`."""
    if not paths:
        return []
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

    formatter = shutil.which("clang-format-14") or shutil.which("clang-format")
    version = subprocess.run([formatter, "--version"], capture_output=True, text=True).stdout if formatter else ""
    if " 14." not in version:   # other versions lay out differently
        print("clang-format 14 is not installed: scripts/install_packages.sh lint")
        sys.exit(77)

    texts = {path: path.read_text(encoding="utf-8") for path in files}
    plain = [path for path, text in texts.items() if not PIPED.search(text)]
    wrong = laid_out_otherwise(formatter, plain, fix)
    for path in set(texts) - set(plain):
        if (right := formatted(formatter, path, texts[path])) != texts[path]:
            wrong.append(path)
            if fix:
                path.write_text(right, encoding="utf-8")
    if fix:
        print(f"{len(wrong)} files changed")
        return
    torn = [path for path, text in texts.items() if TORN.search(text)]
    sources.report([f"{sources.shown(path.resolve())}: not laid out by clang-format" for path in sorted(wrong)]
                   + [f"{sources.shown(path.resolve())}: ` >>>` was `> >>`" for path in torn],
                   f"{len(files)} files are laid out by clang-format")


if __name__ == "__main__":
    main()
