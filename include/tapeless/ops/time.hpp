// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/shape.hpp>
#include <tapeless/ops/attributes.hpp>

namespace tapeless::ops {

/// The place of the frames of a sequence in a value: an axis holds `outer` · `length` · `inner` elements, as batch and time may
/// have been made one axis.
struct time_axis {
  int axis = -1;  ///< -1: the value is no sequence
  int outer = 1, inner = 1;
  int length = 0;  ///< of this value, where the whole sequence is traced
  int lead = 0;    ///< frame t of this value is made of frames up to t − lead of the input

  constexpr bool whole_axis() const { return outer == 1 && inner == 1; }
  constexpr bool spaced_as(const time_axis& other) const {
    return outer == other.outer && inner == other.inner && length == other.length;
  }
};

/// The frames of a sequence that a frame of an op's result is made of.
enum class time_need {
  same_frame,    ///< of the same frame: the op on some frames gives these frames of the result
  window,        ///< of that frame and the `reach` behind it
  frame_before,  ///< of the frame that is `reach` earlier; the first frames are something else
  operand,       ///< it is the frame of the first operand: nothing is computed
  all_frames,    ///< of frames without a limit
  every_nth      ///< of frames that it does not meet one by one
};

/// The question to an op about time: for each operand the place of its frames, if it is a sequence. At least one is.
struct time_request {
  fixed<time_axis, 3> at{};
  fixed<dims, 3> operand{};
  dims result{};
  packed_attributes attr{};

  constexpr bool is_sequence(int k) const { return at.items[k].axis >= 0; }
};

/// An op's rule along time.
struct time_rule {
  time_need need = time_need::all_frames;
  time_axis at{};  ///< of the result; length and lead as in the operand
  int reach = 0;
  /// per operand that is no sequence: its axis that meets the frames, and must have as many of them; or -1
  fixed<int, 3> meets{-1, -1, -1};
};

/// The rule of an op with one operand that keeps each frame to itself, with the frames along an axis of the result.
constexpr time_rule keeps_frames(time_axis t, int axis) {
  t.axis = axis;
  return {time_need::same_frame, t};
}

/// The rule of an op whose operands are aligned at their last axes and meet element by element.
constexpr time_rule meets_by_elements(const time_request& r) {
  time_axis t;
  for (int k = 0; k < 3; ++k) {
    if (!r.is_sequence(k)) continue;
    time_axis own = r.at[k];
    own.axis += r.result.rank - r.operand[k].rank;
    if (t.axis >= 0 && (own.axis != t.axis || !own.spaced_as(t))) return {};
    if (t.axis >= 0 && t.lead < own.lead) own.lead = t.lead;
    t = own;
  }
  time_rule rule{time_need::same_frame, t};
  for (int k = 0; k < 3; ++k)
    if (!r.is_sequence(k)) rule.meets[k] = t.axis - r.result.rank + r.operand[k].rank;
  return rule;
}

/// The place of time once a value of shape `from` has been given the shape `to`; axis -1 if no single axis holds it.
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

}  // namespace tapeless::ops
