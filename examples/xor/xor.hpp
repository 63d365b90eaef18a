// SPDX-License-Identifier: BSL-1.0
// Exclusive or, learnt by 2-8-1: the network and its training step, for every machine that has a C++20 compiler.
#pragma once

#include <tapeless/freestanding.hpp>

namespace exclusive_or {

namespace tl = tapeless;

constexpr auto net = tl::dense<8> >> tl::tanh >> tl::dense<1>;

// All there is to know about the function: four pairs, four answers.
inline constexpr tl::input<struct pairs, tl::shape<4, 2>> pairs{};
inline constexpr tl::target<struct answers, tl::shape<4, 1>> answers{};
constexpr auto scores = pairs >> net;
constexpr auto loss = tl::binary_cross_entropy_with_logits(scores, answers);

using rule = tl::traced_rule<tl::sgd>;
struct step : tl::pipeline<tl::updated<tl::traced<true, decltype(loss), decltype(scores)>, rule>> {
};

// A score above 0 says "true".
inline bool is_learnt(tl::program<step>& learner) {
  for (std::size_t i = 0; i < 4; ++i)
    if ((learner.result<1>()[i] > 0) != (learner[answers][i] > 0)) return false;
  return learner.result()[0] < 0.01f;
}

// Trains until the four answers are right and the loss is small. Returns the number of steps, 0 if 5,000 were not enough.
inline int train(tl::program<step>& learner) {
  tl::configure(learner.view(), tl::sgd{.learning_rate = 0.5});
  for (std::size_t i = 0; i < 4; ++i) {
    const bool a = i / 2 != 0, b = i % 2 != 0;
    learner[pairs][2 * i] = a ? 1.f : -1.f;
    learner[pairs][2 * i + 1] = b ? 1.f : -1.f;
    learner[answers][i] = a != b ? 1.f : 0.f;
  }
  for (int steps = 1; steps <= 5000; ++steps) {
    learner.run();
    if (is_learnt(learner)) return steps;
  }
  return 0;
}

}  // namespace exclusive_or
