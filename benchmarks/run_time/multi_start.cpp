// SPDX-License-Identifier: BSL-1.0
//
// Tiny networks on the four rows of exclusive or, 500 steps from several starts: one after the other, and at once. Shortest
// processor time of many runs, one thread.
//
//   g++ -std=c++20 -O3 -march=native -I include benchmarks/run_time/multi_start.cpp -o multi_start && ./multi_start
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace {

namespace tl = tapeless;

double processor_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class F>
double shortest(F run) {
  double least = 1e9;
  for (int i = 0; i < 200; ++i) {
    const double start = processor_seconds();
    run();
    least = std::min(least, processor_seconds() - start);
  }
  return least;
}

template <std::size_t Hidden, std::size_t Starts>
void measure() {
  constexpr auto hidden = tl::dense<Hidden>;
  constexpr auto net = hidden >> tl::tanh >> tl::dense<1>;
  const tl::data::dataset pairs(std::vector<float>{-1, -1, -1, 1, 1, -1, 1, 1}, 2,
                                std::vector<float>{0, 1, 1, 0});
  tl::trainer trainer{net, tl::binary_cross_entropy_with_logits, tl::adam{.learning_rate = 0.05},
                      tl::batch<4>, tl::shape<2>{}};
  const tl::fit_options options{.epochs = 500};
  const double each = shortest([&] { tl::multi_start(Starts, trainer, pairs, options); });
  const double all = shortest([&] { tl::multi_start<Starts>(trainer, pairs, options); });
  std::printf("2-%zu-1, %zu starts: %.0f us one after the other, %.0f us at once: %.1f times\n",
              Hidden, Starts, 1e6 * each, 1e6 * all, each / all);
}

}  // namespace

int main() {
  measure<2, 8>();
  measure<8, 8>();
  measure<8, 16>();
  measure<32, 8>();
}
