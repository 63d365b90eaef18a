// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/nn/layers/pooling.hpp>

namespace tapeless {

namespace detail {
/// Options of max pooling, whose stride is 1 if none is named.
template <auto... Option>
constexpr pooling_options unfolding_with() {
  return max_pooling::with<stride(1), Option...>();
}
}  // namespace detail

/// Every window of an image as one row: a convolution is a product with these.
///
/// Shapes    x: [batch, rows, columns, channels]   →  y: [batch, windows, kernel elements · channels]
/// Defaults  stride 1, no padding, dilation 1
/// Errors    a window that does not fit: [E066]; too few axes: [E068]
/// Source    torch.nn.Unfold, whose rows have the channels outermost; here they are innermost
template <window Kernel, pooling_options O>
struct unfold_layer : layer<unfold_layer<Kernel, O>> {
  static constexpr detail::misfit numbers = detail::pooling_misfit(Kernel, O, 2);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (X::shape_type::rank != 4) {
      return detail::refused_for_its_axes<2>(x);
    } else if constexpr (!detail::windows_fit<2, Kernel, O, X, false>()) {
      return stand_in<typename X::shape_type, X::type>{};
    } else {
      constexpr dims d = X::shape_type::value;
      constexpr auto p = detail::axis_to_pool<2, Kernel, O, X>(0),
                     q = detail::axis_to_pool<2, Kernel, O, X>(1);
      using rows = shape_of_dims<dims{
          .rank = 3,
          .size = {d[0], p.windows() * q.windows(), p.kernel * q.kernel * d[3], 1, 1, 1}}>;
      const auto parts = detail::padded_windows<1, p, 0.0>(detail::padded_windows<2, q, 0.0>(x));
      return reshape<rows>(permute<0, 1, 3, 2, 4, 5>(parts));
    }
  }
};
/// `unfold<3>`, `unfold<window(2, 3), stride(2), padding(1)>`.
template <window Kernel, auto... Option>
inline constexpr unfold_layer<Kernel, detail::unfolding_with<Option...>()> unfold{};

/// Windows laid back into an image of given sizes, and added where they overlap: the transpose of unfold.
///
/// Shapes    x: [batch, windows, kernel elements · channels]   →  y: [batch, Size[0], Size[1], channels]
/// Defaults  stride 1, no padding, dilation 1
/// Errors    a window that does not fit: [E066]; x that is not all windows of such an image: [E013]
/// Source    torch.nn.Fold, whose rows have the channels outermost; here they are innermost
template <per_axis Size, window Kernel, pooling_options O>
struct fold_layer : layer<fold_layer<Size, Kernel, O>> {
  static constexpr detail::misfit numbers = detail::first_misfit(
      {detail::for_axes(detail::argument::size, Size, 2), detail::pooling_misfit(Kernel, O, 2)});
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (X::shape_type::rank != 3) {
      return detail::refused_for_its_axes<1>(x);
    } else {
      constexpr dims d = X::shape_type::value;
      constexpr int elements = Kernel[0] * Kernel[1];
      constexpr int channels = d[2] < elements ? 1 : d[2] / elements;
      using image =
          stand_in<shape_of_dims<dims{.rank = 4, .size = {d[0], Size[0], Size[1], channels, 1, 1}}>,
                   X::type>;
      if constexpr (!detail::windows_fit<2, Kernel, O, image, false>()) {
        return image{};
      } else {
        constexpr auto p = detail::axis_to_pool<2, Kernel, O, image>(0);
        constexpr auto q = detail::axis_to_pool<2, Kernel, O, image>(1);
        using apart = shape_of_dims<dims{
            .rank = 6, .size = {d[0], p.windows(), q.windows(), p.kernel, q.kernel, channels}}>;
        const auto parts = permute<0, 1, 3, 2, 4, 5>(reshape<apart>(x));
        const auto columns = overlap_add<3, q.padded(), q.stride, q.dilation>(parts);
        const auto padded = overlap_add<1, p.padded(), p.stride, p.dilation>(columns);
        return slice<2, q.before, q.before + q.size>(slice<1, p.before, p.before + p.size>(padded));
      }
    }
  }
};
/// `fold<per_axis(8, 9), 3>`, `fold<8, 3, stride(2), padding(1)>`.
template <per_axis Size, window Kernel, auto... Option>
inline constexpr fold_layer<Size, Kernel, detail::unfolding_with<Option...>()> fold{};

}  // namespace tapeless
