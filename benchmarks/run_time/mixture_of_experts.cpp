// SPDX-License-Identifier: BSL-1.0
//
// A training step of x + f(x) on 1,024 rows, 64 wide, f with 256 hidden values; and of 8 such experts, of which each row
// goes to one or two. Shortest processor time of several steps, one thread.
//
//   g++ -std=c++20 -O3 -march=native -I include benchmarks/run_time/mixture_of_experts.cpp -o experts && ./experts
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <memory>

#include <tapeless/tapeless.hpp>

namespace {

namespace tl = tapeless;

double processor_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class F>
void measure(const char* what, F) {
  constexpr auto block = tl::residual(F{});
  using trainer = decltype(tl::trainer{block, tl::mse, tl::sgd{.learning_rate = 0.01},
                                       tl::batch<1024>, tl::shape<64>{}});
  const auto t = std::make_unique<trainer>(block, tl::mse, tl::sgd{.learning_rate = 0.01},
                                           tl::batch<1024>, tl::shape<64>{});
  tl::core::splitmix numbers(3);
  for (float& x : t->step_view()[typename trainer::input_leaf{}])
    x = static_cast<float>(numbers.normal());
  for (float& y : t->step_view()[typename trainer::target_leaf{}])
    y = static_cast<float>(numbers.normal());
  double least = 1e9;
  for (int i = 0; i < 100; ++i) {
    const double start = processor_seconds();
    t->run_step();
    least = std::min(least, processor_seconds() - start);
  }
  std::printf("%-22s %9zu parameters  %6.0f us  %5.0f Mflop\n", what, trainer::parameter_count,
              1e6 * least, static_cast<double>(trainer::flops) * 1e-6);
}

constexpr auto hidden = tl::dense<256>;
constexpr auto expert = hidden >> tl::relu >> tl::dense<64>;
template <std::size_t Choices>
constexpr auto mixture =
    tl::mixture_of_experts<tl::routing{.experts = 8, .choices = Choices}>(expert);

}  // namespace

int main() {
  measure("dense", expert);
  measure("8 experts, 1 choice", mixture<1>);
  measure("8 experts, 2 choices", mixture<2>);
}
