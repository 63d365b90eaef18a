// SPDX-License-Identifier: BSL-1.0
//
// Cases of layers.hpp as they run: one compiled program, its kernels in the lanes of this machine, in float; and the same
// graph read in double. Cases share a program because a pipeline of eight layers compiles far faster than eight pipelines.
//
//   check<layer_case<struct plain, tl::shape<4, 3>, decltype(tl::batch_norm<>)>, …>({"layers/batch_norm"});

#ifndef TAPELESS_TESTS_GOLDENS_COMPILED_HPP
#define TAPELESS_TESTS_GOLDENS_COMPILED_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/program/heap_memory.hpp>
#include <tapeless/program/program.hpp>

#include "layers.hpp"

namespace golden_layers {

template <class Tag, auto Layer, std::size_t... Sizes>
using case_of = layer_case<Tag, tl::shape<Sizes...>, std::remove_const_t<decltype(Layer)>>;
template <class Tag, auto Layer, std::size_t... Sizes>
using case_of_rows =
    layer_case<Tag, tl::shape<Sizes...>, std::remove_const_t<decltype(Layer)>, std::int32_t>;

template <class... Output>
struct training : tl::pipeline<tl::traced<true, Output...>> {};
template <class... Case>
using stage_of = typename together<Case...>::template results<training>;

/// A compiled program that is used as `reading` is.
template <class Stage>
class running {
 public:
  static constexpr bool in_double =
      Stage::final_graph::value.nodes[Stage::final_graph::value.results[0]].type ==
      tl::element::float64;
  static constexpr double tolerance = in_double ? 1e-10 : 1e-5;

  static tl::ir::graph_view graph() { return Stage::final_graph::value; }
  void set(int l, const std::vector<double>& values) {
    with_leaf(l, [&](auto to) {
      REQUIRE(values.size() == to.size());
      using element = typename decltype(to)::value_type;
      std::transform(values.begin(), values.end(), to.begin(),
                     [](double x) { return static_cast<element>(x); });
    });
  }
  std::vector<double> leaf(int l) {
    std::vector<double> values;
    with_leaf(l, [&](auto from) { values.assign(from.begin(), from.end()); });
    return values;
  }
  const std::vector<double>& result(int r) const {
    return results_.at(static_cast<std::size_t>(r));
  }
  void step() {
    program_.run();
    results_.clear();
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (keep(program_.template result<I>()), ...);
    }(std::make_integer_sequence<int, tl::program_view<Stage>::result_count>{});
  }

 private:
  void with_leaf(int wanted, auto f) {
    int l = 0;
    program_.view().for_each_leaf([&](const tl::ir::leaf&, auto elements) {
      if (l++ == wanted) f(elements);
    });
  }
  void keep(const auto& elements) { results_.emplace_back(elements.begin(), elements.end()); }

  tl::program<Stage, tl::heap_memory> program_;
  std::vector<std::vector<double>> results_;
};

/// Values and all gradients of cases: by kernels, and read in double.
template <class... Case>
void check(const golden_cases& goldens) {
  using stage = stage_of<Case...>;
  running<stage> program;
  check_step(program, goldens);
  INFO("read in double");
  reading graph(stage::traced_stage::value);
  check_step(graph, goldens);
}
template <class... Case>
void check(std::initializer_list<const char*> files,
           std::initializer_list<cancels> cancelling = {}) {
  check<Case...>(golden_cases{names_of<Case...>(), files, cancelling});
}

}  // namespace golden_layers

#endif
