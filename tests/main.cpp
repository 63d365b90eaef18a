// SPDX-License-Identifier: BSL-1.0
//
// The main function of every test binary, compiled once. Catch2 v3 brings its own.

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
