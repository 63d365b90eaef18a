// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/nn/initialisers.hpp>

namespace tapeless {

template <std::size_t Count, long Padding, bool Inside>
struct embedding_requires_a_row_as_padding {
  static_assert(Inside,
                "embedding<Count, Width, Padding>: the padding must be one of the Count rows "
                "[E083]");
};
/// For `embedding<Count, Width, Padding>`: no row stands for padding.
inline constexpr long no_padding = -1;

namespace detail {
/// Indices as integers: a trainer's inputs are floats.
template <expression X>
constexpr auto as_indices(X x) {
  if constexpr (is_integer(X::type))
    return x;
  else
    return convert<std::int32_t>(x);
}

/// The rows of a table that x names.
template <std::size_t Count, std::size_t Width, class Initial, class Element, class X>
constexpr auto rows_of_table(X x) {
  constexpr parameter<tags::weight, shape<Count, Width>, Initial, Element> weight{};
  return gather<0>(weight, as_indices(x));
}
}  // namespace detail

/// y[…] = weight[x[…]]: a row of a table for every index.
///
/// Shapes      x: any shape of integers (numbers are cut off to integers)   →  y: [shape of x…, Width]
/// Parameters  weight [Count, Width]
/// Defaults    weight N(0, 1), as PyTorch; no padding; float
/// Gradient    adds dy to the rows read. With an optimiser that leaves the others alone (sgd_without_decay) only those
///             are touched: neither the gradient nor the update is a pass over the table
/// Errors      an index outside [0, Count) takes the nearest row (a trainer refuses data sets with such indices); a padding
///             outside it: [E083]
/// Source      torch.nn.Embedding
///
/// Padding is an index whose row is zeros and is not trained.
template <std::size_t Count, std::size_t Width, long Padding, class Initial, class Element>
struct embedding_layer : layer<embedding_layer<Count, Width, Padding, Initial, Element>> {
  template <expression X>
  static constexpr auto body(X x) {
    const auto rows = detail::rows_of_table<Count, Width, Initial, Element>(x);
    if constexpr (Padding == no_padding) {
      return rows;
    } else {
      constexpr bool inside = Padding >= 0 && Padding < static_cast<long>(Count);
      if constexpr (!inside)
        refuse(sentence<embedding_requires_a_row_as_padding<Count, Padding, inside>>{});
      constexpr real padding = static_cast<double>(Padding);
      return select(equal(expand_dims<-1>(x), constant<padding>), constant<0.0> * rows, rows);
    }
  }
};
/// `embedding<10'000, 64>`, `embedding<10'000, 64, 0>`, `embedding<10'000, 64, no_padding, init::normal<0.0, 0.02>>`.
template <std::size_t Count, std::size_t Width, long Padding = no_padding,
          class Initial = init::normal<0.0, 1.0>, class Element = float>
inline constexpr embedding_layer<Count, Width, Padding, Initial, Element> embedding{};

/// Reduction of the rows of a bag.
enum class bag { sum, mean, max };

/// y[…] = the sum, mean or maximum of weight[x[…, i]] over i.
///
/// Shapes      x: [sizes…, bag] integers   →  y: [sizes…, Width]
/// Parameters  weight [Count, Width]
/// Defaults    mean, weight N(0, 1), as PyTorch (whose gradient of max goes to the first of equals; here to all, in
///             equal shares)
/// Errors      a scalar x: [E017]
/// Source      torch.nn.EmbeddingBag
template <std::size_t Count, std::size_t Width, bag Mode, class Initial, class Element>
struct embedding_bag_layer : layer<embedding_bag_layer<Count, Width, Mode, Initial, Element>> {
  template <expression X>
  static constexpr auto body(X x) {
    // (of a scalar, the axis is refused)
    const auto rows = detail::rows_of_table<Count, Width, Initial, Element>(x);
    if constexpr (Mode == bag::sum)
      return sum(rows, axis<-2>);
    else if constexpr (Mode == bag::mean)
      return mean(rows, axis<-2>);
    else
      return max(rows, axis<-2>);
  }
};
/// `embedding_bag<10'000, 64>`, `embedding_bag<10'000, 64, bag::sum>`.
template <std::size_t Count, std::size_t Width, bag Mode = bag::mean,
          class Initial = init::normal<0.0, 1.0>, class Element = float>
inline constexpr embedding_bag_layer<Count, Width, Mode, Initial, Element> embedding_bag{};

}  // namespace tapeless
