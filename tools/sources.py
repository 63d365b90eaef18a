# SPDX-License-Identifier: BSL-1.0
"""Reading the tree: what the check_*.py tools share."""

import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "include"
LIBRARY = INCLUDE / "tapeless"

INCLUDE_LINE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(<([^>]+)>|"([^"]+)")', re.M)


def files(*folders, suffixes=(".hpp", ".cpp")):
    """All files below these folders of the root, sorted, without generated ones."""
    found = []
    for folder in folders:
        for path in (ROOT / folder).rglob("*"):
            inner = path.relative_to(ROOT).parts
            if path.suffix in suffixes and path.is_file() and not {"build", "__pycache__"} & set(inner):
                found.append(path)
    return sorted(found)


def headers():
    return files("include/tapeless", suffixes=(".hpp",))


@functools.cache
def text(path):
    return path.read_text(encoding="utf-8")


@functools.cache
def includes(path):
    """[(line, name as written, file of this project or None)] of one file."""
    result = []
    for found in INCLUDE_LINE.finditer(text(path)):
        name = found[2] or found[3]
        places = [INCLUDE / name] if found[2] else [path.parent / name, ROOT / "tests" / name, INCLUDE / name]
        target = next((p.resolve() for p in places if p.is_file()), None)
        result.append((text(path).count("\n", 0, found.start(1)) + 1, name, target))
    return result


def reached_from(*starts):
    """{file: the file that first includes it} for all that these include, directly or not."""
    reached = {start: None for start in starts}
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        for _, _, target in includes(path):
            if target and target not in reached:
                reached[target] = path
                waiting.append(target)
    return reached


def chain(reached, path):
    """How `path` is reached, as text: a.hpp -> b.hpp -> path."""
    steps = []
    while path:
        steps.append(shown(path))
        path = reached[path]
    return " -> ".join(reversed(steps))


def shown(path):
    return str(path.relative_to(ROOT))


def without_comments(source):
    """The source with comments blanked; line numbers and string literals stay."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)

    def blank(found):
        return found[0] if found[0][0] in "\"'" else re.sub(r"[^\n]", " ", found[0])

    return pattern.sub(blank, source)


def report(complaints, verdict):
    """Ends the program: prints every complaint, or the verdict when there is none."""
    for complaint in complaints:
        print(complaint)
    if complaints:
        sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {len(complaints)} violations")
    print(verdict)
