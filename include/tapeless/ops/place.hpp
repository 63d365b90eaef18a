// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/shape.hpp>
#include <tapeless/ops/attributes.hpp>

namespace tapeless::ops {

/// The most regions that may stand inside one another.
inline constexpr int max_region_depth = 4;

/// The distance that something moves in memory with each iteration of the regions around it, the outermost first.
using region_steps = fixed<int, max_region_depth>;

/// The way to read a value: element (i0, i1, …) is `base[start + Σ stride · i]`, and Σ step · iteration further.
struct place_of_value {
  int base = -1;  ///< the node in whose memory it is; -1: no strides can say where
  int start = 0;
  fixed<int, max_rank> stride{};
  region_steps step{};
};

/// A value of its own, in row-major order.
constexpr place_of_value own_place(int id, const dims& d) { return {id, 0, row_major_strides(d)}; }

constexpr bool is_row_major(const place_of_value& p, const dims& d) {
  const auto wanted = row_major_strides(d);
  for (int i = 0; i < d.rank; ++i)
    if (d.size[i] != 1 && p.stride.items[i] != wanted.items[i]) return false;
  return true;
}

/// A shape without its axes of size 1.
constexpr dims squeezed(const dims& d) {
  dims out;
  for (int i = 0; i < d.rank; ++i)
    if (d.size[i] != 1) out.size[out.rank++] = d.size[i];
  return out;
}

/// True if two shapes are the same without their axes of size 1.
constexpr bool same_squeezed(const dims& a, const dims& b) {
  return a == b || squeezed(a) == squeezed(b);
}

/// The question to a view: the place of its operand, and both shapes.
struct place_request {
  const place_of_value& x;
  const dims& from;
  const dims& to;
  const packed_attributes& attr;
};

}  // namespace tapeless::ops
