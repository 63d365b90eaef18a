// SPDX-License-Identifier: BSL-1.0
//
// Attention and blocks of transformers against PyTorch as they run: compiled kernels, in float.
#include <cstddef>
#include <type_traits>

#include <tapeless/nn/layers.hpp>

#include "attention.hpp"
#include "compiled.hpp"

using namespace golden_layers;

namespace {

struct k;
struct v;
struct mask;
struct memory;

template <class Tag, std::size_t... Sizes>
using other = operand<float, Tag, Sizes...>;

struct plain;
struct causal;
struct wide;
struct masked;
struct scaled;
struct cross;
struct grouped;
struct post;
struct pre;
struct decoder;

// Softmax does not see what is added to all keys, so the slope of their bias is 0: what cancels are terms of the size of
// the slope of their weight, which counts as the greatest number there.
const cancels of_cross{"cross/dk_proj/bias", 2.9},
    of_decoder{"decoder/dmultihead_attn/k_proj/bias", 0.016};

constexpr tl::transformer no_dropout{.dropout = 0.0},
    first_causal{.norm_first = true, .dropout = 0.0, .causal = true};

template <class Tag, class Shape, auto Layer>
using case_of = float_case<Tag, Shape, std::remove_const_t<decltype(Layer)>>;

}  // namespace

TEST_CASE("scaled_dot_product_attention in float agrees with PyTorch", "[goldens][attention]") {
  constexpr tl::attention none{}, triangle{.causal = true};
  check_compiled<
      float_case<plain, tl::shape<2, 3, 7, 4>,
                 attending<none, other<k, 2, 3, 5, 4>, other<v, 2, 3, 5, 6>>>,
      float_case<causal, tl::shape<2, 10, 4>,
                 attending<triangle, other<k, 2, 10, 4>, other<v, 2, 10, 4>>>,
      float_case<wide, tl::shape<3, 2>, attending<triangle, other<k, 5, 2>, other<v, 5, 3>>>,
      float_case<masked, tl::shape<2, 3, 4, 2>,
                 attending<none, other<k, 2, 3, 7, 2>, other<v, 2, 3, 7, 2>, other<mask, 4, 7>>>,
      float_case<scaled, tl::shape<2, 3, 4>,
                 attending<tl::attention{.scale = 0.5}, other<k, 5, 4>, other<v, 5, 4>>>>(
      {"attention/dot_product"});
}

TEST_CASE("multi_head_attention in float agrees with PyTorch", "[goldens][attention]") {
  constexpr tl::heads_of bare{.causal = true, .bias = false}, two_keys{.key_heads = 2};
  check_compiled<case_of<plain, tl::shape<2, 7, 12>, tl::multi_head_attention<3>>,
                 case_of<causal, tl::shape<2, 10, 4>, tl::multi_head_attention<2, bare>>,
                 float_case<masked, tl::shape<2, 5, 4>,
                            beside<decltype(tl::self_attention<2>), other<mask, 5, 5>>>,
                 float_case<cross, tl::shape<2, 4, 6>,
                            beside<decltype(tl::multi_head_attention<3>), other<memory, 2, 7, 6>>>,
                 case_of<grouped, tl::shape<2, 5, 8>, tl::multi_head_attention<4, two_keys>>>(
      {"attention/multi_head"}, {of_cross});
}

TEST_CASE("blocks of transformers in float agree with PyTorch", "[goldens][attention]") {
  check_compiled<
      case_of<post, tl::shape<2, 7, 4>, tl::transformer_encoder_layer<2, 6, no_dropout>>,
      case_of<pre, tl::shape<2, 5, 4>, tl::transformer_encoder_layer<2, 6, first_causal, tl::gelu>>,
      float_case<decoder, tl::shape<2, 3, 4>,
                 beside<decltype(tl::transformer_decoder_layer<2, 6, no_dropout>),
                        other<memory, 2, 5, 4>>>>({"attention/transformer"}, {of_decoder});
}
