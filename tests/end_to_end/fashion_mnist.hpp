// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>

#include <tapeless/data/mnist.hpp>

#include "catch.hpp"

namespace tapeless_tests {

/// The first images of Fashion-MNIST; nothing, and a warning, where the data set is not installed.
inline std::optional<tapeless::data::train_test> some_of_fashion_mnist(std::size_t train,
                                                                       std::size_t test) {
  const char* folder = TAPELESS_FASHION_MNIST_DIR;
  if (folder[0] == '\0' || !TAPELESS_HAS_ZLIB) {
    WARN("skipped: needs zlib and the Debian package dataset-fashion-mnist");
    return {};
  }
  const auto all = tapeless::data::fashion_mnist(folder);
  return tapeless::data::train_test{all.train.first(train), all.test.first(test)};
}

}  // namespace tapeless_tests
