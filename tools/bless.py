#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Rewrites golden texts from what the library prints now, and shows what changed.

    tools/bless.py [--build build/preset-check] [room...]     rooms: passes compile ...; all when none is given

Builds the test binaries, runs their cases tagged [golden] so that each writes its file
(tests/golden_text.hpp), and prints the difference. Refuses when tracked files have uncommitted changes
outside include/ and tests/*.cpp: the difference must be that of the goldens alone.

Golden numbers come from another implementation and are not blessed: tests/goldens/make_goldens.py.
"""

import argparse
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, text=True, **options)


def changed():
    """Tracked files that differ from the last commit, sources apart."""
    lines = run("git", "status", "--porcelain", "--untracked-files=no", capture_output=True, check=True).stdout
    names = [line[3:] for line in lines.splitlines()]
    return [name for name in names if not name.endswith((".hpp", ".cpp"))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/preset-check", help="a configured build folder")
    parser.add_argument("rooms", nargs="*")
    options = parser.parse_args()

    if dirty := changed():
        sys.exit("commit or stash these first, so that the goldens' change can be seen:\n  " + "\n  ".join(dirty))
    build = ROOT / options.build
    if not (build / "build.ninja").is_file():
        sys.exit(f"{options.build} is not configured: cmake --preset check")

    rooms = options.rooms
    if not rooms:   # those that have such a case
        rooms = sorted({path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").rglob("*.cpp")
                        if "[golden]" in path.read_text(encoding="utf-8")})
    if not rooms:
        sys.exit("no test case is tagged [golden]")
    targets = [f"tapeless_test_{room}" for room in rooms]
    run("cmake", "--build", str(build), "--target", *targets, check=True)
    for target in targets:
        run(str(build / "tests" / target), "[golden]", env=os.environ | {"TAPELESS_BLESS": "1"}, check=True)

    written = changed()
    if not written:
        print("nothing changed")
        return
    run("git", "--no-pager", "diff", "--", *written)
    print(f"{len(written)} files changed; read the difference above before you commit it")


if __name__ == "__main__":
    main()
