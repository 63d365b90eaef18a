// SPDX-License-Identifier: BSL-1.0
//
// What must not grow with the length of a sequence: a whole training step of an lstm, kernels included.
#pragma once

#include <tapeless/freestanding.hpp>

#include <cstddef>
#include <cstdint>

#include "train.hpp"

namespace recurrent {

namespace tl = tapeless;

template <std::size_t Steps>
inline constexpr tl::input<struct signal_tag, tl::shape<32, Steps, 8>> signal{};
inline constexpr tl::target<struct digit, tl::shape<32>, std::int32_t> digit{};

template <std::size_t Steps>
constexpr auto loss = tl::softmax_cross_entropy(
    signal<Steps> >> tl::lstm<64, tl::recurrent{.last_step = true}> >> tl::dense<10>, digit);

template <std::size_t Steps>
struct step : tl::pipeline<
                  tl::updated<tl::traced<true, decltype(loss<Steps>)>, tl::traced_rule<tl::adam>>> {
};

template <std::size_t Steps>
float train(std::byte* arena) {
  return train_once<step<Steps>, tl::adam>(arena);
}

}  // namespace recurrent
