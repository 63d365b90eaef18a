// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <limits>

#include <tapeless/core/constexpr_math.hpp>

namespace tapeless {

namespace detail {

/// One formula of a schedule, at work from one epoch to before another, counting from its own beginning.
struct schedule_piece {
  enum class form {
    constant,
    step_decay,
    exponential_decay,
    linear,
    cosine,
    one_cycle,
    polynomial,
    cyclic,
    inverse_root
  };
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  form kind = form::constant;
  double rate = 0;         ///< at the start; the highest in cycles
  double other = 0;        ///< factor of a decay; lowest or last rate
  std::int64_t steps = 1;  ///< of the whole, or of the first cycle
  /// one_cycle: end of the rise; cyclic: steps of the rise; polynomial: the exponent; cosine: how many times as long each
  /// further cycle is, 0 for a wave
  double part = 0;
  double first = 0;     ///< one_cycle: first rate; cyclic: what each step multiplies the height by
  bool linear = false;  ///< one_cycle: along straight lines; cyclic: half as high in each cycle
  std::int64_t from = 0, until = never;

  constexpr bool is_constant() const {
    return kind == form::constant && from == 0 && until == never;
  }
  constexpr double operator()(std::int64_t epoch) const {
    const auto e = static_cast<double>(epoch), n = static_cast<double>(steps);
    switch (kind) {
      case form::constant: return rate;
      case form::step_decay: return rate * core::math::power(other, epoch / steps);
      case form::exponential_decay: return rate * core::math::power(other, epoch);
      case form::linear: return rate + (other - rate) * (epoch < steps ? e / n : 1);
      case form::polynomial:
        return epoch < steps ? rate * core::math::real_power(1 - e / n, part) : 0;
      case form::inverse_root:
        return rate * (epoch + 1 < steps ? (e + 1) / n : core::math::sqrt(n / (e + 1)));
      case form::cosine: return cosine(epoch);
      case form::cyclic: {
        const auto k = static_cast<double>(epoch % steps);
        const double height = k <= part ? k / part : (n - k) / (n - part);
        const double halved = linear ? core::math::power(0.5, epoch / steps) : 1;
        return other + (rate - other) * height * halved * core::math::power(first, epoch);
      }
      case form::one_cycle: {
        const std::int64_t k = epoch < steps ? epoch : steps - 1;
        if (static_cast<double>(k) <= part) return between(rate, first, k, 0, part);
        return between(other, rate, k, part, n - 1);
      }
    }
    return rate;
  }

  friend constexpr bool operator==(const schedule_piece&, const schedule_piece&) = default;

 private:
  constexpr double cosine(std::int64_t epoch) const {
    std::int64_t k = epoch, length = steps;
    if (part == 0) {  // cos(π e / steps) has the period 2 · steps and is even
      k %= 2 * length;
      if (k > length) k = 2 * length - k;
    } else if (part == 1) {
      k %= length;
    } else {
      while (k >= length) k -= length, length *= static_cast<std::int64_t>(part);
    }
    return between(other, rate, k, 0, static_cast<double>(length));
  }
  /// From `high` at epoch `begin` to `low` at epoch `end` along half a cosine; either may be the greater.
  constexpr double between(double low, double high, std::int64_t epoch, double begin,
                           double end) const {
    const double t = end > begin ? (static_cast<double>(epoch) - begin) / (end - begin) : 1.0;
    if (linear) return high + (low - high) * t;
    return low + (high - low) / 2 * (core::math::cos_of_pi(t) + 1);
  }
};

}  // namespace detail

}  // namespace tapeless
