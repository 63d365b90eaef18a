// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <limits>
#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/matmul.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/layers/dropout.hpp>

namespace tapeless {

template <class Queries, class Keys, class Values, int QueryRank, int KeyRank, int ValueRank>
struct attention_requires_rows {
  static_assert(QueryRank >= 2 && KeyRank >= 2 && ValueRank >= 2,
                "scaled_dot_product_attention(q, k, v): q, k and v must have at least two axes: "
                "rows and features [E088]");
};
template <class Queries, class Keys, std::size_t QueryFeatures, std::size_t KeyFeatures>
struct attention_requires_equal_features {
  static_assert(QueryFeatures == KeyFeatures,
                "scaled_dot_product_attention(q, k, v): q and k must have as many features, their "
                "last size [E089]");
};
template <class Keys, class Values, std::size_t KeyRows, std::size_t ValueRows>
struct attention_requires_a_value_for_each_key {
  static_assert(KeyRows == ValueRows,
                "scaled_dot_product_attention(q, k, v): k and v must have as many rows, their last "
                "size but one [E090]");
};
template <class Mask, class MaskShape, class ScoreShape, bool Stretches>
struct mask_requires_the_shape_of_the_scores {
  static_assert(Stretches,
                "scaled_dot_product_attention(q, k, v, mask): the mask must broadcast to the "
                "scores, [batch..., rows of q, rows of k] [E091]");
};

/// Options of `scaled_dot_product_attention`: `scaled_dot_product_attention<attention{.causal = true}>`.
struct attention {
  bool causal = false;  ///< row i of the queries sees the first i + 1 keys only
  real scale = 0.0;     ///< of the scores; 0 means 1 / √features
  real dropout = 0.0;   ///< of the weights, in training
};

namespace detail {
inline constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

template <expression X>
inline constexpr std::size_t last_size =
    static_cast<std::size_t>(X::shape_type::value[X::shape_type::rank - 1]);
template <expression X>
inline constexpr std::size_t rows_of_last =
    static_cast<std::size_t>(X::shape_type::value[X::shape_type::rank - 2]);

/// The scores of keys that come after the query become −∞.
template <expression X>
constexpr auto causal(X scores) {
  using all = typename X::shape_type;
  using rows = shape_of_dims<resized(all::value, all::rank - 1, 1)>;
  using columns = shape_of_dims<resized(all::value, all::rank - 2, 1)>;
  return select(iota<columns, all::rank - 1>{} <= iota<rows, all::rank - 2>{}, scores,
                constant<minus_infinity>);
}

/// Stand-in for a refused attention.
template <expression Q>
constexpr stand_in<typename Q::shape_type, Q::type> like_queries(Q) {
  return {};
}
}  // namespace detail

/// 0 where the condition holds, −∞ elsewhere: a mask of scores that says who is seen.
template <expression C>
constexpr auto visible_where(C condition) {
  return select(condition, constant<0.0>, constant<detail::minus_infinity>);
}

/// y = softmax(q kᵀ · scale + mask) v: every row of q takes the mean of the rows of v, weighted by how its keys match.
///
/// Shapes    q: [batch…, T, D], k: [batch…, S, D], v: [batch…, S, E], mask: broadcasts to [batch…, T, S]
///           →  y: [batch…, T, E]; leading axes broadcast
/// Defaults  all keys are seen, the scale is 1/√D, no dropout; as PyTorch (which takes masks of truth values, too:
///           here `visible_where(condition)` makes a mask of one, and dropout is for training alone)
/// Domain    a row all of whose scores are −∞ gives nan, as PyTorch's formula does
/// Errors    fewer than two axes: [E088]; other features in q and k: [E089]; other rows in k and v: [E090];
///           a mask of another shape: [E091]
/// Source    [vaswani17] in docs/references.md; torch.nn.functional.scaled_dot_product_attention
template <attention Options>
struct attention_function {
  static constexpr bool takes_no_position = true;

  template <expression Q, expression K, expression V, expression... Mask>
  static constexpr auto body(Q q, K k, V v, Mask... mask) {
    constexpr int rq = Q::shape_type::rank, rk = K::shape_type::rank, rv = V::shape_type::rank;
    if constexpr (rq < 2 || rk < 2 || rv < 2) {
      refuse(sentence<
             attention_requires_rows<operand_of<Q>, operand_of<K>, operand_of<V>, rq, rk, rv>>{});
      return detail::like_queries(q);
    } else if constexpr (detail::last_size<Q> != detail::last_size<K>) {
      refuse(sentence<attention_requires_equal_features<
                 operand_of<Q>, operand_of<K>, detail::last_size<Q>, detail::last_size<K>>>{});
      return detail::like_queries(q);
    } else if constexpr (detail::rows_of_last<K> != detail::rows_of_last<V>) {
      refuse(
          sentence<attention_requires_a_value_for_each_key<
              operand_of<K>, operand_of<V>, detail::rows_of_last<K>, detail::rows_of_last<V>>>{});
      return detail::like_queries(q);
    } else {
      constexpr double root = core::math::sqrt(static_cast<double>(detail::last_size<Q>));
      constexpr double scale = Options.scale.value != 0 ? Options.scale.value : 1 / root;
      const auto scores = matmul(q, transpose(k)) * constant<scale>;
      return weighted(scores, v, mask...);
    }
  }

 private:
  template <expression X, expression V>
  static constexpr auto weighted(X scores, V v) {
    if constexpr (Options.causal)
      return values_by(softmax_layer<-1>::body(detail::causal(scores)), v);
    else
      return values_by(softmax_layer<-1>::body(scores), v);
  }
  template <expression X, expression V, expression Mask>
  static constexpr auto weighted(X scores, V v, Mask mask) {
    using to = typename X::shape_type;
    using from = typename Mask::shape_type;
    if constexpr (broadcast(from::value, to::value) == to::value) {
      return weighted(scores + mask, v);
    } else {
      refuse(sentence<mask_requires_the_shape_of_the_scores<operand_of<Mask>, from, to, false>>{});
      return weighted(scores, v);
    }
  }
  static constexpr auto values_by(auto weights, auto v) {
    return matmul(dropout_layer<Options.dropout>::body(weights), v);
  }
};

/// `scaled_dot_product_attention(q, k, v)`, `(q, k, v, mask)`,
/// `scaled_dot_product_attention<attention{.causal = true}>(q, k, v)`: see attention_function.
template <attention Options = attention{}, expression Q, expression K, expression V>
constexpr auto scaled_dot_product_attention(Q, K, V) {
  return call<attention_function<Options>, Q, K, V>{};
}
template <attention Options = attention{}, expression Q, expression K, expression V,
          expression Mask>
constexpr auto scaled_dot_product_attention(Q, K, V, Mask) {
  return call<attention_function<Options>, Q, K, V, Mask>{};
}

}  // namespace tapeless
