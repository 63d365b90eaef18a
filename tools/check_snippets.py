#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that the C++ of the pages for users is compiled.

Every ```cpp block of these pages must stand in one file of examples/ or tests/, whatever its layout and comments; `…`
leaves something out.
"""

import re

import sources

PAGES = ("README.md", "docs/guide.md")


def plain(source):
    return re.sub(r"\s+", "", sources.without_comments(source))


def main():
    compiled = {path: plain(sources.text(path)) for path in sources.files("examples", "tests")}
    complaints, blocks = [], 0
    for name in PAGES:
        text = sources.text(sources.ROOT / name)
        for block in re.finditer(r"(?ms)^```cpp\n(.*?)^```", text):
            blocks += 1
            pieces = [re.escape(plain(piece)) for piece in sources.without_comments(block[1]).split("…")]
            wanted = re.compile(".*?".join(pieces))
            if not any(wanted.search(source) for source in compiled.values()):
                line = text.count("\n", 0, block.start()) + 2
                complaints.append(f"{name}:{line}: no file of examples/ or tests/ has this code")
    sources.report(complaints, f"{blocks} blocks of code are compiled")


if __name__ == "__main__":
    main()
