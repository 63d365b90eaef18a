// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/shape.hpp>

namespace tapeless::ops {

/// The numbers that a node carries besides its operands, packed into one record of a fixed size: cheap to copy and to
/// compare while compiling.
///
/// What they mean is said by the struct `attributes` of each op, whose `read` and `packed` are the only readers and
/// writers of these fields.
struct packed_attributes {
  int axis = 0;
  int first = 0;
  int second = 0;
  double value = 0;

  friend constexpr bool operator==(const packed_attributes& a, const packed_attributes& b) {
    return a.axis == b.axis && a.first == b.first && a.second == b.second &&
           ((a.value == b.value) || (a.value != a.value && b.value != b.value));
  }
};

/// An op that has no numbers.
struct no_attributes {
  static constexpr no_attributes read(const packed_attributes&) { return {}; }
  constexpr packed_attributes packed() const { return {}; }
  constexpr void print(auto&, const dims&) const {}
};

/// The attribute of ops that do something along one axis.
struct along_axis {
  int axis = 0;

  static constexpr along_axis read(const packed_attributes& p) { return {p.axis}; }
  constexpr packed_attributes packed() const { return {.axis = axis}; }
  constexpr void print(auto& out, const dims&) const { out.add(" axis ").add(axis); }
};

/// Adds the members of a set of axes: " 0 2".
constexpr void print_axes(auto& out, axis_set axes, int rank) {
  for (int i = 0; i < rank; ++i)
    if (has_axis(axes, i)) out.add(' ').add(i);
}

}  // namespace tapeless::ops
