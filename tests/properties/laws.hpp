// SPDX-License-Identifier: BSL-1.0
//
// Laws that any differentiable program keeps. A list of cases is compiled into one program (compiling is what
// tests cost most), which is run at many places:
//
//   check_laws<case_of<decltype(y), decltype(x)>, ...>(tolerances{});
//
// For every case, y a formula of leaves x…:
//   value        y is what a plain reading of the traced graph says (reference.hpp)
//   gradient     dΣ(y c)/dx agrees with central differences of Σ(y c), c fixed numbers
//   second       dΣ(dΣ(y c)/dx · d)/dx agrees with central differences of the first derivative
//
// Leaves of 32-bit integers are indices, and no x: they are filled with 0, 2, 1, …

#ifndef TAPELESS_TESTS_PROPERTIES_LAWS_HPP
#define TAPELESS_TESTS_PROPERTIES_LAWS_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/program/heap_memory.hpp>
#include <tapeless/program/program.hpp>

#include "catch.hpp"
#include "reference.hpp"

namespace laws {

namespace tl = tapeless;

/// The I-th operand of the cases: equal shapes share one leaf.
template <int I, class Shape>
struct operand_tag;
template <int I, class Shape, class Element = double>
using operand = tl::input<operand_tag<I, Shape>, Shape, Element>;

template <class Shape>
struct weight_tag;
/// Fixed numbers of a shape, to make a scalar of a value.
template <class Shape, class Element>
inline constexpr tl::input<weight_tag<Shape>, Shape, Element> weights{};

enum class order { value, first, second };

/// The leaf x as a number between Low and High: leaves hold numbers in [0, 1).
template <tl::real Low, tl::real High>
constexpr auto between(auto x) {
  return tl::constant<Low> + tl::constant<High.value - Low.value> * x;
}

template <class Y, class X>
constexpr auto weighed(Y y, X) {
  return tl::sum(y * weights<typename Y::shape_type, tl::real_of<X>>);
}

/// A formula y of leaves x…, and how often it is differentiated.
template <order Order, class Y, class... X>
struct case_of_order {
  using first = std::tuple_element_t<0, std::tuple<X...>>;
  static constexpr auto scalar = weighed(Y{}, first{});
  using s = std::remove_const_t<decltype(scalar)>;

  static constexpr auto outputs() {
    if constexpr (Order == order::value) {
      return std::tuple<Y>{};
    } else if constexpr (Order == order::first) {
      return std::tuple<Y, s, decltype(tl::gradient(s{}, X{}))...>{};
    } else {
      constexpr auto t = (weighed(tl::gradient(s{}, X{}), X{}) + ...);
      using second = std::remove_const_t<decltype(t)>;
      return std::tuple<Y, s, decltype(tl::gradient(s{}, X{}))..., second,
                        decltype(tl::gradient(second{}, X{}))...>{};
    }
  }
  using list = decltype(outputs());
};

template <class Y, class... X>
using value_of = case_of_order<order::value, Y, X...>;
template <class Y, class... X>
using case_of = case_of_order<order::first, Y, X...>;
template <class Y, class... X>
using smooth_case_of = case_of_order<order::second, Y, X...>;

template <class List>
struct stage_of;
template <class... E>
struct stage_of<std::tuple<E...>> : tl::pipeline<tl::traced<true, E...>> {};

template <class... Case>
class program {
 public:
  using outputs = decltype(std::tuple_cat(typename Case::list{}...));
  struct stage : stage_of<outputs> {};
  static constexpr int count = static_cast<int>(std::tuple_size_v<outputs>);

  program() {
    std::uint64_t draw = 1;
    p.view().for_each_leaf([&](const tl::ir::leaf&, auto out) {
      using type = typename decltype(out)::value_type;
      for (std::size_t i = 0; i < out.size(); ++i) {
        draw = draw * 6364136223846793005u + 1442695040888963407u;
        if constexpr (std::is_same_v<type, std::int32_t>)
          out[i] = static_cast<std::int32_t>(i * 2 % 3);
        else
          out[i] = static_cast<type>(static_cast<float>(draw >> 40) / 16777216.0f);
      }
    });
  }

