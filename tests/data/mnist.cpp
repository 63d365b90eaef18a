// SPDX-License-Identifier: BSL-1.0
#include <tapeless/data/mnist.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "temporary_file.hpp"

using namespace tapeless::data;
using namespace tapeless_tests;

namespace {

std::string images(unsigned char count, unsigned char side = 28) {
  using namespace std::string_literals;
  const auto pixels = static_cast<std::size_t>(count) * side * side;
  return "\0\0\x08\x03\0\0\0"s + static_cast<char>(count) + "\0\0\0"s + static_cast<char>(side) +
         "\0\0\0"s + static_cast<char>(side) + std::string(pixels, '\x33');
}
std::string labels(unsigned char count, char label) {
  using namespace std::string_literals;
  return "\0\0\x08\x01\0\0\0"s + static_cast<char>(count) + std::string(count, label);
}

}  // namespace

TEST_CASE("mnist: finds the four files, packed or not", "[data][mnist]") {
  const temporary_folder folder;
  folder.write("train-images-idx3-ubyte", images(3));
  folder.write("train-labels-idx1-ubyte", labels(3, 9));
  folder.write("t10k-images-idx3-ubyte", images(2));
  CHECK(replaced(message_of([&] { (void)mnist(folder.path()); }), folder.path(), "here") ==
        "here/t10k-labels-idx1-ubyte: expected this file, or the same with .gz, got neither");
#if TAPELESS_HAS_ZLIB
  folder.write("t10k-labels-idx1-ubyte.gz", gzipped(labels(2, 4)));
#else
  folder.write("t10k-labels-idx1-ubyte", labels(2, 4));
#endif
  const auto [train, test] = mnist(folder.path() + "/");
  CHECK(train.size() == 3);
  CHECK(train.input_size() == 784);
  CHECK(train.classes() == 10);
  CHECK(train.inputs()[0] == 51 / 255.f);
  CHECK(train.label(2) == 9);
  CHECK(test.label(1) == 4);

  folder.write("train-labels-idx1-ubyte", labels(3, 10));
  CHECK(replaced(message_of([&] { (void)mnist(folder.path()); }), folder.path(), "here") ==
        "here/train-labels-idx1-ubyte: byte 8: IDX: item 0: expected a label from 0 to 9, got 10");
  folder.write("train-labels-idx1-ubyte", labels(3, 1));
  folder.write("train-images-idx3-ubyte", images(3, 27));
  CHECK(replaced(message_of([&] { (void)mnist(folder.path()); }), folder.path(), "here") ==
        "here/train-images-idx3-ubyte: byte 8: IDX: expected images of 784 pixels, got 729");
}

TEST_CASE("fashion_mnist: the real files are read whole", "[data][mnist]") {
  const std::string folder = "/usr/share/datasets/fashion-mnist";
  std::FILE* there = std::fopen((folder + "/train-images-idx3-ubyte.gz").c_str(), "rb");
  if (there == nullptr || !TAPELESS_HAS_ZLIB) {
    if (there != nullptr) std::fclose(there);
    WARN("skipped: needs zlib and the files of the Debian package dataset-fashion-mnist in "
         << folder);
    return;
  }
  std::fclose(there);
  const auto [train, test] = fashion_mnist(folder);
  CHECK(train.size() == 60000);
  CHECK(test.size() == 10000);
  CHECK(train.input_size() == 784);
  double sum = 0, square = 0;
  bool in_range = true;
  for (const float x : train.inputs()) {
    in_range = in_range && x >= 0 && x <= 1;
    sum += static_cast<double>(x);
    square += static_cast<double>(x) * static_cast<double>(x);
  }
  const double n = 60000.0 * 784, mean = sum / n;
  CHECK(in_range);
  CHECK(mean == Approx(0.2860).margin(1e-4));  // the published mean and deviation
  CHECK(std::sqrt(square / n - mean * mean) == Approx(0.3530).margin(1e-4));
  std::array<int, 10> count{};
  for (const std::int32_t label : test.labels()) ++count[static_cast<std::size_t>(label)];
  CHECK(count == std::array<int, 10>{1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000});
  CHECK(train.label(0) == 9);  // an ankle boot
}
