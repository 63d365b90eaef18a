// SPDX-License-Identifier: BSL-1.0
//
// The code of README.md, which must compile: tools/check_snippets.py checks that it stands here.
#include <span>
#include <vector>

#include <tapeless/tapeless.hpp>
namespace tl = tapeless;

constexpr auto net = tl::dense<128> >> tl::relu >> tl::dense<10>;

int main() {
  const auto data = tl::data::fashion_mnist("/usr/share/datasets/fashion-mnist");
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  static_assert(trainer.parameter_count == 101'770);
  trainer.fit(data.train, {.epochs = 10, .validation = data.test, .progress = tl::console});
}

inline constexpr tl::input<struct x, tl::shape<64, 784>> x{};
inline constexpr tl::parameter<struct w1, tl::shape<784, 128>, tl::init::glorot_uniform> w1{};
constexpr auto energy = tl::mean(tl::square(tl::tanh(tl::matmul(x, w1))));
auto f = tl::compile(energy, tl::gradient(energy, w1));

struct gain : tl::layer<gain> {
  template <tl::expression X>
  static constexpr auto body(X x) {
    constexpr std::size_t n = X::shape_type::value[X::shape_type::rank - 1];
    return x * tl::parameter<struct gains, tl::shape<n>, tl::init::ones>{};
  }
};
constexpr auto gated = tl::dense<64> >> gain{} >>
                       [](auto h) { return h * tl::sigmoid(h); } >> tl::dense<1>;

std::vector<float> rows = {1, 2, 3}, targets = {4};
const tl::data::dataset set(std::span<const float>(rows), 3, std::span<const float>(targets), 1);
