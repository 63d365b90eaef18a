// SPDX-License-Identifier: BSL-1.0
// flags: -O2 -g
// limit: seconds=60 megabytes=2000
//
// ResNet-18 [he16] as it is used on CIFAR (images of 32 by 32, the first convolution 3 by 3, no pooling before the end):
// a whole training step by SGD with momentum.
#include <tapeless/freestanding.hpp>

#include <cstddef>
#include <cstdint>

#include "train.hpp"

namespace tl = tapeless;

namespace {

constexpr tl::input<struct image_tag, tl::shape<16, 32, 32, 3>> images{};
constexpr tl::target<struct thing_tag, tl::shape<16>, std::int32_t> thing{};

template <std::size_t Out, tl::window Kernel, auto... Option>
constexpr auto normed = tl::conv2d<Out, Kernel, tl::no_bias{}, Option...> >> tl::batch_norm<>;

template <std::size_t Out, int Stride>
constexpr auto two = normed<Out, 3, tl::padding(1), tl::stride(Stride)> >> tl::relu >>
                     normed<Out, 3, tl::padding(1)>;
template <std::size_t Out>
constexpr auto same = tl::residual(two<Out, 1>) >> tl::relu;
template <std::size_t Out>
constexpr auto down = tl::sum_of(two<Out, 2>, normed<Out, 1, tl::stride(2)>) >> tl::relu;

constexpr auto net = normed<64, 3, tl::padding(1)> >> tl::relu >> same<64> >> same<64> >>
                     down<128> >> same<128> >> down<256> >> same<256> >> down<512> >> same<512> >>
                     tl::global_avg_pool >> tl::flatten >> tl::dense<10>;
constexpr auto loss = tl::softmax_cross_entropy(images >> net, thing);

using optimiser = tl::sgd_momentum;
struct step
    : tl::pipeline<tl::updated<tl::traced<true, decltype(loss)>, tl::traced_rule<optimiser>>> {};

}  // namespace

float train(std::byte* arena) { return train_once<step, optimiser>(arena); }
