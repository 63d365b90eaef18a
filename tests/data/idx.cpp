// SPDX-License-Identifier: BSL-1.0
#include <tapeless/data/idx.hpp>

#include <catch2/catch.hpp>

#include <bit>
#include <limits>
#include <vector>

#include "temporary_file.hpp"

using namespace tapeless::data;
using namespace tapeless_tests;

namespace {

std::string big_endian(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = bytes; i-- > 0;) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

std::string header(unsigned type, const std::vector<std::uint32_t>& shape) {
  std::string out = big_endian(type << 8 | shape.size(), 4);
  for (const std::uint32_t n : shape) out += big_endian(n, 4);
  return out;
}

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int v : values) out += static_cast<char>(v);
  return out;
}

}  // namespace

TEST_CASE("idx: reads every element type", "[data][idx]") {
  const temporary_folder folder;
  const auto read = [&](unsigned type, std::initializer_list<std::uint64_t> items,
                        std::size_t width) {
    std::string content = header(type, {static_cast<std::uint32_t>(items.size())});
    for (const std::uint64_t item : items) content += big_endian(item, width);
    return read_idx<float>(folder.write("f", content)).values;
  };
  using floats = std::vector<float>;
  CHECK(read(0x08, {0, 127, 255}, 1) == floats{0, 127, 255});
  CHECK(read(0x09, {0, 127, 255}, 1) == floats{0, 127, -1});
  CHECK(read(0x0b, {1, 0x0102, 0xfffe}, 2) == floats{1, 258, -2});
  CHECK(read(0x0c, {1, 0x01020304, 0xffffffff}, 4) == floats{1, 16909060, -1});
  CHECK(read(0x0d, {std::bit_cast<std::uint32_t>(1.5f), std::bit_cast<std::uint32_t>(-0.1f)}, 4) ==
        floats{1.5f, -0.1f});
  CHECK(read(0x0e, {std::bit_cast<std::uint64_t>(1.5), std::bit_cast<std::uint64_t>(-0.1)}, 8) ==
        floats{1.5f, -0.1f});
}

TEST_CASE("idx: keeps shape and exact values in the asked type", "[data][idx]") {
  const temporary_folder folder;
  const auto ints = read_idx<std::int32_t>(folder.write(
      "i", header(0x0c, {1, 2}) + big_endian(0x7fffffff, 4) + big_endian(0x80000000, 4)));
  CHECK(ints.shape == std::vector<std::size_t>{1, 2});
  CHECK(ints.values ==
        std::vector<std::int32_t>{2147483647, std::numeric_limits<std::int32_t>::min()});
  const auto wide = read_idx<double>(
      folder.write("d", header(0x0e, {1}) + big_endian(std::bit_cast<std::uint64_t>(0.1), 8)));
  CHECK(wide.values == std::vector<double>{0.1});
  const auto whole = read_idx<std::int32_t>(
      folder.write("w", header(0x0d, {1}) + big_endian(std::bit_cast<std::uint32_t>(-3.f), 4)));
  CHECK(whole.values == std::vector<std::int32_t>{-3});
}

TEST_CASE("idx: makes a data set of inputs and labels", "[data][idx]") {
  const temporary_folder folder;
  const std::string x = folder.write("x", header(0x08, {2, 1, 3}) + bytes({0, 51, 255, 1, 2, 3}));
  const std::string y = folder.write("y", header(0x08, {2}) + bytes({1, 0}));
  const dataset set = read_idx(x, y, 255);
  CHECK(set.size() == 2);
  CHECK(set.input_size() == 3);
  CHECK(set.inputs()[1] == 51 / 255.f);
  CHECK(set.label(0) == 1);
  CHECK(read_idx(x, y, 1, 10).classes() == 10);
}

TEST_CASE("idx: items beyond one chunk come in order", "[data][idx]") {
  const temporary_folder folder;
  constexpr std::uint32_t n = 100003;
  std::string content = header(0x0c, {n});
  for (std::uint32_t i = 0; i < n; ++i) content += big_endian(i, 4);
  const auto values = read_idx<std::int32_t>(folder.write("f", content)).values;
  REQUIRE(values.size() == n);
  for (std::uint32_t i = 0; i < n; ++i) REQUIRE(values[i] == static_cast<std::int32_t>(i));
}

