// SPDX-License-Identifier: BSL-1.0
//
// Convolutions of some sizes: forward, and the gradients by x and by the weight. Shortest processor time of several runs,
// one thread. pytorch_convolutions.py prints the same of PyTorch.
//
//   g++ -std=c++20 -O3 -march=native -I include benchmarks/run_time/convolutions.cpp -o convolutions && ./convolutions
#include <tapeless/freestanding.hpp>
#include <tapeless/program/compile.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>

namespace {

namespace tl = tapeless;

double processor_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Fills all leaves with numbers in [-0.5, 0.5) and measures.
template <class Program>
void measure(const char* what, double flops, Program program) {
  std::uint32_t draw = 1;
  program.view().for_each_leaf([&](const tl::ir::leaf&, auto out) {
    for (auto& x : out) {
      draw = draw * 1664525u + 1013904223u;
      x = static_cast<std::remove_reference_t<decltype(x)>>((draw >> 8) / 16777216.0f - 0.5f);
    }
  });
  program.run();
  double least = 1e9;
  for (int i = 0; i < 15; ++i) {
    const double start = processor_seconds();
    program.run();
    least = std::min(least, processor_seconds() - start);
  }
  std::printf("  %-10s %9.1f us  %6.1f GFLOP/s\n", what, least * 1e6, flops / least * 1e-9);
}

/// Square images and windows.
template <std::size_t Batch, std::size_t Size, std::size_t Channels, std::size_t Window,
          std::size_t Outputs, int Padding = 0>
void convolution() {
  using image = tl::shape<Batch, Size, Size, Channels>;
  using weight = tl::shape<Window, Window, Channels, Outputs>;
  constexpr tl::input<struct x_tag, image> x{};
  constexpr tl::parameter<struct w_tag, weight> w{};
  constexpr auto y = tl::convolve<tl::padding(Padding)>(x, w);
  using result = typename decltype(y)::shape_type;
  constexpr tl::input<struct dy_tag, result> dy{};
  constexpr auto loss = tl::sum(y * dy);
  constexpr double flops = 2.0 * result::count * Window * Window * Channels;
  std::printf("%zux%zu, %zu to %zu channels, %zu images of %zux%zu\n", Window, Window, Channels,
              Outputs, Batch, Size, Size);
  measure("forward", flops, tl::compile(y));
  measure("dx", flops, tl::compile(tl::gradient(loss, x)));
  measure("dw", flops, tl::compile(tl::gradient(loss, w)));
}

}  // namespace

int main() {
  convolution<32, 32, 64, 3, 64, 1>();
  convolution<32, 8, 128, 3, 128, 1>();
  convolution<32, 32, 64, 1, 128>();
  convolution<32, 28, 1, 5, 6, 2>();
  convolution<32, 14, 6, 5, 16>();
}
