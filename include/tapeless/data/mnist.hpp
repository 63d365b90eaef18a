// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdio>
#include <initializer_list>
#include <string>

#include <tapeless/data/dataset.hpp>
#include <tapeless/data/error.hpp>
#include <tapeless/data/idx.hpp>

namespace tapeless::detail {

/// The path of a file of this name, or of the same with .gz.
[[gnu::cold]] inline std::string mnist_file(const std::string& directory, const char* name) {
  std::string path = directory;
  if (!path.empty() && path.back() != '/') path += '/';
  path += name;
  for (const char* ending : {"", ".gz"}) {
    std::string candidate = path + ending;
    if (std::FILE* file = std::fopen(candidate.c_str(), "rb")) {
      std::fclose(file);
      return candidate;
    }
  }
  error::raise(path, "", {"expected this file, or the same with .gz, got neither"});
}

[[gnu::cold]] inline data::dataset mnist_part(const std::string& directory, const char* images,
                                              const char* labels) {
  const std::string path = mnist_file(directory, images);
  data::dataset set = data::read_idx(path, mnist_file(directory, labels), 255, 10);
  if (set.input_size() != 784)
    error::raise(path, {"byte", 8}, {"IDX: expected images of 784 pixels, got ", set.input_size()});
  return set;
}

}  // namespace tapeless::detail

namespace tapeless::data {

/// The two pairs of files of the MNIST database and of those made after it: 28 by 28 pixels divided
/// by 255, labels 0 to 9. In `directory`: train-images-idx3-ubyte, train-labels-idx1-ubyte,
/// t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, each as it is or with .gz after its name.
///
/// Shapes    inputs [n, 784] in [0, 1]; labels [n]; usually 60000 to train and 10000 to test
/// Errors    tapeless::error naming the file that is missing or not as it should be
[[gnu::cold]] inline train_test mnist(const std::string& directory) {
  return {detail::mnist_part(directory, "train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
          detail::mnist_part(directory, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")};
}

/// Fashion-MNIST: ten kinds of clothing in the format of MNIST. On Debian the package
/// dataset-fashion-mnist puts it into /usr/share/datasets/fashion-mnist.
///
/// Source    Xiao, Rasul, Vollgraf, "Fashion-MNIST", 2017
inline train_test fashion_mnist(const std::string& directory) { return mnist(directory); }

}  // namespace tapeless::data
