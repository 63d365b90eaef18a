// SPDX-License-Identifier: BSL-1.0
//
// Connectionist temporal classification against PyTorch: values and gradients, by plans that are read; some as one compiled
// program.
#include <tapeless/nn/losses/ctc.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include <tapeless/nn/activations.hpp>
#include <tapeless/program/compile.hpp>
#include <tapeless/trace/trace.hpp>

#include "layers.hpp"

namespace tl = tapeless;

namespace {

/// The leaves of a case: N samples, T frames, C classes, S labels.
template <std::size_t N, std::size_t T, std::size_t C, std::size_t S>
struct problem {
  static constexpr tl::input<struct x, tl::shape<N, T, C>> x{};
  static constexpr tl::input<struct target, tl::shape<N, S>, std::int32_t> target{};
  static constexpr tl::input<struct frames, tl::shape<N>, std::int32_t> frames{};
  static constexpr tl::input<struct length, tl::shape<N>, std::int32_t> length{};

  template <class Loss>
  static constexpr auto of(Loss loss) {
    return loss(tl::log_softmax(x), target, frames, length);
  }
};

constexpr const char* results[] = {"loss", "gradient", "sum", "gradient/sum", "each", "infinite"};

const golden::file& golden_file() {
  static const golden::file file{"ctc/ctc_loss"};
  return file;
}

/// The results of a graph are those that `results` names.
void compare(tl::ir::graph_view traced, const std::string& name) {
  for (const bool in_float : {false, true}) {
    INFO(name << (in_float ? " in float" : " in double"));
    golden_layers::reading program(traced, in_float);
    for (int l = 0; l < program.graph().leaves.size(); ++l) {
      const std::string leaf{program.graph().leaves[l].name};
      auto values = golden_file()[name + '/' + leaf].values;
      std::replace(values.begin(), values.end(), -200.0, -std::numeric_limits<double>::infinity());
      program.set(l, values);
    }
    program.step();
    int r = 0;
    for (const char* result : results) {
      INFO(result);
      const golden::array& expected = golden_file()[name + '/' + result];
      CHECK(golden::relative_distance(program.result(r++), expected) < program.tolerance);
    }
  }
}

template <int Blank, std::size_t... Size>
void check(const std::string& name) {
  using p = problem<Size...>;
  constexpr auto loss = tl::ctc<Blank, true>;
  constexpr auto mean = p::of(loss);
  constexpr auto sum = p::of(tl::with_reduction<tl::reduction::sum>(loss));
  constexpr auto each = p::of(tl::with_reduction<tl::reduction::none>(loss));
  constexpr auto infinite = p::of(tl::with_reduction<tl::reduction::none>(tl::ctc<Blank>));
  const auto graph_of = [](auto... y) {
    return tl::trace::expressions<decltype(y)...>(true).graph;
  };
  // a sample that is impossible has no gradient, also where its value is infinite
  compare(graph_of(mean, tl::gradient(mean, p::x), sum, tl::gradient(tl::sum(infinite), p::x), each,
                   infinite)
              .view(),
          name);
}

}  // namespace

TEST_CASE("ctc is PyTorch's, with its gradients", "[goldens][losses]") {
  check<0, 1, 1, 3, 1>("one_frame");
  check<0, 2, 1, 2, 1>("one_frame_empty");
  check<0, 3, 3, 4, 2>("just_enough");
  check<0, 6, 9, 5, 4>("unequal");
  check<3, 2, 6, 4, 3>("last_blank");
  check<2, 2, 30, 7, 11>("long");
  check<0, 2, 5, 4, 3>("zero_probability");
}

TEST_CASE("ctc is PyTorch's in float, by kernels", "[goldens][losses]") {
  using p = problem<6, 9, 5, 4>;
  constexpr auto loss = p::of(tl::ctc<0, true>);
  constexpr auto infinite = p::of(tl::with_reduction<tl::reduction::none>(tl::ctc<>));
  auto program = tl::compile(loss, tl::gradient(loss, p::x), infinite);
  const auto set = [&](auto leaf, const char* name) {
    const auto values = golden_file()[name].as<tl::element_type_of<decltype(leaf)>>();
    auto to = program[leaf];
    REQUIRE(values.size() == to.size());
    std::copy(values.begin(), values.end(), to.begin());
  };
  set(p::x, "unequal/x");
  set(p::target, "unequal/target");
  set(p::frames, "unequal/frames");
  set(p::length, "unequal/length");
  program.run();
  const golden::file& file = golden_file();
  CHECK(golden::relative_distance(program.result<0>(), file["unequal/loss"]) < 1e-5);
  CHECK(golden::relative_distance(program.result<1>(), file["unequal/gradient"]) < 1e-5);
  CHECK(golden::relative_distance(program.result<2>(), file["unequal/infinite"]) < 1e-5);
}
