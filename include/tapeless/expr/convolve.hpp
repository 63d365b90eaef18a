// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/convolution_options.hpp>
#include <tapeless/expr/movement.hpp>

namespace tapeless {

template <class X, class Window, int Axis, int Span, int Size>
struct convolve_requires_a_kernel_that_fits {
  static_assert(Span <= Size,
                "convolve(x, w): the kernel, spread by its dilation, must not be larger than the "
                "padded x; channels stand last, [batch, rows, columns, channels] [E060]");
};
template <class X, std::size_t Channels, std::size_t Outputs, std::size_t Groups>
struct convolve_requires_groups_that_divide {
  static_assert(Groups > 0 && Channels % Groups == 0 && Outputs % Groups == 0,
                "convolve(x, w): groups must divide the channels of x, its last size, and those of "
                "the result [E061]");
};
template <class X, class W, int Rank, int WeightRank>
struct convolve_requires_spatial_axes {
  static_assert(Rank >= 3 && Rank <= 5 && Rank == WeightRank,
                "convolve(x, w): x must be [batch, 1 to 3 sizes, channels], w [as many sizes, "
                "channels, outputs] [E062]");
};
template <class X, class W, std::size_t Channels, std::size_t Expected>
struct convolve_requires_channels_to_agree {
  static_assert(Channels == Expected,
                "convolve(x, w): w must have as many channels as a group of x [E063]");
};
template <class X, int Stride, int Dilation, int Before, int After, bool InRange>
struct convolve_requires_steps {
  static_assert(InRange,
                "convolve(x, w): strides and dilations must be in [1, 1023], paddings must not "
                "be negative, and `same` goes with stride 1; one number for all axes or one for "
                "each [E064]");
};

namespace detail {

/// Reason why a convolution of x with w does not fit, and the first axis where it does not.
struct convolution_problem {
  enum class kind { none, axes, steps, groups, channels, window } what = kind::none;
  int axis = 0;
};
struct convolution_shape {
  convolution_problem problem{};
  dims x{}, w{}, y{};  ///< with groups as an axis; x before it is padded
  dims out{};          ///< without
};

/// `w`: [K…, channels of a group, outputs].
constexpr convolution_shape convolution_of(const dims& x, const dims& w,
                                           const convolution_options& o) {
  using kind = convolution_problem::kind;
  convolution_shape s;
  s.out = x;
  if (x.rank < 3 || x.rank > 5 || w.rank != x.rank) {
    s.problem.what = kind::axes;
    return s;
  }
  const int spatial = x.rank - 2, channels = x[spatial + 1], outputs = w[spatial + 1];
  s.out[spatial + 1] = outputs;
  for (int i = 0; i < spatial; ++i) {
    const sides p = o.padded(i, w[i]);
    const bool steps = o.steps[i] >= 1 && o.steps[i] <= ops::largest_step && o.apart[i] >= 1 &&
                       o.apart[i] <= ops::largest_step;
    if (!o.fits(spatial) || !steps || p.before < 0 || p.after < 0 ||
        (o.form == padding_form::same && o.steps[i] != 1)) {
      s.problem = {kind::steps, i};
      return s;
    }
    s.out[1 + i] =
        ops::convolve_op::positions(x[1 + i] + p.before + p.after, w[i], o.steps[i], o.apart[i]);
    if (s.out[1 + i] < 1) {
      s.out[1 + i] = 1;
      if (s.problem.what == kind::none) s.problem = {kind::window, i};
    }
  }
  const int n = o.groups;
  if (n < 1 || channels % n != 0 || outputs % n != 0)
    s.problem.what = kind::groups;
  else if (w[spatial] * n != channels)
    s.problem.what = kind::channels;
  if (s.problem.what != kind::none) return s;
  s.x = s.y = s.w = x;
  s.x.rank = s.y.rank = s.w.rank = x.rank + 1;
  for (int i = 0; i < spatial; ++i) {
    s.y[1 + i] = s.out[1 + i];
    s.w[i] = w[i];
  }
  s.x[spatial + 1] = s.y[spatial + 1] = s.w[spatial] = n;
  s.x[spatial + 2] = s.w[spatial + 1] = channels / n;
  s.y[spatial + 2] = s.w[spatial + 2] = outputs / n;
  return s;
}

constexpr int packed_axes(const per_axis& o) { return ops::packed_steps(o[0], o[1], o[2]); }

/// Zeros around the spatial axes from I on.
template <convolution_options Options, class W, int I, class X>
constexpr auto padded_around(X x) {
  if constexpr (I + 3 == X::shape_type::rank) {
    return x;
  } else {
    constexpr sides p = Options.padded(I, W::shape_type::value[I]);
    if constexpr (p.before == 0 && p.after == 0)
      return padded_around<Options, W, I + 1>(x);
    else
      return padded_around<Options, W, I + 1>(pad<1 + I, p.before, p.after>(x));
  }
}

/// The axes 0, 1, …, with the two before the last exchanged.
template <int... I, class W>
constexpr auto groups_first(W w, std::integer_sequence<int, I...>) {
  constexpr int rank = static_cast<int>(sizeof...(I));
  return permute<(I == rank - 3 ? I + 1 : I == rank - 2 ? I - 1 : I)...>(w);
}
/// A weight [K…, channels, groups · outputs] as [K…, groups, channels, outputs], the shape Out.
template <class Out, class W>
constexpr auto weight_by_groups(W w) {
  constexpr int rank = Out::rank;
  constexpr dims d = Out::value;
  if constexpr (d[rank - 3] == 1 || d[rank - 2] == 1) {
    return reshape<Out>(w);
  } else {
    constexpr dims parted = [] {
      dims p = Out::value;
      p[rank - 3] = Out::value[rank - 2];
      p[rank - 2] = Out::value[rank - 3];
      return p;
    }();
    return groups_first(reshape<shape_of_dims<parted>>(w), std::make_integer_sequence<int, rank>{});
  }
}

/// Says what is wrong with a convolution of x with w.
template <convolution_options Options, convolution_problem::kind Problem, int Axis, int Outputs,
          class X, class W>
constexpr void refuse_convolution() {
  using kind = convolution_problem::kind;
  constexpr dims x = X::shape_type::value, w = W::shape_type::value;
  constexpr sides p = Options.padded(Axis, w[Axis]);
  constexpr int channels = x[x.rank > 0 ? x.rank - 1 : 0];
  if constexpr (was_refused<X> || was_refused<W>) {
  } else if constexpr (Problem == kind::axes) {
    refuse(sentence<
           convolve_requires_spatial_axes<operand_of<X>, right_operand<W>, x.rank, w.rank>>{});
  } else if constexpr (Problem == kind::steps) {
    refuse(sentence<convolve_requires_steps<operand_of<X>, Options.steps[Axis], Options.apart[Axis],
                                            p.before, p.after, false>>{});
  } else if constexpr (Problem == kind::window) {
    refuse(sentence<convolve_requires_a_kernel_that_fits<operand_of<X>, right_operand<W>, Axis,
                                                         (w[Axis] - 1) * Options.apart[Axis] + 1,
                                                         x[1 + Axis] + p.before + p.after>>{});
  } else if constexpr (Problem == kind::groups) {
    refuse(sentence<convolve_requires_groups_that_divide<
               operand_of<X>, static_cast<std::size_t>(channels), static_cast<std::size_t>(Outputs),
               static_cast<std::size_t>(Options.groups)>>{});
  } else {
    refuse(sentence<convolve_requires_channels_to_agree<
               operand_of<X>, right_operand<W>, static_cast<std::size_t>(w[w.rank - 2]),
               static_cast<std::size_t>(channels / Options.groups)>>{});
  }
}

template <convolution_options Options, class X, class W>
constexpr auto convolved_with(X x, W w) {
  constexpr dims dx = X::shape_type::value, dw = W::shape_type::value;
  constexpr convolution_shape s = convolution_of(dx, dw, Options);
  using kind = convolution_problem::kind;
  constexpr kind problem = s.problem.what;
  if constexpr (Options.multiplier != 1 || !(Options.longer == per_axis(0))) {
    using other = std::conditional_t<Options.multiplier != 1, multiplier, output_padding>;
    refuse(sentence<windows_require_options_by_name<operand_of<other>, false>>{});
    return stand_in<shape_of_dims<s.out>, promote(X::type, W::type)>{};
  } else if constexpr (problem == kind::none) {
    using out = shape_of_dims<s.y>;
    const auto padded = padded_around<Options, W, 0>(reshape<shape_of_dims<s.x>>(x));
    const auto weight = weight_by_groups<shape_of_dims<s.w>>(w);
    using op = with<ops::convolve_op, 0, packed_axes(Options.steps), packed_axes(Options.apart)>;
    return reshape<shape_of_dims<s.out>>(apply<op, out, std::remove_const_t<decltype(padded)>,
                                               std::remove_const_t<decltype(weight)>>{});
  } else {
    refuse_convolution<Options, problem, s.problem.axis, s.out[dx.rank > 0 ? dx.rank - 1 : 0], X,
                       W>();
    return stand_in<shape_of_dims<s.out>, promote(X::type, W::type)>{};
  }
}

}  // namespace detail

/// Convolution (that is, correlation) over one to three spatial axes, channels last:
/// `convolve<stride(2), same>(x, w)`.
///
/// Shapes    x: [batch, S…, channels], w: [K…, channels / groups, outputs]   →  y: [batch, P…, outputs]
/// Defaults  stride(1), padding(0), dilation(1), groups(1)
/// Errors    [E060] to [E064]
/// Source    torch.nn.functional.conv1d, conv2d, conv3d, which keep w as [outputs, channels / groups, K…]
template <auto... Option, expression X, expression W>
constexpr auto convolve(X x, W w) {
  return detail::convolved_with<detail::options_of<Option...>()>(x, w);
}

}  // namespace tapeless
