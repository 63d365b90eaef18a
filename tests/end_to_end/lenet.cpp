// SPDX-License-Identifier: BSL-1.0
//
// LeNet-5 [lecun98b] learns a slice of Fashion-MNIST. Guessing is right 10 times in 100.
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/convolution.hpp>
#include <tapeless/nn/layers/dense.hpp>
#include <tapeless/nn/layers/flatten.hpp>
#include <tapeless/nn/layers/pooling.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>
#include <tapeless/nn/optimisers/adam.hpp>
#include <tapeless/training/trainer.hpp>

#include "catch.hpp"
#include "fashion_mnist.hpp"

namespace tl = tapeless;

namespace {

constexpr auto features = tl::conv2d<6, 5, tl::padding(2)> >> tl::relu >> tl::max_pool2d<2> >>
                          tl::conv2d<16, 5> >> tl::relu >> tl::max_pool2d<2>;
constexpr auto classifier =
    tl::flatten >> tl::dense<120> >> tl::relu >> tl::dense<84> >> tl::relu >> tl::dense<10>;

}  // namespace

TEST_CASE("LeNet-5 learns to tell clothes apart", "[end_to_end][slow]") {
  const auto data = tapeless_tests::some_of_fashion_mnist(2000, 1000);
  if (!data) return;
  tl::trainer trainer{features >> classifier,          tl::softmax_cross_entropy,
                      tl::adam{.learning_rate = 3e-3}, tl::batch<32>,
                      tl::shape<28, 28, 1>{},          tl::seed{1}};
  STATIC_REQUIRE(decltype(trainer)::parameter_count == 156 + 2'416 + 48'120 + 10'164 + 850);
  CHECK(*trainer.evaluate(data->test).metric < 0.3);
  trainer.fit(data->train, {.epochs = 6});
  CHECK(*trainer.evaluate(data->test).metric > 0.7);
}
