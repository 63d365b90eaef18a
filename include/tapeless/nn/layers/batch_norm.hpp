// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/effects.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/layers/affine.hpp>

namespace tapeless {

namespace tags {
struct running_mean;
struct running_var;
struct num_batches_tracked;
}  // namespace tags

template <class X, int Rank>
struct channel_norm_requires_batch_and_channels {
  static_assert(Rank >= 2,
                "x >> batch_norm, group_norm, instance_norm: x must have a batch axis and, last, "
                "channels [E081]");
};
template <class X, std::size_t Groups, std::size_t Channels>
struct group_norm_requires_equal_groups {
  static_assert(Groups >= 1 && Channels % Groups == 0,
                "x >> group_norm<G>: G must divide the channels, the last size of x [E082]");
};

/// In place of a momentum: running statistics are the plain average of those of all steps so far.
inline constexpr real no_momentum = -1.0;

namespace detail {
constexpr misfit momentum_misfit(real m) {
  return m == no_momentum ? misfit{} : share(argument::momentum, m);
}

/// A running statistic moved towards the newest.
template <real Momentum, class Running, class Newest>
constexpr auto moved_towards(Running running, Newest newest) {
  if constexpr (Momentum == no_momentum) {
    constexpr state<tags::num_batches_tracked, shape<>, init::zeros, std::int32_t> count{};
    return running + (newest - running) / (count + constant<1.0>);
  } else {
    return constant<1 - Momentum.value> * running + constant<Momentum> * newest;
  }
}

/// x standardised over some axes by its own statistics, with the assignments that let running ones follow; those of
/// several samples are averaged over axis 0.
template <real Epsilon, real Momentum, class X, int... Axis>
constexpr auto tracked_standardised(X x, axis_list<Axis...> over) {
  using from = typename X::shape_type;
  using channels = shape_of_dims<last_sizes(from::value, 1)>;
  constexpr state<tags::running_mean, channels, init::zeros, real_of<X>> running_mean{};
  constexpr state<tags::running_var, channels, init::ones, real_of<X>> running_var{};
  constexpr double n = elements_over(from::value, set_of<from::rank>(axis_list<Axis...>{}));
  const auto average = mean(x, over, keep_dims);
  const auto centred = x - average;
  const auto spread = mean(square(centred), over, keep_dims);
  const auto y = centred * rsqrt(spread + constant<Epsilon>);
  const auto by_channel = [](auto statistic) {
    using have = typename decltype(statistic)::shape_type;
    if constexpr (have::count == channels::count)
      return reshape<channels>(statistic);
    else
      return reshape<channels>(mean(statistic, axis<0>, keep_dims));
  };
  const auto new_mean = moved_towards<Momentum>(running_mean, by_channel(average));
  const auto new_var =
      moved_towards<Momentum>(running_var, by_channel(spread) * constant<n / (n - 1)>);
  if constexpr (Momentum == no_momentum) {
    constexpr state<tags::num_batches_tracked, shape<>, init::zeros, std::int32_t> count{};
    return after(y, assign(running_mean, new_mean), assign(running_var, new_var),
                 assign(count, convert<std::int32_t>(count + constant<1.0>)));
  } else {
    return after(y, assign(running_mean, new_mean), assign(running_var, new_var));
  }
}

/// x · scale + shift, both one number per channel, made of running statistics: what they are at inference. As the
/// last thing done to the elements of a product it costs no pass over memory.
template <real Epsilon, affine Affine, class X>
constexpr auto standardised_by_running(X x) {
  using channels = shape_of_dims<last_sizes(X::shape_type::value, 1)>;
  constexpr state<tags::running_mean, channels, init::zeros, real_of<X>> running_mean{};
  constexpr state<tags::running_var, channels, init::ones, real_of<X>> running_var{};
  constexpr affine weight = Affine == affine::none ? affine::none : affine::weight;
  const auto scale = with_affine<weight, channels>(rsqrt(running_var + constant<Epsilon>));
  if constexpr (Affine == affine::weight_and_bias) {
    constexpr parameter<tags::bias, channels, init::zeros, real_of<X>> bias{};
    return x * scale + (bias - running_mean * scale);
  } else {
    return x * scale - running_mean * scale;
  }
}

/// Over axes of x by its own statistics in training, by running ones in inference.
template <real Epsilon, real Momentum, affine Affine, class X>
constexpr auto tracked_norm(X x, auto over) {
  using channels = shape_of_dims<last_sizes(X::shape_type::value, 1)>;
  constexpr double n = elements_over(X::shape_type::value, set_of<X::shape_type::rank>(over));
  const auto inference = standardised_by_running<Epsilon, Affine>(x);
  if constexpr (n > 1)
    return when_training(
        with_affine<Affine, channels>(tracked_standardised<Epsilon, Momentum>(x, over)), inference);
  else
    return when_training(lone_statistics<X>{}, inference);
}

/// True if x has a batch axis and channels; reports an error otherwise.
template <class X>
constexpr bool has_channels() {
  constexpr int rank = X::shape_type::rank;
  if constexpr (rank < 2 && !was_refused<X>)
    refuse(sentence<channel_norm_requires_batch_and_channels<operand_of<X>, rank>>{});
  return rank >= 2;
}

}  // namespace detail

/// y = (x − mean) / √(variance + ε) · weight + bias, each channel over batch and space: in training by the statistics
/// of the batch, which running ones follow; in inference by those.
///
///     running ← (1 − momentum) · running + momentum · that of the batch (variances with divisor n − 1)
///
/// Shapes      x: [batch, space…, channels]   →  y: same as x
/// Parameters  weight (ones), bias (zeros): [channels]
/// State       running_mean (zeros), running_var (ones): [channels]; num_batches_tracked if there is no momentum
/// Defaults    ε = 1e-5, momentum 0.1, weight and bias, as PyTorch; `no_momentum` takes the average over all steps
/// Errors      no channels: [E081]; in training, one value per channel: [E080]
/// Source      [ioffe15] in docs/references.md; torch.nn.BatchNorm1d, BatchNorm2d, BatchNorm3d
///
/// Applied twice in one step, as a shared layer, it keeps the running statistics of the last application only.
template <real Epsilon, real Momentum, affine Affine>
struct batch_norm_layer : layer<batch_norm_layer<Epsilon, Momentum, Affine>> {
  static constexpr detail::misfit numbers =
      detail::first_misfit({detail::epsilon(Epsilon), detail::momentum_misfit(Momentum)});
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (detail::has_channels<X>())
      return detail::tracked_norm<Epsilon, Momentum, Affine>(
          x, detail::axes_from_to<0, X::shape_type::rank - 1>());
    else
      return stand_in<typename X::shape_type, X::type>{};
  }
};
/// `batch_norm<>`, `batch_norm<1e-3>`, `batch_norm<1e-5, 0.01>`, `batch_norm<1e-5, no_momentum, affine::none>`.
template <real Epsilon = 1e-5, real Momentum = 0.1, affine Affine = affine::weight_and_bias>
inline constexpr batch_norm_layer<Epsilon, Momentum, Affine> batch_norm{};

