// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/convolve.hpp>
#include <tapeless/expr/convolve_transposed.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/nn/initialisers.hpp>
#include <tapeless/nn/layers/dense.hpp>

namespace tapeless {

/// As an option: from where a convolution's weight gets its first values.
template <class Initial>
struct weight_from_t {};
template <class Initial>
inline constexpr weight_from_t<Initial> weight_from{};

/// As an option: from where a convolution's bias gets its first values.
template <class Initial>
struct bias_from_t {};
template <class Initial>
inline constexpr bias_from_t<Initial> bias_from{};

namespace detail {

/// The initialisers that options choose.
template <class Weight, class Bias>
struct first_values {
  using weight = Weight;
  using bias = Bias;
};
template <class Chosen, class... Option>
struct chosen_values {
  using type = Chosen;
};
template <class W, class B, class Initial, class... More>
struct chosen_values<first_values<W, B>, weight_from_t<Initial>, More...>
    : chosen_values<first_values<Initial, B>, More...> {};
template <class W, class B, class Initial, class... More>
struct chosen_values<first_values<W, B>, bias_from_t<Initial>, More...>
    : chosen_values<first_values<W, Initial>, More...> {};
template <class W, class B, class... More>
struct chosen_values<first_values<W, B>, no_bias, More...>
    : chosen_values<first_values<W, no_bias>, More...> {};
template <class W, class B, class Other, class... More>
struct chosen_values<first_values<W, B>, Other, More...>
    : chosen_values<first_values<W, B>, More...> {};
template <auto... Option>
using values_from = typename chosen_values<first_values<init::fan_in_uniform, init::fan_in_uniform>,
                                           std::remove_const_t<decltype(Option)>...>::type;

/// The shape of a weight: the sizes of the window, then two of channels.
constexpr dims weight_shape(int spatial, const window& kernel, int inner, int last) {
  dims d;
  d.rank = spatial + 2;
  for (int i = 0; i < spatial; ++i) d[i] = kernel[i] > 0 ? kernel[i] : 1;
  d[spatial] = inner > 0 ? inner : 1;
  d[spatial + 1] = last;
  return d;
}
template <class X>
constexpr int channels_of(X) {
  constexpr int rank = X::shape_type::rank;
  return rank > 0 ? X::shape_type::value[rank - 1] : 1;
}

/// y plus a bias, where there is one, for a weight of shape d.
template <class Initial, dims Weight, class X, class Y>
constexpr auto with_bias(X, Y y) {
  if constexpr (std::is_same_v<Initial, no_bias>) {
    return y;
  } else {
    constexpr std::size_t outputs =
        static_cast<std::size_t>(Y::shape_type::value[Y::shape_type::rank - 1]);
    constexpr std::size_t fan = static_cast<std::size_t>(Weight.count() / Weight[Weight.rank - 1]);
    constexpr parameter<tags::bias, shape<outputs>, init::for_bias<Initial, fan>, real_of<X>>
        bias{};
    return y + bias;
  }
}
template <int Spatial, int Out, window Kernel, convolution_options Options, class Values, class X>
constexpr auto convolution_body(X x) {
  constexpr dims d = weight_shape(
      Spatial, Kernel, channels_of(X{}) / (Options.groups > 0 ? Options.groups : 1), Out);
  constexpr parameter<tags::weight, shape_of_dims<d>, typename Values::weight, real_of<X>> weight{};
  return with_bias<typename Values::bias, d>(x, convolved_with<Options>(x, weight));
}

}  // namespace detail

/// Convolution over one to three spatial axes, channels last.
///
/// Shapes      x: [batch, S…, channels]   →  y: [batch, P…, Out], P = (S + padding − dilation · (K − 1) − 1) / stride + 1
/// Parameters  weight [K…, channels / groups, Out], which PyTorch keeps as [Out, channels / groups, K…]; bias [Out]; of the
///             element type of x
/// Options     stride, padding (same, causal), dilation, groups; no_bias{}, weight_from<Initial>, bias_from<Initial>
/// Defaults    stride 1, no padding; both parameters U(±1/√fan_in), as PyTorch
/// Errors      [E060] to [E064]
/// Source      torch.nn.Conv1d, Conv2d, Conv3d
template <int Spatial, std::size_t Out, window Kernel, auto... Option>
struct convolution_layer : layer<convolution_layer<Spatial, Out, Kernel, Option...>> {
  static constexpr detail::misfit numbers =
      detail::first_misfit({detail::at_least_one(detail::argument::features, Out),
                            detail::for_axes(detail::argument::kernel, Kernel, Spatial)});
  template <expression X>
  static constexpr auto body(X x) {
    return detail::convolution_body<Spatial, static_cast<int>(Out), Kernel,
                                    detail::options_of<Option...>(),
                                    detail::values_from<Option...>>(x);
  }
};

/// `conv2d<16, 3>`, `conv2d<16, window(3, 5), stride(2), padding(1, 2)>`, `conv1d<32, 7, causal>`, `conv2d<16, 3, same,
/// no_bias{}, weight_from<init::he_normal>>`.
template <std::size_t Out, window Kernel, auto... Option>
inline constexpr convolution_layer<1, Out, Kernel, Option...> conv1d{};
template <std::size_t Out, window Kernel, auto... Option>
inline constexpr convolution_layer<2, Out, Kernel, Option...> conv2d{};
template <std::size_t Out, window Kernel, auto... Option>
inline constexpr convolution_layer<3, Out, Kernel, Option...> conv3d{};

/// A convolution of every channel by itself, with one result or, `multiplier(m)`, m results for each.
///
/// Shapes      x: [batch, S…, channels]   →  y: [batch, P…, channels · m]
/// Parameters  weight [K…, 1, channels · m], bias [channels · m]
/// Options     those of convolutions without groups; multiplier
/// Errors      [E060] to [E064]
/// Source      torch.nn.Conv2d(channels, channels · m, K, groups=channels)
template <int Spatial, window Kernel, auto... Option>
struct depthwise_layer : layer<depthwise_layer<Spatial, Kernel, Option...>> {
  static constexpr detail::misfit numbers =
      detail::first_misfit({detail::for_axes(detail::argument::kernel, Kernel, Spatial),
                            detail::at_least_one(detail::argument::multiplier,
                                                 detail::options_of<Option...>().multiplier)});
  template <expression X>
  static constexpr auto body(X x) {
    constexpr int channels = detail::channels_of(X{});
    constexpr int results = channels * detail::options_of<Option...>().multiplier;
    constexpr convolution_options options = [] {
      convolution_options o = detail::options_of<Option...>();
      o.groups = detail::channels_of(X{});
      o.multiplier = 1;
      return o;
    }();
    return detail::convolution_body<Spatial, results, Kernel, options,
                                    detail::values_from<Option...>>(x);
  }
};

/// `depthwise_conv2d<3, same>`, `depthwise_conv1d<5, multiplier(2)>`.
template <window Kernel, auto... Option>
inline constexpr depthwise_layer<1, Kernel, Option...> depthwise_conv1d{};
template <window Kernel, auto... Option>
inline constexpr depthwise_layer<2, Kernel, Option...> depthwise_conv2d{};
template <window Kernel, auto... Option>
inline constexpr depthwise_layer<3, Kernel, Option...> depthwise_conv3d{};

/// A depthwise convolution without bias, with the options, and a 1 x 1 convolution: `separable_conv2d<32, 3, same>`.
///
/// Source      [chollet17] in docs/references.md
template <std::size_t Out, window Kernel, auto... Option>
inline constexpr auto separable_conv1d =
    depthwise_conv1d<Kernel, Option..., no_bias{}> >> conv1d<Out, 1>;
template <std::size_t Out, window Kernel, auto... Option>
inline constexpr auto separable_conv2d =
    depthwise_conv2d<Kernel, Option..., no_bias{}> >> conv2d<Out, 1>;

/// The transpose of a convolution, which makes images larger: the gradient of one by its x, as a layer.
///
/// Shapes      x: [batch, P…, channels]   →  y: [batch, S…, Out], S = (P − 1) · stride − padding + dilation · (K − 1) + output_padding + 1
/// Parameters  weight [K…, Out / groups, channels], which PyTorch keeps as [channels, Out / groups, K…]; bias [Out]
/// Options     those of convolutions, but same and causal; output_padding
/// Errors      [E061] to [E065]
/// Source      torch.nn.ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
template <int Spatial, std::size_t Out, window Kernel, auto... Option>
struct transposed_convolution_layer
    : layer<transposed_convolution_layer<Spatial, Out, Kernel, Option...>> {
  static constexpr detail::misfit numbers =
      detail::first_misfit({detail::at_least_one(detail::argument::features, Out),
                            detail::for_axes(detail::argument::kernel, Kernel, Spatial)});
  template <expression X>
  static constexpr auto body(X x) {
    constexpr convolution_options options = detail::options_of<Option...>();
    using values = detail::values_from<Option...>;
    constexpr int part = static_cast<int>(Out) / (options.groups > 0 ? options.groups : 1);
    constexpr dims d = detail::weight_shape(Spatial, Kernel, part, detail::channels_of(X{}));
    constexpr parameter<tags::weight, shape_of_dims<d>, typename values::weight, real_of<X>>
        weight{};
    return detail::with_bias<typename values::bias, d>(x,
                                                       detail::transposed_with<options>(x, weight));
  }
};

/// `conv_transpose2d<16, 4, stride(2), padding(1)>`.
template <std::size_t Out, window Kernel, auto... Option>
inline constexpr transposed_convolution_layer<1, Out, Kernel, Option...> conv_transpose1d{};
template <std::size_t Out, window Kernel, auto... Option>
inline constexpr transposed_convolution_layer<2, Out, Kernel, Option...> conv_transpose2d{};
template <std::size_t Out, window Kernel, auto... Option>
inline constexpr transposed_convolution_layer<3, Out, Kernel, Option...> conv_transpose3d{};

}  // namespace tapeless
