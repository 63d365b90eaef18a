// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/refused_arguments.hpp>

// Functions of expressions with arguments that no other overload takes: each says what it wants in one sentence, in place of
// the compiler's list of candidates. Any overload with fewer packs or stricter constraints is preferred to these.

namespace tapeless {

// Those whose axes, sizes and shapes are part of the type [E116].
template <auto... N, detail::term X, class... Given>
constexpr auto sum(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto max(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto min(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto mean(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto variance(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto argmax(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto argmin(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto cumsum(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto cumprod(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto top_k(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto reshape(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto broadcast_to(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto permute(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto transpose(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto slice(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto pad(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, expression X, class... Given>
constexpr auto concat(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto reverse(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto expand_dims(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto gather(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto one_hot(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <detail::term X, class... Given>
constexpr auto stack(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto split(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto chunk(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto roll(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto repeat_interleave(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto tile(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto take_along_axis(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto tril(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto triu(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto windows(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <auto... N, detail::term X, class... Given>
constexpr auto overlap_add(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}

// Those of expressions alone [E102].
template <detail::term X, class... Given>
constexpr auto square(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto matmul(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto gradient(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto gradients(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto vjp(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto jvp(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto hvp(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto jacobian(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto jacobian_forward(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto hessian(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto assign(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto when_training(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto after(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto add_loss(X x, Given... given) {
  return detail::refused_operands(x, given...);
}
template <detail::term X, class... Given>
constexpr auto total_loss(X x, Given... given) {
  return detail::refused_operands(x, given...);
}

}  // namespace tapeless
