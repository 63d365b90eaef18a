// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/core/shape.hpp>

namespace tapeless {

/// One number for every spatial axis, or one for all: what windows, strides and the like are given by.
struct per_axis {
  int given = 0;
  int number[3] = {};

  constexpr explicit(false) per_axis(int all) : given(1), number{all, all, all} {}
  constexpr per_axis(int first, int second) : given(2), number{first, second, 1} {}
  constexpr per_axis(int first, int second, int third) : given(3), number{first, second, third} {}
  constexpr int operator[](int axis) const { return number[axis]; }
  /// The least of those given.
  constexpr int least() const {
    int out = number[0];
    for (int i = 1; i < given; ++i) out = number[i] < out ? number[i] : out;
    return out;
  }
  friend constexpr bool operator==(const per_axis&, const per_axis&) = default;
};

// Options of convolutions, in any order behind the sizes: `conv2d<16, 3, stride(2), same>`. Each takes one number for all
// spatial axes, or one for each of them.

/// The size of a kernel: `conv2d<16, window(3, 5)>`.
struct window : per_axis {
  using per_axis::per_axis;
};
/// Distance from one window to the next.
struct stride : per_axis {
  using per_axis::per_axis;
};
/// Distance between the elements of one window.
struct dilation : per_axis {
  using per_axis::per_axis;
};
/// Number of elements that a transposed convolution adds to its result.
struct output_padding : per_axis {
  using per_axis::per_axis;
};

namespace detail {
/// Uses every inherited constructor once: g++ 12 defines one where it is used first, and if that is in a lambda inside a
/// template of a variable, says that it is "used before its definition".
template <class... Option>
constexpr bool defines_constructors() {
  return ((Option(1).given + Option(1, 1).given + Option(1, 1, 1).given == 6) && ...);
}
static_assert(defines_constructors<window, stride, dilation, output_padding>());
}  // namespace detail

/// Into how many groups of channels, each with weights of its own, a convolution is cut.
struct groups {
  int count = 1;
  constexpr explicit groups(int n) : count(n) {}
};
/// Number of results that a depthwise convolution has for each channel.
struct multiplier {
  int count = 1;
  constexpr explicit multiplier(int n) : count(n) {}
};

/// Zeros before and behind an axis: `padding(1, sides(0, 2))`.
struct sides {
  int before = 0, after = 0;
  constexpr explicit(false) sides(int both) : before(both), after(both) {}
  constexpr sides(int first, int last) : before(first), after(last) {}
};
/// Zeros around x.
struct padding {
  int given = 0;
  sides along[3] = {0, 0, 0};

  constexpr explicit padding(sides all) : given(1), along{all, all, all} {}
  constexpr padding(sides first, sides second) : given(2), along{first, second, 0} {}
  constexpr padding(sides first, sides second, sides third)
      : given(3), along{first, second, third} {}
};
/// The type of `same` and `causal`.
enum class padding_form { given, same, causal };
/// As many zeros as make the result as long as x, the odd one behind, as PyTorch; only with stride 1.
inline constexpr padding_form same = padding_form::same;
/// Zeros before the axis alone, so that no result sees what comes later.
inline constexpr padding_form causal = padding_form::causal;

template <class Option, bool Known>
struct windows_require_options_by_name {
  static_assert(Known,
                "f<kernel, options...>: an option must be one that f takes, and say what it is: "
                "stride(2), padding(1); dilation(2), not of averages; of convolutions also same, "
                "causal, groups(4), no_bias{} [E100]");
};

/// All options of a convolution.
struct convolution_options {
  per_axis steps = 1, apart = 1, longer = 0;
  padding around = padding(0);
  padding_form form = padding_form::given;
  int groups = 1, multiplier = 1;

  constexpr void set(const stride& o) { steps = o; }
  constexpr void set(const dilation& o) { apart = o; }
  constexpr void set(const output_padding& o) { longer = o; }
  constexpr void set(const tapeless::groups& o) { groups = o.count; }
  constexpr void set(const tapeless::multiplier& o) { multiplier = o.count; }
  constexpr void set(const padding& o) { around = o; }
  constexpr void set(padding_form o) { form = o; }
  template <class Other>
  constexpr void set(const Other&) {  // (who gives the first values: see the layers)
    if constexpr (!std::is_empty_v<Other>)
      refuse(sentence<windows_require_options_by_name<operand_of<Other>, false>>{});
  }

  /// True if each option has one number for all spatial axes, or one for each.
  constexpr bool fits(int spatial) const {
    for (int given : {steps.given, apart.given, longer.given, around.given})
      if (given != 1 && given != spatial) return false;
    return true;
  }

  /// Zeros before and behind spatial axis i, where a kernel has k elements.
  constexpr sides padded(int i, int k) const {
    const int all = (k - 1) * apart[i];
    if (form == padding_form::same) return {all / 2, all - all / 2};
    if (form == padding_form::causal) return {all, 0};
    return around.along[i];
  }
};

namespace detail {
template <auto... Option>
constexpr convolution_options options_of() {
  convolution_options out;
  (out.set(Option), ...);
  return out;
}
}  // namespace detail

}  // namespace tapeless
