// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/list.hpp>
#include <tapeless/ops/place.hpp>

namespace tapeless::ir {

/// A part of the graph that runs several times: what `scan` and `vmap` repeat. Its nodes stand in the flat list like all
/// others; they are those made of its carries and slices (passes/look/regions.hpp).
struct region {
  int parent = -1;       ///< the region around it
  int length = 1;        ///< iterations
  bool reverse = false;  ///< from the last slice to the first
  /// carries nothing: one axis more does the same (passes/rewrite/vectorise.hpp)
  bool parallel = false;

  friend constexpr bool operator==(const region&, const region&) = default;
};

/// How many regions stand around a region.
constexpr int depth_of(view<region> regions, int r) {
  int depth = -1;
  for (; r >= 0; r = regions[r].parent) ++depth;
  return depth;
}

/// Whether a region is another, or stands inside it; everything stands inside -1.
constexpr bool is_within(view<region> regions, int inner, int outer) {
  if (outer < 0) return true;
  for (; inner >= 0; inner = regions[inner].parent)
    if (inner == outer) return true;
  return false;
}

}  // namespace tapeless::ir
