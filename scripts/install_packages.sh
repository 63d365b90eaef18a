#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Installs the Debian packages of the given groups, and does nothing when they are there.
# The one place that knows what the project needs.
#
#   scripts/install_packages.sh build test
set -euo pipefail

packages_of() {
  case $1 in
    build)   echo g++ clang cmake ninja-build ccache python3 libboost-dev libxsimd-dev zlib1g-dev ;;
    test)    echo catch2 binutils dataset-fashion-mnist ;;
    train)   echo g++ cmake ninja-build libboost-dev libxsimd-dev zlib1g-dev dataset-fashion-mnist ;;
    style)   echo clang-format-19 ;;
    lint)    echo clang-tidy clang-format-19 ;;
    bench)   echo libeigen3-dev libdnnl-dev libopenblas0-pthread python3-numpy python3-torch ;;
    mcu)     echo gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib \
                  qemu-system-arm ;;
    goldens) echo python3-numpy python3-torch ;;
    *)       echo "unknown group \"$1\": build, test, train, style, lint, bench, mcu or goldens" >&2
             return 1 ;;
  esac
}

missing=()
for group in "$@"; do
  packages=$(packages_of "$group")
  for package in $packages; do
    case "$(dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null || true)" in
      *" installed") ;;
      *) missing+=("$package") ;;
    esac
  done
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "this is not a Debian system; please install the equivalents of: ${missing[*]}" >&2
  exit 1
fi

as_root=()
[ "$(id --user)" -eq 0 ] || as_root=(sudo)
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet --no-install-recommends "${missing[@]}"
}

echo "installing: ${missing[*]}"
# The package lists may be older than the archive: then the first attempt fails.
install </dev/null >/dev/null 2>&1 ||
  { "${as_root[@]}" apt-get update --quiet && install; } </dev/null
