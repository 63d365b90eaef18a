#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes docs/ops.md, a table of all ops, from the docstrings of their files.

    tools/make_ops_page.py            writes the page
    tools/make_ops_page.py --check    says whether it is what would be written
"""

import re
import sys

import sources

PAGE = sources.ROOT / "docs/ops.md"
OPS = sources.LIBRARY / "ops"

HEAD = """<!-- SPDX-License-Identifier: BSL-1.0 -->
<!-- Written by tools/make_ops_page.py from the files in include/tapeless/ops/. Do not edit. -->

# Ops

This page lists all {count} ops that the compiler computes with, in the order of `ops/all.hpp`. *Word* is the user's spelling;
an op without one is emitted by other words or by passes. Layers, activations and losses are formulas of these ops.
[add_an_op.md](add_an_op.md) explains how to add one.

In the formulas y is the result, x, a, b, c are operands, dy is the cotangent of y. Elementwise ops broadcast as in NumPy.
Unless a row says otherwise, nan gives nan. [accuracy.md](accuracy.md) lists the errors of the elementary functions in units
in the last place.
"""

KINDS = {
    "source": ("Sources", "No operands."),
    "elementwise": ("Elementwise", "Each element of the result depends on one element of each operand."),
    "reduction": ("Reductions", "Fold some axes, which remain with size 1 (the words drop them unless given `keep_dims`)."),
    "contraction": ("Contraction", "Sums of products."),
    "view": ("Views", "The same elements at other indices. They cost nothing as long as strides can express them."),
    "movement": ("Movement", "Copies elements to other indices."),
    "effect": ("Effects and questions", "Effects write a leaf; questions are answered by a pass."),
}

# Words that are types of their own in expr/.
OF_THEIR_OWN = {
    "leaf": ("input", "target", "parameter", "state", "option"),
    "constant": ("constant",),
    "iota": ("iota",),
    "random": ("random_uniform", "random_normal", "random_bernoulli"),
    "convert": ("convert",),
    "gradient": ("gradient", "gradients"),
    "global_sum": ("global_sum",),
}


def listed():
    found = re.search(r"using all_ops =\s*op_list<(.*?)>;", sources.text(OPS / "all.hpp"), re.S)
    return [name.strip().removesuffix("_op") for name in found[1].split(",")]


def words():
    """{op: the words of expr/ that make it}."""
    found = {op: list(names) for op, names in OF_THEIR_OWN.items()}
    for path in sources.files("include/tapeless/expr", suffixes=(".hpp",)):
        if path.name == "expression.hpp":
            continue
        source = sources.text(path)
        for op, word in re.findall(r"unary_function<ops::(\w+)_op> (\w+)\{\}", source):
            found.setdefault(op, []).append(word)
        # functions: the name before the op that they apply
        marks = [(m.start(), None, m[1]) for m in re.finditer(r"(?<!constexpr )(?:binary|unary|apply)<(?:with<)?ops::(\w+)_op\b", source)]
        marks += [(m.start(), m[1], None) for m in re.finditer(r"\bconstexpr auto (operator\S+?|\w+)\(", source)]
        name = None
        for _, function, op in sorted(marks, key=lambda mark: mark[0]):
            if function:
                name = function
            elif name and name != "unary":
                found.setdefault(op, []).append(name.removeprefix("operator"))
    # a - b and -x are one sign, and argmin is argmax of -x: each word once, in order
    return {op: list(dict.fromkeys(names)) for op, names in found.items()}


def file_of(op):
    """The header of an op, in the folder of its kind."""
    found = list(OPS.glob(f"*/{op}.hpp"))
    if len(found) != 1:
        sys.exit(f"ops/*/{op}.hpp: expected one file, found {len(found)}")
    return found[0]


def docstring(op):
    """(text, slots, kind) of an op's file."""
    source = sources.text(file_of(op))
    found = re.search(rf"((?:^///.*\n)+)struct {op}_op : (\w+)(?:<([^>]*)>)?", source, re.M)
    if not found:
        sys.exit(f"{sources.shown(file_of(op))}: no docstring before struct {op}_op")
    text, slots, slot = [], {}, None
    for line in found[1].splitlines():
        line = line.removeprefix("///").removeprefix(" ")
        if named := re.match(r"([A-Z][a-z]+)  +(.*)", line):
            slot = named[1]
            slots[slot] = named[2]
        elif slot and line.startswith("  "):
            slots[slot] += " " + line.strip()
        else:
            slot = None
            text.append(line)
    bases = {"elementwise": "elementwise", "fold_of_axes": "reduction"}
    kind = bases.get(found[2]) or re.search(r"op_kind::(\w+)", found[3])[1]
    return " ".join(" ".join(text).split()), slots, kind


def cell(text):
    text = re.sub(r"\s{2,}", " ", text.replace("|", "\\|"))
    text = re.sub(r"\s*\[(\w+)\] in docs/references\.md", "", text)
    return re.sub(r"\[(E\d{3})\]", lambda m: f"[{m[1]}](errors.md#{m[1].lower()})", text).strip()


def page():
    made_by, ops = words(), listed()
    parts = [HEAD.format(count=len(ops))]
    described = {op: docstring(op) for op in ops}
    for kind, (title, meaning) in KINDS.items():
        parts.append(f"\n## {title}\n\n{meaning}\n\n| op | word | meaning | gradient | notes |\n|---|---|---|---|---|\n")
        for op in ops:
            text, slots, its_kind = described[op]
            if its_kind != kind:
                continue
            notes = [f"{slots[slot]}" for slot in ("Domain", "Errors") if slots.get(slot, "none") != "none"]
            if kind not in ("source", "elementwise") and "Shapes" in slots:
                notes.insert(0, slots["Shapes"])
            word = ", ".join(f"`{w}`" for w in made_by.get(op, []))
            parts.append(f"| [{op}](../{sources.shown(file_of(op))}) | {word} | {cell(text)} | "
                         f"{cell(slots.get('Gradient', ''))} | {cell('; '.join(notes))} |\n")
    return "".join(parts)


def main():
    wanted = page()
    if "--check" not in sys.argv:
        PAGE.write_text(wanted, encoding="utf-8")
        print(f"written:  {sources.shown(PAGE)}")
    elif not PAGE.is_file() or sources.text(PAGE) != wanted:
        sys.exit("docs/ops.md is not what tools/make_ops_page.py writes: run it")
    else:
        print("docs/ops.md is what the ops' files say")


if __name__ == "__main__":
    main()
