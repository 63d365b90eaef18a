// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/convolution_options.hpp>
#include <tapeless/expr/number_ranges.hpp>

namespace tapeless {

// Options of pooling, in any order behind the kernel, beside stride, padding and dilation:
// `max_pool2d<3, stride(2), padding(1)>`.

/// The type of `ceil_mode`.
enum class ceil_mode_option { on };
/// A last window that reaches over the end counts.
inline constexpr ceil_mode_option ceil_mode = ceil_mode_option::on;
/// Averages: whether padding counts as elements.
struct count_include_pad {
  bool counts;
  constexpr explicit count_include_pad(bool yes) : counts(yes) {}
};
/// Averages: what sums are divided by, in place of the number of elements.
struct divisor_override {
  int divisor;
  constexpr explicit divisor_override(int n) : divisor(n) {}
};

/// All options of pooling.
struct pooling_options {
  static constexpr int as_kernel = -1;
  per_axis steps = as_kernel, apart = 1;
  padding around = padding(0);
  bool ceiling = false, padding_counts = true;
  int divisor = 0;

  constexpr void set(const stride& o) { steps = o; }
  constexpr void set(const dilation& o) { apart = o; }
  constexpr void set(const padding& o) { around = o; }
  constexpr void set(ceil_mode_option) { ceiling = true; }
  constexpr void set(const count_include_pad& o) { padding_counts = o.counts; }
  constexpr void set(const divisor_override& o) { divisor = o.divisor; }
};

namespace detail {

/// The options of a kind of pooling, which takes those of some types.
template <class... Taken>
struct pooling {
  template <auto... Option>
  static constexpr pooling_options with() {
    pooling_options out;
    (set(out, Option), ...);
    return out;
  }

 private:
  template <class Given>
  static constexpr void set(pooling_options& all, const Given& option) {
    if constexpr ((std::is_same_v<Given, Taken> || ...))
      all.set(option);
    else
      refuse(sentence<windows_require_options_by_name<operand_of<Given>, false>>{});
  }
};
using max_pooling = pooling<stride, padding, dilation, ceil_mode_option>;
/// (No dilation, as in PyTorch: elements at the ends are counted for windows without gaps.)
using avg_pooling = pooling<stride, padding, ceil_mode_option, count_include_pad, divisor_override>;

constexpr misfit pooling_misfit(const window& kernel, const pooling_options& o, int spatial) {
  const bool as_kernel = o.steps == per_axis(o.as_kernel);
  return first_misfit({for_axes(argument::kernel, kernel, spatial),
                       for_axes(argument::dilation, o.apart, spatial),
                       as_kernel ? misfit{} : for_axes(argument::stride, o.steps, spatial),
                       one_for_each_axis(argument::padding, o.around.given, spatial)});
}

}  // namespace detail

}  // namespace tapeless
