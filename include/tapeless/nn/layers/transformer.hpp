// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/nn/layers/layer_norm.hpp>
#include <tapeless/nn/layers/multi_head_attention.hpp>

namespace tapeless {

namespace tags {
struct self_attn;
struct multihead_attn;
struct linear1;
struct linear2;
struct norm;
struct norm1;
struct norm2;
struct norm3;
struct layers;
}  // namespace tags

/// Options of a transformer block; the defaults are PyTorch's.
struct transformer {
  bool norm_first = false;  ///< x + f(norm(x)) instead of norm(x + f(x))
  real dropout = 0.1;   ///< of the attention's weights, the hidden layer, and what is added to x
  bool causal = false;  ///< of an encoder's self attention; a decoder's always is
  std::size_t key_heads = 0;  ///< as in heads_of
};

namespace detail {
/// x and what a part of a block makes of it, joined as the options say; f takes x, normalised or not.
template <class Norm, transformer Options, expression X, class F>
constexpr auto joined_to(X x, F f) {
  constexpr auto norm = named<Norm>(layer_norm<>);
  if constexpr (Options.norm_first)
    return x + dropout_layer<Options.dropout>::body(f(norm(x)));
  else
    return norm(x + dropout_layer<Options.dropout>::body(f(x)));
}

/// linear2(dropout(activation(linear1(x)))).
template <std::size_t Hidden, transformer Options, class Activation>
constexpr auto feed_forward = []<expression X>(X x) {
  const auto hidden = Activation{}(named<tags::linear1>(dense<Hidden>)(x));
  return named<tags::linear2>(dense<last_size<X>>)(dropout_layer<Options.dropout>::body(hidden));
};
}  // namespace detail

/// One block of an encoder: self attention, then two dense layers; each is added to what it got.
///
/// `f(x)`, `f(x, mask)`: the mask is added to the scores of the attention.
///
/// Shapes      x: [batch…, T, width], mask: broadcasts to [batch…, heads, T, T]   →  y: as x
/// Parameters  self_attn (see multi_head_attention), linear1 [width, Hidden], linear2 [Hidden, width], norm1, norm2
/// Defaults    norm after each sum, dropout 0.1, relu, as PyTorch (whose hidden width is 2048 unless given)
/// Errors      as multi_head_attention: [E087] to [E092]
/// Source      [vaswani17] in docs/references.md; torch.nn.TransformerEncoderLayer(batch_first=True)
template <std::size_t Heads, std::size_t Hidden, transformer Options, class Activation,
          class Positions>
struct encoder_layer : layer<encoder_layer<Heads, Hidden, Options, Activation, Positions>> {
  static constexpr detail::misfit numbers = detail::at_least_one(detail::argument::hidden, Hidden);
  template <expression X, expression... Mask>
  static constexpr auto body(X x, Mask... mask) {
    constexpr heads_of how{Options.causal, Options.dropout, true, Options.key_heads};
    constexpr auto attend = named<tags::self_attn>(
        self_attention_layer<multi_head_attention_layer<Heads, how, Positions>>{});
    const auto attended = detail::joined_to<tags::norm1, Options>(
        x, [=](auto seen) { return attend(seen, mask...); });
    return detail::joined_to<tags::norm2, Options>(
        attended, detail::feed_forward<Hidden, Options, Activation>);
  }
};
/// `transformer_encoder_layer<4, 256>`, `transformer_encoder_layer<4, 256, transformer{.norm_first = true}, gelu>`.
template <std::size_t Heads, std::size_t Hidden, transformer Options = transformer{},
          auto Activation = relu, auto Positions = identity>
inline constexpr encoder_layer<Heads, Hidden, Options, detail::type_of<Activation>,
                               detail::type_of<Positions>>
    transformer_encoder_layer{};

/// One block of a decoder: causal self attention, attention to a memory, then two dense layers.
///
/// `f(x, memory)`, `f(x, memory, mask)`: the mask is added to the scores of the attention to the memory.
///
/// Shapes      x: [batch…, T, width], memory: [batch…, S, any], mask: broadcasts to [batch…, heads, T, S]   →  y: as x
/// Parameters  self_attn, multihead_attn (see multi_head_attention), linear1, linear2, norm1, norm2, norm3
/// Defaults    as transformer_encoder_layer; the self attention is causal (PyTorch: tgt_is_causal, or a tgt_mask)
/// Errors      as multi_head_attention: [E087] to [E092]
/// Source      [vaswani17] in docs/references.md; torch.nn.TransformerDecoderLayer(batch_first=True)
template <std::size_t Heads, std::size_t Hidden, transformer Options, class Activation,
          class Positions>
struct decoder_layer : layer<decoder_layer<Heads, Hidden, Options, Activation, Positions>> {
  static constexpr detail::misfit numbers = detail::at_least_one(detail::argument::hidden, Hidden);
  template <expression X, expression Memory, expression... Mask>
  static constexpr auto body(X x, Memory memory, Mask... mask) {
    constexpr heads_of first{true, Options.dropout, true, Options.key_heads},
        second{false, Options.dropout, true, Options.key_heads};
    constexpr auto self =
        named<tags::self_attn>(multi_head_attention_layer<Heads, first, Positions>{});
    constexpr auto cross =
        named<tags::multihead_attn>(multi_head_attention_layer<Heads, second, identity_layer>{});
    const auto inner = detail::joined_to<tags::norm1, Options>(x, self);
    const auto outer = detail::joined_to<tags::norm2, Options>(inner, [=](auto seen) {
      if constexpr (sizeof...(Mask) == 0)
        return cross(seen, memory);
      else
        return cross(seen, memory, memory, mask...);
    });
    return detail::joined_to<tags::norm3, Options>(
        outer, detail::feed_forward<Hidden, Options, Activation>);
  }
};
template <std::size_t Heads, std::size_t Hidden, transformer Options = transformer{},
          auto Activation = relu, auto Positions = identity>
inline constexpr decoder_layer<Heads, Hidden, Options, detail::type_of<Activation>,
                               detail::type_of<Positions>>
    transformer_decoder_layer{};

/// N blocks one after the other, each with its own parameters, "layers.0.…"; what else they are given (a memory, a mask)
/// all of them get. Then the norm, if one is given: "norm.…".
///
/// Source    torch.nn.TransformerEncoder, torch.nn.TransformerDecoder
template <std::size_t N, class F>
struct transformer_blocks : layer<transformer_blocks<N, F>> {
  template <expression X, expression... More>
  static constexpr auto body(X x, More... more) {
    if constexpr (N == 0)
      return x;
    else
      return blocks<N>(x, more...);
  }

