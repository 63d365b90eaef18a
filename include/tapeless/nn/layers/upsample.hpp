// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/convolution_options.hpp>
#include <tapeless/expr/index_beside.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/repeat.hpp>
#include <tapeless/nn/layers/spatial_axes.hpp>

namespace tapeless {

/// Interpolation between the elements of a value that is resized.
enum class interpolation {
  nearest,                ///< the nearest element before
  linear,                 ///< a mean of both neighbours; elements have extent, as pixels do
  linear_between_corners  ///< likewise; the first and the last element stay where they are
};

namespace detail {
/// One axis brought to M elements.
template <int Axis, int M, interpolation How, expression X>
constexpr auto resampled(X x) {
  constexpr dims d = X::shape_type::value;
  constexpr int n = d[Axis];
  using line = shape<static_cast<std::size_t>(M)>;
  if constexpr (n == M) {
    return x;
  } else if constexpr (How == interpolation::nearest && M % n == 0) {
    return repeat_interleave<Axis, static_cast<std::size_t>(M / n)>(x);
  } else if constexpr (How == interpolation::nearest) {
    const auto from = floor(iota<line, 0>{} * constant<1.0 * n> / constant<1.0 * M>);
    return gather<Axis>(x, convert<std::int32_t>(from));
  } else {
    // where each element comes from: by a division of whole numbers, so that it is the same wherever it is computed
    const auto to = index_beside<X, 0, line>();
    const auto from = [&] {
      if constexpr (How == interpolation::linear)
        return maximum(
            (to * constant<2.0 * n> + constant<1.0 * n>) / constant<2.0 * M> - constant<0.5>,
            constant<0.0>);
      else if constexpr (M == 1)
        return to * constant<n - 1.0>;
      else
        return to * constant<n - 1.0> / constant<M - 1.0>;
    }();
    const auto lower = floor(from);
    constexpr dims beside = [] {
      dims out{.rank = X::shape_type::rank - Axis};
      out[0] = M;
      return out;
    }();
    const auto share = reshape<shape_of_dims<beside>>(from - lower);
    const auto low = gather<Axis>(x, convert<std::int32_t>(lower));
    const auto high = gather<Axis>(x, convert<std::int32_t>(lower + constant<1.0>));
    // (behind the end, high is the last element)
    return in_type_of<X>(low * (constant<1.0> - share) + high * share);
  }
}

/// The spatial axes First, … of x brought to Factor times their size, or to Size if that is not 0.
template <int Spatial, per_axis Factor, per_axis Size, interpolation How, int First, expression X>
constexpr auto resampled_axes(X x) {
  if constexpr (First == Spatial) {
    return x;
  } else {
    constexpr int axis = spatial_axis<X, Spatial>(First);
    constexpr int to = Size[First] > 0 ? Size[First] : X::shape_type::value[axis] * Factor[First];
    return resampled_axes<Spatial, Factor, Size, How, First + 1>(resampled<axis, to, How>(x));
  }
}
}  // namespace detail

/// x at more (or fewer) places: every spatial axis `Factor` times as long, or of a given size.
///
/// Shapes    x: [batch, sizes…, channels]   →  y: [batch, sizes · Factor…, channels], or [batch, Size…, channels]
/// Errors    too few axes: [E068]
/// Source    torch.nn.Upsample; align_corners is interpolation::linear_between_corners
template <int Spatial, per_axis Factor, per_axis Size, interpolation How>
struct upsample_layer : layer<upsample_layer<Spatial, Factor, Size, How>> {
  static constexpr detail::misfit numbers = detail::first_misfit(
      {detail::for_axes(detail::argument::size, Size, Spatial, 0),
       detail::for_axes(detail::argument::factor, Factor, Spatial, Size.least() > 0 ? 0 : 1)});
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::has_spatial_axes<X, Spatial>)
      return detail::refused_for_its_axes<Spatial>(x);
    else
      return detail::resampled_axes<Spatial, Factor, Size, How, 0>(x);
  }
};
/// `upsample2d<2>`, `upsample2d<2, interpolation::linear>`, `upsample2d<per_axis(2, 3)>`.
template <per_axis Factor, interpolation How = interpolation::nearest>
inline constexpr upsample_layer<1, Factor, 0, How> upsample1d{};
template <per_axis Factor, interpolation How = interpolation::nearest>
inline constexpr upsample_layer<2, Factor, 0, How> upsample2d{};
/// `resize2d<per_axis(20, 30), interpolation::linear>`.
template <per_axis Size, interpolation How = interpolation::nearest>
inline constexpr upsample_layer<1, 0, Size, How> resize1d{};
template <per_axis Size, interpolation How = interpolation::nearest>
inline constexpr upsample_layer<2, 0, Size, How> resize2d{};

