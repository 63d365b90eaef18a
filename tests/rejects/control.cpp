// SPDX-License-Identifier: BSL-1.0
//
// The control of this folder: it has no `rejected-with` line, so it must compile. If the harness lost its include path or
// its language standard, or the library refused what it should take, this file would say so.
#include <cstdint>

#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

// Everything that the files beside this one do wrong, done right.
inline constexpr tl::input<struct pixels, tl::shape<32, 784>> pixels{};
inline constexpr tl::target<struct digit, tl::shape<32>, std::int32_t> digit{};
inline constexpr tl::parameter<struct w1, tl::shape<784, 128>> w1{};
inline constexpr tl::parameter<struct b1, tl::shape<128>> b1{};
inline constexpr tl::state<struct running_mean, tl::shape<784>> running_mean{};

struct gated : tl::layer<gated> {
  template <tl::expression X>
  static constexpr auto body(X x) {
    constexpr tl::parameter<tl::tags::weight, tl::shape<128, 128>> weight{};
    return x * tl::sigmoid(tl::matmul(x, weight));
  }
};

constexpr auto halved = [](auto h) { return tl::constant<0.5> * h; };
constexpr auto hidden =
    tl::clamp(tl::tanh(tl::matmul(pixels, w1) + b1), -tl::constant<1.0>, tl::constant<1.0>);
constexpr auto image = tl::permute<0, 3, 1, 2>(tl::reshape<tl::shape<32, 28, 28, 1>>(pixels));
constexpr auto maps = tl::reshape<tl::shape<32, 28, 28, 1>>(pixels) >> tl::conv2d<4, 3>;
constexpr auto larger = maps >> tl::conv_transpose2d<2, 3, tl::stride(2), tl::output_padding(1)>;
constexpr auto part = tl::slice<-1, 0, 28, 2>(image);
constexpr auto padded = tl::transpose(tl::pad<1, 0, 1>(tl::concat<1>(part, part)));
constexpr auto block = tl::dense<128> >> halved;
constexpr auto joined = tl::concat(tl::dense<6>, tl::dense<4>);
constexpr auto net = gated{} >> tl::residual(block) >> tl::relu >> tl::layer_norm<> >> joined
                     >> tl::dropout<0.1> >> tl::reshape_to<tl::shape<10>>;
constexpr auto score = hidden >> net;
constexpr auto loss = tl::softmax_cross_entropy(score, digit) +
                      tl::label_smoothed_cross_entropy<0.1>(score, digit) + tl::mean(padded);
constexpr auto slope = tl::gradient(loss, w1);
constexpr auto kept = tl::assign(running_mean, tl::mean(pixels, tl::axis<0>));

struct step : tl::pipeline<tl::traced<true, decltype(loss), decltype(slope), decltype(kept)>> {};
static_assert(step::sound);
static_assert(tl::program_facts<step>::parameter_count > 784 * 128);
static_assert(decltype(slope)::shape_type::count == 784 * 128);

int main() {
  constexpr auto small = tl::flatten >> tl::dense<16> >> tl::relu >> tl::dense<10>;
  tl::trainer trainer{small, tl::softmax_cross_entropy,
                      tl::clip_norm{1.0} >> tl::accumulate<2>(tl::adam{}), tl::batch<8>,
                      tl::shape<4, 4>{}};
  return trainer.steps() == 0 ? 0 : 1;
}
