#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that every link of a Markdown page to a file of this project leads somewhere.

A link to a heading must lead to that heading: `errors.md#e012`. Links with a scheme (https:) are not followed.
"""

import re

import sources


def anchors(path):
    """What a browser of the repository makes of the headings of a page."""
    found = set()
    for heading in re.findall(r"(?m)^#+ (.+)$", sources.text(path)):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(plain.strip().replace(" ", "-"))
    return found


def main():
    pages = [path for path in sources.files("docs", "tests", "examples", "benchmarks", suffixes=(".md",))]
    pages += sorted(sources.ROOT.glob("*.md"))
    complaints = []
    for page in pages:
        text = re.sub(r"(?ms)^```.*?^```", lambda block: "\n" * block[0].count("\n"), sources.text(page))
        for found in re.finditer(r"\]\(([^)\s]+)\)", text):
            if re.match(r"\w+:", found[1]):
                continue
            file, _, anchor = found[1].partition("#")
            target = (page.parent / file).resolve() if file else page
            place = f"{sources.shown(page)}:{text.count(chr(10), 0, found.start()) + 1}"
            if not target.exists():
                complaints.append(f"{place}: {found[1]} does not exist")
            elif anchor and target.suffix == ".md" and anchor.lower() not in anchors(target):
                complaints.append(f"{place}: {file or 'this page'} has no heading #{anchor}")
    sources.report(complaints, f"the links of {len(pages)} pages lead somewhere")


if __name__ == "__main__":
    main()
