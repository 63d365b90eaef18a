// SPDX-License-Identifier: BSL-1.0
//
// A residual network of eight layers [he16] learns a slice of Fashion-MNIST. Guessing is right 10 times in 100.
#include <cstddef>

#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/adaptive_pooling.hpp>
#include <tapeless/nn/layers/batch_norm.hpp>
#include <tapeless/nn/layers/convolution.hpp>
#include <tapeless/nn/layers/dense.hpp>
#include <tapeless/nn/layers/flatten.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>
#include <tapeless/nn/optimisers/adam.hpp>
#include <tapeless/nn/schedules.hpp>
#include <tapeless/training/trainer.hpp>

#include "catch.hpp"
#include "fashion_mnist.hpp"

// 76 kernels take a compiler 20 to 40 s. What only lanes of one element would show, LeNet-5 shows.
#if !defined(TAPELESS_NO_SIMD)

namespace tl = tapeless;

namespace {

template <std::size_t Out, tl::window Kernel, auto... Option>
constexpr auto normed = tl::conv2d<Out, Kernel, tl::no_bias{}, Option...> >> tl::batch_norm<>;

/// Two convolutions; the first makes images smaller by the stride.
template <std::size_t Out, int Stride>
constexpr auto two = normed<Out, 3, tl::padding(1), tl::stride(Stride)> >> tl::relu >>
                     normed<Out, 3, tl::padding(1)>;
/// The same beside a shortcut that follows.
template <std::size_t Out>
constexpr auto down = tl::sum_of(two<Out, 2>, normed<Out, 1, tl::stride(2)>) >> tl::relu;

constexpr auto net = normed<8, 3, tl::padding(1)> >> tl::relu >> tl::residual(two<8, 1>) >> tl::relu
                     >> down<16> >> down<32> >> tl::global_avg_pool >> tl::flatten >> tl::dense<10>;

constexpr std::size_t images = 2000, rows = 32, epochs = 4;

}  // namespace

TEST_CASE("ResNet-8 learns to tell clothes apart", "[end_to_end][slow]") {
  const auto data = tapeless_tests::some_of_fashion_mnist(images, 1000);
  if (!data) return;
  constexpr auto rate = tl::cosine_annealing(6e-3, images / rows * epochs);
  tl::trainer trainer{net,
                      tl::softmax_cross_entropy,
                      tl::adam{.learning_rate = rate},
                      tl::batch<rows>,
                      tl::shape<28, 28, 1>{},
                      tl::seed{1}};
  STATIC_REQUIRE(decltype(trainer)::parameter_count == 19'810);
  CHECK(*trainer.evaluate(data->test).metric < 0.3);
  trainer.fit(data->train, {.epochs = epochs});
  CHECK(*trainer.evaluate(data->test).metric > 0.68);
}

#endif
