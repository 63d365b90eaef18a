// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/nn/losses/loss.hpp>
#include <tapeless/nn/losses/margins.hpp>

// Losses of more than a prediction and a target: functions of expressions, `triplet_margin<>(anchor, near, far)`.

namespace tapeless {

template <class First, class Other, class FirstShape, class OtherShape, bool Fits>
struct loss_requires_values_that_fit {
  static_assert(Fits,
                "loss(a, b, c): the shapes of a, b and c must be those that the loss names [E054]");
};

/// A loss of several values. Derive from it and give a static `body(a, b, c)`, `fits<A, B, C>`, `reduced`.
template <class Self>
struct loss_of_several {
  static constexpr bool takes_no_position = true;

  template <expression A, expression B, expression C>
  constexpr auto operator()(A, B, C) const {
    using a = typename A::shape_type;
    using b = typename B::shape_type;
    using c = typename C::shape_type;
    if constexpr (Self::fits(a::value, b::value, c::value)) {
      return call<Self, A, B, C>{};
    } else {
      using wrong =
          std::conditional_t<Self::fits(a::value, b::value, a::value) || std::is_same_v<a, b>, C,
                             B>;
      if constexpr (!(detail::was_refused<A> || detail::was_refused<B> || detail::was_refused<C>))
        refuse(sentence<loss_requires_values_that_fit<operand_of<A>, operand_of<wrong>, a,
                                                      typename wrong::shape_type, false>>{});
      return stand_in<shape<>, A::type>{};
    }
  }
  template <class... Given>
  constexpr auto operator()(Given... given) const {
    return detail::refused_loss(given...);
  }
};

/// mean(max(0, −t (a − b) + Margin)): a is to be greater than b where t = 1, less where t = −1.
///
/// Shapes    a, b, t: one shape   →  a scalar
/// Defaults  Margin = 0
/// Errors    other shapes: [E054]
/// Source    torch.nn.MarginRankingLoss
template <real Margin, reduction R = reduction::mean>
struct margin_ranking_loss : loss_of_several<margin_ranking_loss<Margin, R>> {
  template <reduction Other>
  using reduced = margin_ranking_loss<Margin, Other>;
  static constexpr bool fits(const dims& a, const dims& b, const dims& t) {
    return a == b && a == t;
  }
  static constexpr auto body(auto a, auto b, auto t) {
    return detail::reduced_loss<R>(
        detail::not_below_zero(constant<Margin> - detail::as_numbers(a, t) * (a - b)));
  }
};
template <real Margin = 0.0>
inline constexpr margin_ranking_loss<Margin> margin_ranking{};

/// 1 − cos where t = 1, max(0, cos − Margin) where t = −1, cos that of the angle between the rows of a and b; the mean
/// over rows.
///
/// Shapes    a, b: [rows, size]; t: [rows]   →  a scalar
/// Defaults  Margin = 0
/// Errors    other shapes: [E054]
/// Source    torch.nn.CosineEmbeddingLoss
template <real Margin, reduction R = reduction::mean>
struct cosine_embedding_loss : loss_of_several<cosine_embedding_loss<Margin, R>> {
  template <reduction Other>
  using reduced = cosine_embedding_loss<Margin, Other>;
  static constexpr bool fits(const dims& a, const dims& b, const dims& t) {
    return a.rank > 0 && a == b && t == detail::without(a, 1 << (a.rank - 1));
  }
  static constexpr auto body(auto a, auto b, auto target) {
    const auto t = detail::as_numbers(a, target);
    const auto length = [](auto x) { return sum(square(x), axis<-1>) + constant<1e-12>; };
    const auto cosine = sum(a * b, axis<-1>) / sqrt(length(a) * length(b));
    return detail::reduced_loss<R>(
        select(equal(t, constant<1.0>), constant<1.0> - cosine, constant<0.0>) +
        select(equal(t, constant<-1.0>), detail::not_below_zero(cosine - constant<Margin>),
               constant<0.0>));
  }
};
template <real Margin = 0.0>
inline constexpr cosine_embedding_loss<Margin> cosine_embedding{};

/// mean(max(0, |anchor − near| − |anchor − far| + Margin)) over rows, |d| = (Σ |dᵢ + 1e-6|^P)^(1/P). With Swap the
/// second distance is that of near and far if it is the smaller.
///
/// Shapes    anchor, near, far: [rows…, size]   →  a scalar
/// Defaults  P = 2, Margin = 1, no swap
/// Errors    other shapes: [E054]
/// Source    torch.nn.TripletMarginLoss; swap: [balntas16] in docs/references.md
template <real P, real Margin, bool Swap, reduction R = reduction::mean>
struct triplet_margin_loss : loss_of_several<triplet_margin_loss<P, Margin, Swap, R>> {
  static constexpr bool numbers_fit = P.value > 0;
  template <reduction Other>
  using reduced = triplet_margin_loss<P, Margin, Swap, Other>;
  static constexpr bool fits(const dims& a, const dims& b, const dims& c) {
    return a.rank > 0 && a == b && a == c;
  }
  static constexpr auto body(auto anchor, auto near, auto far) {
    const auto wanted = distance(anchor, near);
    const auto unwanted = [&] {
      if constexpr (Swap)
        return minimum(distance(anchor, far), distance(near, far));
      else
        return distance(anchor, far);
    }();
    return detail::reduced_loss<R>(detail::not_below_zero(constant<Margin> + wanted - unwanted));
  }

