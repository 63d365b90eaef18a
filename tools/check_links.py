#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that every link of a Markdown page to a file of this project leads somewhere.

A link to a heading must lead to that heading: `errors.md#e012`. Links with a scheme (https:) are not followed.

A path of a file or folder between backquotes, `passes/fuse/fuse.hpp`, must exist, as must one that a comment of a source
file mentions.

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


# Where the paths that pages and comments mention may begin.
STARTS = ("", "include", "include/tapeless", "docs", "tests", "tools", "examples", "benchmarks")
# Of a page: `passes/fuse/fuse.hpp`, `lanes/`. Of a comment: the same without the quotes, of files only.
IN_PAGE = re.compile(r"`([\w.-]+(?:/[\w.-]+)*(?:/[\w-]+\.(?:hpp|cpp|h|md|py|sh|cmake|txt|json)|/))`")
IN_COMMENT = re.compile(r"(?<![\w/.:<-])([\w-]+(?:/[\w.-]+)*/[\w-]+\.(?:hpp|cpp|md|py|sh|cmake|txt))\b")


def missing_paths(page, text, pattern):
    for found in pattern.finditer(text):
        places = [sources.ROOT / start / found[1] for start in STARTS] + [page.parent / found[1]]
        if "softsign" not in found[1] and not any(place.exists() for place in places):   # softsign: the op that pages add
            yield f"{sources.shown(page)}:{text.count(chr(10), 0, found.start()) + 1}: {found[1]} does not exist"


def comments(path):
    """The text of a source file with all but its comments blanked."""
    mark = "#" if path.suffix == ".py" else "//"
    return "\n".join(line[line.find(mark):] if mark in line and "#include" not in line else ""
                     for line in sources.text(path).splitlines())


def main():
    pages = [path for path in sources.files("docs", "tests", "examples", "benchmarks", suffixes=(".md",))]
    pages += sorted(sources.ROOT.glob("*.md"))
    complaints = []
    for page in pages:
        text = prose(page)
        complaints += contents_complaints(sources.shown(page), text)
        if "adr" not in page.parts:   # a decision speaks of its time
            complaints += missing_paths(page, text, IN_PAGE)
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
    for path in sources.files("include", "tests", "examples", "benchmarks", "tools", suffixes=(".hpp", ".cpp", ".py")):
        complaints += missing_paths(path, comments(path), IN_COMMENT)
    sources.report(complaints, f"the links of {len(pages)} pages and the paths they mention lead somewhere, and tables of "
                   "contents are complete")


if __name__ == "__main__":
    main()
