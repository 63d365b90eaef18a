// SPDX-License-Identifier: BSL-1.0
#include <tapeless/data/error.hpp>

#include <catch2/catch.hpp>

using tapeless::error;

TEST_CASE("error: the message is file, place and reason", "[data][error]") {
  const error e("train-labels", "byte 4", "IDX: expected 60000 labels");
  CHECK(std::string(e.what()) == "train-labels: byte 4: IDX: expected 60000 labels");
  CHECK(e.file() == "train-labels");
  CHECK(e.place() == "byte 4");
  CHECK(e.reason() == "IDX: expected 60000 labels");
  const error copy = e;
  CHECK(copy.place() == "byte 4");
}

TEST_CASE("error: without a place the message is file and reason", "[data][error]") {
  const error e("a: b", "", "gone");
  CHECK(std::string(e.what()) == "a: b: gone");
  CHECK(e.file() == "a: b");
  CHECK(e.place().empty());
  CHECK(e.reason() == "gone");
}

TEST_CASE("error: raise puts texts and numbers into words", "[data][error]") {
  try {
    error::raise("f", {"row", 3},
                 {"expected ", 7u, " of ", -2, " or ", 0.5, std::string_view(", got "), 1ULL << 63},
                 "X: ");
  } catch (const error& e) {
    CHECK(std::string(e.what()) == "f: row 3: X: expected 7 of -2 or 0.5, got 9223372036854775808");
  }
}

TEST_CASE("error: text of a file is shown short and printable", "[data][error]") {
  CHECK(error::quoted("abc") == "\"abc\"");
  CHECK(error::quoted("a\tb\x01") == "\"a?b?\"");
  CHECK(error::quoted(std::string(30, 'x')) == "\"" + std::string(24, 'x') + "...\"");
}
