// SPDX-License-Identifier: BSL-1.0
//
// Compares a text with a file of the repository: a long printed plan, or a page of docs/ that the
// compiler wrote. Short texts stand in their test.
//
//   TEST_CASE("the tour is what explain prints", "[golden]") {
//     check_golden_text("docs/tour.md", tour());
//   }
//
// or with a block of a page that people write, which begins after the line <!-- tested: NAME -->:
//
//     check_golden_block("docs/ir.md", "softmax", loops_of<softmax>());
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

/// The block ```text … ``` behind the line <!-- tested: NAME --> of a file.
inline void check_golden_block(const std::string& file, const std::string& name,
                               const std::string& actual) {
  const std::string path = std::string(TAPELESS_TESTS_DIR) + "/../" + file;
  std::ifstream in(path, std::ios::binary);
  std::string page{std::istreambuf_iterator<char>(in), {}};
  const std::string opening = "<!-- tested: " + name + " -->\n```text\n";
  INFO(file << " has no block \"" << name << '"');
  const auto found = page.find(opening);
  REQUIRE(found != std::string::npos);
  const auto begin = found + opening.size(), end = page.find("```", begin);
  REQUIRE(end != std::string::npos);
  if (std::getenv("TAPELESS_BLESS") != nullptr) {
    std::ofstream out(path, std::ios::binary);
    out << page.replace(begin, end - begin, actual);
    REQUIRE(out.good());
    return;
  }
  INFO("block \"" << name << "\": if the change is meant: tools/bless.py");
  CHECK(actual == page.substr(begin, end - begin));
}

#endif
