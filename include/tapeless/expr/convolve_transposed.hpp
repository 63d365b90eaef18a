// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/convolve.hpp>

namespace tapeless {

template <class X, class W, int OutputPadding, int Stride, int Dilation, int Result, bool Holds>
struct convolve_transposed_requires_sizes {
  static_assert(Holds,
                "convolve_transposed(x, w): output_padding must be smaller than stride or "
                "dilation, the result not empty, and padding be numbers [E065]");
};

namespace detail {

/// A transposed convolution of x with w [K…, outputs of a group, channels]: the sizes of y, and what is wrong.
constexpr convolution_shape transposed_convolution_of(const dims& x, const dims& w,
                                                      const convolution_options& o) {
  using kind = convolution_problem::kind;
  convolution_shape s;
  s.out = x;
  if (x.rank < 3 || x.rank > 5 || w.rank != x.rank) {
    s.problem.what = kind::axes;
    return s;
  }
  const int spatial = x.rank - 2, channels = x[spatial + 1], n = o.groups;
  s.out[spatial + 1] = w[spatial] * (n > 0 ? n : 1);
  if (n < 1 || channels % n != 0)
    s.problem.what = kind::groups;
  else if (w[spatial + 1] != channels)
    s.problem.what = kind::channels;
  for (int i = 0; i < spatial; ++i) {
    const sides p = o.around.along[i];
    const bool steps = o.steps[i] >= 1 && o.steps[i] <= ops::largest_step && o.apart[i] >= 1 &&
                       o.apart[i] <= ops::largest_step && p.before >= 0 && p.after >= 0;
    if (!steps || !o.fits(spatial)) {
      s.problem = {kind::steps, i};
      return s;
    }
    s.out[1 + i] = (x[1 + i] - 1) * o.steps[i] - p.before - p.after + (w[i] - 1) * o.apart[i] +
                   o.longer[i] + 1;
    const bool longer = o.longer[i] == 0 ||
                        (o.longer[i] > 0 && (o.longer[i] < o.steps[i] || o.longer[i] < o.apart[i]));
    if (s.out[1 + i] >= 1 && longer && o.form == padding_form::given) continue;
    s.out[1 + i] = 1;
    if (s.problem.what == kind::none) s.problem = {kind::window, i};
  }
  if (s.problem.what != kind::none) return s;
  s.x = s.y = x;
  s.w = w;
  s.x.rank = s.y.rank = s.w.rank = x.rank + 1;
  for (int i = 0; i < spatial; ++i) s.y[1 + i] = s.out[1 + i];
  s.x[spatial + 1] = s.y[spatial + 1] = s.w[spatial] = n;
  s.x[spatial + 2] = s.w[spatial + 2] = channels / n;
  s.y[spatial + 2] = s.w[spatial + 1] = w[spatial];
  return s;
}

/// x with zeros between its elements and around them along the spatial axes from I on, so that windows of K elements
/// reach each of the places of y.
template <convolution_options O, dims W, dims Y, int I, class X>
constexpr auto spread(X x) {
  constexpr dims d = X::shape_type::value;
  if constexpr (I + 3 == d.rank) {
    return x;
  } else {
    constexpr int axis = 1 + I, way = (W[I] - 1) * O.apart[I], wanted = Y[axis] + way,
                  from = way - O.around.along[I].before,  // where x begins in what is wanted
        before = from > 0 ? from : 0, cut = before - from,
                  held = before + (d[axis] - 1) * O.steps[I] + 1,
                  whole = held > cut + wanted ? held : cut + wanted;
    const auto next = [](auto wide) {
      if constexpr (cut == 0 && whole == wanted)
        return wide;
      else
        return slice<axis, cut, cut + wanted>(wide);
    };
    if constexpr (before == 0 && whole == d[axis])
      return spread<O, W, Y, I + 1>(next(x));
    else
      return spread<O, W, Y, I + 1>(next(apply<with<ops::pad_op, axis, before, O.steps[I] - 1>,
                                               shape_of_dims<resized(d, axis, whole)>, X>{}));
  }
}
template <int... I, class W>
constexpr auto turned_round(W w, std::integer_sequence<int, I...>) {
  return transpose(reverse<I...>(w));
}

template <convolution_options Options, class X, class W>
constexpr auto transposed_with(X x, W w) {
  constexpr dims dx = X::shape_type::value, dw = W::shape_type::value;
  constexpr convolution_shape s = transposed_convolution_of(dx, dw, Options);
  using kind = convolution_problem::kind;
  constexpr kind problem = s.problem.what;
  if constexpr (Options.multiplier != 1) {
    constexpr bool known = Options.multiplier == 1;
    refuse(sentence<windows_require_options_by_name<operand_of<multiplier>, known>>{});
    return stand_in<shape_of_dims<s.out>, promote(X::type, W::type)>{};
  } else if constexpr (problem == kind::none) {
    const auto wide = spread<Options, dw, s.y, 0>(reshape<shape_of_dims<s.x>>(x));
    const auto weight = turned_round(weight_by_groups<shape_of_dims<s.w>>(w),
                                     std::make_integer_sequence<int, dx.rank - 2>{});
    using op = with<ops::convolve_op, 0, ops::packed_steps(1), packed_axes(Options.apart)>;
    return reshape<shape_of_dims<s.out>>(
        apply<op, shape_of_dims<s.y>, std::remove_const_t<decltype(wide)>,
              std::remove_const_t<decltype(weight)>>{});
  } else {
    constexpr int axis = s.problem.axis;
    if constexpr (was_refused<X> || was_refused<W>) {
    } else if constexpr (problem == kind::window) {
      refuse(sentence<convolve_transposed_requires_sizes<
                 operand_of<X>, right_operand<W>, Options.longer[axis], Options.steps[axis],
                 Options.apart[axis], s.out[1 + axis], false>>{});
    } else {
      refuse_convolution<Options, problem, axis, s.out[dx.rank > 0 ? dx.rank - 1 : 0], X, W>();
    }
    return stand_in<shape_of_dims<s.out>, promote(X::type, W::type)>{};
  }
}

}  // namespace detail

/// The transpose of `convolve<options…>(·, w)`: what it would give back. w: [K…, outputs / groups, channels of x].
///
/// Errors    [E061] to [E065]
/// Source    torch.nn.functional.conv_transpose1d, conv_transpose2d, conv_transpose3d
template <auto... Option, expression X, expression W>
constexpr auto convolve_transposed(X x, W w) {
  return detail::transposed_with<detail::options_of<Option...>()>(x, w);
}

}  // namespace tapeless
