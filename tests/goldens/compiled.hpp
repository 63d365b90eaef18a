// SPDX-License-Identifier: BSL-1.0
//
// Cases of layers.hpp as they run: one compiled program, its kernels in the lanes of this machine, against the same files:
// in float at 1e-5, in double at 1e-10. Cases share a program because a pipeline of eight layers compiles far faster than eight pipelines.
//
//   check_compiled<float_case<struct plain, tl::shape<4, 3>, decltype(tl::batch_norm<>)>, …>("layers/batch_norm");

#ifndef TAPELESS_TESTS_GOLDENS_COMPILED_HPP
#define TAPELESS_TESTS_GOLDENS_COMPILED_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/runtime/heap_memory.hpp>
#include <tapeless/runtime/program.hpp>

#include "layers.hpp"

namespace golden_layers {

template <class Tag, class Shape, class Layer>
using float_case = layer_case<Tag, Shape, Layer, float>;

/// Every y, every dx (the loss, if x is integers), then the gradients of all parameters, in the order of their leaves.
template <class... Case>
struct compiled_stage {
  using loss = std::remove_const_t<decltype((typename Case::loss{} + ...))>;
  template <class One>
  static constexpr auto dx() {
    if constexpr (One::differentiable)
      return tl::gradient(loss{}, typename One::x{});
    else
      return loss{};
  }
  struct stage : tl::pipeline<tl::traced<true, typename Case::y..., decltype(dx<Case>())...,
                                         decltype(tl::gradients(loss{}))>> {};
};

/// An array of which PyTorch's numbers are 0 or nearly so, because terms cancel: `least` counts as its greatest.
struct cancels {
  std::string name;
  double least;
};

/// Runs cases in one program and compares values and all gradients with the files that have them.
template <class... Case>
void check_compiled(std::initializer_list<const char*> names,
                    std::initializer_list<cancels> cancelling = {}) {
  using number = std::common_type_t<tl::element_type_of<typename Case::y>...>;
  constexpr double tolerance = std::is_same_v<number, float> ? 1e-5 : 1e-10;
  using stage = typename compiled_stage<Case...>::stage;
  tl::program<stage, tl::heap_memory> program;
  const std::vector<golden::file> files(names.begin(), names.end());
  const auto find = [&](const std::string& name) -> const golden::array& {
    for (const golden::file& file : files)
      if (file.contains(name)) return file[name];
    return files.front()[name];
  };
  const std::string tags[] = {std::string(tl::name_of_tag<typename Case::tag>())...};
  const bool has_dx[] = {Case::differentiable...};
  constexpr int n = sizeof...(Case);

  std::vector<std::string> parameters;
  int targets = 0;
  program.view().for_each_leaf([&](const tl::leaf& l, auto to) {
    const std::string path = path_of(stage::final_graph::value, l);
    std::string from = path;
    if (l.kind == tl::leaf_kind::input) from += "/x";
    if (l.kind == tl::leaf_kind::target) from = tags[targets++] + "/dy";
    if (l.kind == tl::leaf_kind::parameter) parameters.push_back(path);
    if (l.kind == tl::leaf_kind::state) return;
    INFO(from);
    const golden::array& values = find(from);
    REQUIRE(values.size() == to.size());
    using element = typename decltype(to)::value_type;
    std::transform(values.values.begin(), values.values.end(), to.begin(),
                   [](double x) { return static_cast<element>(x); });
  });
  program.run();

  std::vector<std::span<const number>> results;
  [&]<int... I>(std::integer_sequence<int, I...>) {
    (results.emplace_back(program.template result<I>()), ...);
  }
  (std::make_integer_sequence<int, decltype(program.view())::result_count>{});
  REQUIRE(results.size() == 2 * n + parameters.size());
  const auto compare = [&](std::size_t result, const std::string& name) {
    INFO(name);
    double least = 0;
    for (const cancels& each : cancelling)
      if (each.name == name) least = each.least;
    CHECK(golden::relative_distance(results[result], find(name), least) < tolerance);
  };
  for (std::size_t i = 0; i < n; ++i) {
    compare(i, tags[i] + "/y");
    if (has_dx[i]) compare(n + i, tags[i] + "/dx");
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::size_t scope = parameters[i].find('/') + 1;
    compare(2 * n + i, parameters[i].substr(0, scope) + "d" + parameters[i].substr(scope));
  }
}

}  // namespace golden_layers

#endif
