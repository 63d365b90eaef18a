// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace tapeless {

/// Role of a value from outside the graph.
enum class leaf_kind { input, target, parameter, state, option };

constexpr std::string_view name_of(leaf_kind k) {
  constexpr std::string_view names[]{"input", "target", "parameter", "state", "option"};
  return names[static_cast<int>(k)];
}

/// Distribution from which a leaf gets its first values, already scaled.
struct initial_value {
  enum class from {
    constant,
    uniform,
    normal,
    truncated_normal,
    orthogonal,
    identity,
    sparse
  } distribution{};
  double a = 0;  ///< the constant, the lower bound, the mean, the gain, or the share of zeros
  double b = 0;  ///< the upper bound or the standard deviation
};

}  // namespace tapeless
