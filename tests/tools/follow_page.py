#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Does what a page of docs/ says, on a copy of the tree, and runs the checks and tests that the page ends with.

    tests/tools/follow_page.py docs/add_a_layer.md --compiler g++ [--main main.o] [--flags "-march=native"]

The fenced blocks of the page name the file that they are about:

    ```cpp PATH           a new file
    ```cpp PATH after     the first line stands in the file; the others are put behind it
    ```cpp PATH instead   the first line stands in the file; the others take its place
    ```cpp PATH end       the lines are put at the end of the file
    ```sh follow          the commands that check it: `test PATH [CASE]` builds a Catch2 file and runs it, `reject PATH` compiles
                          a file that must be refused, all others are scripts of tools/
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
FOLDERS = ("include", "tools", "tests", "docs", "examples", "benchmarks", "cmake", "scripts", ".ci")
FILES = (".clang-format", "CMakeLists.txt", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")
BLOCK = re.compile(r"(?ms)^```(\w+) (\S+)(?: (after|instead|end))?\n(.*?)^```$")


def run(command, root):
    done = subprocess.run([str(part) for part in command], cwd=root, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def must(command, root):
    code, said = run(command, root)
    if code not in (0, 77):   # 77: what a check needs is not installed
        sys.exit(f"{' '.join(map(str, command))}\n{said[-8000:]}")
    print(f"ok: {' '.join(pathlib.Path(str(part)).name for part in command[:3])}")


def apply(root, name, mode, text):
    path = root / name
    if mode is None:
        if path.exists():
            sys.exit(f"{name} exists already")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    old = path.read_text(encoding="utf-8")
    if mode == "end":
        path.write_text(old.rstrip("\n") + "\n\n" + text, encoding="utf-8")
        return
    first, rest = text.split("\n", 1)
    if old.count(first + "\n") != 1:
        sys.exit(f"{name}: expected one line `{first}`, found {old.count(first + chr(10))}")
    kept = first + "\n" if mode == "after" else ""
    path.write_text(old.replace(first + "\n", kept + rest), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--flags", default="")
    parser.add_argument("--main", action="append", help="object or library with Catch2's main function")
    options = parser.parse_args()

    blocks = BLOCK.findall((ROOT / options.page).read_text(encoding="utf-8"))
    commands = [text for _, name, _, text in blocks if name == "follow"]
    if len(commands) != 1 or len(blocks) < 2:
        sys.exit(f"{options.page}: expected blocks that name files and one block `sh follow`")
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name in FOLDERS:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "build"))
        for name in FILES:
            shutil.copy(ROOT / name, root / name)
        for _, name, mode, text in blocks:
            if name != "follow":
                apply(root, name, mode or None, text)
        flags = ["-std=c++20", "-Wall", "-Wextra", *shlex.split(options.flags), f"-I{root / 'include'}",
                 f"-I{root / 'tests'}", f'-DTAPELESS_TESTS_DIR="{root / "tests"}"']
        objects = options.main
        if not objects:
            must([options.compiler, *flags, "-O0", "-c", "tests/main.cpp", "-o", "main.o"], root)
            objects = ["main.o"]
        for line in commands[0].splitlines():
            word, *rest = shlex.split(line)
            if word == "test":
                must([options.compiler, *flags, "-O0", rest[0], *objects, "-o", "followed"], root)
                must([root / "followed", *rest[1:]], root)
            elif word == "reject":
                (root / "flags.txt").write_text("\n".join(flags), encoding="utf-8")
                must([sys.executable, "tests/rejects/run.py", "--compiler", options.compiler, "--flags", "flags.txt",
                      rest[0]], root)
            else:
                must([sys.executable, word, *rest], root)


if __name__ == "__main__":
    main()
