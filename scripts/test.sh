#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Builds and tests the library in several configurations, and stops at the first failure.
#
#   scripts/test.sh                          all of the matrix below
#   scripts/test.sh gcc-native clang-avx2    these: {gcc,clang}-{native,avx2,sse2,scalar}[-sanitize|-release]
#
# The matrix compiles tests at -O1, for time. What runs kernels is compiled as users do, at -O3, by a -release
# configuration: a check for changes of kernels/.
#
# Builds stay in build/<configuration>, so the next run is incremental.
set -euo pipefail

matrix=(
  gcc-native              # everything, and every header alone
  clang-sse2              # the other compiler, the smallest registers
  gcc-scalar              # no SIMD at all, as on a microcontroller
  clang-native-sanitize   # addresses and undefined behaviour
)
[ $# -eq 0 ] || matrix=("$@")

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=${TAPELESS_JOBS:-$(nproc)}

# What a configuration is, in terms of CMake. The first compiler also checks what does not depend on
# the lanes; sanitised and scalar builds leave out what only repeats.
options_of() {
  local name=$1
  case $name in
    gcc-*)   echo -D CMAKE_CXX_COMPILER=g++ ;;
    clang-*) echo -D CMAKE_CXX_COMPILER=clang++ ;;
    *)       return 1 ;;
  esac
  case ${name#*-} in
    native* | avx2* | sse2* | scalar*) local rest=${name#*-}; echo -D "TAPELESS_LANES=${rest%%-*}" ;;
    *) return 1 ;;
  esac
  case $name in
    *-sanitize) echo -D TAPELESS_SANITIZE=address,undefined ;;
    *-release)  echo -D TAPELESS_TEST_OPTIMIZE=-O3 ;;
    *-*-*)      return 1 ;;
  esac
  case $name in
    gcc-native) echo -D TAPELESS_TEST_HEADERS=ON ;;
    *)          echo -D TAPELESS_TEST_RULES=OFF -D TAPELESS_BUILD_BENCHMARKS=OFF ;;
  esac
  # A sanitised kernel takes six times as long to compile: there the tests that have the fewest and run all of the
  # library; lanes matter to those with kernels only.
  case $name in
    *-sanitize) echo "-D TAPELESS_TEST_FOLDERS=core;ops;ir;expr;trace;passes;lanes;kernels;program;training;data" ;;
    *-scalar)   echo "-D TAPELESS_TEST_FOLDERS=core;lanes;kernels;program;training;data;properties;goldens;end_to_end" ;;
    *-release)  echo "-D TAPELESS_TEST_FOLDERS=lanes;kernels;program;training;properties;goldens;end_to_end" ;;
  esac
  case $name in
    *-sanitize | *-scalar | *-release)
      echo -D TAPELESS_TEST_REJECTS=OFF -D TAPELESS_TEST_INSTALL=OFF -D TAPELESS_BUILD_EXAMPLES=OFF ;;
  esac
}

table=$(printf '%-24s %10s %10s %10s' configuration configure build test)
for configuration in "${matrix[@]}"; do
  if ! options_of "$configuration" >/dev/null; then
    echo "unknown configuration \"$configuration\"; see the head of scripts/test.sh" >&2
    exit 1
  fi
done

"$root/scripts/install_packages.sh" build test mcu

last=${matrix[-1]}
for configuration in "${matrix[@]}"; do
  build=$root/build/$configuration
  printf '\n==== %s\n' "$configuration"

  started=$SECONDS
  # shellcheck disable=SC2046  # the options are words
  cmake -S "$root" -B "$build" -G Ninja -D CMAKE_BUILD_TYPE=Release \
    $(options_of "$configuration") --log-level=WARNING
  configured=$SECONDS
  cmake --build "$build" -j "$jobs"
  built=$SECONDS

  row="$configuration $((configured - started)) $((built - configured))"
  if [ "$configuration" = "$last" ]; then   # so that the last lines are those of ctest
    # shellcheck disable=SC2086
    printf '\n%s\n' "$table" && printf '%-24s %8d s %8d s      below\n\n' $row
  fi
  ctest --test-dir "$build" -j 2 -LE bench --output-on-failure --no-tests=error </dev/null
  # shellcheck disable=SC2086
  table+=$'\n'$(printf '%-24s %8d s %8d s %8d s' $row $((SECONDS - built)))
done
