// SPDX-License-Identifier: BSL-1.0
//
// Weights that stay in flash: a constant in the read-only data, on which two voices run. check_flash.cmake reads in the map
// file where it lies.
//
// prints: weights in flash, voices agree

#include <tapeless/freestanding.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "semihosting.hpp"

namespace tl = tapeless;
using semihosting::print_line;

namespace {

constexpr auto net = tl::conv1d<4, 3, tl::causal> >> tl::tanh >> tl::dense<1>;
inline constexpr tl::input<struct sample_of_voice, tl::shape<1>> sample{};
struct step : tl::pipeline<tl::traced<false, decltype(sample >> tl::streaming(net))>>{};
using set = tl::programs<step>;

// kernel, bias, weight, bias
constexpr float trained[]{.1f,  .2f, .3f, .4f, .5f, .6f, .7f, .8f, .9f,  -.1f, -.2f,
                          -.3f, 0,   .1f, .2f, .3f, 1,   -1,  .5f, -.5f, .25f};

}  // namespace

/// External, so that it has a name in the map file.
extern constinit const tl::model_image<set> weights_in_flash = tl::image_of<set>(trained);

namespace {
using voice = tl::instance<step, const set>;
voice one(weights_in_flash.view()), other(weights_in_flash.view());
}  // namespace

int main() {
  static_assert(sizeof(voice) < 512);
  print_line("bytes per voice: ", voice::own_bytes, ", of weights: ", sizeof trained);
  bool agree = true;
  float last = 0;
  for (int i = 0; i < 8; ++i) {
    one[sample][0] = other[sample][0] = static_cast<float>(i % 3) - 1.f;
    one.run();
    other.run();
    agree = agree && one.result()[0] == other.result()[0];
    last = one.result()[0];
  }
  const bool in_flash = reinterpret_cast<std::uintptr_t>(&weights_in_flash) < 0x20000000u;
  print_line(in_flash ? "weights in flash" : "weights in RAM",
             agree ? ", voices agree" : ", voices differ", ", last ", last);
  return in_flash && agree ? 0 : 1;
}
