// SPDX-License-Identifier: BSL-1.0
#include <tapeless/data/number.hpp>

#include <catch2/catch.hpp>

#include <limits>

using namespace tapeless::files;

TEST_CASE("read_number: reads decimal numbers to the nearest float", "[data][number]") {
  const auto read = [](std::string_view text) {
    float x = -99;
    CHECK(read_number(text, x) == number_result::good);
    return x;
  };
  CHECK(read("0.1") == 0.1f);
  CHECK(read("-2") == -2);
  CHECK(read("+2.5e1") == 25);
  CHECK(read(".5") == 0.5f);
  CHECK(read("1.") == 1);
  CHECK(read("3.4028235e38") == std::numeric_limits<float>::max());
  CHECK(read("1e-45") == std::numeric_limits<float>::denorm_min());
  CHECK(read("-1e-60") == 0);
}

TEST_CASE("read_number: refuses the rest and leaves the value", "[data][number]") {
  for (const std::string_view text : {"", " 1", "1 ", "x", "1x", "1,5", "--1", "+-1", "+", "-", ".",
                                      "e5", "0x10", "nan", "inf", "-infinity"}) {
    INFO(text);
    float x = -99;
    CHECK(read_number(text, x) == number_result::unreadable);
    CHECK(x == -99);
  }
  float x = -99;
  CHECK(read_number("1e39", x) == number_result::out_of_range);
  CHECK(read_number("-1e999", x) == number_result::out_of_range);
  CHECK(x == -99);
}

TEST_CASE("read_number: integers of 32 bits", "[data][number]") {
  std::int32_t n = -99;
  CHECK(read_number("1.0", n) == number_result::unreadable);
  CHECK(read_number("", n) == number_result::unreadable);
  CHECK(read_number("2147483648", n) == number_result::out_of_range);
  CHECK(n == -99);
  CHECK(read_number("-2147483648", n) == number_result::good);
  CHECK(n == std::numeric_limits<std::int32_t>::min());
  CHECK(read_number("+7", n) == number_result::good);
  CHECK(n == 7);
}