TEST_CASE("idx: a malformed file is one error with its place", "[data][idx]") {
  struct sample {
    std::string content, message;
  };
  const auto huge = std::vector<std::uint32_t>(3, 0xffffffff);
  const auto float_bits = [](float x) { return big_endian(std::bit_cast<std::uint32_t>(x), 4); };
  const sample samples[] = {
      {"", "f: byte 0: IDX: expected a magic number of 4 bytes, the file ends after 0"},
      {bytes({0, 0, 8}),
       "f: byte 3: IDX: expected a magic number of 4 bytes, the file ends after 3"},
      {"\x89PNG....",
       "f: byte 0: IDX: expected two bytes of 0 first, got 137 and 80; this is no IDX file"},
      {header(0x0a, {1}) + "x",
       "f: byte 2: IDX: expected an element type of 8, 9, 11, 12, 13 or 14, got 10"},
      {header(0x08, {}), "f: byte 3: IDX: expected at least 1 dimension, got 0"},
      {header(0x08, {1, 2}).substr(0, 11),
       "f: byte 11: IDX: expected 2 sizes of 4 bytes, the file ends after 11 bytes"},
      {header(0x08, {2, 0}), "f: byte 8: IDX: expected a size of at least 1, got 0"},
      {header(0x08, huge),
       "f: byte 8: IDX: expected sizes whose product fits into memory, got 4294967295 times "
       "4294967295"},
      {header(0x0e, {0xffffffff}),
       "f: byte 8: IDX: expected 34359738360 bytes of items, the file ends after 0"},
      {header(0x08, {3}) + "ab",
       "f: byte 10: IDX: expected 3 bytes of items, the file ends after 2"},
      {header(0x08, {3}) + "abcd",
       "f: byte 11: IDX: expected the end of the file after 3 items, got more"},
      {header(0x0b, {1}) + "abc",
       "f: byte 10: IDX: expected the end of the file after 1 items, got more"},
      {header(0x0d, {2}) + float_bits(1) + float_bits(2.5f),
       "f: byte 12: IDX: item 1: expected an integer of 32 bits, got 2.5"},
      {header(0x0d, {1}) + float_bits(3e9f),
       "f: byte 8: IDX: item 0: expected an integer of 32 bits, got 3e+09"},
      {header(0x0d, {1}) + float_bits(std::numeric_limits<float>::quiet_NaN()),
       "f: byte 8: IDX: item 0: expected an integer of 32 bits, got nan"},
  };
  const temporary_folder folder;
  for (const sample& bad : samples) {
    const std::string path = folder.write("f", bad.content);
    CHECK(replaced(message_of([&] { (void)read_idx<std::int32_t>(path); }), path, "f") ==
          bad.message);
  }
  const std::string path =
      folder.write("f", header(0x0e, {1}) + big_endian(std::bit_cast<std::uint64_t>(1e300), 8));
  CHECK(replaced(message_of([&] { (void)read_idx<float>(path); }), path, "f") ==
        "f: byte 8: IDX: item 0: expected a number in the range of float, got 1e+300");
}

TEST_CASE("idx: images and labels that do not belong together are an error", "[data][idx]") {
  const temporary_folder folder;
  const std::string x = folder.write("x", header(0x08, {3, 2}) + bytes({1, 2, 3, 4, 5, 6}));
  const auto with_labels = [&](const std::string& content, std::size_t classes = 10) {
    const std::string y = folder.write("y", content);
    return replaced(message_of([&] { (void)read_idx(x, y, 1, classes); }), y, "y");
  };
  CHECK(with_labels(header(0x08, {2}) + bytes({1, 2})) ==
        "y: byte 4: IDX: expected 3 labels to match 3 images, got 2");
  CHECK(with_labels(header(0x08, {3, 1}) + bytes({1, 2, 3})) ==
        "y: byte 3: IDX: expected 1 dimension of labels, got 2");
  CHECK(with_labels(header(0x08, {3}) + bytes({1, 2, 10})) ==
        "y: byte 10: IDX: item 2: expected a label from 0 to 9, got 10");
  CHECK(with_labels(header(0x09, {3}) + bytes({1, 255, 2}), 0) ==
        "y: byte 9: IDX: item 1: expected a label from 0, got -1");
  CHECK(with_labels(header(0x0d, {3}) + std::string(8, '\0') + bytes({0x3f, 0, 0, 0})) ==
        "y: byte 16: IDX: item 2: expected an integer of 32 bits, got 0.5");
}

TEST_CASE("idx: a file cut anywhere is an error", "[data][idx]") {
  const temporary_folder folder;
  const std::string good = header(0x0b, {2, 2}) + bytes({0, 1, 0, 2, 0, 3, 0, 4});
  CHECK(read_idx<float>(folder.write("f", good)).values == std::vector<float>{1, 2, 3, 4});
  for (std::size_t size = 0; size < good.size(); ++size) {
    const std::string path = folder.write("f", good.substr(0, size));
    REQUIRE(message_of([&] { (void)read_idx<float>(path); }).find("IDX: expected") !=
            std::string::npos);
  }
#if TAPELESS_HAS_ZLIB
  const std::string packed = gzipped(good);
  CHECK(read_idx<float>(folder.write("f.gz", packed)).values == std::vector<float>{1, 2, 3, 4});
  for (std::size_t size = 0; size < packed.size(); ++size) {
    const std::string path = folder.write("f.gz", packed.substr(0, size));
    REQUIRE(message_of([&] { (void)read_idx<float>(path); }) != "(none)");
  }
#endif
}

#if TAPELESS_HAS_ZLIB
TEST_CASE("idx: a packed file is held to its header as well", "[data][idx]") {
  const temporary_folder folder;
  const auto read = [&](const std::string& content) {
    const std::string path = folder.write("f.gz", gzipped(content));
    return replaced(message_of([&] { (void)read_idx<float>(path); }), path, "f.gz");
  };
  CHECK(read(header(0x08, {3}) + "ab") ==
        "f.gz: byte 10: IDX: expected 3 bytes of items, the file ends after 2");
  CHECK(read(header(0x08, {3}) + "abcd") ==
        "f.gz: byte 11: IDX: expected the end of the file after 3 items, got more");
  CHECK(read(header(0x08, {1000, 1000, 1000}))
            .find("f.gz: byte 4: IDX: expected a header that fits the file, got sizes "
                  "that need 1000000000 bytes; this file cannot hold more than ") == 0);
}
#endif

TEST_CASE("idx: a file with any one byte changed is read or refused, never a crash",
          "[data][idx]") {
  const temporary_folder folder;
  const std::string good = header(0x0b, {2, 2}) + bytes({0, 1, 0, 2, 0, 3, 0, 4});
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const int value : {0, 1, 2, 8, 13, 14, 127, 128, 255}) {
      std::string changed = good;
      changed[i] = static_cast<char>(value);
      const std::string path = folder.write("f", changed);
      const std::string message = message_of([&] { (void)read_idx<float>(path); });
      REQUIRE((message == "(none)" || message.find("IDX: expected") != std::string::npos));
    }
}
