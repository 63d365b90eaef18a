// SPDX-License-Identifier: BSL-1.0
//
// Streaming as programs: the kernels, first values, `forget`, the heap. What the pass does to networks of all kinds:
// tests/nn/streaming.cpp.
#include <tapeless/nn/streaming.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <tapeless/nn/layers.hpp>
#include <tapeless/program/compile.hpp>
#include <tapeless/program/copy_parameters.hpp>

#include "allocations.hpp"

namespace tl = tapeless;
using tl::operator>>;

namespace {

constexpr std::size_t batch = 2, length = 21, features = 3;
constexpr auto net = tl::conv1d<32, 2, tl::causal> >>
                     tl::residual(tl::conv1d<32, 3, tl::dilation(8), tl::causal> >> tl::tanh) >>
                     tl::concat(tl::lstm<5>, tl::gru<3>) >> tl::layer_norm<> >> tl::dense<2>;

template <std::size_t Frames>
inline constexpr tl::input<struct signal, tl::shape<batch, Frames, features>> frames{};
inline constexpr tl::input<struct signal, tl::shape<batch, features>> frame{};

template <class Y>
struct inference : tl::pipeline<tl::traced<false, Y>> {};

/// The largest difference between a program's results, step by step, and those of the whole sequence.
template <class Program, class Input>
double distance(Program& step, Input in, std::span<const float> x, std::span<const float> y) {
  const std::size_t block = Input::shape_type::count / (batch * features);
  double worst = 0;
  for (std::size_t t = 0; t < length; t += block) {
    for (std::size_t b = 0; b < batch; ++b)
      for (std::size_t i = 0; i < block * features; ++i)
        step[in][b * block * features + i] = x[(b * length + t) * features + i];
    step.run();
    for (std::size_t b = 0; b < batch; ++b)
      for (std::size_t i = 0; i < block * 2; ++i)
        worst = std::max(worst, std::abs(static_cast<double>(step.result()[b * block * 2 + i]) -
                                         static_cast<double>(y[(b * length + t) * 2 + i])));
  }
  return worst;
}

}  // namespace

TEST_CASE("streaming programs: frame by frame and in blocks as the whole sequence",
          "[program][streaming]") {
  static tl::program<inference<decltype(frames<length> >> net)>> whole(7);
  static tl::program<inference<decltype(frame >> tl::streaming(net))>> single(7);
  static tl::program<inference<decltype(frames<7> >> tl::streaming(net))>> block(7);
  float n = 0;
  for (float& v : whole[frames<length>]) v = std::sin(n += 0.7f);
  const std::vector<float> x(whole[frames<length>].begin(), whole[frames<length>].end());
  whole.run();
  const std::vector<float> y(whole.result().begin(), whole.result().end());

  CHECK(distance(single, frame, x, y) < 1e-6);
  CHECK(distance(block, frames<7>, x, y) < 1e-6);

  // another stream begins where the first began, and the parameters are the same
  CHECK(distance(single, frame, x, y) > 1e-3);
  single.forget();
  const long before = allocations();
  const double again = distance(single, frame, x, y);
  CHECK(allocations() == before);
  CHECK(again < 1e-6);

  // what one program has learnt, for another
  single.reset(8);
  CHECK(distance(single, frame, x, y) > 1e-3);
  CHECK(tl::copy_parameters(whole.view(), single.view()) == 0);
  single.forget();
  CHECK(distance(single, frame, x, y) < 1e-6);

  // the parameters are those of the network, under the same paths; the states stand beside
  const auto paths = []<class P>(tl::program<P>&, tl::leaf_kind kind) {
    std::vector<std::string> out;
    for (const tl::ir::leaf& l : tl::program_facts<P>::graph().leaves) {
      tl::core::text<64> path;
      tl::ir::print_path(path, tl::program_facts<P>::graph(), l);
      if (l.kind == kind) out.emplace_back(path.view());
    }
    return out;
  };
  CHECK(paths(single, tl::leaf_kind::parameter) == paths(whole, tl::leaf_kind::parameter));
  CHECK(paths(single, tl::leaf_kind::state) ==
        std::vector<std::string>{"0.streaming.0.history", "1.0.streaming.1.ring",
                                 "1.0.streaming.2.position", "2.0.streaming.3.carry",
                                 "2.0.streaming.4.carry", "2.1.streaming.5.carry"});
}
