// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/attention.hpp>
#include <tapeless/nn/layers/dense.hpp>

namespace tapeless {

namespace tags {
struct in_proj_weight;
struct in_proj_bias;
struct q_proj;
struct k_proj;
struct v_proj;
struct out_proj;
}  // namespace tags

template <class X, std::size_t Width, std::size_t Heads, bool Divides>
struct heads_require_to_divide_the_width {
  static_assert(Divides,
                "x >> multi_head_attention<Heads>: the heads must divide the width of x, its last "
                "size [E087]");
};
template <std::size_t Heads, std::size_t KeyHeads, bool Divides>
struct key_heads_require_to_divide_the_heads {
  static_assert(
      Divides, "multi_head_attention<Heads, heads_of{.key_heads = K}>: K must divide Heads [E092]");
};

/// Options of an attention with several heads, besides their number.
struct heads_of {
  bool causal = false;  ///< row i sees the first i + 1 rows only
  real dropout = 0.0;   ///< of the weights, in training
  bool bias = true;     ///< the projections have one
  /// heads of keys and values, each shared by several heads of queries; 0: one for each
  std::size_t key_heads = 0;
};

namespace detail {
/// The type of a layer that is a template argument.
template <auto F>
using type_of = std::remove_const_t<decltype(F)>;

/// [batch…, T, heads · D] → [batch…, heads, T, D]; strides, no copy.
template <std::size_t Heads, expression X>
constexpr auto heads_apart(X x) {
  constexpr int rank = X::shape_type::rank;
  constexpr dims split = [] {
    dims d = X::shape_type::value;
    d.rank = rank + 1;
    d[rank] = d[rank - 1] / static_cast<int>(Heads);
    d[rank - 1] = static_cast<int>(Heads);
    return d;
  }();
  return [&]<int... I>(std::integer_sequence<int, I...>) {
    return permute<(I == rank - 2   ? rank - 1
                    : I == rank - 1 ? rank - 2
                                    : I)...>(reshape<shape_of_dims<split>>(x));
  }(std::make_integer_sequence<int, rank + 1>{});
}
/// The way back.
template <expression X>
constexpr auto heads_together(X x) {
  constexpr int rank = X::shape_type::rank;
  constexpr dims joined = [] {
    const dims from = X::shape_type::value;
    dims d = from;
    d[rank - 3] = from[rank - 2];
    d[rank - 2] = from[rank - 3] * from[rank - 1];
    d[rank - 1] = 1;
    d.rank = rank - 1;
    return d;
  }();
  return reshape<shape_of_dims<joined>>([&]<int... I>(std::integer_sequence<int, I...>) {
    return permute<(I == rank - 3 ? rank - 2 : I == rank - 2 ? rank - 3 : I)...>(x);
  }(std::make_integer_sequence<int, rank>{}));
}
/// Each of the heads `Times` times, one copy behind the other: [batch…, heads, T, D] → [batch…, heads · Times, T, D].
template <std::size_t Times, expression X>
constexpr auto heads_repeated(X x) {
  constexpr int rank = X::shape_type::rank;
  if constexpr (Times == 1) {
    return x;
  } else {
    constexpr dims apart = [] {
      dims d = X::shape_type::value;
      d.rank = rank + 1;
      for (int i = rank; i > rank - 2; --i) d[i] = d[i - 1];
      d[rank - 2] = static_cast<int>(Times);
      return d;
    }();
    using together = shape_of_dims<resized(
        X::shape_type::value, rank - 3, X::shape_type::value[rank - 3] * static_cast<int>(Times))>;
    return reshape<together>(broadcast_to<shape_of_dims<apart>>(expand_dims<rank - 2>(x)));
  }
}
}  // namespace detail

/// Attention of several heads: projections of queries, keys and values are parted into heads, which attend each for itself,
/// and what they found is projected together.
///
/// `f(x)` attends to x itself, `f(x, memory)` to another sequence, `f(q, k, v)` takes keys and values from two;
/// `f(q, k, v, mask)` adds a mask to the scores, as PyTorch's. A mask of self attention is given to `self_attention`.
///
/// Shapes      q: [batch…, T, width], k: [batch…, S, any], v: [batch…, S, any],
///             mask: broadcasts to [batch…, heads, T, S]   →  y: as q
/// Parameters  f(x):       in_proj_weight [width, width + 2 · key width]: queries, keys, values side by side,
///                         in_proj_bias of as many, out_proj.weight [width, width], out_proj.bias [width]
///             otherwise:  q_proj, k_proj and v_proj, each with weight [in, width] and bias, and out_proj
///             (PyTorch keeps all weights transposed, and of cross attention, too, in_proj_weight if all widths are
///             equal, and in_proj_bias)
/// Defaults    no mask, no dropout, a bias, as many heads of keys as of queries; weights Xavier uniform (out_proj: as
///             dense), biases 0, as PyTorch
/// Errors      heads that do not divide the width: [E087]; key heads that do not divide the heads: [E092];
///             what scaled_dot_product_attention refuses: [E088] to [E091]
/// Source      [vaswani17] in docs/references.md; torch.nn.MultiheadAttention(batch_first=True); key heads: [ainslie23]
///
/// `Positions` is applied to queries and keys after they are parted, [batch…, heads, rows, features of a head]: what
/// turns or shifts them by their place in the sequence.
template <std::size_t Heads, heads_of Options, class Positions>
struct multi_head_attention_layer : layer<multi_head_attention_layer<Heads, Options, Positions>> {
  static constexpr std::size_t key_heads = Options.key_heads != 0 ? Options.key_heads : Heads;

