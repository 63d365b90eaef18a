#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes the first version of an op: its file, and its lines in ops/all.hpp.

    tools/new_op.py softsign                  elementwise, one operand
    tools/new_op.py hypot --arity 2

What it writes compiles and is wrong: the gradient is 0 and the lane rule returns x. The property tests,
which run over all ops, fail until both are right. docs/add_an_op.md has the whole list.
"""

import argparse
import re
import sys

import sources

OPS = sources.LIBRARY / "ops"

FILE = """\
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless {{

/// y = {name}({operands}), elementwise: WHAT IT IS, AS A FORMULA.
///
/// Shapes    {shapes}
/// Gradient  {gradients}
/// Domain    WHERE IT IS DEFINED; ±inf → …; nan → nan
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    {errors}
struct {name}_op : elementwise<{arity}> {{
  static constexpr auto name = "{name}";
  static constexpr double sample_low = -2, sample_high = 2;  // where the gradient check looks

  static constexpr auto vjp(auto /*y*/, auto dy, {autos}) {{
    return std::array{{{zeros}}};
  }}

  static auto lane({lanes}) {{ return {first}; }}
}};

}}  // namespace tapeless
"""


def text_of(name, arity):
    x = ["x"] if arity == 1 else ["a", "b", "c"][:arity]
    return FILE.format(
        name=name, arity=arity, operands=", ".join(x), first=x[0],
        shapes="x: any              →  y: same as x" if arity == 1
        else f"{', '.join(x)}: any that broadcast  →  y: their broadcast",
        gradients="   ".join(f"d{v} = dy · …" for v in x),
        errors="none" if arity == 1 else "shapes that do not broadcast: [E010]",
        autos=", ".join(f"auto /*{v}*/" for v in x), lanes=", ".join([f"auto {x[0]}"] + [f"auto /*{v}*/" for v in x[1:]]),
        zeros=", ".join(["dy * 0.0"] * arity))


def list_it(name):
    """ops/all.hpp with the include in alphabetical order, and the op at the end of the list."""
    path = OPS / "all.hpp"
    lines = path.read_text(encoding="utf-8").split("\n")
    line = f"#include <tapeless/ops/{name}.hpp>"
    later = [i for i, old in enumerate(lines)
             if old.startswith("#include <tapeless/ops/") and "ops/op.hpp" not in old and old > line]
    places = later[:1] or [max(i for i, old in enumerate(lines) if old.startswith("#include <tapeless/ops/")) + 1]
    lines.insert(places[0], line)
    source = "\n".join(lines)
    found = re.search(r"(using all_ops = op_list<.*?)(\s*)>;", source, re.S)
    if not found:
        sys.exit("ops/all.hpp: no list `using all_ops = op_list<...>;`")
    path.write_text(source[:found.end(1)] + f",\n    {name}_op" + source[found.end(1):], encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("--arity", type=int, choices=(1, 2, 3), default=1)
    options = parser.parse_args()
    if not re.fullmatch(r"[a-z][a-z0-9_]*", options.name) or options.name.endswith("_op"):
        sys.exit("a name is in snake_case, and its type adds _op by itself")
    path = OPS / f"{options.name}.hpp"
    if path.exists():
        sys.exit(f"{sources.shown(path)} exists")

    path.write_text(text_of(options.name, options.arity), encoding="utf-8")
    list_it(options.name)
    print(f"written:  {sources.shown(path)}, listed in include/tapeless/ops/all.hpp")
    if options.arity == 1:
        print("a word:   in include/tapeless/expr/, if users shall have one:\n"
              f"            inline constexpr unary_function<{options.name}_op> {options.name}{{}};")
    print("then:     docs/add_an_op.md")


if __name__ == "__main__":
    main()
