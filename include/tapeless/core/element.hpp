// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

namespace tapeless {

/// Type of one element of a value, in the order of promotion: the result of an operation has the
/// greater of its operands' types. `weak` is a number written in an expression: it takes the
/// type of whatever it meets. Integers are labels and tokens; arithmetic with them gives floats.
enum class element : std::uint8_t { weak, int32, float32, float64 };

template <class T>
inline constexpr element element_of = element::weak;
template <>
inline constexpr element element_of<std::int32_t> = element::int32;
template <>
inline constexpr element element_of<float> = element::float32;
template <>
inline constexpr element element_of<double> = element::float64;

constexpr element promote(element a, element b) { return a > b ? a : b; }

/// Bytes that one stored element takes; a weak value is stored as float32.
constexpr int bytes_of(element e) { return e == element::float64 ? 8 : 4; }

constexpr std::string_view name_of(element e) {
  switch (e) {
    case element::weak: return "weak";
    case element::int32: return "int32";
    case element::float32: return "float32";
    case element::float64: return "float64";
  }
  return "?";
}

/// A number as a template argument: `dropout<0.1>`. (clang 14 has no plain `double` there.)
struct real {
  double value;
  constexpr real(double v) : value(v) {}  // implicit: users write the number
  constexpr real(int v) : value(v) {}     // (clang 14 does not convert twice)
  friend constexpr bool operator==(const real&, const real&) = default;
};

}  // namespace tapeless
