// SPDX-License-Identifier: BSL-1.0
// Audio, sample by sample: a network learns an overdriven amplifier from short clips, and then runs as a plug-in would run
// it: one sample in, one sample out, its state in place, nothing allocated.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr std::size_t clip = 64;
constexpr auto net = tl::conv1d<8, 3, tl::causal> >> tl::tanh >> tl::gru<8> >> tl::dense<1>;

// What is to be learnt: a valve that saturates, and a low-pass behind it.
class amplifier {
 public:
  float operator()(float x) { return level_ += 0.3f * (std::tanh(3 * x) - level_); }

 private:
  float level_ = 0;
};

// Two tones that wander.
float signal(std::size_t i) {
  const float t = static_cast<float>(i);
  return 0.6f * std::sin(0.11f * t + 2 * std::sin(0.003f * t)) + 0.4f * std::sin(0.37f * t);
}

inline constexpr tl::input<struct sample, tl::shape<1>> sample{};

int main() try {
  std::vector<float> in, out;
  for (std::size_t i = 0; i < 256; ++i) {
    amplifier amp;  // each clip begins in silence, as the network does
    for (std::size_t t = 0; t < clip; ++t) {
      in.push_back(signal(97 * i + t));
      out.push_back(amp(in.back()));
    }
  }
  const tl::data::dataset clips(std::move(in), clip, std::move(out), clip);
  tl::trainer trainer{
      net,        tl::mse, tl::adam{.learning_rate = 1e-2}, tl::batch<16>, tl::shape<clip, 1>{},
      tl::seed{7}};
  trainer.fit(clips, {.epochs = 20});

  auto plugin = tl::compile(sample >> tl::streaming(net));
  tl::copy_parameters(trainer.step_view(), plugin.view());

  amplifier amp;
  constexpr std::size_t seconds = 1, rate = 48'000;
  std::vector<float> played(seconds * rate);
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < played.size(); ++i) {
    plugin[sample][0] = signal(i);
    plugin.run();
    played[i] = plugin.result()[0];
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  double error = 0, power = 0;
  for (std::size_t i = 0; i < played.size(); ++i) {
    const double wanted = static_cast<double>(amp(signal(i)));
    error += (static_cast<double>(played[i]) - wanted) * (static_cast<double>(played[i]) - wanted);
    power += wanted * wanted;
  }
  std::printf("error: %.1f dB of the signal; %.2f us per sample, %.0f times real time\n",
              10 * std::log10(error / power), 1e6 * took.count() / static_cast<double>(rate),
              static_cast<double>(seconds) / took.count());
  return error < 0.01 * power ? 0 : 1;
} catch (const tl::error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