  template <expression X>
  static constexpr auto body(X x) {
    return to_itself(x);
  }
  template <expression X, expression Memory>
  static constexpr auto body(X x, Memory memory) {
    return body(x, memory, memory);
  }
  template <expression Q, expression K, expression V, expression... Mask>
  static constexpr auto body(Q q, K k, V v, Mask... mask) {
    if constexpr (!accepts<Q>()) {
      return detail::like_queries(q);
    } else {
      constexpr std::size_t width = detail::last_size<Q>, key_width = width / Heads * key_heads;
      return together(named<tags::q_proj>(projection<width>)(q),
                      named<tags::k_proj>(projection<key_width>)(k),
                      named<tags::v_proj>(projection<key_width>)(v), mask...);
    }
  }

  /// Attention of x to itself, with or without a mask.
  template <expression X, expression... Mask>
  static constexpr auto to_itself(X x, Mask... mask) {
    if constexpr (!accepts<X>()) {
      return detail::like_queries(x);
    } else {
      constexpr int rank = X::shape_type::rank;
      constexpr std::size_t width = detail::last_size<X>, key_width = width / Heads * key_heads,
                            all = width + 2 * key_width;
      constexpr parameter<tags::in_proj_weight, shape<width, all>, init::glorot_uniform, real_of<X>>
          weight{};
      constexpr parameter<tags::in_proj_bias, shape<all>, init::zeros, real_of<X>> bias{};
      const auto rows = reshape<shape<X::shape_type::count / width, width>>(x);
      const auto product = [&] {
        if constexpr (Options.bias)
          return matmul(rows, weight) + bias;
        else
          return matmul(rows, weight);
      }();
      using shaped = shape_of_dims<detail::resized(X::shape_type::value, rank - 1, all)>;
      const auto made = reshape<shaped>(product);
      constexpr int first = static_cast<int>(width), step = static_cast<int>(key_width);
      return together(slice<-1, 0, first>(made), slice<-1, first, first + step>(made),
                      slice<-1, first + step, first + 2 * step>(made), mask...);
    }
  }

 private:
  template <std::size_t N>
  static constexpr auto projection = [] {
    if constexpr (Options.bias)
      return dense<N, init::glorot_uniform, init::zeros>;
    else
      return dense<N, init::glorot_uniform, no_bias>;
  }();
  template <std::size_t N>
  static constexpr auto last_projection = [] {
    if constexpr (Options.bias)
      return dense<N, init::fan_in_uniform, init::zeros>;
    else
      return dense<N, no_bias>;
  }();

  template <expression X>
  static constexpr bool accepts() {
    if constexpr (X::shape_type::rank < 2) {
      refuse(sentence<attention_requires_rows<operand_of<X>, operand_of<X>, operand_of<X>,
                                              X::shape_type::rank, X::shape_type::rank,
                                              X::shape_type::rank>>{});
      return false;
    } else if constexpr (Heads == 0 || detail::last_size<X> % (Heads == 0 ? 1 : Heads) != 0) {
      refuse(sentence<heads_require_to_divide_the_width<operand_of<X>, detail::last_size<X>, Heads,
                                                        false>>{});
      return false;
    } else if constexpr (Heads % key_heads != 0) {
      refuse(sentence<key_heads_require_to_divide_the_heads<Heads, key_heads, false>>{});
      return false;
    } else {
      return true;
    }
  }

  template <expression Q, expression K, expression V, expression... Mask>
  static constexpr auto together(Q q, K k, V v, Mask... mask) {
    constexpr std::size_t width = detail::last_size<Q>, times = Heads / key_heads;
    constexpr attention how{.causal = Options.causal, .dropout = Options.dropout};
    const auto queries = Positions{}(detail::heads_apart<Heads>(q));
    const auto keys = Positions{}(detail::heads_apart<key_heads>(k));
    const auto found = scaled_dot_product_attention<how>(
        queries, detail::heads_repeated<times>(keys),
        detail::heads_repeated<times>(detail::heads_apart<key_heads>(v)), mask...);
    return named<tags::out_proj>(last_projection<width>)(detail::heads_together(found));
  }
};

/// `multi_head_attention<4>`, `multi_head_attention<4, heads_of{.causal = true}>`,
/// `multi_head_attention<8, heads_of{.key_heads = 2}, rotary>`.
template <std::size_t Heads, heads_of Options = heads_of{}, auto Positions = identity>
inline constexpr multi_head_attention_layer<Heads, Options, detail::type_of<Positions>>
    multi_head_attention{};

/// multi_head_attention to x itself, that may take a mask: `f(x)`, `f(x, mask)`.
template <class Attention>
struct self_attention_layer : layer<self_attention_layer<Attention>> {
  template <expression X, expression... Mask>
  static constexpr auto body(X x, Mask... mask) {
    return Attention::to_itself(x, mask...);
  }
};
template <std::size_t Heads, heads_of Options = heads_of{}, auto Positions = identity>
inline constexpr self_attention_layer<
    multi_head_attention_layer<Heads, Options, detail::type_of<Positions>>>
    self_attention{};

}  // namespace tapeless
