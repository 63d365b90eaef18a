#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Does what docs/add_an_op.md says, on a copy of the tree: an elementwise op and a view, by tools/new_op.py.

    tests/tools/new_op.py --compiler g++ [--main main.o] [--flags "-march=native"]

What the tool wrote has to compile as it is; the laws that run over all ops have to refuse the elementwise op as it was
written, and to accept both once they are filled in. One file and two lines of ops/all.hpp may have changed for each.
"""

import argparse
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# What the guide asks for: of what was written, what stands there instead.
SOFTSIGN = {
    "WHAT IT IS, AS A FORMULA.": "x / (1 + |x|).",
    "dx = dy · …": "dx = dy / (1 + |x|)²",
    "WHERE IT IS DEFINED; ±inf → …; nan → nan": "all x; ±inf → nan; nan → nan",
    "sample_low = -2": "sample_low = 0.2",
    "auto /*x*/": "auto x",
    "return std::array{dy * 0.0};": "auto d = 1.0 + abs(x);\n    return std::array{dy / (d * d)};",
    "return x;": "return x / (abs(x) + decltype(x)(1));",
}
DIAGONAL = {
    "WHICH ELEMENT OF x EACH ELEMENT OF y IS, AS A FORMULA.":
        "The diagonal of an axis and the next: y[…, i, …] = x[…, i, i, …].",
    "x: any              →  y: same as x": "x: […, n, n, …]     →  y: […, n, …]",
    "dx = dy\n": "dx = dy on the diagonal, 0 elsewhere\n",
    "leaves_out = false": "leaves_out = true",
    "shape(const shape_request& r) { return r.operand[0]; }": """shape(const shape_request& r) {
    const int axis = attributes::read(r.attr).axis;
    const dims& x = r.operand[0];
    if (axis + 1 >= x.rank || x[axis] != x[axis + 1]) return dims{.rank = -1};
    dims y{.rank = x.rank - 1};
    for (int i = 0; i < y.rank; ++i) y[i] = x[i <= axis ? i : i + 1];
    return y;
  }""",
    "vjp(auto /*y*/, auto dy, auto /*x*/) { return std::array{dy}; }": """vjp(auto y, auto dy, auto x) {
    const int axis = attributes::read(y.attr()).axis;
    const dims all = x.shape();
    dims column = all;
    column[axis] = 1;
    const auto here = equal(index_along(x, axis), index_along(x, axis + 1));
    return std::array{select(here, reshape_to(dy, column), 0.0)};
  }""",
    "place(const place_request& r) { return r.x; }": """place(const place_request& r) {
    place_of_value y = r.x;
    const int axis = attributes::read(r.attr).axis;
    for (int i = 0; i < r.to.rank; ++i) y.stride[i] = r.x.stride[i <= axis ? i : i + 1];
    y.stride[axis] += r.x.stride[axis + 1];
    return y;
  }""",
    "dims_of({2, 3, 5}), dims_of({2, 3, 5})": "dims_of({2, 5, 5, 4}), dims_of({2, 5, 4})",
    "return keeps_frames(r.at[0], r.at[0].axis);": """const int axis = attributes::read(r.attr).axis, t = r.at[0].axis;
    if (t == axis || t == axis + 1) return {};
    return keeps_frames(r.at[0], t > axis ? t - 1 : t);""",
}

PROGRAM = """#include <tapeless/tapeless.hpp>
namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<4>> x{};
int main() { auto f = tl::compile(tl::gradient(tl::sum(tl::log(x)), x)); f.run(); }
"""


class Tree:
    """A copy of what the guide is about, and the commands that it names."""

    def __init__(self, root, options):
        self.root, self.options = root, options
        for folder in ("include", "tools", "tests", "docs"):
            shutil.copytree(ROOT / folder, root / folder,
                            ignore=shutil.ignore_patterns("__pycache__", "goldens", "end_to_end", "rejects"))
        self.flags = ["-std=c++20", "-Wall", "-Wextra", "-Werror", *shlex.split(options.flags),
                      f"-I{root / 'include'}", f"-I{root / 'tests'}", f'-DTAPELESS_TESTS_DIR="{root / "tests"}"']
        self.main = options.main or [str(self.compiled(root / "tests/main.cpp", "main.o", ["-O0"]))]

    def run(self, *command):
        done = subprocess.run([str(part) for part in command], cwd=self.root, text=True, errors="replace",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def must(self, *command):
        code, said = self.run(*command)
        if code != 0:
            sys.exit(f"{' '.join(map(str, command))}\n{said[:8000]}")
        return said

    def tool(self, name, *arguments):
        return self.must(sys.executable, self.root / "tools" / name, *arguments)

    def syntax(self, source):
        self.must(self.options.compiler, *self.flags, "-fsyntax-only", source)

    def compiled(self, source, name, extra):
        out = self.root / name
        self.must(self.options.compiler, *self.flags, *extra, "-c", source, "-o", out)
        return out

    def laws(self, test, op, case):
        """The exit code and the output of the laws over all ops, looking at one."""
        binary = self.root / f"{test.replace('/', '_')}.out"
        self.must(self.options.compiler, *self.flags, "-O0", f'-DTAPELESS_LAWS_OF="{op}"',
                  self.root / "tests" / test, *self.main, "-o", binary)
        return self.run(binary, case)

    def state(self):
        return {path: path.read_text(encoding="utf-8") for path in (self.root / "include").rglob("*.hpp")}


def filled_in(path, parts):
    text = path.read_text(encoding="utf-8")
    for written, meant in parts.items():
        if written not in text:
            sys.exit(f"{path.name}: tools/new_op.py did not write `{written}`")
        text = text.replace(written, meant)
    path.write_text(text, encoding="utf-8")


def expect(holds, sentence, said=""):
    if not holds:
        sys.exit(f"{sentence}\n{said[:8000]}")
    print(f"ok: {sentence}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--flags", default="")
    parser.add_argument("--main", action="append", help="object or library with Catch2's main function")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(pathlib.Path(folder), options)
        before = tree.state()
        tree.tool("new_op.py", "softsign")
        tree.tool("new_op.py", "diagonal", "--kind", "view")
        program = tree.root / "program.cpp"
        program.write_text(PROGRAM, encoding="utf-8")
        tree.syntax(program)
        expect(True, "what the tool writes compiles")

        changed = {path.relative_to(tree.root / "include/tapeless/ops").as_posix(): text
                   for path, text in tree.state().items() if before.get(path) != text}
        expect(sorted(changed) == ["all.hpp", "elementwise/softsign.hpp", "view/diagonal.hpp"],
               "a new op is its own file, listed in ops/all.hpp")
        lines = set(changed["all.hpp"].splitlines()) - set("\n".join(before.values()).splitlines())
        expect(len(lines) == 4, "an include and a name for each", "\n".join(lines))

        elementwise = "every elementwise op*"
        code, said = tree.laws("properties/elementwise.cpp", "softsign", elementwise)
        expect(code != 0 and "FAILED" in said, "the laws refuse a gradient of 0", said)

        ops = tree.root / "include/tapeless/ops"
        filled_in(ops / "elementwise/softsign.hpp", SOFTSIGN)
        filled_in(ops / "view/diagonal.hpp", DIAGONAL)
        tree.tool("make_ops_page.py")
        page = (tree.root / "docs/ops.md").read_text(encoding="utf-8")
        expect(len(re.findall(r"\| \[(softsign|diagonal)\]", page)) == 2, "both stand in docs/ops.md")
        for test, op, case in (("properties/elementwise.cpp", "softsign", "every *"),
                               ("properties/views.cpp", "diagonal", "every view*"),
                               ("properties/op_rules.cpp", "softsign", "every op *"),
                               ("properties/op_rules.cpp", "diagonal", "every op *")):
            code, said = tree.laws(test, op, case)
            expect(code == 0, f"{op} keeps the laws of tests/{test}", said)


if __name__ == "__main__":
    main()
