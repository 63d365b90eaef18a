// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/place.hpp>

namespace tapeless::ops {

/// The most axes over which a sum of products goes: images, and three of space; or three of a kernel, and channels.
inline constexpr int most_summed = 4;

/// A sum of products as loops: how both operands move with the axes of the result, and with the summed ones.
struct product_loops {
  struct moves {
    fixed<int, max_rank> kept{};
    fixed<int, most_summed> summed{};
  };
  int summed = 0;
  fixed<int, most_summed> size{};  ///< of the summed axes
  moves left, right;

  constexpr void sum(int elements, int left_stride, int right_stride) {
    size[summed] = elements;
    left.summed[summed] = left_stride;
    right.summed[summed++] = right_stride;
  }
};

/// The question to a contraction: places of its operands, and all shapes.
struct product_request {
  const place_of_value &a, &b;
  const dims &of_a, &of_b, &of_y;
  const packed_attributes& attr;
};

}  // namespace tapeless::ops
