#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that fwd.hpp is the index of the library: every public name, once, with a line of meaning.

Types are declared there. Functions, constants, concepts and aliases cannot be declared without being repeated: they stand
as comments, `//   name   meaning`.

    tools/check_fwd.py                compares the names with those of the headers
    tools/check_fwd.py --using FILE   writes a source file that names them all, for the compiler to agree
"""

import pathlib
import re
import sys

import sources

# Namespaces that are not the user's: how it is done.
INNER = {"core", "ops", "ir", "trace", "passes", "lanes", "kernels", "files", "memory", "detail"}
# The requirements of error messages, and detail, are nobody's words.
NOT_WORDS = re.compile(r"_requires?_|\brequire_|^requires$|^operator|^detail\b|::detail\b")


def statements(path):
    """[(namespace, text before its body or semicolon)] of all declarations at namespace level."""
    source = sources.without_comments(sources.text(path))
    source = re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', "0", source)
    source = re.sub(r"(?m)^[ \t]*#.*(?:\\\n.*)*$", "", source)
    source = re.sub(r"= (\w+)\{\}(?=[,>])", r"= \1", source)   # the default of a template argument opens no body
    found, scopes, text, parens = [], [], "", 0

    def outside():
        return all(scope is not None for scope in scopes)

    for c in source:
        if c == "{" and parens == 0:
            named = re.search(r"\bnamespace\s+([\w:]+)\s*$", text)
            if outside() and not named:
                found.append(("::".join(scopes), text))
            scopes.append(named[1] if named else None)
            text = ""
        elif c == "}" and parens == 0 and scopes:
            scopes.pop()
            text = ""
        elif c == ";" and parens == 0:
            if outside():
                found.append(("::".join(scopes), text))
            text = ""
        else:
            parens += (c == "(") - (c == ")")
            text += c
    return found


def without_group(text, opening, closing):
    """The text after the bracketed group it begins with."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c == opening) - (c == closing and text[i - 1] != "-")
        if depth == 0:
            return text[i + 1:].lstrip()
    return ""


def name_in(text):
    """The name that a declaration makes, or None."""
    text = " ".join(text.split())
    while True:
        text = re.sub(r"^(\[\[[^]]*\]\]|constexpr|inline|static|friend|explicit)\s+", "", text)
        if text.startswith("template"):
            text = without_group(text.removeprefix("template").lstrip(), "<", ">")
        elif text.startswith("requires("):
            text = without_group(text.removeprefix("requires"), "(", ")")
        elif found := re.match(r"requires\s+(\w+)(?=<)", text):
            text = without_group(text[found.end():], "<", ">")
        elif found := re.match(r"requires\s+requires\b", text):
            return None   # its body follows, then the declaration again
        elif not re.match(r"\[\[|constexpr |inline |static |friend |explicit ", text):
            break
    if found := re.match(r"(?:struct|class|enum class|concept|using)\s+(\w+)(?![\w<:]*::)", text):
        specialised = re.match(r"(?:struct|class)\s+\w+<", text)
        return None if specialised else found[1]
    head = re.split(r"=(?!=)", text)[0] if "operator" not in text else text
    if found := re.search(r"([\w:]+|operator\S+)\s*\(", head):
        return None if "::" in found[1] or "->" in text.split("(")[0] else found[1]
    if found := re.search(r"(?<![\w<])(\w+)\s*$", head):
        return found[1] if " " in head else None   # a variable, after its type
    return None


def public_names():
    """{qualified name: header} of all that namespace tapeless holds outside of INNER."""
    names = {}
    for path in sources.headers():
        inner = path.relative_to(sources.LIBRARY).as_posix()
        for space, text in statements(path):
            spaces = space.split("::")
            name = name_in(text)
            if name is None or INNER & set(spaces[1:]) or re.search(r"\)\s*->", text):
                continue
            qualified = "::".join(part for part in (*spaces[1:], name) if part)
            if not NOT_WORDS.search(qualified) and not NOT_WORDS.search(name):
                names.setdefault(qualified, inner)
    return names


def indexed():
    """[(qualified name, line, has a meaning)] of fwd.hpp."""
    found, spaces = [], []
    for number, line in enumerate(sources.text(sources.LIBRARY / "fwd.hpp").splitlines(), 1):
        if opened := re.match(r"namespace ([\w:]+) \{", line):
            spaces += opened[1].split("::")
        elif line.startswith("}"):
            spaces = spaces[:-1]
        elif declared := re.match(r"(?:template <.*> )?(?:struct|class|enum class) (\w+)(?: : [\w:]+)?;(.*)", line):
            found.append(("::".join((*spaces[1:], declared[1])), number, "///<" in declared[2]))
        elif noted := re.match(r"//   (\w+)(.*)", line):
            found.append(("::".join((*spaces[1:], noted[1])), number, bool(re.search(r"\s{2,}\S", noted[2]))))
    return found


def main():
    index, names = indexed(), public_names()
    if "--using" in sys.argv:
        lines = "".join(f"namespace name_{i} {{ using tapeless::{name}; }}\n" for i, (name, *_) in enumerate(index))
        text = f"// Written by tools/check_fwd.py\n#include <tapeless/fwd.hpp>\n#include <tapeless/tapeless.hpp>\n\n{lines}"
        pathlib.Path(sys.argv[sys.argv.index("--using") + 1]).write_text(text, encoding="utf-8")
        return
    complaints, known = [], set()
    for name, line, meaning in index:
        if name in known:
            complaints.append(f"fwd.hpp:{line}: {name} stands there twice")
        if not meaning:
            complaints.append(f"fwd.hpp:{line}: {name} has no meaning beside it")
        if name not in names:
            complaints.append(f"fwd.hpp:{line}: no header has {name}")
        known.add(name)
    complaints += [f"{header}: {name} does not stand in fwd.hpp" for name, header in names.items() if name not in known]
    sources.report(complaints, f"fwd.hpp has the {len(index)} public names")


if __name__ == "__main__":
    main()
