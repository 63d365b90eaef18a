// SPDX-License-Identifier: BSL-1.0
// flags: -O2 -g
// limit: seconds=60 megabytes=2000
//
// Twelve blocks of a transformer encoder [vaswani17], pre-norm, width 64, 4 heads: a whole training step by AdamW.
#include <tapeless/freestanding.hpp>

#include <cstddef>
#include <cstdint>

#include "train.hpp"

namespace tl = tapeless;

namespace {

constexpr tl::input<struct words_tag, tl::shape<4, 32, 64>> words{};
constexpr tl::target<struct kind_tag, tl::shape<4>, std::int32_t> kind{};

constexpr auto block =
    tl::transformer_encoder_layer<4, 256, tl::transformer{.norm_first = true}, tl::gelu>;
constexpr auto net = tl::transformer_encoder<12>(block, tl::layer_norm<>) >>
                     [](auto x) { return tl::mean(x, tl::axis<1>); } >> tl::dense<10>;
constexpr auto loss = tl::softmax_cross_entropy(words >> net, kind);

using optimiser = tl::adamw;
struct step
    : tl::pipeline<tl::updated<tl::traced<true, decltype(loss)>, tl::traced_rule<optimiser>>> {};

}  // namespace

float train(std::byte* arena) { return train_once<step, optimiser>(arena); }
