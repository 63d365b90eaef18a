// SPDX-License-Identifier: BSL-1.0
//
// Many layers against a file of make_layers.py, in double: graphs are traced and plans made at run time, and the plans
// are read (../passes/run_plan.hpp), so that a case costs next to no compile time. Compiled kernels run in float, in
// tests of their own.
//
// A case is named by its tag: the golden "plain/x" is its input, "plain/dy" the upstream gradient, "plain/weight" a
// parameter and "plain/dweight" its gradient.
//
//   check<layer_case<struct plain, tl::shape<4, 3>, decltype(tl::batch_norm<>)>, …>("layers/batch_norm");

#ifndef TAPELESS_TESTS_GOLDENS_LAYERS_HPP
#define TAPELESS_TESTS_GOLDENS_LAYERS_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <tapeless/core/text.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/passes/differentiate.hpp>
#include <tapeless/passes/simplify.hpp>
#include <tapeless/passes/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "../catch.hpp"
#include "../passes/run_plan.hpp"
#include "golden.hpp"

namespace golden_layers {

namespace tl = tapeless;

/// The upstream gradient of a case.
template <class Tag>
struct upstream;

/// A layer on an input of its own, its parameters in a scope of the tag's name.
template <class Tag, class Shape, class Layer, class Element = double>
struct layer_case {
  using tag = Tag;
  using x = tl::input<Tag, Shape, Element>;
  using y = decltype(x{} >> tl::named<Tag>(Layer{}));
  using dy = tl::target<upstream<Tag>, typename y::shape_type, tl::element_type_of<y>>;
  using loss = decltype(tl::sum(y{} * dy{}));
  static constexpr bool differentiable = x::type != tl::element::int32;
  static constexpr auto dx() {
    if constexpr (differentiable)
      return tl::gradient(loss{}, x{});
    else
      return loss{};
  }
};

/// |a − b| / max(1, |b|), at most.
inline double relative(const auto& actual, const golden::array& expected) {
  if (actual.size() != expected.size()) return 1e300;
  double worst = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double apart = std::abs(static_cast<double>(actual[i]) - expected[i]);
    worst =
        std::isnan(apart) ? 1e300 : std::max(worst, apart / std::max(1.0, std::abs(expected[i])));
  }
  return worst;
}

/// A leaf's path as golden files write it: "plain/weight".
inline std::string path_of(tl::graph_view g, const tl::leaf& l) {
  tl::text<256> path;
  tl::print_path(path, g, l);
  std::string out{path.view()};
  std::replace(out.begin(), out.end(), '.', '/');
  return out;
}

inline tl::builder finished(const tl::builder& traced) {
  const tl::builder d = tl::differentiate(traced.view()), s = tl::simplify(d.view());
  return tl::tidy(s.view());
}

/// Expressions as a plan to be read.
template <bool Training, class... Output>
class reading {
 public:
  reading() : graph_(finished(tl::trace<Output...>(Training).graph)), run_(graph_.view()) {
    REQUIRE(run_.problem() == "");
    for (int l = 0; l < leaves().size(); ++l)
      if (leaves()[l].kind == tl::leaf_kind::state)
        set(l, std::vector<double>(static_cast<std::size_t>(leaves()[l].shape.count()),
                                   leaves()[l].initial.a));
  }

  const tl::list<tl::leaf>& leaves() const { return graph_.leaves; }
  std::string path(int l) const { return path_of(graph_.view(), leaves()[l]); }
  void set(int l, const std::vector<double>& values) { run_.set_leaf(l, values); }
  std::vector<double> leaf(int l) const { return run_.leaf(l); }
  std::vector<double> result(int r) const { return run_.result(r); }
  void step() { run_.step(); }

  /// Sets what `values` says a leaf of this path is.
  void fill(auto values) {
    for (int l = 0; l < leaves().size(); ++l)
      if (const auto found = values(leaves()[l], path(l)); !found.empty()) set(l, found);
  }

 private:
  tl::builder graph_;
  plan_run run_;
};

/// Cases in one program: every y, then every dx (the loss, if x is integers), then the gradients of all parameters.
template <class... Case>
using training_of = reading<true, typename Case::y..., decltype(Case::dx())...,
                            decltype(tl::gradients(typename Case::loss{}))...>;

/// Fills inputs, upstream gradients and parameters from a file.
template <class... Case>
void fill(const golden::file& file, auto& program) {
  const std::string names[] = {std::string(tl::name_of_tag<typename Case::tag>())...};
  std::size_t targets = 0;
  program.fill([&](const tl::leaf& l, const std::string& path) -> std::vector<double> {
    if (l.kind == tl::leaf_kind::input) return file[path + "/x"].values;
    if (l.kind == tl::leaf_kind::target) return file[names[targets++] + "/dy"].values;
    if (l.kind == tl::leaf_kind::parameter) return file[path].values;
    return {};
  });
}

/// Compares the results of training_of<Case...> with a file.
template <class... Case>
void compare(const golden::file& file, const auto& program) {
  constexpr double tolerance = 1e-12;
  const std::string names[] = {std::string(tl::name_of_tag<typename Case::tag>())...};
  const bool has_dx[] = {Case::differentiable...};
  constexpr int n = sizeof...(Case);
  int next = 2 * n;
  for (int i = 0; i < n; ++i) {
    INFO(names[i]);
    CHECK(relative(program.result(i), file[names[i] + "/y"]) < tolerance);
    if (has_dx[i]) CHECK(relative(program.result(n + i), file[names[i] + "/dx"]) < tolerance);
    for (int l = 0; l < program.leaves().size(); ++l) {
      const std::string path = program.path(l), scope = names[i] + "/";
      if (program.leaves()[l].kind != tl::leaf_kind::parameter || !path.starts_with(scope))
        continue;
      INFO(path);
      CHECK(relative(program.result(next++), file[scope + "d" + path.substr(scope.size())]) <
            tolerance);
    }
  }
}

/// All of that.
template <class... Case>
auto check(const std::string& name) {
  const golden::file file{name};
  auto program = std::make_unique<training_of<Case...>>();
  fill<Case...>(file, *program);
  program->step();
  compare<Case...>(file, *program);
  return program;
}

}  // namespace golden_layers

#endif
