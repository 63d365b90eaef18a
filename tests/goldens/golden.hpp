// SPDX-License-Identifier: BSL-1.0
//
// Reads the golden values that make_goldens.py wrote: README.md says which files and names exist.
//
//   const golden::file golden{"networks/mlp_relu/values"};
//   const auto x = golden["x"].as<float>();                  // row-major elements
//   const auto w = golden["0.weight"].transposed();          // PyTorch's (out, in) → (in, out)
//   ...
//   CHECK(golden::distance(y, golden["y"]) < 1e-6);

#ifndef TAPELESS_TESTS_GOLDEN_HPP
#define TAPELESS_TESTS_GOLDEN_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <ranges>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace golden {

/// One named tensor. A scalar has no extents and one value.
struct array {
  std::vector<std::size_t> shape;
  std::vector<double> values;  // row-major
  double float_error = 0;      // how far PyTorch's own result in float is from these, at most

  std::size_t size() const { return values.size(); }
  double operator[](std::size_t place) const { return values.at(place); }

  /// The value of a scalar.
  double value() const {
    if (values.size() != 1) throw std::logic_error("golden: not a scalar");
    return values[0];
  }

  /// The elements in another type: float, or an integer for labels and indices.
  template <class T>
  std::vector<T> as() const {
    std::vector<T> result;
    result.reserve(values.size());
    for (const double each : values) result.push_back(static_cast<T>(each));
    return result;
  }

  /// The matrix with its axes exchanged: a linear layer of PyTorch stores (out, in).
  array transposed() const {
    if (shape.size() != 2) throw std::logic_error("golden: not a matrix");
    array result{{shape[1], shape[0]}, std::vector<double>(size()), float_error};
    for (std::size_t i = 0; i < shape[0]; ++i) {
      for (std::size_t j = 0; j < shape[1]; ++j) {
        result.values[j * shape[0] + i] = values[i * shape[1] + j];
      }
    }
    return result;
  }
};

/// All arrays of one file.
class file {
 public:
  /// `name` is a path below tests/goldens, without .txt.
  explicit file(const std::string& name) : name_(name) {
    std::string path = folder();
    path.append("/").append(name).append(".txt");
    std::ifstream in{path};
    std::string line;
    if (!std::getline(in, line)) fail("cannot read " + path);
    if (line != "tapeless golden 1") fail("does not begin with \"tapeless golden 1\"");
    while (std::getline(in, line)) {
      if (!line.empty() && line[0] != '#') read(line);
    }
  }

  const array& operator[](std::string_view name) const {
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) fail("there is no \"" + std::string{name} + "\"");
    return found->second;
  }
  bool contains(std::string_view name) const { return arrays_.find(name) != arrays_.end(); }

  /// In the order of the file, which is that of PyTorch's parameters.
  const std::vector<std::string>& names() const { return names_; }

  /// The names that begin with a prefix, without it.
  std::vector<std::string> names(std::string_view prefix) const {
    std::vector<std::string> result;
    for (const std::string& each : names_) {
      if (each.starts_with(prefix)) result.push_back(each.substr(prefix.size()));
    }
    return result;
  }

 private:
  /// NAME EXTENT ... [~ERROR] : VALUE ...
  void read(const std::string& line) {
    std::istringstream words{line};
    std::string name, word;
    array result;
    std::size_t size = 1;
    words >> name;
    while (words >> word && word != ":") {
      if (word[0] == '~') {
        result.float_error = number(word.substr(1));
      } else {
        result.shape.push_back(static_cast<std::size_t>(number(word)));
        size *= result.shape.back();
      }
    }
    while (words >> word) result.values.push_back(number(word));
    if (result.values.size() != size)
      fail(name + ": the number of values is not that of its shape");
    if (!arrays_.emplace(name, std::move(result)).second) fail(name + " stands there twice");
    names_.push_back(name);
  }

  double number(const std::string& word) const {
    char* end = nullptr;
    const double result = std::strtod(word.c_str(), &end);  // inf and nan are numbers, too
    if (end != word.c_str() + word.size()) fail("\"" + word + "\" is not a number");
    return result;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error("golden " + name_ + ": " + what);
  }

  static std::string folder() {
#ifdef TAPELESS_TESTS_DIR
    return TAPELESS_TESTS_DIR "/goldens";
#else
    const std::string here = __FILE__;
    return here.substr(0, here.find_last_of("/\\"));
#endif
  }

  std::string name_;
  std::map<std::string, array, std::less<>> arrays_;
  std::vector<std::string> names_;
};

/// The largest |actual - expected|; infinite if sizes differ, or NaNs or infinities stand elsewhere.
template <std::ranges::input_range Actual>
double distance(const Actual& actual, const array& expected) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double largest = 0;
  std::size_t place = 0;
  for (const auto& each : actual) {
    if (place == expected.size()) return infinity;
    const double mine = static_cast<double>(each), theirs = expected.values[place++];
    if (mine == theirs || (std::isnan(mine) && std::isnan(theirs))) continue;
    const double apart = std::abs(mine - theirs);
    largest = std::max(largest, std::isnan(apart) ? infinity : apart);
  }
  return place == expected.size() ? largest : infinity;
}

/// The same for a scalar.
inline double distance(double actual, const array& expected) {
  return distance(std::array{actual}, expected);
}

/// The greatest of the finite numbers, without sign.
inline double greatest(const array& of) {
  double found = 0;
  for (const double x : of.values)
    if (std::isfinite(x)) found = std::max(found, std::abs(x));
  return found;
}

/// The distance relative to the greatest of the expected numbers, or to `least` where they are smaller.
template <std::ranges::input_range Actual>
double relative_distance(const Actual& actual, const array& expected, double least = 0) {
  const double apart = distance(actual, expected);
  return apart == 0 ? 0 : apart / std::max(least, greatest(expected));
}

}  // namespace golden

#endif
