// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/nn/losses/loss.hpp>
#include <tapeless/nn/losses/loss_of_three.hpp>
#include <tapeless/nn/losses/not_below_zero.hpp>

namespace tapeless {

/// 1 − cos where t = 1, max(0, cos − Margin) where t = −1, cos that of the angle between the rows of a and b; the mean
/// over rows.
///
/// Shapes    a, b: [rows, size]; t: [rows]   →  a scalar
/// Defaults  Margin = 0
/// Errors    other shapes: [E054]
/// Source    torch.nn.CosineEmbeddingLoss
template <real Margin, reduction R = reduction::mean>
struct cosine_embedding_loss : loss_of_three<cosine_embedding_loss<Margin, R>> {
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

}  // namespace tapeless
