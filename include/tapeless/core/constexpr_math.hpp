// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <limits>

#include <tapeless/core/rooms.hpp>

/// The few functions of <cmath> that are needed while compiling, where the standard's are not constexpr yet.
/// They call no library, so a microcontroller may use them at run time too.
namespace tapeless::core::math {

/// √x to full double precision, the last bit nearly always as the processor has it; nan for x < 0.
///
/// Source    Newton's iteration; the last step uses the exact residual x − y² [dekker71] in docs/references.md
constexpr double sqrt(double x) {
  if (!(x >= 0)) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0 || x > std::numeric_limits<double>::max()) return x;
  double scale = 1;
  while (x >= 4) x /= 4, scale *= 2;
  while (x < 1) x *= 4, scale /= 2;
  double y = (x + 2) / 2.75;
  for (int i = 0; i < 5; ++i) y = 0.5 * (y + x / y);
  // y² = square + rest without rounding, by splitting y into two halves of 26 bits
  const double wide = 134217729.0 * y, high = wide - (wide - y), low = y - high;
  const double square = y * y;
  const double rest = ((high * high - square) + 2 * high * low) + low * low;
  return scale * (y + ((x - square) - rest) / (2 * y));
}

/// xⁿ for n ≥ 0 by repeated squaring.
[[gnu::cold]] constexpr double power(double x, std::int64_t n) {
  double out = 1;
  for (; n > 0; n /= 2, x *= x)
    if (n % 2 != 0) out *= x;
  return out;
}

/// xᵖ for 0 ≤ x ≤ 1 and p ≥ 0, to a few units in the last place of numbers about 1.
constexpr double real_power(double x, double p) {
  constexpr double ln2 = 0.69314718055994530942;
  if (!(x > 0)) return p == 0 ? 1 : 0;
  std::int64_t halvings = 0;
  while (x < 0.70710678118654752) x *= 2, ++halvings;
  // ln x = 2 (z + z³/3 + z⁵/5 + …), z = (x − 1) / (x + 1), |z| < 0.172
  const double z = (x - 1) / (x + 1), square = z * z;
  double sum = 0;
  for (int k = 25; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
  const double y = p * (2 * z * sum - static_cast<double>(halvings) * ln2);
  if (y < -745) return 0;
  // eʸ = 2⁻ⁿ eʳ, |r| < ln 2
  const auto n = static_cast<std::int64_t>(-y / ln2);
  const double r = y + static_cast<double>(n) * ln2;
  double out = 1;
  for (int k = 20; k >= 1; --k) out = 1 + out * r / k;
  return out * power(0.5, n);
}

/// cos(π t) for 0 ≤ t ≤ 1, to about one unit in the last place; exact at 0, 1/2 and 1.
[[gnu::cold]] constexpr double cos_of_pi(double t) {
  constexpr double pi = 3.14159265358979323846;
  if (t > 0.5) return -cos_of_pi(1 - t);
  const bool steep = t > 0.25;  // there the sine of the complement is the accurate one
  const double x = pi * (steep ? 0.5 - t : t), square = x * x;
  double sum = 0;
  for (int k = 18; k >= 0; k -= 2)  // Horner: 1 − x²/(1·2) (1 − x²/(3·4) (1 − …)), sine alike
    sum = 1 - sum * square / (steep ? (k + 2.0) * (k + 3.0) : (k + 1.0) * (k + 2.0));
  return steep ? x * sum : sum;
}

}  // namespace tapeless::core::math
