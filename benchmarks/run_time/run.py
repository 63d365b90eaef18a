#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures one training step of an MLP in tapeless and its peers, in one table.

784-128-10, ReLU, softmax cross-entropy, batch 64, float, one thread on one core: zero the
gradients, forward, backward, update. All programs are loaded at once and take short blocks in turn
(A B C, B C A, ...), so that a change of the machine's mood touches all of them. Every block begins
with the same weights. Before anything is timed, the losses of the first steps are compared: peers
that disagree do not do the same work, and the run fails. Times are processor time: what a process
waits for others on a busy machine does not count, though their use of caches still does.

    run.py                    everything that can be built here
    run.py --quick            a few seconds of measuring
    run.py --only tapeless pytorch --optimisers sgd --cxx clang++ --json out.json

A C++ peer is built with each compiler and instruction set that it lists; the build that is fastest
in a short trial represents it (--all-builds shows every one).
"""

import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OPTIMISERS = ("sgd", "adam")
NATIVE, AVX2 = "-march=native", "-march=x86-64-v3"
FLAGS = ["-std=c++20", "-O3", "-DNDEBUG"]
THREADS = {name: "1" for name in
           ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "DNNL_NUM_THREADS")}
LOSS_TOLERANCE = 1e-3   # relative; float sums in another order differ by less than a tenth of it


class Unavailable(Exception):
    """A peer cannot be built or started here, and why."""


# ---- the peers ----------------------------------------------------------------------------------


def python_with_torch():
    for python in dict.fromkeys((sys.executable, "/usr/bin/python3", shutil.which("python3"))):
        if python and subprocess.run([python, "-c", "import torch, numpy"],
                                     capture_output=True).returncode == 0:
            return python
    raise Unavailable("no Python with PyTorch (Debian: python3-torch python3-numpy)")


def pytorch_commands(arguments):
    return {"": [python_with_torch(), str(HERE / "pytorch_mlp.py")]}


def include_folder(package, header, *guesses):
    found = subprocess.run(["pkg-config", "--cflags-only-I", package],
                           capture_output=True, text=True) if shutil.which("pkg-config") else None
    folders = [word[2:] for word in found.stdout.split()] if found else []
    for folder in (*folders, *guesses):
        if pathlib.Path(folder, header).exists():
            return folder
    raise Unavailable(f"{header} was not found")


def eigen_flags():
    folder = include_folder("eigen3", "Eigen/Core", "/usr/include/eigen3",
                            "/usr/local/include/eigen3")
    return ["-fno-math-errno", "-isystem", folder]   # without it, square roots are calls


def eigen_commands(arguments):
    return build(arguments, "eigen_mlp.cpp", "eigen_mlp", eigen_flags(), marches=(NATIVE, AVX2))


def eigen_onednn_commands(arguments):
    include_folder("dnnl", "dnnl.h", "/usr/include", "/usr/local/include")
    return build(arguments, "eigen_mlp.cpp", "eigen_onednn_mlp",
                 [*eigen_flags(), "-DWITH_ONEDNN"], ["-ldnnl"])


def tapeless_commands(arguments):
    return build(arguments, "mlp_step.cpp", "mlp_step", ["-I", str(ROOT / "include")])


PEERS = {
    "pytorch": pytorch_commands,
    "eigen": eigen_commands,
    "eigen+onednn": eigen_onednn_commands,
    "tapeless": tapeless_commands,
}
BASE = "pytorch"


def build(arguments, source, name, flags, libraries=(), marches=(NATIVE,)):
    """Builds what is out of date; returns the command of every build that worked."""
    if not (HERE / source).exists():
        raise Unavailable(f"{source} is not written yet")
    arguments.build_dir.mkdir(parents=True, exist_ok=True)
    commands, problems = {}, []
    for compiler in arguments.cxx:
        for march in marches:
            label = f"{os.path.basename(compiler)}{'' if march == NATIVE else ' ' + march[7:]}"
            program = arguments.build_dir / f"{name}.{label.replace(' ', '.')}"
            command = [compiler, *FLAGS, march, *flags, str(HERE / source), "-o", str(program),
                       "-MMD", "-MF", f"{program}.d", *libraries]
            if not up_to_date(program, command):
                print(f"building {program.name}", file=sys.stderr, flush=True)
                done = subprocess.run(command, capture_output=True, text=True)
                if done.returncode != 0:
                    log = pathlib.Path(f"{program}.log")
                    log.write_text(done.stderr)
                    errors = [line for line in done.stderr.splitlines() if "error" in line]
                    problems.append(f"{label}: {(errors or ['failed'])[0]} (see {log})")
                    continue
                pathlib.Path(f"{program}.command").write_text(json.dumps(command))
            commands[label] = [str(program)]
    if not commands:
        raise Unavailable("; ".join(problems) or "no compiler")
    for problem in problems:
        print(f"not built: {name} {problem}", file=sys.stderr)
    return commands


def up_to_date(program, command):
    notes = pathlib.Path(f"{program}.command"), pathlib.Path(f"{program}.d")
    if not (program.exists() and all(note.exists() for note in notes)):
        return False
    if notes[0].read_text() != json.dumps(command):
        return False
    sources = notes[1].read_text().replace("\\\n", " ").split()[1:]
    built = program.stat().st_mtime
    return all(os.path.exists(source) and os.path.getmtime(source) <= built for source in sources)


# ---- measuring ----------------------------------------------------------------------------------


class Peer:
    """A running program that speaks the line protocol."""

    def __init__(self, name, label, optimiser, command, core):
        self.name, self.label, self.optimiser = name, label, optimiser
        self.process = subprocess.Popen(
            [*command, optimiser], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **THREADS}, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        self.text = self.expect("ready")
        self.times, self.walls, self.losses = [], [], []

    def expect(self, verb):
        line = self.process.stdout.readline()
        got, _, rest = line.strip().partition(" ")
        if got != verb:
            raise Unavailable(f"{self.name} {self.label}: expected {verb}, got {line.strip()!r}")
        return rest

    def ask(self, line, verb):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.expect(verb)

    def trace(self, steps):
        return [float(word) for word in self.ask(f"trace {steps}", "trace").split()]

    def block(self, warm, steps):
        """Microseconds per step on the processor and on the wall, the last loss as it was printed."""
        _, processor, wall, loss = self.ask(f"run {warm} {steps}", "ran").split()
        return float(processor), float(wall), loss

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


def start(arguments, name, core, trial):
    """The processes that represent a peer: for each optimiser its fastest build, or all."""
    commands = PEERS[name](arguments)
    peers = []
    for optimiser in arguments.optimisers:
        builds = [Peer(name, label, optimiser, command, core)
                  for label, command in commands.items()]
        if not arguments.all_builds and len(builds) > 1:
            def trial_time(peer):
                return statistics.median(peer.block(*trial)[0] for _ in range(7))
            times = {peer: trial_time(peer) for peer in builds}
            best = min(times, key=times.get)
            for peer in builds:
                if peer is not best:
                    peer.close()
            builds = [best]
        peers += builds
    return peers


def compare_losses(peers, steps):
    """Losses of the first steps, per peer; and the sentence to complain with, if any."""
    complaint = None
    for optimiser in dict.fromkeys(peer.optimiser for peer in peers):
        group = [peer for peer in peers if peer.optimiser == optimiser]
        for peer in group:
            peer.trace_losses = peer.trace(steps)
        for peer in group[1:]:
            for step, (mine, theirs) in enumerate(zip(peer.trace_losses, group[0].trace_losses)):
                if not abs(mine - theirs) <= LOSS_TOLERANCE * abs(theirs):   # a NaN disagrees, too
                    complaint = (f"{peer.name} and {group[0].name} do not do the same work: "
                                 f"{optimiser}, step {step + 1}, losses {mine} and {theirs}")
                    break
    return complaint


def measure(peers, rounds, warm, steps):
    for peer in peers:
        peer.block(warm, steps)   # caches, clock, lazily loaded code
    for turn in range(rounds):
        shift = turn % len(peers)
        for peer in peers[shift:] + peers[:shift]:
            processor, wall, loss = peer.block(warm, steps)
            peer.times.append(processor)
            peer.walls.append(wall)
            peer.losses.append(loss)


def row_of(peer, base):
    times = sorted(peer.times)
    row = {
        "optimiser": peer.optimiser, "peer": peer.name, "build": peer.label, "what": peer.text,
        "median_us": statistics.median(times), "lowest_us": times[0],
        "p10_us": times[len(times) // 10], "p90_us": times[len(times) * 9 // 10],
        "losses": {step: peer.trace_losses[step - 1] for step in (1, 10, len(peer.trace_losses))},
        "same_loss_in_every_block": len(set(peer.losses)) == 1,
        "times_us": peer.times, "wall_times_us": peer.walls,
    }
    if base:   # the median of the rounds' ratios: neighbours in time are compared
        row["ratio"] = statistics.median(a / b for a, b in zip(peer.times, base.times))
        row["ratio_of_lowest"] = min(peer.times) / min(base.times)
    return row


def print_table(rows, base_name):
    first, *_, last = rows[0]["losses"]
    print(f"\n{'':5} {'peer':24} {'lowest':>8} {'median':>8} {'p90':>8}   {'of ' + base_name:15}"
          f"   loss at step {first}, 10, {last}")
    previous = None
    for row in rows:
        if previous not in (None, row["optimiser"]):
            print()
        name = f"{row['peer']} ({row['build']})" if row["build"] else row["peer"]
        ratio = f"{row['ratio_of_lowest']:.3f}, {row['ratio']:.3f}" if "ratio" in row else "-"
        losses = ", ".join(f"{loss:.6f}" for loss in row["losses"].values())
        print(f"{row['optimiser'] if row['optimiser'] != previous else '':5} {name:24} "
              f"{row['lowest_us']:8.1f} {row['median_us']:8.1f} {row['p90_us']:8.1f}   {ratio:15}"
              f"   {losses}")
        previous = row["optimiser"]


def machine(core):
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as info:
            model = next(line.split(":", 1)[1].strip() for line in info if "model name" in line)
    except (OSError, StopIteration):
        pass
    return {"cpu": model, "core": core, "cores": os.cpu_count(), "load": os.getloadavg()[0],
            "system": platform.platform()}


def version(compiler):
    return subprocess.run([compiler, "--version"], capture_output=True,
                          text=True).stdout.splitlines()[0]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--rounds", type=int, help="blocks per peer (default 150, quick 20)")
    parser.add_argument("--steps", type=int, default=20, help="timed steps in a block")
    parser.add_argument("--warm", type=int, default=5, help="untimed steps before them")
    parser.add_argument("--only", nargs="+", choices=PEERS, default=list(PEERS), metavar="PEER",
                        help=f"some of: {', '.join(PEERS)}")
    parser.add_argument("--optimisers", nargs="+", choices=OPTIMISERS, default=list(OPTIMISERS))
    parser.add_argument("--cxx", nargs="+", metavar="COMPILER",
                        help="C++ compilers (default: those of g++, clang++ that exist)")
    parser.add_argument("--all-builds", action="store_true", help="show every build, not the best")
    parser.add_argument("--core", type=int, help="the core to run on (default: the last)")
    parser.add_argument("--build-dir", type=pathlib.Path,
                        default=ROOT / "build" / "benchmarks" / "run_time")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all numbers there")
    parser.add_argument("--require", nargs="+", default=[], choices=PEERS, metavar="PEER",
                        help="fail if one of these cannot run")
    arguments = parser.parse_args()
    arguments.cxx = arguments.cxx or [name for name in ("g++", "clang++") if shutil.which(name)]
    arguments.build_dir = arguments.build_dir.resolve()
    core = arguments.core if arguments.core is not None else max(os.sched_getaffinity(0))
    rounds = arguments.rounds or (20 if arguments.quick else 150)

    peers, missing = [], {}
    for name in arguments.only:
        try:
            peers += start(arguments, name, core, (arguments.warm, arguments.steps))
        except Unavailable as reason:
            missing[name] = str(reason)
    peers.sort(key=lambda peer: arguments.optimisers.index(peer.optimiser))   # stable
    for name, reason in missing.items():
        print(f"left out: {name}: {reason}", file=sys.stderr)
    if not peers:
        print("nothing to measure")
        sys.exit(77)   # what ctest takes for "skipped"

    complaint = compare_losses(peers, 50)
    measure(peers, rounds, arguments.warm, arguments.steps)
    base_name = BASE if BASE not in missing and BASE in arguments.only else peers[0].name
    bases = {peer.optimiser: peer for peer in reversed(peers) if peer.name == base_name}
    rows = [row_of(peer, bases.get(peer.optimiser)) for peer in peers]
    here = machine(core)

    print(f"784-128-10, ReLU, softmax cross-entropy, batch 64, float: one training step\n"
          f"{here['cpu']}, core {core} of {here['cores']}, load {here['load']:.2f}; "
          f"{rounds} rounds of {arguments.steps} steps")
    waited = statistics.median(sum(peer.walls) / sum(peer.times) for peer in peers)
    if waited > 1.05:
        print(f"BUSY MACHINE: {waited:.2f} s on the wall for 1 s on the processor; do not quote this")
    for text in dict.fromkeys(f"{peer.name}: {peer.text}" for peer in peers):
        print(text)
    print_table(rows, base_name)

    if arguments.json:
        arguments.json.write_text(json.dumps(
            {"machine": here, "rounds": rounds, "steps": arguments.steps, "warm": arguments.warm,
             "flags": FLAGS, "compilers": {name: version(name) for name in arguments.cxx},
             "base": base_name, "left_out": missing, "losses_agree": complaint is None,
             "rows": rows}, indent=1) + "\n")
    for peer in peers:
        peer.close()
    for row in rows:
        if not row["same_loss_in_every_block"]:
            complaint = complaint or f"{row['peer']}: blocks end with different losses"
    if complaint:
        sys.exit(complaint)
    if absent := [name for name in arguments.require if name in missing]:
        sys.exit(f"required but left out: {', '.join(absent)}")


if __name__ == "__main__":
    main()
