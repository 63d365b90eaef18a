#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that every link of a Markdown page to a file of this project leads somewhere.

A link to a heading must lead to that heading: `errors.md#e012`. Links with a scheme (https:) are not followed.

A page with a table of contents lists every `##` section in it, in order, under its own name. A table of contents is a
paragraph in front of the first section that consists of links to headings of its page, joined by ` · `.
"""

import re

import sources


ENTRY = r"\[[^\]]+\]\(#[^)\s]+\)"
CONTENTS = re.compile(rf"(?<=\n\n){ENTRY}(?:\s+·\s+{ENTRY})+(?=\n\n|\s*\Z)")


def prose(path):
    """The text of a page with its blocks of code blanked; line numbers stay."""
    return re.sub(r"(?ms)^```.*?^```", lambda block: "\n" * block[0].count("\n"), sources.text(path))


def anchor_of(heading):
    """The anchor that a browser of the repository gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def anchors(path):
    return {anchor_of(heading) for heading in re.findall(r"(?m)^#+ (.+)$", prose(path))}


def contents_complaints(name, text):
    """Differences between the table of contents of a page, if it has one, and its sections."""
    sections = re.findall(r"(?m)^## (.+?)\s*$", text)
    table = CONTENTS.search(text.split("\n## ")[0])
    if not table:
        return
    place = f"{name}:{text.count(chr(10), 0, table.start()) + 1}"
    listed = re.findall(r"\[([^\]]+)\]\(#([^)\s]+)\)", table[0])
    words = [word for word, _ in listed]
    for section in sections:
        if section not in words:
            yield f"{place}: the table of contents lacks the section '{section}'"
    for word, anchor in listed:
        if word not in sections:
            yield f"{place}: the table of contents lists '{word}', which is no section"
        elif anchor.lower() != anchor_of(word):
            yield f"{place}: '{word}' in the table of contents leads to #{anchor}, not to #{anchor_of(word)}"
    known = [word for word in words if word in sections]
    if len(known) != len(set(known)):
        yield f"{place}: the table of contents lists a section twice"
    elif known != [section for section in sections if section in known]:
        yield f"{place}: the table of contents is not in the order of the sections"


def main():
    pages = [path for path in sources.files("docs", "tests", "examples", "benchmarks", suffixes=(".md",))]
    pages += sorted(sources.ROOT.glob("*.md"))
    complaints = []
    for page in pages:
        text = prose(page)
        complaints += contents_complaints(sources.shown(page), text)
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
    sources.report(complaints, f"the links of {len(pages)} pages lead somewhere, and tables of contents are complete")


if __name__ == "__main__":
    main()
