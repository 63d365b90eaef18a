// SPDX-License-Identifier: BSL-1.0
//
// Compares a text with a file of the repository: a long printed plan, or a page of docs/ that the
// compiler wrote. Short texts stand in their test.
//
//   TEST_CASE("the tour is what explain prints", "[golden]") {
//     check_golden_text("docs/tour.md", tour());
//   }
//
// tools/bless.py runs the cases tagged [golden] so that they write the files instead.

#ifndef TAPELESS_TESTS_GOLDEN_TEXT_HPP
#define TAPELESS_TESTS_GOLDEN_TEXT_HPP

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "catch.hpp"

inline void check_golden_text(const std::string& file, const std::string& actual) {
  const std::string path = std::string(TAPELESS_TESTS_DIR) + "/../" + file;
  if (std::getenv("TAPELESS_BLESS") != nullptr) {
    std::ofstream out(path, std::ios::binary);
    out << actual;
    REQUIRE(out.good());
    return;
  }
  std::ifstream in(path, std::ios::binary);
  const std::string stored{std::istreambuf_iterator<char>(in), {}};
  INFO(file << " is not what the library prints; if the change is meant: tools/bless.py");
  CHECK(actual == stored);
}

#endif
