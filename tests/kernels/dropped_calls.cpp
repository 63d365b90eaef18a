// SPDX-License-Identifier: BSL-1.0
//
// Compiled at -O2 (tests/CMakeLists.txt), where g++ 12 dropped the call of this kernel: see run_kernel.
#include <cstddef>

#include <tapeless/expr/movement.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/program/compile.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {
inline constexpr tl::input<struct rows_tag, tl::shape<2, 64, 96>> rows{};
constexpr auto halves = tl::reshape<tl::shape<2, 64, 2, 16>>(tl::slice<-1, 0, 32>(rows));
constexpr auto turned = tl::relu(tl::permute<0, 2, 1, 3>(halves));
}  // namespace

TEST_CASE("a kernel runs, whatever the optimiser makes of its addresses", "[kernels]") {
  auto f = tl::compile(turned);
  for (std::size_t i = 0; i < f[rows].size(); ++i) f[rows][i] = static_cast<float>(i + 1);
  f.run();
  const auto y = f.result<0>();
  bool same = true;
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t half = 0; half < 2; ++half)
      for (std::size_t row = 0; row < 64; ++row)
        for (std::size_t k = 0; k < 16; ++k)
          same = same && y[((i * 2 + half) * 64 + row) * 16 + k] ==
                             static_cast<float>((i * 64 + row) * 96 + half * 16 + k + 1);
  CHECK(same);
}
