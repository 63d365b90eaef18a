// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

#include <tapeless/core/bfloat16.hpp>

namespace tapeless::core {

/// Bits of a float to the nearest IEEE half, of two equally near the even one: beyond 65,519.99 infinity, below 2⁻¹⁴ a
/// subnormal number; a NaN stays one, and is quiet.
constexpr std::uint16_t float16_bits(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t sign = (bits >> 16) & 0x8000u, size = bits & 0x7fffffffu;
  if (size > 0x7f800000u)
    return static_cast<std::uint16_t>(sign | 0x7e00u | ((size >> 13) & 0x3ffu));
  if (size >= 0x47800000u) return static_cast<std::uint16_t>(sign | 0x7c00u);
  if (size < 0x38800000u)  // the sum's last bit is worth 2⁻²⁴, as a subnormal's
    return static_cast<std::uint16_t>(
        sign | (std::bit_cast<std::uint32_t>(std::bit_cast<float>(size) + 0.5f) - 0x3f000000u));
  return static_cast<std::uint16_t>(sign |
                                    ((size - 0x38000000u + 0xfffu + ((size >> 13) & 1u)) >> 13));
}
/// The float that 16 bits of an IEEE half are; a NaN becomes quiet.
constexpr float float_of_float16(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16, size = half & 0x7fffu;
  if (size < 0x400u) {
    const float number = static_cast<float>(size) * 0x1p-24f;
    return sign != 0 ? -number : number;
  }
  const std::uint32_t wide = (size << 13) + 0x38000000u;
  if (size < 0x7c00u) return std::bit_cast<float>(sign | wide);
  return std::bit_cast<float>(sign | (wide + 0x38000000u) | (size > 0x7c00u ? 0x400000u : 0u));
}

}  // namespace tapeless::core

namespace tapeless {

/// IEEE 754's half, to store numbers in two bytes: up to 65,504, and 11 bits of precision. Arithmetic is done in float:
/// `float16(0.5f)`, `float(x)`.
///
/// Source    torch.float16
struct float16 {
  std::uint16_t bits;

  float16() = default;
  template <class Number>
  requires std::is_arithmetic_v<Number>
  constexpr explicit float16(Number x) : bits(core::float16_bits(core::before_rounding(x))) {}
  constexpr static float16 of_bits(std::uint16_t b) { return std::bit_cast<float16>(b); }
  template <class Number>
  requires std::is_arithmetic_v<Number>
  constexpr explicit operator Number() const {
    return static_cast<Number>(core::float_of_float16(bits));
  }
  friend constexpr bool operator==(float16 a, float16 b) {
    return static_cast<float>(a) == static_cast<float>(b);
  }
};

}  // namespace tapeless
