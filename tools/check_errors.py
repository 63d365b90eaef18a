#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that every error code is raised, documented and tested, and means one thing.

A code is a string literal of the library that ends in [Ennn]. For each of them
  docs/errors.md has an entry `## Ennn` with a cause, an example and a fix, in ascending order;
  a file of tests/rejects/ is `rejected-with` it, or, for what only a run can find, a test names it;
  there is one message, however often it is written.
"""

import re

import sources

LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"(?:\s*"((?:\\.|[^"\\\n])*)")*')
CODE = re.compile(r"\[(E\d{3})\]")
PARTS = ("**Cause**", "**Example**", "**Fix**")


def raised():
    """{code: {message: first place}} of all string literals that carry a code."""
    result = {}
    for path in sources.headers():
        source = sources.without_comments(sources.text(path))
        for found in LITERAL.finditer(source):
            message = "".join(re.findall(r'"((?:\\.|[^"\\\n])*)"', found[0]))
            for code in CODE.findall(message):
                place = f"{sources.shown(path)}:{source.count(chr(10), 0, found.start()) + 1}"
                result.setdefault(code, {}).setdefault(message, place)
    return result


def entries():
    """[(code, text)] of docs/errors.md, in order."""
    parts = re.split(r"^## (E\d{3})\b", sources.text(sources.ROOT / "docs/errors.md"), flags=re.M)
    return list(zip(parts[1::2], parts[2::2]))


def tested():
    codes = set()
    for path in sources.files("tests", suffixes=(".cpp",)):
        if "rejects" in path.parts:
            wanted = "".join(re.findall(r"^// rejected-with.*$", sources.text(path), flags=re.M))
            codes |= set(re.findall(r"\\?\[(E\d{3})\\?\]", wanted))
        else:
            codes |= set(CODE.findall(sources.text(path)))
    return codes


def main():
    complaints = []
    codes, documented, tests = raised(), entries(), tested()

    for code, messages in sorted(codes.items()):
        place = next(iter(messages.values()))
        if len(messages) > 1:
            texts = "".join(f"\n    {where}: {message}" for message, where in messages.items())
            complaints.append(f"{code} has {len(messages)} messages:{texts}")
        if code not in dict(documented):
            complaints.append(f"{place}: {code} has no entry in docs/errors.md")
        if code not in tests:
            complaints.append(f"{place}: {code} has no file in tests/rejects/, nor another test that names it")

    for path in sources.headers():   # codes that comments promise
        for code in set(CODE.findall(sources.text(path))) - set(codes):
            complaints.append(f"{sources.shown(path)}: {code} stands in a comment, but nothing raises it")

    order = [code for code, _ in documented]
    if order != sorted(set(order)):
        complaints.append("docs/errors.md: the entries are not in ascending order, or one stands there twice")
    for code, text in documented:
        if code not in codes:
            complaints.append(f"docs/errors.md: nothing raises {code}")
        for part in PARTS:
            if part not in text:
                complaints.append(f"docs/errors.md: {code} has no {part}")

    sources.report(complaints, f"{len(codes)} error codes are documented and tested")


if __name__ == "__main__":
    main()
