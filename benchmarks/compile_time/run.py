#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures what compiling costs, and compares it with the baseline.

    benchmarks/compile_time/run.py                          everything, once
    benchmarks/compile_time/run.py --repeat 5 deep          programs whose name holds "deep", least of 5
    benchmarks/compile_time/run.py --update                 the measured values become the baseline

A program is a file corpus/*.cpp. Of its leading comment lines these count:

    // flags: -DBLOCKS=64                                   besides those below
    // limit: seconds=20 megabytes=1000 object=5000000      never more, whatever the baseline
    // ratio: seconds residual_16 5                         at most 5 times the seconds of that program

Seconds are processor time, the least of all runs: neighbours only ever add to it. They share caches and
clock, though (twice the seconds were seen), so seconds are judged, and kept as baseline, only where the
program waited little for others, and compared only on the kind of machine that made the baseline. Memory, object size and the instantiation count (clang) depend on the
compiler alone, and are compared where its version is that of the baseline.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import count_instantiations  # noqa: E402

BASELINE = HERE / "baseline.json"
# A fixed instruction set: object sizes can be compared between machines.
FLAGS = ["-std=c++20", "-O2", "-DNDEBUG", f"-I{ROOT / 'include'}"]
PORTABLE = ["-march=x86-64-v3"] if os.uname().machine == "x86_64" else []

# By how much a value may grow before it is reported, and before it fails.
BUSY = 1.15   # wall clock by processor time from which a run says nothing about seconds
TOLERANCE = {"seconds": (0.10, 0.30), "megabytes": (0.05, 0.15), "object": (0.01, 0.03), "instantiations": (0.01, 0.03)}


def machine():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return os.uname().machine


def version(compiler):
    return subprocess.run([compiler, "--version"], capture_output=True, text=True).stdout.splitlines()[0]


def read_program(path):
    flags, limits, ratios = [], {}, []
    for line in path.read_text().splitlines():
        if not line.startswith("//"):
            break
        if found := re.match(r"// flags: (.*)", line):
            flags += found[1].split()
        if found := re.match(r"// limit: (.*)", line):
            limits |= {name: float(value) for name, value in re.findall(r"(\w+)=([\d.]+)", found[1])}
        if found := re.match(r"// ratio: (\w+) (\w+) ([\d.]+)", line):
            ratios.append((found[1], found[2], float(found[3])))
    unknown = (set(limits) | {name for name, _, _ in ratios}) - set(TOLERANCE)
    if unknown:
        sys.exit(f"{path.name}: unknown limit {', '.join(unknown)}")
    return flags, limits, ratios


def compile_once(compiler, path, flags):
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "out.o")
        began = time.monotonic()
        process = subprocess.Popen([compiler, *FLAGS, *PORTABLE, *flags, "-c", str(path), "-o", made])
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{compiler} does not compile {path.name}")
        seconds = usage.ru_utime + usage.ru_stime
        return {"seconds": seconds, "waited": (time.monotonic() - began) / seconds, "megabytes": usage.ru_maxrss / 1024,
                "object": os.stat(made).st_size}


def measure(compiler, path, flags, repeat):
    runs = [compile_once(compiler, path, flags) for _ in range(repeat)]
    best = min(runs, key=lambda run: run["seconds"])
    result = {"seconds": round(best["seconds"], 2),
              "megabytes": round(max(run["megabytes"] for run in runs)),
              "object": runs[0]["object"]}
    if "clang" in compiler:
        result["instantiations"] = len(count_instantiations.instantiations(
            path, ["-O0", *PORTABLE, *flags], compiler))
    return result, best["waited"] > BUSY


def judge(now, before, limits, comparable, busy):
    """[(name, text, failed)] for everything that grew or is past its limit."""
    for name, value in now.items():
        if name == "seconds" and busy:
            continue
        if name in limits and value > limits[name]:
            yield name, f"{name} {value:g} is past the limit {limits[name]:g}", True
        if name in before and name in comparable:
            notice, failure = TOLERANCE[name]
            growth = value / before[name] - 1 if before[name] else 0.0
            if growth > notice and not (name == "seconds" and value - before[name] < 0.5):
                yield name, f"{name} {before[name]:g} -> {value:g} ({growth:+.1%})", growth > failure


def judge_ratios(now, ratios, compiler, measured):
    """The same for programs that are compared with another one of this run."""
    for name, other, most in ratios:
        if (before := measured.get((other, compiler))) is not None:
            ratio = now[name] / before[name]
            yield name, f"{name} are {ratio:.2f} times those of {other}, at most {most:g} may be", ratio > most


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--compilers", nargs="+", default=["g++", "clang++"])
    parser.add_argument("--update", action="store_true", help="write the baseline")
    parser.add_argument("only", nargs="*", help="parts of program names")
    options = parser.parse_args()

    programs = [path for path in sorted((HERE / "corpus").glob("*.cpp"))
                if not options.only or any(part in path.stem for part in options.only)]
    compilers = [compiler for compiler in options.compilers if shutil.which(compiler)]
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    same_machine = baseline.get("machine") == machine()
    versions = {compiler: version(compiler) for compiler in compilers}
    values = {name: dict(entry) for name, entry in baseline.get("programs", {}).items()}

    failures, measured, busy_runs = 0, {}, 0
    print(f"{'program':28} {'compiler':9} {'seconds':>8} {'MB':>6} {'object':>10} {'instantiations':>15}", flush=True)
    for path in programs:
        flags, limits, ratios = read_program(path)
        for compiler in compilers:
            now, busy = measure(compiler, path, flags, options.repeat)
            busy_runs += busy
            print(f"{path.stem:28} {compiler:9} {now['seconds']:7.2f}{'?' if busy else ' '} {now['megabytes']:6} {now['object']:10}"
                  f" {now.get('instantiations', ''):>15}", flush=True)
            comparable = set()
            if baseline.get("compilers", {}).get(compiler) == versions[compiler]:
                comparable = set(TOLERANCE) if same_machine else set(TOLERANCE) - {"seconds"}
            before = values.get(path.stem, {}).get(compiler, {})
            measured[path.stem, compiler] = now
            for _, text, failed in (*judge(now, before, limits, comparable, busy), *judge_ratios(now, ratios, compiler, measured)):
                if failed and not options.update:
                    failures += 1
                print(f"    {'FAIL' if failed else 'note'}: {text}", flush=True)
            kept = dict(now)
            if busy:   # what was measured in quieter times stays
                kept = {name: value for name, value in now.items() if name != "seconds"}
                kept |= {"seconds": before["seconds"]} if "seconds" in before and same_machine else {}
            values.setdefault(path.stem, {})[compiler] = kept

    if busy_runs:
        print(f"BUSY MACHINE: the seconds of {busy_runs} programs (?) are neither judged nor kept")
    if options.update:
        if not options.only:   # forget programs that are gone
            values = {name: entry for name, entry in values.items() if (HERE / "corpus" / f"{name}.cpp").exists()}
        known = baseline.get("compilers", {}) | versions
        BASELINE.write_text(json.dumps({"machine": machine(), "compilers": known, "programs": values},
                                       indent=1, sort_keys=True) + "\n")
        print(f"written: {BASELINE.relative_to(ROOT)}")
    elif not baseline:
        print("no baseline yet: --update writes one")
    if failures:
        sys.exit(f"{failures} values are past their tolerance or limit; if that is meant, say why in CHANGELOG.md"
                 " under Cost and run with --update")


if __name__ == "__main__":
    main()
