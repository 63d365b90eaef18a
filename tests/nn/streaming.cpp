// SPDX-License-Identifier: BSL-1.0
//
// The law of streaming: steps on blocks of any lengths give what the network gives for the whole sequence. Networks are
// traced while the test runs and read in double (reference.hpp); kernels run in tests/program/streaming.cpp.
#include <tapeless/nn/streaming.hpp>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <tapeless/expr/vmap.hpp>
#include <tapeless/expr/windows.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/passes/stream/stream.hpp>
#include <tapeless/trace/trace.hpp>

#include "reference.hpp"

namespace tl = tapeless;
using tl::operator>>;

namespace {

constexpr int batch = 2, length = 10;

template <class Element, std::size_t... Sizes>
inline constexpr tl::input<struct signal, tl::shape<Sizes...>, Element> x{};

/// Numbers in (−1, 1) that differ, without order.
double number(std::size_t i) {
  const double s = std::sin(12.9898 * static_cast<double>(i + 1)) * 43758.5453;
  return 2 * (s - std::floor(s)) - 1;
}

/// A graph, and what its leaves hold, by path.
struct machine {
  tl::ir::builder graph;

  std::string path(const tl::ir::leaf& l) const {
    tl::core::text<256> out;
    tl::ir::print_path(out, graph.view(), l);
    return std::string(out.view());
  }
  /// The only result for an input; what is assigned goes to `states`.
  reference::numbers run(const reference::numbers& input,
                         std::map<std::string, reference::numbers>& states) const {
    reference::memory leaves(graph.view());
    std::size_t parameters = 0;
    for (int i = 0; i < graph.leaves.size(); ++i) {
      const tl::ir::leaf& l = graph.leaves[i];
      reference::numbers& values = leaves[static_cast<std::size_t>(i)];
      if (l.kind == tl::leaf_kind::input) {
        values = input;
      } else if (l.kind == tl::leaf_kind::parameter) {
        for (double& v : values) v = number(100 + parameters++);
      } else if (const auto kept = states.find(path(l)); kept != states.end()) {
        values = kept->second;
      } else {
        values.assign(values.size(), l.initial.a);
      }
    }
    const reference::numbers y =
        reference::run(graph.view(), leaves)[static_cast<std::size_t>(graph.results[0])];
    for (int i = 0; i < graph.leaves.size(); ++i)
      if (graph.leaves[i].kind == tl::leaf_kind::state)
        states[path(graph.leaves[i])] = leaves[static_cast<std::size_t>(i)];
    return y;
  }
};

/// The network on a whole sequence: [2, 10, Features…].
template <class Element, std::size_t... Features>
machine whole(auto net) {
  return {
      tl::trace::expressions<decltype(x<Element, batch, length, Features...> >> net)>(false).graph};
}
/// The network on Frames frames of it; 0 stands for one frame without an axis of time, where the axes tell.
template <class Element, std::size_t Frames, std::size_t... Features>
machine step(auto net) {
  const auto traced = [&] {
    if constexpr (Frames == 0 && sizeof...(Features) < 2) {
      return tl::trace::expressions<decltype(x<Element, batch, Features...> >>
                                             tl::streaming(net))>();
    } else {
      constexpr std::size_t n = Frames == 0 ? 1 : Frames;
      constexpr auto frames = x<Element, batch, n, Features...>;
      return tl::trace::expressions<decltype(frames >> tl::streaming(net))>();
    }
  }();
  machine made{tl::passes::stream(traced.graph.view())};
  REQUIRE(made.graph.problem.what == tl::ir::graph_problem::kind::none);
  REQUIRE(tl::ir::verify_graph(made.graph.view()) == "");
  return made;
}

/// Frames first … first + count of a sequence [2, n, …].
reference::numbers part(const reference::numbers& all, std::size_t n, std::size_t first,
                        std::size_t count) {
  const std::size_t frame = all.size() / (batch * n);
  reference::numbers out;
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t i = first * frame; i < (first + count) * frame; ++i)
      out.push_back(all[b * n * frame + i]);
  return out;
}

using splits = std::vector<std::vector<std::size_t>>;
/// Block lengths; 0 as in `step`.
const splits mixed = {std::vector<std::size_t>(10, 0), {2, 2, 2, 2, 2}, {7, 2, 0}, {0, 2, 7}};
const splits unmixed = {std::vector<std::size_t>(10, 0), {2, 2, 2, 2, 2}};

template <class Element, std::size_t... Features>
void check_law(auto net, const splits& cuts = mixed) {
  const std::size_t features = (std::size_t{1} * ... * Features);
  reference::numbers input(batch * length * features);
  for (std::size_t i = 0; i < input.size(); ++i)
    input[i] = std::is_integral_v<Element> ? static_cast<double>(i % 5) : number(i);
  std::map<std::string, reference::numbers> nothing;
  const reference::numbers expected = whole<Element, Features...>(net).run(input, nothing);
  const std::map<std::size_t, machine> steps{{0, step<Element, 0, Features...>(net)},
                                             {2, step<Element, 2, Features...>(net)},
                                             {7, step<Element, 7, Features...>(net)}};
  for (const std::vector<std::size_t>& split : cuts) {
    std::map<std::string, reference::numbers> states;
    std::size_t at = 0;
    for (const std::size_t block : split) {
      const std::size_t frames = block == 0 ? 1 : block;
      const auto y = steps.at(block).run(part(input, length, at, frames), states);
      INFO("frames " << at << " to " << at + frames - 1);
      REQUIRE(reference::distance(y, part(expected, length, at, frames)) < 1e-12);
      at += frames;
    }
  }
}

