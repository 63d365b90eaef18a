// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <tapeless/core/rooms.hpp>

namespace tapeless::core {

/// x as a float whose last bit says whether anything was cut off: rounding that to 16 bits is rounding x itself once.
constexpr float rounded_to_odd(double x) {
  constexpr float greatest = std::numeric_limits<float>::max();
  const double size = x < 0 ? -x : x;
  if (size > static_cast<double>(greatest) && size < std::numeric_limits<double>::infinity())
    return x < 0 ? -greatest : greatest;
  const auto nearest = static_cast<float>(x);
  const auto back = static_cast<double>(nearest);
  if (back == x || x != x) return nearest;
  const bool beyond = (back < 0 ? -back : back) > size;
  return std::bit_cast<float>((std::bit_cast<std::uint32_t>(nearest) - (beyond ? 1u : 0u)) | 1u);
}

/// The number that 16-bit types round: exact, or to odd.
template <class Number>
constexpr float before_rounding(Number x) {
  if constexpr (std::is_same_v<Number, float>)
    return x;
  else
    return rounded_to_odd(static_cast<double>(x));
}

/// Bits of a float to the nearest bfloat16, of two equally near the even one; a NaN stays one and is quiet.
constexpr std::uint16_t bfloat16_bits(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<std::uint16_t>((bits >> 16) | 0x0040u);
  return static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

}  // namespace tapeless::core

namespace tapeless {

/// The upper half of a float, to store numbers in two bytes: its range, and 8 bits of precision. Arithmetic is done in float:
/// `bfloat16(0.5f)`, `float(x)`.
///
/// Source    torch.bfloat16
struct bfloat16 {
  std::uint16_t bits;

  bfloat16() = default;
  template <class Number>
  requires std::is_arithmetic_v<Number>
  constexpr explicit bfloat16(Number x) : bits(core::bfloat16_bits(core::before_rounding(x))) {}
  constexpr static bfloat16 of_bits(std::uint16_t b) { return std::bit_cast<bfloat16>(b); }
  template <class Number>
  requires std::is_arithmetic_v<Number>
  constexpr explicit operator Number() const {
    return static_cast<Number>(std::bit_cast<float>(std::uint32_t{bits} << 16));
  }
  friend constexpr bool operator==(bfloat16 a, bfloat16 b) {
    return static_cast<float>(a) == static_cast<float>(b);
  }
};

}  // namespace tapeless
