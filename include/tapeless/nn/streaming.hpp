// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/streaming.hpp>
#include <tapeless/nn/combinators.hpp>

namespace tapeless {

template <class X, int Rank, bool IsFrame>
struct streaming_requires_a_frame {
  static_assert(IsFrame,
                "x >> streaming(f): x must be a frame, [features] or [batch, features], or a block "
                "of them, [batch, frames, features]; of integers, [batch] or [batch, frames] "
                "[E079]");
};

namespace detail {

/// Axes of a frame: batch and time are added where they are missing.
struct frame_axes {
  bool batch = true, time = true;
};
template <class X>
constexpr frame_axes axes_of_frame() {
  constexpr int rank = X::shape_type::rank, least = is_integer(X::type) ? 1 : 2;
  return {.batch = rank >= least, .time = rank > least};
}
constexpr dims as_block(const dims& d, const frame_axes& has) {
  dims out;
  out[out.rank++] = has.batch ? d[0] : 1;
  if (!has.time) out[out.rank++] = 1;
  for (int i = has.batch ? 1 : 0; i < d.rank; ++i) out[out.rank++] = d[i];
  return out;
}
constexpr dims as_frame(const dims& d, const frame_axes& had) {
  dims out;
  for (int i = 0; i < d.rank; ++i)
    if ((i != 0 || had.batch) && (i != 1 || had.time)) out[out.rank++] = d[i];
  return out;
}

}  // namespace detail

/// A network over time as a step: it takes a frame, or a block of frames, and goes on from where the step before
/// stopped. Frame by frame, or in blocks of any length, the results are those of the whole sequence, to rounding. f has the
/// parameters that it has without this, under the same paths, and is in inference mode.
///
///     constexpr auto net = tl::lstm<16> >> tl::dense<1>;                       // trained on [batch, time, 1]
///     inline constexpr tl::input<struct sample, tl::shape<1>> sample{};
///     auto step = tl::compile(sample >> tl::streaming(net));
///     step[sample][0] = in; step.run(); out = step.result()[0];
///     step.forget();                                                           // another recording begins
///
/// Shapes    x: a frame [features] or [batch, features], or a block [batch, frames, features…]; f sees
///           [batch, time, features…] and gives [batch, time, others…]   →  y: x's axes, with the others in place of the
///           features. Integers have no features: [batch], [batch, frames].
/// State     per convolution or window the frames that it looks back at, per loop its carries; `forget()` empties them
/// Errors    x of other axes: [E079]; a layer that looks ahead: [E078]; one that cannot run frame by frame for another reason:
///           [E138], [E139], [E145] to [E148]
/// Cost      per step one step of every layer; convolutions move their history on, by copying it once
///
/// What f is made of need not know of this: lambdas, loops and layers of your own are taken apart like the library's
/// (passes/stream/stream.hpp). Training through a step stops at what it remembers.
template <class F>
struct streaming_layer : layer<streaming_layer<F>> {
  static constexpr bool is_the_call_inside = true;
  template <expression X>
  static constexpr auto body(X x) {
    constexpr dims d = X::shape_type::value;
    constexpr detail::frame_axes has = detail::axes_of_frame<X>();
    constexpr dims block = detail::as_block(d, has);
    if constexpr (d.rank == 0 || block.rank > max_rank) {
      if constexpr (!detail::was_refused<X>)
        refuse(sentence<streaming_requires_a_frame<operand_of<X>, d.rank, false>>{});
      return stand_in<typename X::shape_type, X::type>{};
    } else {
      using frames = decltype(reshape<shape_of_dims<block>>(x));
      using made = streamed<F, frames>;
      constexpr dims y = made::shape_type::value;
      if constexpr (y.rank < 2)
        return made{};
      else
        return reshape<shape_of_dims<detail::as_frame(y, has)>>(made{});
    }
  }
};
template <applicable F>
constexpr streaming_layer<F> streaming(F) {
  return {};
}

}  // namespace tapeless
