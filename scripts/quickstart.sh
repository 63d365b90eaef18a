#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# From nothing to a trained network: installs the packages, compiles the Fashion-MNIST example for
# this machine, runs it. Arguments go to the program:
#
#   scripts/quickstart.sh                 scripts/quickstart.sh --help
#
# CXX chooses the compiler (g++ when not set).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/quickstart
log=$build/quickstart.log

step() { printf '\n\033[1m%s\033[0m\n' "$1"; }
quietly() { "$@" >>"$log" 2>&1 || { cat "$log" >&2; exit 1; }; }

mkdir -p "$build"
: >"$log"

step "1/3  Packages"
"$root/scripts/install_packages.sh" train

step "2/3  Compiling the network for this machine (once)"
started=$SECONDS
quietly cmake -S "$root" -B "$build" -G Ninja \
  -D CMAKE_CXX_COMPILER="${CXX:-g++}" -D CMAKE_BUILD_TYPE=Release -D TAPELESS_LANES=native \
  -D TAPELESS_BUILD_TESTS=OFF -D TAPELESS_BUILD_BENCHMARKS=OFF -D TAPELESS_WERROR=OFF
quietly cmake --build "$build" --target fashion_mnist_mlp
echo "     $((SECONDS - started)) s"

step "3/3  Training"
exec "$build/examples/fashion_mnist/fashion_mnist_mlp" "$@"