template <std::size_t Kernel, int Apart>
constexpr auto block = tl::residual(tl::conv1d<4, Kernel, tl::dilation(Apart), tl::causal> >>
                                    tl::tanh >> tl::conv1d<4, 1>);

}  // namespace

TEST_CASE("streaming: stacks of causal convolutions", "[nn][streaming]") {
  check_law<float, 3>(tl::conv1d<4, 2, tl::causal> >> block<3, 2> >> block<2, 4>);
  check_law<float, 4>(tl::depthwise_conv1d<3, tl::causal, tl::multiplier(2)> >>
                      tl::conv1d<6, 3, tl::causal, tl::groups(2), tl::no_bias{}> >> tl::relu);
}

TEST_CASE("streaming: long histories are rings, where one frame is a step", "[nn][streaming]") {
  const auto net = tl::dense<128> >> tl::sum_of(tl::conv1d<2, 3, tl::dilation(2), tl::causal>,
                                                tl::conv1d<2, 2, tl::dilation(4), tl::causal>);
  int rings = 0;
  for (const tl::ir::leaf& l : step<float, 0, 3>(net).graph.leaves) rings += l.name == "ring";
  CHECK(rings == 1);  // both read the same frames
  check_law<float, 3>(net, unmixed);
}

TEST_CASE("streaming: recurrent layers, one on the other", "[nn][streaming]") {
  check_law<double, 3>(tl::lstm<4> >> tl::lstm<3, tl::recurrent{.projection = 2}> >>
                       tl::gru<3, tl::recurrent{.reset_after = false}> >> tl::rnn<2>);
}

TEST_CASE("streaming: layers on frames, and combinators", "[nn][streaming]") {
  check_law<float, 4>(tl::concat(tl::dense<3>, tl::conv1d<2, 2, tl::causal>) >> tl::layer_norm<> >>
                      tl::gelu >> tl::dropout<0.5> >> tl::batch_norm<> >>
                      tl::repeat<2>(tl::dense<4> >> tl::silu) >> tl::rms_norm<>);
  check_law<float, 4>(tl::shared(tl::gru<4>) >> tl::shared(tl::gru<4>) >>
                      tl::sum_of(tl::identity, tl::named<struct skip>(tl::dense<4>)) >>
                      tl::softmax >> tl::glu);
  check_law<std::int32_t>(tl::embedding<5, 3> >> tl::gru<2>);
}

TEST_CASE("streaming: convolutions over time and another axis", "[nn][streaming]") {
  check_law<float, 5, 2>(tl::conv2d<3, 3, tl::padding(tl::sides(2, 0), tl::sides(1, 1))> >>
                         tl::relu);
  check_law<float, 5, 2>(tl::time_distributed(tl::conv1d<3, 3, tl::same>) >> tl::tanh);
}

TEST_CASE("streaming: what is written by hand", "[nn][streaming]") {
  // padding on both sides, and what is too much cut off
  check_law<float, 3>(tl::conv1d<3, 3, tl::padding(2)> >> [](auto h) {
    return tl::slice<1, 0, static_cast<int>(decltype(h)::shape_type::value[1]) - 2>(h);
  });
  // the difference to an earlier frame
  check_law<float, 3>(tl::compose([](auto h) {
    constexpr int n = decltype(h)::shape_type::value[1];
    return h - tl::constant<0.5> * tl::slice<1, 0, n>(tl::pad<1, 2, 0>(h));
  }));
  // what was before the first frame, as a value of its own
  check_law<float, 3>(tl::compose([](auto h) {
    constexpr auto first = tl::parameter<struct before_all, tl::shape<2, 1, 3>>{};
    constexpr int n = decltype(h)::shape_type::value[1];
    return h * tl::slice<1, 0, n>(tl::concat<1>(first, h));
  }));
  // windows
  check_law<float, 3>(tl::zero_pad1d<tl::sides(2, 0)> >> tl::avg_pool1d<3, tl::stride(1)>);
  check_law<float, 3>(tl::constant_pad1d<-1e30, tl::sides(2, 0)> >>
                      tl::max_pool1d<3, tl::stride(1)>);
  // a loop that begins with parameters, and carries that change places
  check_law<float, 3>(tl::compose([](auto h) {
    const auto run = tl::scan(
        [](auto a, auto b, auto row) { return tl::next(b, tl::sin(a) + row).emit(a * row); },
        tl::from(tl::parameter<struct first_a, tl::shape<2, 3>>{},
                 tl::parameter<struct first_b, tl::shape<2, 3>>{}),
        tl::over(tl::permute<1, 0, 2>(h)));
    return tl::permute<1, 0, 2>(tl::outputs(run));
  }));
  // the same by cutting the end off first
  check_law<float, 3>(tl::compose([](auto h) {
    constexpr int n = decltype(h)::shape_type::value[1];
    return h + tl::pad<1, 3, 0>(tl::sin(tl::slice<1, 0, n - 3>(h)));
  }));
  // a loop over samples, and one that repeats
  check_law<float, 3>(tl::vmap(tl::dense<4> >> tl::tanh));
  check_law<float, 3>(tl::compose([](auto h) {
    return tl::last(tl::scan<3>([](auto a) { return tl::next(tl::sin(a) + a); }, tl::from(h)));
  }));
  // numbers that are the same in all frames, as large as the sequence
  check_law<float, 3>(tl::compose([](auto h) {
    using s = typename decltype(h)::shape_type;
    return h * tl::broadcast_to<s>(tl::constant<2.0>) + tl::iota<s, 2>{};
  }));
}