 private:
  template <std::size_t Left>
  static constexpr auto blocks(auto x, auto... more) {
    if constexpr (Left == 0)
      return x;
    else
      return blocks<Left - 1>(F{}(x, more...), more...);
  }
};
template <std::size_t N, class F, class Norm>
struct transformer_stack : layer<transformer_stack<N, F, Norm>> {
  template <expression X, expression... More>
  static constexpr auto body(X x, More... more) {
    const auto y = named<tags::layers>(transformer_blocks<N, F>{})(x, more...);
    if constexpr (std::is_same_v<Norm, identity_layer>)
      return y;
    else
      return named<tags::norm>(Norm{})(y);
  }
};
/// `transformer_encoder<6>(transformer_encoder_layer<8, 2048>)`, `transformer_encoder<6>(block, layer_norm<>)`.
template <std::size_t N, applicable F, applicable Norm = identity_layer>
constexpr transformer_stack<N, F, Norm> transformer_encoder(F, Norm = {}) {
  return {};
}
/// The same of decoder layers: `transformer_decoder<6>(block)(x, memory)`.
template <std::size_t N, applicable F, applicable Norm = identity_layer>
constexpr transformer_stack<N, F, Norm> transformer_decoder(F, Norm = {}) {
  return {};
}

}  // namespace tapeless