 private:
  static constexpr auto distance(auto a, auto b) {
    const auto d = abs(a - b + constant<1e-6>);
    if constexpr (P.value == 1)
      return sum(d, axis<-1>);
    else if constexpr (P.value == 2)
      return sqrt(sum(square(d), axis<-1>));
    else
      return pow(sum(pow(d, constant<P>), axis<-1>), constant<1 / P.value>);
  }
};
template <real P = 2.0, real Margin = 1.0, bool Swap = false>
inline constexpr triplet_margin_loss<P, Margin, Swap> triplet_margin{};

/// mean(½ (ln v + (x − t)² / v)), v the predicted variance, at least Epsilon (its gradient passes all the same); Full
/// adds ½ ln 2π.
///
/// Shapes    x, t: one shape; v: it too, or with a last axis of 1, or without the last axis   →  a scalar
/// Defaults  not full, Epsilon = 1e-6
/// Errors    other shapes: [E054]
/// Source    torch.nn.GaussianNLLLoss
template <bool Full, real Epsilon, reduction R = reduction::mean>
struct gaussian_nll_loss : loss_of_several<gaussian_nll_loss<Full, Epsilon, R>> {
  static constexpr bool numbers_fit = Epsilon.value > 0;
  template <reduction Other>
  using reduced = gaussian_nll_loss<Full, Epsilon, Other>;
  static constexpr bool fits(const dims& x, const dims& t, const dims& v) {
    return x == t && (x == v || (x.rank > 0 && (v == detail::resized(x, x.rank - 1, 1) ||
                                                v == detail::without(x, 1 << (x.rank - 1)))));
  }
  template <expression X, expression Target, expression V>
  static constexpr auto body(X x, Target t, V given) {
    const auto v = [&] {
      if constexpr (V::shape_type::rank < X::shape_type::rank)
        return expand_dims<-1>(given);
      else
        return given;
    }();
    const auto held = select(v < constant<Epsilon>, constant<Epsilon> + (v - stop_gradient(v)), v);
    const auto each = constant<0.5> * (log(held) + square(x - detail::as_numbers(x, t)) / held);
    if constexpr (Full)
      return detail::reduced_loss<R>(each + constant<0.91893853320467274178>);
    else
      return detail::reduced_loss<R>(each);
  }
};
template <bool Full = false, real Epsilon = 1e-6>
inline constexpr gaussian_nll_loss<Full, Epsilon> gaussian_nll{};

}  // namespace tapeless
