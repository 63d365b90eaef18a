// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/stream/stream.hpp>

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include <tapeless/expr/cumulative.hpp>
#include <tapeless/expr/vmap.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/streaming.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

namespace tl = tapeless;
using tl::operator>>;

namespace {

template <std::size_t... Sizes>
inline constexpr tl::input<struct x, tl::shape<Sizes...>> input{};

tl::ir::builder streamed(auto y) {
  return tl::passes::stream(tl::trace::expressions<decltype(y)>().graph.view());
}
std::string text_of(const tl::ir::builder& g) {
  const auto text = tl::ir::print(tl::passes::tidy(g.view()).view());
  return std::string(text.view());
}

/// Why a network has no streaming form: "layer: op, reason number".
std::string refusal(auto net) {
  const tl::ir::builder g = streamed(input<2, 3> >> tl::streaming(net));
  CHECK(tl::ir::verify_graph(g.view()) == "");
  const tl::ir::graph_problem& p = g.problem;
  if (p.what != tl::ir::graph_problem::kind::no_streaming_form) return "none";
  constexpr std::string_view reasons[] = {
      "looks ahead",      "skips frames",        "takes all frames", "knows positions",
      "knows the length", "remembers in a loop", "none known"};
  tl::core::text<200> out;
  tl::ir::print_scope(out, g.view(), p.scope);
  out.add(' ').add(p.name).add(": ").add(reasons[static_cast<int>(p.obstacle)]);
  if (p.number != 0) out.add(' ').add(p.number);
  return std::string(out.view());
}

}  // namespace

TEST_CASE("stream: padding becomes the frames before", "[passes][stream]") {
  const auto g =
      streamed(input<2, 3> >> tl::streaming(tl::conv1d<4, 2, tl::causal, tl::no_bias{}>));
  CHECK(text_of(g) ==
        "%0 = input x : [2, 3]\n"
        "%1 = reshape %0 : [2, 1, 3]\n"
        "%2 = parameter weight : [2, 3, 4]\n"
        "%3 = reshape %2 : [2, 1, 3, 4]\n"
        "%4 = reshape %1 : [2, 1, 1, 3]\n"
        "%5 = state streaming.0.history : [2, 1, 1, 3]\n"
        "%6 = concat %5, %4 axis 1 : [2, 2, 1, 3]\n"
        "%7 = slice %6 axis 1 from 1 step 1 : [2, 1, 1, 3]\n"
        "%8 = assign %5, %7 : [2, 1, 1, 3]\n"
        "%9 = convolve %6, %3 stride 1 dilation 1 : [2, 1, 1, 4]\n"
        "%10 = reshape %9 : [2, 1, 4]\n"
        "%11 = slice %10 axis 1 from 0 step 1 : [2, 1, 4]\n"
        "%12 = reshape %11 : [2, 4]\n"
        "return %12\n");
}

TEST_CASE("stream: a loop is its body for one frame, and goes on for several", "[passes][stream]") {
  const auto sums = tl::compose([](auto h) {
    return tl::permute<1, 0, 2>(
        tl::outputs(tl::scan([](auto sum, auto row) { return sum + row; },
                             tl::from(tl::broadcast_to<tl::shape<1, 3>>(tl::constant<0.0>)),
                             tl::over(tl::permute<1, 0, 2>(h)))));
  });
  const auto one = streamed(input<3> >> tl::streaming(sums));
  CHECK(one.regions.empty());
  CHECK(text_of(one) ==
        "%0 = input x : [3]\n"
        "%1 = reshape %0 : [1, 1, 3]\n"
        "%2 = permute %1 axes 1 0 2 : [1, 1, 3]\n"
        "%3 = state 0.streaming.0.carry : [1, 3]\n"
        "%4 = reshape %2 : [1, 3]\n"
        "%5 = add %3, %4 : [1, 3]\n"
        "%6 = assign %3, %5 : [1, 3]\n"
        "%7 = reshape %5 : [1, 1, 3]\n"
        "%8 = permute %7 axes 1 0 2 : [1, 1, 3]\n"
        "%9 = slice %8 axis 1 from 0 step 1 : [1, 1, 3]\n"
        "%10 = reshape %9 : [3]\n"
        "return %10\n");
  const auto several = streamed(input<1, 4, 3> >> tl::streaming(sums));
  CHECK(text_of(several) ==
        "region 0: 4 iterations\n"
        "%0 = input x : [1, 4, 3]\n"
        "%1 = permute %0 axes 1 0 2 : [4, 1, 3]\n"
        "%2 = state 0.streaming.0.carry : [1, 3]\n"
        "%3 = carry %2 of region 0 : [1, 3]\n"
        "%4 = each %1 of region 0 : [1, 3]\n"
        "%5 = add %3, %4 : [1, 3]\n"
        "%6 = advance %3, %5 : [1, 3]\n"
        "%7 = final %6 : [1, 3]\n"
        "%8 = assign %2, %7 : [1, 3]\n"
        "%9 = stack %5 of region 0 : [4, 1, 3]\n"
        "%10 = permute %9 axes 1 0 2 : [1, 4, 3]\n"
        "%11 = slice %10 axis 1 from 0 step 1 : [1, 4, 3]\n"
        "return %11\n");
}

