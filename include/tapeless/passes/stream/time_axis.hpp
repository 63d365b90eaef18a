// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/graph.hpp>

namespace tapeless::passes::detail {

/// Where the frames of a sequence are in a value: an axis holds `outer` · `length` · `inner` elements, as batch and time may
/// have been made one axis.
struct time_axis {
  int axis = -1;
  int outer = 1, inner = 1;
  int length = 0;  ///< of this value, where the whole sequence is traced
  int lead = 0;    ///< frame t of this value is made of frames up to t − lead of the input

  constexpr bool whole_axis() const { return outer == 1 && inner == 1; }
  constexpr bool spaced_as(const time_axis& other) const {
    return outer == other.outer && inner == other.inner && length == other.length;
  }
};

/// A shape whose axis of time has another number of frames.
constexpr dims with_frames(dims d, const time_axis& t, int frames) {
  d[t.axis] = t.outer * frames * t.inner;
  return d;
}

/// Where time is once a value of shape `from` has been given the shape `to`; axis -1 if no single axis holds it.
constexpr time_axis reshaped(const time_axis& t, const dims& from, const dims& to) {
  int behind = t.inner, before = t.outer;
  for (int i = 0; i < from.rank; ++i) {
    if (i < t.axis) before *= from[i];
    if (i > t.axis) behind *= from[i];
  }
  time_axis out = t;
  int last = 1;
  for (int i = to.rank; i-- > 0; last *= to[i]) {
    if (behind % last != 0 || to[i] % t.length != 0) continue;
    out.inner = behind / last;
    if (to[i] % (t.length * out.inner) != 0) continue;
    out.outer = to[i] / (t.length * out.inner);
    int first = out.outer;
    for (int k = 0; k < i; ++k) first *= to[k];
    out.axis = i;
    if (first == before) return out;
  }
  out.axis = -1;
  return out;
}

}  // namespace tapeless::passes::detail
