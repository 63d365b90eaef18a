// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/compile/pipeline.hpp>

namespace tapeless {

namespace tags {
struct trained;
struct gradient;
}  // namespace tags

namespace detail {

template <class Optimiser>
struct run_rule {
  using w = parameter<tags::trained, shape<>>;
  using g = parameter<tags::gradient, shape<>>;

  template <template <class, class...> class Update, class New, class... Assignment>
  static constexpr void add(tracer& t, tracer::frame& f, Update<New, Assignment...>) {
    t.graph.results.push_back(lowered<New>(t, f));
    (static_cast<void>(lowered<Assignment>(t, f)), ...);
  }
  static constexpr builder run() {
    tracer t;
    tracer::frame f = t.enter(-1, false);
    static_cast<void>(lowered<w>(t, f));  // leaf 0
    static_cast<void>(lowered<g>(t, f));  // leaf 1
    add(t, f, Optimiser::update(w{}, g{}));
    return t.graph;
  }
};

}  // namespace detail

/// An optimiser's rule as a graph on scalars, as `apply_updates` takes it.
template <class Optimiser>
using traced_rule = graph_stage<detail::run_rule<Optimiser>>;

}  // namespace tapeless