TEST_CASE("stream: a step within a loop would have to remember there", "[passes][stream]") {
  const auto g = streamed(tl::vmap(tl::streaming(tl::gru<2>))(input<4, 2, 3>));
  CHECK(g.problem.obstacle == tl::ir::streaming_obstacle::remembers_in_a_loop);
  CHECK(tl::ir::verify_graph(g.view()) == "");
}

TEST_CASE("stream: what looks ahead is refused, by its layer and for its reason",
          "[passes][stream]") {
  CHECK(refusal(tl::dense<4> >> tl::conv1d<4, 3, tl::same>) == "1. convolve: looks ahead 1");
  CHECK(refusal(tl::named<struct ear>(tl::conv1d<4, 4>)) == "ear. convolve: looks ahead 3");
  CHECK(refusal(tl::conv1d<4, 2, tl::stride(2), tl::padding(tl::sides(1, 0))>) ==
        " convolve: skips frames");
  CHECK(refusal(tl::max_pool1d<3, tl::stride(2)>) == "0. windows: skips frames");
  CHECK(refusal(tl::max_pool1d<3, tl::stride(1), tl::padding(1)>) == "0. windows: looks ahead 1");
  CHECK(refusal(tl::gru<4> >> tl::last_step) == "1. slice: takes all frames");
  CHECK(refusal(tl::compose([](auto h) { return tl::slice<1, 2, 10>(h); })) ==
        "0. slice: looks ahead 2");
  CHECK(refusal(tl::compose([](auto h) { return h - tl::slice<1, 0, 1>(h); })) ==
        "0. sub: takes all frames");
  CHECK(refusal(tl::gru<4, tl::recurrent{.last_step = true}>) == " final: takes all frames");
  CHECK(refusal(tl::bidirectional(tl::rnn<2>)) == " reverse: takes all frames");
  CHECK(refusal(tl::global_avg_pool) == "0. reduce_sum: takes all frames");
  CHECK(refusal(tl::flatten >> tl::dense<4>) == "1. contract: takes all frames");
  CHECK(refusal(tl::dense<4> >> tl::self_attention<2>) == "1.2. contract: takes all frames");
  CHECK(refusal(tl::sinusoidal<>) == "0. add: knows positions");
  CHECK(refusal(tl::instance_norm<>) == "0. reduce_sum: takes all frames");
  CHECK(refusal(tl::vmap(tl::compose([](auto h) { return tl::cumsum(h, tl::axis<0>); }))) !=
        "none");
  CHECK(refusal(tl::streaming(tl::gru<2>)) != "none");
  CHECK(refusal(tl::compose([](auto h) { return tl::cumprod(h, tl::axis<1>); })) ==
        " slice: knows the length");
  // makes frames behind the last; none of them early
  CHECK(refusal(tl::conv_transpose1d<2, 3>) == "none");
  CHECK(refusal(tl::reflection_pad1d<tl::sides(2, 0)> >> tl::conv1d<2, 3>) != "none");
}
