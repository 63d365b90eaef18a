// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>
#include <type_traits>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/ir/print.hpp>

namespace tapeless {

namespace tags {
struct trained;
struct gradient;
}  // namespace tags

namespace detail {

template <class Optimiser>
struct run_rule {
  using pass = Optimiser;
  using w = parameter<tags::trained, shape<>>;
  using g = parameter<tags::gradient, shape<>>;

  template <template <class, class...> class Update, class New, class... Assignment>
  static constexpr void add(trace::tracer& t, trace::tracer::frame& f, Update<New, Assignment...>) {
    t.graph.results.push_back(trace::lowered<New>(t, f));
    (static_cast<void>(trace::lowered<Assignment>(t, f)), ...);
  }
  static constexpr ir::graph_extent room{512, 64, 16, 4, 4};
  static constexpr trace::tracer from() { return {}; }
  static constexpr ir::builder run(trace::tracer t) {
    trace::tracer::frame f = t.enter(-1, false);
    static_cast<void>(trace::lowered<w>(t, f));  // leaf 0
    static_cast<void>(trace::lowered<g>(t, f));  // leaf 1
    add(t, f, Optimiser::update(w{}, g{}));
    return passes::simplify_rule(t.graph.view());
  }
};

/// A parameter as the predicates of `with_groups` see it.
struct grouped_parameter {
  ir::graph_view g;
  const ir::leaf& l;

  constexpr std::string_view name() const { return l.name; }
  constexpr const dims& shape() const { return l.shape; }
  /// True if the parameter itself, or a layer around it, has this name or position.
  constexpr bool is_in(std::string_view part) const {
    core::text<256> path;
    ir::print_path(path, g, l);
    const std::string_view whole = path.view();
    for (std::string_view::size_type start = 0; start <= whole.size();) {
      const std::string_view::size_type end =
          whole.find('.', start) < whole.size() ? whole.find('.', start) : whole.size();
      if (whole.substr(start, end - start) == part) return true;
      start = end + 1;
    }
    return false;
  }
};

/// The optimiser with groups that an optimiser is or, under its wrappers, contains; else void.
template <class Optimiser>
struct grouped_optimiser {
  using type = void;
};
template <class Optimiser>
requires requires { Optimiser::group_count; }
struct grouped_optimiser<Optimiser> {
  using type = Optimiser;
};
template <class Optimiser>
requires requires { typename Optimiser::wrapped; }
struct grouped_optimiser<Optimiser> : grouped_optimiser<typename Optimiser::wrapped> {};

template <class Groups>
constexpr passes::parameter_groups groups_of() {
  if constexpr (std::is_void_v<Groups>)
    return {};
  else
    return {Groups::group_count,
            [](ir::graph_view g, const ir::leaf& parameter, std::string_view option) {
              return Groups::group_of(grouped_parameter{g, parameter}, option);
            }};
}

}  // namespace detail

/// An optimiser's rule as a graph on scalars, as `apply_updates` takes it, and its groups of parameters.
template <class Optimiser>
struct traced_rule : graph_stage<detail::run_rule<Optimiser>> {
  static constexpr passes::parameter_groups groups =
      detail::groups_of<typename detail::grouped_optimiser<Optimiser>::type>();
};

}  // namespace tapeless
