// SPDX-License-Identifier: BSL-1.0
//
// The problem that every peer of the MLP benchmark solves: 784-128-10, ReLU, softmax cross-entropy,
// one batch of 64. Numbers come from a formula, so that C++ and Python begin with the same bits.

#ifndef TAPELESS_BENCHMARKS_MLP_PROBLEM_HPP
#define TAPELESS_BENCHMARKS_MLP_PROBLEM_HPP

#include <cstddef>
#include <cstdint>
#include <span>

namespace mlp_problem {

inline constexpr std::size_t batch = 64, inputs = 784, hidden = 128, classes = 10;

/// Which numbers to draw; each has its own sequence.
enum class stream : std::uint32_t { images = 1, labels, weight_1, bias_1, weight_2, bias_2 };

/// The 24 random bits at a place of a sequence: an integer hash of both.
constexpr std::uint32_t bits(stream from, std::size_t place) {
  auto x = static_cast<std::uint32_t>(place) + static_cast<std::uint32_t>(from) * 0x9e3779b9u;
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return (x ^ (x >> 16)) >> 8;
}

/// A number in [low, high) that float represents exactly when low and high are small powers of two.
constexpr float uniform(stream from, std::size_t place, float low, float high) {
  return low + (high - low) * (static_cast<float>(bits(from, place)) * 0x1p-24f);
}

/// Row-major [batch, inputs], uniform in [0, 1).
constexpr void images(std::span<float, batch * inputs> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = uniform(stream::images, i, 0.f, 1.f);
}

/// [batch], each below `classes`.
template <class Integer>
constexpr void labels(std::span<Integer, batch> out) {
  for (std::size_t i = 0; i < batch; ++i) {
    out[i] = static_cast<Integer>(bits(stream::labels, i) % classes);
  }
}

/// Element `place` of a parameter. Weights are row-major [in, out]: the transpose of PyTorch's.
constexpr float initial(stream from, std::size_t place) {
  const bool first = from == stream::weight_1 || from == stream::bias_1;
  const float limit = first ? 0x1p-5f : 0x1p-3f;
  return uniform(from, place, -limit, limit);
}

inline constexpr float sgd_learning_rate = 0.01f;
inline constexpr float adam_learning_rate = 0.001f, adam_beta_1 = 0.9f, adam_beta_2 = 0.999f,
                       adam_epsilon = 1e-8f;

}  // namespace mlp_problem

#endif
