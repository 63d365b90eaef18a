// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless {

/// Argument of a combinator: a layer, a composition, a lambda.
template <class F>
concept applicable = std::is_class_v<F> && !expression<F>;

template <class Given, bool Layers>
struct combinator_requires_layers {
  static_assert(Layers,
                "x >> residual(f), x >> repeat<3>(f) and their kin: f must be one layer or lambda, "
                "counts stand in angle brackets [E114]");
};

/// y = x.
struct identity_layer : layer<identity_layer> {
  template <expression X>
  static constexpr X body(X x) {
    return x;
  }
};
inline constexpr identity_layer identity{};

namespace detail {
/// Stand-in for a layer made of something else.
template <class... Given>
constexpr auto refused_layer(Given...) {
  refuse(sentence<combinator_requires_layers<arguments_given<Given...>, false>>{});
  return identity;
}
}  // namespace detail

// Combinators of what is no layer, or of several where one is meant [E114].
template <auto... N, detail::term F, class... Given>
constexpr auto residual(F f, Given... given) {
  return detail::refused_layer(f, given...);
}
template <auto... N, detail::term F, class... Given>
constexpr auto repeat(F f, Given... given) {
  return detail::refused_layer(f, given...);
}
template <auto... N, detail::term F, class... Given>
constexpr auto time_distributed(F f, Given... given) {
  return detail::refused_layer(f, given...);
}
template <auto... N, detail::term F, class... Given>
constexpr auto bidirectional(F f, Given... given) {
  return detail::refused_layer(f, given...);
}
template <auto... N, detail::term F, class... Given>
constexpr auto streaming(F f, Given... given) {
  return detail::refused_layer(f, given...);
}
template <auto... N, layer_like F, class... Given>
requires(!(applicable<Given> && ...))
constexpr auto concat(F f, Given... given) {
  return detail::refused_layer(f, given...);
}
template <expression F, class... Given>
constexpr auto sum_of(F f, Given... given) {
  return detail::refused_layer(f, given...);
}

template <class X, class Y, class XShape, class YShape, bool Same>
struct residual_requires_the_same_shape {
  static_assert(Same, "residual(f): f(x) must have the shape of x [E044]");
};

/// y = x + f(x). Adds nothing to the paths: as element k of a composition, the parameters of residual(dense<8>)
/// are "k.weight", "k.bias", and those of residual(dense<8> >> relu) "k.0.weight", "k.0.bias".
///
/// Shapes    x: any   →  y: same as x
/// Errors    an f that changes the shape: [E044]
/// Source    [he16] in docs/references.md
template <class F>
struct residual_layer : layer<residual_layer<F>> {
  static constexpr bool passes_scope = true;
  template <expression X>
  static constexpr auto body(X x) {
    using inner = call<F, X>;
    using from = typename X::shape_type;
    using to = typename inner::shape_type;
    if constexpr (std::is_same_v<from, to>) {
      return x + inner{};
    } else {
      if constexpr (!detail::was_refused<typename inner::body>)
        refuse(sentence<residual_requires_the_same_shape<operand_of<X>, operand_of<inner>, from, to,
                                                         false>>{});
      return stand_in<from, X::type>{};
    }
  }
};
template <applicable F>
constexpr residual_layer<F> residual(F) {
  return {};
}

/// f as the I-th branch of a combinator: two equal layers side by side are two, each with its own parameters.
template <std::size_t I, class F>
struct branch : layer<branch<I, F>> {
  static constexpr bool passes_scope = true;
  template <expression X>
  static constexpr auto body(X) {
    return call<F, X>{};
  }
};

namespace detail {
/// Calls `f` with the branches applied to x: `f(call<branch<0, F>, X>, call<branch<1, G>, X>, …)`.
template <class... F, class X, class Combine>
constexpr auto branched(X, Combine combine) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return combine(call<branch<I, F>, X>{}...);
  }(std::index_sequence_for<F...>{});
}
}  // namespace detail

