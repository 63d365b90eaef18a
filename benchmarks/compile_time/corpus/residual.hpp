// SPDX-License-Identifier: BSL-1.0
//
// What grows with depth: a whole training step of blocks h + relu(h W + b), kernels included.
#pragma once

#include <tapeless/freestanding.hpp>

#include <cstddef>
#include <cstdint>

#include "train.hpp"

namespace residual {

namespace tl = tapeless;

inline constexpr tl::input<struct pixels, tl::shape<32, 64>> pixels{};
inline constexpr tl::target<struct digit, tl::shape<32>, std::int32_t> digit{};

template <std::size_t Blocks>
constexpr auto net = tl::repeat<Blocks>(tl::residual(tl::dense<64> >> tl::relu)) >> tl::dense<10>;

template <std::size_t Blocks>
constexpr auto loss = tl::softmax_cross_entropy(pixels >> net<Blocks>, digit);

template <std::size_t Blocks, class Optimiser>
struct step
    : tl::pipeline<
          tl::updated<tl::traced<true, decltype(loss<Blocks>)>, tl::traced_rule<Optimiser>>> {};

template <std::size_t Blocks, class Optimiser>
float train(std::byte* arena) {
  return train_once<step<Blocks, Optimiser>, Optimiser>(arena);
}

}  // namespace residual
