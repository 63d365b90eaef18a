// SPDX-License-Identifier: BSL-1.0
//
// Many layers against files: their graphs are read (../passes/run_plan.hpp) in double and in float, so a case costs next to
// no compile time. (compiled.hpp runs cases by kernels.)
//
// A case is named by its tag: the golden "plain/x" is its input, "plain/dy" the upstream gradient, "plain/weight" a
// parameter and "plain/dweight" its gradient.
//
//   check_read<layer_case<struct plain, tl::shape<4, 3>, decltype(tl::batch_norm<>)>, …>({"layers/batch_norm"});

#ifndef TAPELESS_TESTS_GOLDENS_LAYERS_HPP
#define TAPELESS_TESTS_GOLDENS_LAYERS_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/core/text.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"
#include "golden.hpp"
#include "passes/run_plan.hpp"

namespace golden_layers {

namespace tl = tapeless;

/// The upstream gradient of a case.
template <class Tag>
struct upstream;

/// A layer on an input of its own, its parameters in a scope of the tag's name.
template <class Tag, class Shape, class Layer, class Element = float>
struct layer_case {
  using tag = Tag;
  using in_double = layer_case<Tag, Shape, Layer, double>;
  using x = tl::input<Tag, Shape, Element>;
  using y = decltype(x{} >> tl::named<Tag>(Layer{}));
  using dy = tl::target<upstream<Tag>, typename y::shape_type, tl::element_type_of<y>>;
  using loss = decltype(tl::sum(y{} * dy{}));
  static constexpr bool differentiable = x::type != tl::element::int32;
};

/// The loss of cases together, and what it is differentiated by: every x (not if it is integers).
template <class... Case>
struct together {
  using loss = std::remove_const_t<decltype((typename Case::loss{} + ...))>;
  template <class One>
  static constexpr auto dx() {
    if constexpr (One::differentiable)
      return tl::gradient(loss{}, typename One::x{});
    else
      return loss{};
  }
  /// F of the results: every y, every dx (the loss in its place), then the gradients of all parameters, by their leaves.
  template <template <class...> class F>
  using results = F<typename Case::y..., decltype(dx<Case>())..., decltype(tl::gradients(loss{}))>;
};

/// A case as files know it.
struct case_name {
  std::string tag, name;
  bool has_dx;
};
template <class... Case>
std::vector<case_name> names_of() {
  std::vector<case_name> names;
  const auto add = [&](std::string tag, bool has_dx) { names.push_back({tag, tag, has_dx}); };
  (add(std::string(tl::core::name_of_tag<typename Case::tag>()), Case::differentiable), ...);
  return names;
}

/// An array that is 0 or nearly so, because terms as large as the numbers of another array, times a factor, cancel.
struct cancels {
  std::string name, terms;
  double factor = 1;
};

/// A leaf's path as golden files write it: "plain/weight".
inline std::string path_of(tl::ir::graph_view g, const tl::ir::leaf& l) {
  tl::core::text<256> path;
  tl::ir::print_path(path, g, l);
  std::string out{path.view()};
  std::replace(out.begin(), out.end(), '.', '/');
  return out;
}

/// What files say about the cases of one graph.
class golden_cases {
 public:
  golden_cases(std::vector<case_name> cases, std::initializer_list<const char*> files,
               std::initializer_list<cancels> cancelling = {})
      : cases_(std::move(cases)), files_(files.begin(), files.end()), cancelling_(cancelling) {}

  const golden::array& operator[](const std::string& name) const {
    for (const golden::file& file : files_)
      if (file.contains(name)) return file[name];
    return files_.front()[name];
  }

  /// The first values of all leaves, null for states. An input of no case's name is its `index`.
  std::vector<const golden::array*> leaves(tl::ir::graph_view g) const {
    std::vector<const golden::array*> found;
    std::size_t current = 0, targets = 0;
    for (const tl::ir::leaf& l : g.leaves) {
      const std::string path = path_of(g, l), scope = path.substr(0, path.find('/'));
      const std::size_t place = place_of(scope);
      if (l.kind == tl::leaf_kind::input && place < cases_.size()) current = place;
      found.push_back(
          l.kind == tl::leaf_kind::target ? &(*this)[cases_[targets++].name + "/dy"]
          : l.kind == tl::leaf_kind::input
              ? &(*this)[cases_[current].name + (scope == cases_[current].tag ? "/x" : "/index")]
          : l.kind == tl::leaf_kind::parameter
              ? &(*this)[cases_.at(place).name + path.substr(scope.size())]
              : nullptr);
    }
    return found;
  }