/// f(x), g(x), … one behind the other along an axis. Their parameters are "0.…", "1.…".
///
/// Shapes    all sizes of f(x), g(x), … but that of the axis agree, else [E014]
template <int Axis, class... F>
struct concat_layer : layer<concat_layer<Axis, F...>> {
  template <expression X>
  static constexpr auto body(X x) {
    return detail::branched<F...>(x, [](auto... y) { return concat<Axis>(y...); });
  }
};
/// `concat(f, g)` along the last axis, `concat<1>(f, g)` along axis 1.
template <int Axis = -1, applicable... F>
requires(sizeof...(F) > 0)
constexpr concat_layer<Axis, F...> concat(F...) {
  return {};
}

/// f(x) + g(x) + …. Their parameters are "0.…", "1.…".
///
/// Shapes    f(x), g(x), … broadcast, else [E010]
template <class... F>
struct sum_layer : layer<sum_layer<F...>> {
  template <expression X>
  static constexpr auto body(X x) {
    return detail::branched<F...>(x, [](auto... y) { return (... + y); });
  }
};
template <applicable... F>
requires(sizeof...(F) > 0)
constexpr sum_layer<F...> sum_of(F...) {
  return {};
}

template <class X, int Rank>
struct time_distributed_requires_time {
  static_assert(Rank >= 2, "time_distributed(f): x must have a batch axis and a time axis [E084]");
};

namespace detail {
/// [batch, time, …] as [batch · time, …].
constexpr dims steps_as_rows(const dims& d) {
  dims out;
  out[out.rank++] = d[0] * d[1];
  for (int i = 2; i < d.rank; ++i) out[out.rank++] = d[i];
  return out;
}
/// [batch · time, …] with batch and time as in `steps`.
constexpr dims rows_as_steps(const dims& d, const dims& steps) {
  dims out;
  out[out.rank++] = steps[0];
  out[out.rank++] = steps[1];
  for (int i = 1; i < d.rank; ++i) out[out.rank++] = d[i];
  return out;
}
}  // namespace detail

/// f applied to every step of a sequence, all at once: batch and time are one axis to it. Adds nothing to the paths.
///
/// Shapes    x: [batch, time, sizes…], f: [n, sizes…] → [n, others…]   →  y: [batch, time, others…]
/// Errors    no time axis: [E084]
/// Source    Keras' TimeDistributed
template <class F>
struct time_distributed_layer : layer<time_distributed_layer<F>> {
  static constexpr bool passes_scope = true;
  template <expression X>
  static constexpr auto body(X x) {
    constexpr dims d = X::shape_type::value;
    if constexpr (d.rank < 2) {
      refuse(sentence<time_distributed_requires_time<operand_of<X>, d.rank>>{});
      return stand_in<typename X::shape_type, X::type>{};
    } else {
      using rows = decltype(reshape<shape_of_dims<detail::steps_as_rows(d)>>(x));
      using made = call<F, rows>;
      constexpr dims parted = detail::rows_as_steps(made::shape_type::value, d);
      return reshape<shape_of_dims<parted>>(made{});
    }
  }
};
template <applicable F>
constexpr time_distributed_layer<F> time_distributed(F) {
  return {};
}

namespace detail {
template <class F, class Indices>
struct copies;
template <class F, std::size_t... I>
struct copies<F, std::index_sequence<I...>> {
  template <std::size_t>
  using one = F;
  using type = chain<one<I>...>;
};
}  // namespace detail

/// block >> block >> …, N times, each with its own parameters: "0.…", "1.…". N = 0 is the identity.
template <std::size_t N, class F>
struct repeat_layer : layer<repeat_layer<N, F>> {
  template <expression X>
  static constexpr auto body(X x) {
    return detail::copies<F, std::make_index_sequence<N>>::type::body(x);
  }
};
template <std::size_t N, applicable F>
constexpr repeat_layer<N, F> repeat(F) {
  return {};
}

}  // namespace tapeless
