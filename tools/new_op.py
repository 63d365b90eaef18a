#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes the first version of an op: its file, and its lines in ops/all.hpp.

    tools/new_op.py softsign                  elementwise, one operand
    tools/new_op.py hypot --arity 2
    tools/new_op.py diagonal --kind view

What it writes compiles. An elementwise op is wrong: its gradient is 0 and its lane rule returns x, so the laws, which
run over all ops, fail until both are right. A view is the identity. docs/add_an_op.md says what to fill in;
tests/tools/new_op.py does it, for one op of each kind.
"""

import argparse
import re
import sys

import sources

OPS = sources.LIBRARY / "ops"

ELEMENTWISE = """\
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {{

/// y = {name}({operands}), elementwise: WHAT IT IS, AS A FORMULA.
///
/// Shapes    {shapes}
/// Gradient  {gradients}
/// Domain    WHERE IT IS DEFINED; ±inf → …; nan → nan
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    {errors}
struct {name}_op : elementwise<{arity}> {{
  static constexpr auto name = "{name}";
  static constexpr op_cost cost = op_cost::simple;  // what one element takes (ops/cost.hpp)
  static constexpr double sample_low = -2, sample_high = 2;  // where the gradient check looks

  static constexpr auto vjp(auto /*y*/, auto dy, {autos}) {{
    return std::array{{{zeros}}};
  }}

  static auto lane({lanes}) {{ return {first}; }}
}};

}}  // namespace tapeless::ops
"""

VIEW = """\
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {{

/// WHICH ELEMENT OF x EACH ELEMENT OF y IS, AS A FORMULA.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy
/// Errors    none
struct {name}_op : structural<op_kind::view, 1> {{
  static constexpr auto name = "{name}";
  static constexpr bool leaves_out = false;  // whether elements of x are missing in y

  // its number: named, printed, packed
  using attributes = along_axis;

  // y's shape; of rank −1 where x does not fit
  static constexpr dims shape(const shape_request& r) {{ return r.operand[0]; }}

  static constexpr auto vjp(auto /*y*/, auto dy, auto /*x*/) {{ return std::array{{dy}}; }}

  // start and strides of y in terms of x's
  static constexpr place_of_value place(const place_request& r) {{ return r.x; }}

  // where the laws look: x's shape, y's shape, numbers
  static constexpr view_sample sample() {{
    return {{dims_of({{2, 3, 5}}), dims_of({{2, 3, 5}}), attributes{{.axis = 1}}.packed()}};
  }}

  // the view of x with one axis more, which is in front or behind: b.axis(i) says where axis i is then
  static constexpr auto batched(auto& b) {{
    return b.again(b.operand(0), attributes{{b.axis(attributes::read(b.attr()).axis)}});
  }}

  // where the frames of a sequence are in y; {{}} where a frame is made of all frames
  static constexpr time_rule over_time(const time_request& r) {{
    return keeps_frames(r.at[0], r.at[0].axis);
  }}
}};

}}  // namespace tapeless::ops
"""


def elementwise(name, arity):
    x = ["x"] if arity == 1 else ["a", "b", "c"][:arity]
    return ELEMENTWISE.format(
        name=name, arity=arity, operands=", ".join(x), first=x[0],
        shapes="x: any              →  y: same as x" if arity == 1
        else f"{', '.join(x)}: any that broadcast  →  y: their broadcast",
        gradients="   ".join(f"d{v} = dy · …" for v in x),
        errors="none" if arity == 1 else "shapes that do not broadcast: [E010]",
        autos=", ".join(f"auto /*{v}*/" for v in x), lanes=", ".join([f"auto {x[0]}"] + [f"auto /*{v}*/" for v in x[1:]]),
        zeros=", ".join(["dy * 0.0"] * arity))


def list_it(kind, name):
    """Lists the op in ops/all.hpp, behind the last of its kind, and includes its file in alphabetical order."""
    path = OPS / "all.hpp"
    lines = path.read_text(encoding="utf-8").split("\n")
    line = f"#include <tapeless/ops/{kind}/{name}.hpp>"
    places = [i for i, old in enumerate(lines) if old.startswith("#include <tapeless/ops/") and old < line]
    lines.insert(places[-1] + 1, line)
    of_kind = {file.stem for file in (OPS / kind).glob("*.hpp")}
    listed = [i for i, old in enumerate(lines)
              if (found := re.fullmatch(r"    (\w+)_op(,|>;)", old)) and found[1] in of_kind]
    if not listed:
        sys.exit("ops/all.hpp: no list `using all_ops = op_list<...>;` with an op of that kind")
    lines.insert(listed[-1], f"    {name}_op,")
    path.write_text("\n".join(lines), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("--kind", choices=("elementwise", "view"), default="elementwise")
    parser.add_argument("--arity", type=int, choices=(1, 2, 3), default=1, help="of an elementwise op")
    options = parser.parse_args()
    if not re.fullmatch(r"[a-z][a-z0-9_]*", options.name) or options.name.endswith("_op"):
        sys.exit("a name is in snake_case, and its type adds _op by itself")
    if options.kind == "view" and options.arity != 1:
        sys.exit("a view has one operand")
    if there := list(OPS.glob(f"*/{options.name}.hpp")):
        sys.exit(f"{sources.shown(there[0])} exists")

    path = OPS / options.kind / f"{options.name}.hpp"
    path.write_text(elementwise(options.name, options.arity) if options.kind == "elementwise"
                    else VIEW.format(name=options.name), encoding="utf-8")
    list_it(options.kind, options.name)
    print(f"written:  {sources.shown(path)}, listed in include/tapeless/ops/all.hpp")
    if options.kind == "elementwise" and options.arity == 1:
        print("a word:   in include/tapeless/expr/operators.hpp, if users shall have one:\n"
              f"            inline constexpr unary_function<ops::{options.name}_op> {options.name}{{}};")
    print("then:     docs/add_an_op.md")


if __name__ == "__main__":
    main()
