// SPDX-License-Identifier: BSL-1.0
//
// One trained model read by several threads at a time, built with ThreadSanitizer: it ends with an error at the first data
// race. Without Catch2, whose binaries are not instrumented.
#include <tapeless/tapeless.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <thread>
#include <utility>
#include <vector>

namespace tl = tapeless;

namespace {

constexpr std::size_t features = 6, rows = 70;  // several batches and a part of one
constexpr auto net = tl::dense<16> >> tl::batch_norm<> >> tl::tanh >> tl::dense<2>;

std::vector<float> numbers(std::size_t count, float phase) {
  std::vector<float> out(count);
  for (float& x : out) x = std::sin(phase += 0.7f);
  return out;
}

}  // namespace

int main() {
  tl::trainer trainer{net, tl::mse, tl::adam{.learning_rate = 1e-2}, tl::batch<16>,
                      tl::shape<features>{}};
  const tl::data::dataset set(numbers(64 * features, 0), features, numbers(64 * 2, 3), 2);
  trainer.fit(set, {.epochs = 3});
  const auto& trained = std::as_const(trainer);

  constexpr int threads = 4, rounds = 25;
  std::vector<std::vector<float>> inputs, wanted;
  for (int i = 0; i < threads; ++i) {
    inputs.push_back(numbers(rows * features, static_cast<float>(i)));
    wanted.push_back(trained.predict(inputs.back()));
  }
  std::vector<int> wrong(threads);
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i)
    running.emplace_back([&, i] {
      const auto at = static_cast<std::size_t>(i);
      auto predict = trained.predictor();  // an instance per thread
      for (int n = 0; n < rounds; ++n) {
        wrong[at] += predict(inputs[at]) != wanted[at] ? 1 : 0;
        wrong[at] += trained.predict(inputs[at]) != wanted[at] ? 1 : 0;
      }
    });
  for (std::thread& t : running) t.join();
  int all = 0;
  for (const int n : wrong) all += n;
  std::printf("%d of %d predictions wrong\n", all, 2 * threads * rounds);
  return all == 0 ? 0 : 1;
}