  /// The results of one run.
  std::vector<reference::numbers> run() {
    p.run();
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::vector<reference::numbers>{numbers(p.template result<static_cast<int>(I)>())...};
    }(std::make_index_sequence<count>{});
  }

  /// The same by a plain reading of the differentiated graph.
  std::vector<reference::numbers> read() {
    reference::memory leaves;
    p.view().for_each_leaf([&](const tl::ir::leaf&, auto out) { leaves.push_back(numbers(out)); });
    return reference::results(stage::differentiated::value, leaves);
  }

  /// Central differences of all results that are scalars with respect to one leaf: [result][element].
  template <class Leaf>
  std::vector<reference::numbers> differences(Leaf leaf, double h) {
    std::vector<reference::numbers> out(static_cast<std::size_t>(count));
    const auto x = p[leaf];
    for (auto& element : x) {
      const auto kept = element;
      element = static_cast<std::remove_reference_t<decltype(element)>>(kept + h);
      const auto up = run();
      element = static_cast<std::remove_reference_t<decltype(element)>>(kept - h);
      const auto down = run();
      element = kept;
      for (std::size_t r = 0; r < out.size(); ++r)
        if (up[r].size() == 1) out[r].push_back((up[r][0] - down[r][0]) / (2 * h));
    }
    return out;
  }

  tl::program<stage, tl::heap_memory> p;

 private:
  static reference::numbers numbers(auto span) { return {span.begin(), span.end()}; }
};

struct tolerances {
  double value = 1e-12, first = 1e-6, second = 1e-5, step = 1e-5;
};

namespace part {

template <order Order, class Y, class... X, class Program>
void check_case(case_of_order<Order, Y, X...>, Program& p,
                const std::vector<reference::numbers>& found,
                const std::vector<reference::numbers>& read, int at, int number,
                tolerances allowed) {
  INFO("case " << number << ", result " << at);
  constexpr int count =
      static_cast<int>(std::tuple_size_v<typename case_of_order<Order, Y, X...>::list>);
  for (int i = at; i < at + count; ++i) {
    INFO("result " << i);
    CHECK(
        reference::distance(found[static_cast<std::size_t>(i)], read[static_cast<std::size_t>(i)]) <
        allowed.value * (Order == order::second ? 100 : 10));
  }
  if constexpr (Order != order::value) {
    constexpr int n = static_cast<int>(sizeof...(X));
    int k = 0;
    auto check_leaf = [&](auto leaf) {
      INFO("operand " << k);
      const auto slopes = p.differences(leaf, allowed.step);
      const auto of = [&](int r) { return static_cast<std::size_t>(r); };
      CHECK(reference::distance(found[of(at + 2 + k)], slopes[of(at + 1)]) < allowed.first);
      if constexpr (Order == order::second) {
        INFO("second derivative");
        CHECK(reference::distance(found[of(at + 3 + n + k)], slopes[of(at + 2 + n)]) <
              allowed.second);
      }
      ++k;
    };
    (check_leaf(X{}), ...);
  }
}

}  // namespace part

/// All laws for all cases, in one program.
template <class... Case>
void check_laws(tolerances allowed = {}) {
  using made = program<Case...>;
  STATIC_REQUIRE(tl::ir::verify_graph(made::stage::traced_stage::value).empty());
  STATIC_REQUIRE(tl::ir::verify_graph(made::stage::differentiated::value).empty());
  STATIC_REQUIRE(tl::ir::verify_graph(made::stage::final_graph::value).empty());
  made p;
  const auto found = p.run(), read = p.read();
  REQUIRE(found.size() == read.size());
  int at = 0, number = 0;
  ((part::check_case(Case{}, p, found, read, at, number++, allowed),
    at += static_cast<int>(std::tuple_size_v<typename Case::list>)),
   ...);
}

}  // namespace laws

#endif