/// As batch_norm, but every sample by its own statistics: over space only. Untracked, inference does the same.
///
/// Shapes      x: [batch, space…, channels]   →  y: same as x
/// Parameters  weight (ones), bias (zeros): [channels], if asked for
/// State       running_mean, running_var: [channels], if a momentum is given
/// Defaults    ε = 1e-5, no parameters, not tracked, as PyTorch
/// Errors      no channels: [E081]; in training, one value per channel: [E080]
/// Source      [ulyanov16] in docs/references.md; torch.nn.InstanceNorm1d, InstanceNorm2d, InstanceNorm3d
template <real Epsilon, affine Affine, real Momentum>
struct instance_norm_layer : layer<instance_norm_layer<Epsilon, Affine, Momentum>> {
  static constexpr detail::misfit numbers =
      detail::first_misfit({detail::epsilon(Epsilon), detail::momentum_misfit(Momentum)});
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (detail::has_channels<X>()) {
      using channels = shape_of_dims<detail::last_sizes(X::shape_type::value, 1)>;
      constexpr auto over = detail::axes_from_to<1, X::shape_type::rank - 1>();
      constexpr auto each = static_cast<std::size_t>(X::shape_type::value[0]) * channels::count;
      const auto y = detail::with_affine<Affine, channels>(detail::standardised<Epsilon>(x, over));
      if constexpr (Momentum.value != 0)
        return detail::tracked_norm<Epsilon, Momentum, Affine>(x, over);
      else if constexpr (X::shape_type::count > each)
        return y;
      else
        return when_training(lone_statistics<X>{}, y);
    } else {
      return stand_in<typename X::shape_type, X::type>{};
    }
  }
};
/// `instance_norm<>`, `instance_norm<1e-5, affine::weight_and_bias>`; tracked: `instance_norm<1e-5, affine::none, 0.1>`.
template <real Epsilon = 1e-5, affine Affine = affine::none, real Momentum = 0.0>
inline constexpr instance_norm_layer<Epsilon, Affine, Momentum> instance_norm{};

/// y = (x − mean) / √(variance + ε) · weight + bias, over space and the channels of one group.
///
/// Shapes      x: [batch, space…, channels]   →  y: same as x
/// Parameters  weight (ones), bias (zeros): [channels]
/// Defaults    ε = 1e-5, weight and bias, as PyTorch
/// Errors      no channels: [E081]; groups that do not divide them: [E082]
/// Source      [wu18] in docs/references.md; torch.nn.GroupNorm
template <std::size_t Groups, real Epsilon, affine Affine>
struct group_norm_layer : layer<group_norm_layer<Groups, Epsilon, Affine>> {
  static constexpr detail::misfit numbers = detail::epsilon(Epsilon);
  template <expression X>
  static constexpr auto body(X x) {
    using from = typename X::shape_type;
    if constexpr (detail::has_channels<X>()) {
      constexpr auto batch = static_cast<std::size_t>(from::value[0]),
                     channels = static_cast<std::size_t>(from::value[from::rank - 1]);
      if constexpr (Groups >= 1 && channels % Groups == 0) {
        constexpr std::size_t width = channels / Groups;
        using parted = shape<batch, from::count / (batch * channels), Groups, width>;
        const auto y = detail::standardised<Epsilon>(reshape<parted>(x), axes<1, 3>);
        return detail::with_affine<Affine, shape<channels>>(reshape<from>(y));
      } else {
        refuse(sentence<group_norm_requires_equal_groups<operand_of<X>, Groups, channels>>{});
        return stand_in<from, X::type>{};
      }
    } else {
      return stand_in<from, X::type>{};
    }
  }
};
/// `group_norm<8>`, `group_norm<8, 1e-6>`.
template <std::size_t Groups, real Epsilon = 1e-5, affine Affine = affine::weight_and_bias>
inline constexpr group_norm_layer<Groups, Epsilon, Affine> group_norm{};

}  // namespace tapeless
