// SPDX-License-Identifier: BSL-1.0
//
// Attention and transformers against PyTorch: values and all gradients.
#include <cmath>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

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
using other = operand<Tag, Sizes...>;

struct plain;
struct single;
struct causal;
struct wide;
struct masked;
struct scaled;
struct cross;
struct other_widths;
struct grouped;
struct post;
struct pre;
struct decoder;
struct decoder_pre;
struct stack;

constexpr tl::transformer no_dropout{.dropout = 0.0}, first{.norm_first = true, .dropout = 0.0},
    first_causal{.norm_first = true, .dropout = 0.0, .causal = true};

constexpr tl::heads_of bare{.causal = true, .bias = false};
using causal_case = case_of<causal, tl::multi_head_attention<2, bare>, 2, 10, 4>;

// Softmax does not see what is added to all keys, so the slope of their bias is 0.
cancels bias_of_keys(const std::string& where) {
  return {where + "k_proj/bias", where + "k_proj/weight"};
}

}  // namespace

TEST_CASE("scaled_dot_product_attention is PyTorch's", "[goldens][attention]") {
  constexpr tl::attention none{}, triangle{.causal = true};
  check<
      layer_case<plain, tl::shape<2, 3, 7, 4>,
                 attending<none, other<k, 2, 3, 5, 4>, other<v, 2, 3, 5, 6>>>,
      layer_case<single, tl::shape<2, 1, 3>, attending<none, other<k, 2, 1, 3>, other<v, 2, 1, 2>>>,
      layer_case<causal, tl::shape<2, 10, 4>,
                 attending<triangle, other<k, 2, 10, 4>, other<v, 2, 10, 4>>>,
      layer_case<wide, tl::shape<3, 2>, attending<triangle, other<k, 5, 2>, other<v, 5, 3>>>,
      layer_case<masked, tl::shape<2, 3, 4, 2>,
                 attending<none, other<k, 2, 3, 7, 2>, other<v, 2, 3, 7, 2>, other<mask, 4, 7>>>,
      layer_case<scaled, tl::shape<2, 3, 4>,
                 attending<tl::attention{.scale = 0.5}, other<k, 5, 4>, other<v, 5, 4>>>>(
      {"attention/dot_product"});
}

TEST_CASE("multi_head_attention is PyTorch's", "[goldens][attention]") {
  constexpr tl::heads_of two_keys{.key_heads = 2};
  check<case_of<plain, tl::multi_head_attention<3>, 2, 7, 12>, causal_case,
        case_of<single, tl::multi_head_attention<1>, 1, 1, 3>,
        layer_case<masked, tl::shape<2, 5, 4>,
                   beside<decltype(tl::self_attention<2>), other<mask, 5, 5>>>,
        layer_case<cross, tl::shape<2, 4, 6>,
                   beside<decltype(tl::multi_head_attention<3>), other<memory, 2, 7, 6>>>,
        layer_case<other_widths, tl::shape<2, 3, 4>,
                   beside<decltype(tl::multi_head_attention<2>), other<memory, 2, 5, 6>>>,
        case_of<grouped, tl::multi_head_attention<4, two_keys>, 2, 5, 8>>(
      {"attention/multi_head"}, {bias_of_keys("cross/d"), bias_of_keys("other_widths/d")});
}

TEST_CASE("multi_head_attention by kernels in double is PyTorch's", "[goldens][attention]") {
  check<causal_case::in_double>({"attention/multi_head"});
}

TEST_CASE("blocks of transformers are PyTorch's", "[goldens][attention]") {
  check<case_of<post, tl::transformer_encoder_layer<2, 6, no_dropout>, 2, 7, 4>,
        case_of<pre, tl::transformer_encoder_layer<2, 6, first_causal, tl::gelu>, 2, 5, 4>,
        layer_case<masked, tl::shape<2, 3, 4>,
                   beside<decltype(tl::transformer_encoder_layer<2, 6, no_dropout, tl::silu>),
                          other<mask, 3, 3>>>,
        layer_case<decoder, tl::shape<2, 3, 4>,
                   beside<decltype(tl::transformer_decoder_layer<2, 6, no_dropout>),
                          other<memory, 2, 5, 4>>>,
        layer_case<decoder_pre, tl::shape<2, 3, 4>,
                   beside<decltype(tl::transformer_decoder_layer<2, 6, first, tl::gelu>),
                          other<memory, 2, 5, 4>>>,
        case_of<stack,
                tl::transformer_encoder<2>(tl::transformer_encoder_layer<2, 6, no_dropout>,
                                           tl::layer_norm<>),
                2, 7, 4>>(
      {"attention/transformer"},
      {bias_of_keys("decoder/dmultihead_attn/"), bias_of_keys("decoder_pre/dmultihead_attn/")});
}

TEST_CASE("a query that sees nothing finds nan, as PyTorch's formula", "[goldens][attention]") {
  using x = tl::input<struct x_tag, tl::shape<2, 3>>;
  using seen = tl::input<struct seen_tag, tl::shape<2, 2>>;
  reading program(tl::trace::expressions<decltype(tl::scaled_dot_product_attention(
                      x{}, x{}, x{}, tl::visible_where(seen{})))>(false)
                      .graph.view());
  program.set(0, {1, 2, 3, 4, 5, 6});
  program.set(1, {0, 0, 1, 0});
  program.step();
  const auto y = program.result(0);
  for (std::size_t i = 0; i < 3; ++i) CHECK(std::isnan(y[i]));
  CHECK(y[3] == 1);
  CHECK(y[4] == 2);
  CHECK(y[5] == 3);
}
