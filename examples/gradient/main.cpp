// SPDX-License-Identifier: BSL-1.0
// The mathematics without layers or optimisers: a value and its derivative, compiled into one program.
//
//     gradient [explain]
#include <cmath>
#include <cstdio>

#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct x, tl::shape<64, 32>> x{};
inline constexpr tl::parameter<struct w1, tl::shape<32, 16>> w1{};
inline constexpr tl::parameter<struct b1, tl::shape<16>> b1{};
constexpr auto hidden = tl::tanh(tl::matmul(x, w1) + b1);
constexpr auto energy = tl::mean(tl::square(hidden));

int main(int argc, char**) {
  if (argc > 1) tl::explain(energy, tl::gradient(energy, w1));

  auto f = tl::compile(energy, tl::gradient(energy, w1));
  for (int i = 0; float& element : f[x]) element = std::sin(static_cast<float>(i++));
  for (int i = 0; float& element : f[w1]) element = std::cos(static_cast<float>(i++));
  f.run();

  // the derivative by one element of w1, and the slope between two points near by
  const float derivative = f.result<1>()[7], step = 1e-2f;
  const auto energy_at = [&](float moved) {
    f[w1][7] += moved;
    f.run();
    f[w1][7] -= moved;
    return f.result<0>()[0];
  };
  const float slope = (energy_at(step) - energy_at(-step)) / (2 * step);
  std::printf("derivative %.6f, slope %.6f\n", static_cast<double>(derivative),
              static_cast<double>(slope));

  // downhill by hand
  float last = 0;
  for (int i = 0; i <= 100; ++i) {
    f.run();
    last = f.result<0>()[0];
    if (i % 20 == 0) std::printf("energy %.4f\n", static_cast<double>(last));
    for (std::size_t k = 0; k < f[w1].size(); ++k) f[w1][k] -= 0.02f * f.result<1>()[k];
  }
  return std::abs(derivative - slope) < 1e-4f && last < 0.1f ? 0 : 1;
}
