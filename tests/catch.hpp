// SPDX-License-Identifier: BSL-1.0
//
// Catch2, whichever version is installed. It is precompiled for all tests (tests/CMakeLists.txt):
// include this file, and nothing else of Catch2.

#ifndef TAPELESS_TESTS_CATCH_HPP
#define TAPELESS_TESTS_CATCH_HPP

#if __has_include(<catch2/catch_all.hpp>)  // version 3
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else  // version 2
#include <catch2/catch.hpp>
#endif

#endif