namespace detail {
/// The leading axes and the rows as one, columns, channels: what pixel_shuffle rearranges.
template <int Up, int R>
constexpr dims shuffled(dims d) {
  d[d.rank - 3] = Up ? d[d.rank - 3] * R : d[d.rank - 3] / R;
  d[d.rank - 2] = Up ? d[d.rank - 2] * R : d[d.rank - 2] / R;
  d[d.rank - 1] = Up ? d[d.rank - 1] / (R * R) : d[d.rank - 1] * R * R;
  for (int i = 0; i < d.rank; ++i)
    if (d[i] < 1) d[i] = 1;
  return d;
}
}  // namespace detail

/// Channels to places: R² channels of one pixel become R rows of R pixels. Channel c R² + i R + j goes to row i, column j
/// of channel c, as in PyTorch.
///
/// Shapes    x: [batch, rows, columns, channels · R²]   →  y: [batch, rows · R, columns · R, channels]
/// Errors    channels that R² does not divide: [E013]; too few axes: [E068]
/// Source    torch.nn.PixelShuffle
template <int R>
struct pixel_shuffle_layer : layer<pixel_shuffle_layer<R>> {
  static constexpr detail::misfit numbers = detail::at_least_one(detail::argument::factor, R);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::has_spatial_axes<X, 2>) {
      return detail::refused_for_its_axes<2>(x);
    } else {
      constexpr dims d = X::shape_type::value, y = detail::shuffled<1, R>(d);
      constexpr int r = d.rank, rows = static_cast<int>(X::shape_type::count) / d[r - 1] / d[r - 2];
      using apart = shape_of_dims<dims{.rank = 5, .size = {rows, d[r - 2], y[r - 1], R, R, 1}}>;
      return reshape<shape_of_dims<y>>(permute<0, 3, 1, 4, 2>(reshape<apart>(x)));
    }
  }
};
template <int R>
inline constexpr pixel_shuffle_layer<R> pixel_shuffle{};

/// Places to channels: the way back from pixel_shuffle.
///
/// Shapes    x: [batch, rows · R, columns · R, channels]   →  y: [batch, rows, columns, channels · R²]
/// Errors    rows or columns that R does not divide: [E013]; too few axes: [E068]
/// Source    torch.nn.PixelUnshuffle
template <int R>
struct pixel_unshuffle_layer : layer<pixel_unshuffle_layer<R>> {
  static constexpr detail::misfit numbers = detail::at_least_one(detail::argument::factor, R);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::has_spatial_axes<X, 2>) {
      return detail::refused_for_its_axes<2>(x);
    } else {
      constexpr dims d = X::shape_type::value, y = detail::shuffled<0, R>(d);
      constexpr int r = d.rank, rows = static_cast<int>(X::shape_type::count) / d[r - 1] / d[r - 2];
      using apart = shape_of_dims<dims{
          .rank = 5, .size = {rows < R ? 1 : rows / R, R, y[r - 2], R, d[r - 1], 1}}>;
      return reshape<shape_of_dims<y>>(permute<0, 2, 4, 1, 3>(reshape<apart>(x)));
    }
  }
};
template <int R>
inline constexpr pixel_unshuffle_layer<R> pixel_unshuffle{};

}  // namespace tapeless
