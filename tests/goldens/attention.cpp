// SPDX-License-Identifier: BSL-1.0
//
// Attention and transformers against PyTorch: values and all gradients, in double.
#include <cmath>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

#include <tapeless/nn/layers.hpp>

#include "attention.hpp"
#include "layers.hpp"

using namespace golden_layers;

namespace {

struct k;
struct v;
struct mask;
struct memory;

template <class Tag, std::size_t... Sizes>
using other = operand<double, Tag, Sizes...>;

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

template <class Tag, class Shape, auto Layer>
using case_of = layer_case<Tag, Shape, std::remove_const_t<decltype(Layer)>>;

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
      "attention/dot_product");
}

TEST_CASE("multi_head_attention is PyTorch's", "[goldens][attention]") {
  constexpr tl::heads_of bare{.causal = true, .bias = false}, two_keys{.key_heads = 2};
  check<case_of<plain, tl::shape<2, 7, 12>, tl::multi_head_attention<3>>,
        case_of<causal, tl::shape<2, 10, 4>, tl::multi_head_attention<2, bare>>,
        case_of<single, tl::shape<1, 1, 3>, tl::multi_head_attention<1>>,
        layer_case<masked, tl::shape<2, 5, 4>,
                   beside<decltype(tl::self_attention<2>), other<mask, 5, 5>>>,
        layer_case<cross, tl::shape<2, 4, 6>,
                   beside<decltype(tl::multi_head_attention<3>), other<memory, 2, 7, 6>>>,
        layer_case<other_widths, tl::shape<2, 3, 4>,
                   beside<decltype(tl::multi_head_attention<2>), other<memory, 2, 5, 6>>>,
        case_of<grouped, tl::shape<2, 5, 8>, tl::multi_head_attention<4, two_keys>>>(
      "attention/multi_head");
}

TEST_CASE("blocks of transformers are PyTorch's", "[goldens][attention]") {
  check<
      case_of<post, tl::shape<2, 7, 4>, tl::transformer_encoder_layer<2, 6, no_dropout>>,
      case_of<pre, tl::shape<2, 5, 4>, tl::transformer_encoder_layer<2, 6, first_causal, tl::gelu>>,
      layer_case<
          masked, tl::shape<2, 3, 4>,
          beside<decltype(tl::transformer_encoder_layer<2, 6, no_dropout>), other<mask, 3, 3>>>,
      layer_case<decoder, tl::shape<2, 3, 4>,
                 beside<decltype(tl::transformer_decoder_layer<2, 6, no_dropout>),
                        other<memory, 2, 5, 4>>>,
      layer_case<
          decoder_pre, tl::shape<2, 3, 4>,
          beside<decltype(tl::transformer_decoder_layer<2, 6, first>), other<memory, 2, 5, 4>>>,
      case_of<stack, tl::shape<1, 3, 4>,
              tl::transformer_encoder<2>(tl::transformer_encoder_layer<2, 6, no_dropout>,
                                         tl::layer_norm<>)>>("attention/transformer");
}

TEST_CASE("a query that sees nothing finds nan, as PyTorch's formula", "[goldens][attention]") {
  using x = tl::input<struct x_tag, tl::shape<2, 3>, double>;
  using seen = tl::input<struct seen_tag, tl::shape<2, 2>, double>;
  reading<false,
          decltype(tl::scaled_dot_product_attention(x{}, x{}, x{}, tl::visible_where(seen{})))>
      program;
  program.fill([](const tl::leaf&, const std::string& path) -> std::vector<double> {
    if (path == "x_tag") return {1, 2, 3, 4, 5, 6};
    return {0, 0, 1, 0};
  });
  program.step();
  const auto y = program.result(0);
  for (std::size_t i = 0; i < 3; ++i) CHECK(std::isnan(y[i]));
  CHECK(y[3] == 1);
  CHECK(y[4] == 2);
  CHECK(y[5] == 3);
}