  /// Compares `result(i)` for all results of `together`.
  void compare(tl::ir::graph_view g, auto result, double tolerance) const {
    const auto check = [&](std::size_t i, const std::string& name) {
      INFO(name);
      const tl::dims shape = g[g.results[static_cast<int>(i)]].shape;
      CHECK(std::vector<std::size_t>(shape.size, shape.size + shape.rank) == (*this)[name].shape);
      double least = 0;
      for (const cancels& each : cancelling_)
        if (each.name == name) least = each.factor * golden::greatest((*this)[each.terms]);
      CHECK(golden::relative_distance(result(static_cast<int>(i)), (*this)[name], least) <
            tolerance);
    };
    const std::size_t n = cases_.size();
    for (std::size_t i = 0; i < n; ++i) {
      check(i, cases_[i].name + "/y");
      if (cases_[i].has_dx) check(n + i, cases_[i].name + "/dx");
    }
    std::size_t next = 2 * n;
    for (const tl::ir::leaf& l : g.leaves) {
      if (l.kind != tl::leaf_kind::parameter) continue;
      const std::string path = path_of(g, l), scope = path.substr(0, path.find('/') + 1);
      check(next++, cases_.at(place_of(scope.substr(0, scope.size() - 1))).name + "/d" +
                        path.substr(scope.size()));
    }
  }

 private:
  std::size_t place_of(const std::string& tag) const {
    const auto is = [&](const case_name& each) { return each.tag == tag; };
    return static_cast<std::size_t>(std::find_if(cases_.begin(), cases_.end(), is) -
                                    cases_.begin());
  }

  std::vector<case_name> cases_;
  std::vector<golden::file> files_;
  std::vector<cancels> cancelling_;
};

/// A graph of floats as one of doubles.
inline tl::ir::builder in_double(tl::ir::graph_view g) {
  const auto wide = [](tl::element e) {
    return e == tl::element::float32 ? tl::element::float64 : e;
  };
  tl::ir::builder b(g);
  for (tl::ir::leaf& l : b.leaves) l.type = wide(l.type);
  for (tl::ir::node n : g.nodes) {
    n.type = wide(n.type);
    if (tl::ir::is<tl::ops::convert_op>(n))
      n.attr =
          tl::ops::convert_op::attributes{wide(tl::ir::attributes_of<tl::ops::convert_op>(n).type)}
              .packed();
    b.append(n);
  }
  for (const int result : g.results) b.results.push_back(result);
  return b;
}

inline tl::ir::builder finished(tl::ir::graph_view traced) {
  REQUIRE(tl::ir::verify_graph(traced) == "");
  const tl::ir::builder d = tl::passes::differentiate(traced), s = tl::passes::simplify(d.view());
  tl::ir::builder t = tl::passes::tidy(s.view());
  REQUIRE(tl::ir::verify_graph(t.view()) == "");
  return t;
}

/// A traced graph as a plan that is read, in double or as it is (in float), its states as they begin.
class reading {
 public:
  explicit reading(tl::ir::graph_view traced, bool as_it_is = false)
      : tolerance(as_it_is ? 1e-5 : 1e-10),
        graph_(finished(as_it_is ? traced : in_double(traced).view())),
        run_(graph_.view()) {
    REQUIRE(run_.problem() == "");
    for (int l = 0; l < graph_.leaves.size(); ++l)
      if (graph_.leaves[l].kind == tl::leaf_kind::state)
        set(l, std::vector<double>(static_cast<std::size_t>(graph_.leaves[l].shape.count()),
                                   graph_.leaves[l].initial.a));
  }

  const double tolerance;
  tl::ir::graph_view graph() const { return graph_.view(); }
  void set(int l, const std::vector<double>& values) { run_.set_leaf(l, values); }
  std::vector<double> leaf(int l) const { return run_.leaf(l); }
  std::vector<double> result(int r) const { return run_.result(r); }
  void step() { run_.step(); }

 private:
  tl::ir::builder graph_;
  plan_run run_;
};

/// Gives all leaves but states what files say.
void fill(auto& program, const golden_cases& goldens) {
  const auto values = goldens.leaves(program.graph());
  for (std::size_t l = 0; l < values.size(); ++l)
    if (values[l] != nullptr) program.set(static_cast<int>(l), values[l]->values);
}

/// Runs a program whose results are those of `together`, and compares.
void check_step(auto& program, const golden_cases& goldens) {
  fill(program, goldens);
  program.step();
  goldens.compare(program.graph(), [&](int r) { return program.result(r); }, program.tolerance);
}

/// Values and all gradients of cases, read in double and in float.
inline void check_read(tl::ir::graph_view traced, const golden_cases& goldens) {
  for (const bool in_float : {false, true}) {
    INFO("read in " << (in_float ? "float" : "double"));
    reading program(traced, in_float);
    check_step(program, goldens);
  }
}
template <class... Output>
struct traced_for_training {
  tl::ir::builder graph = tl::trace::expressions<Output...>(true).graph;
};
template <class... Case>
void check_read(std::initializer_list<const char*> files) {
  const typename together<Case...>::template results<traced_for_training> traced;
  check_read(traced.graph.view(), {names_of<Case...>(), files});
}

}  // namespace golden_layers

#endif
