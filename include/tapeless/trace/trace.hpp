// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/trace/lower.hpp>
#include <tapeless/trace/lower_loops.hpp>
#include <tapeless/trace/lower_streaming.hpp>

namespace tapeless::trace {

namespace detail {
template <class E>
struct trace_result {
  static constexpr void add(tracer& t, tracer::frame& f) {
    const int id = lowered<E>(t, f);
    t.graph.results.push_back(id);
  }
};

/// gradients(y): one result for each parameter that y is made of, but for frozen ones.
template <class Y>
struct trace_result<gradients_of<Y>> {
  static constexpr void add(tracer& t, tracer::frame& f) {
    const int y = lowered<Y>(t, f);
    list<char> used(y + 1);
    used.back() = 1;
    for (int i = y; i >= 0; --i) {
      if (used[i] == 0) continue;
      for (int x : t.graph[i].in)
        if (x >= 0) used[x] = 1;
    }
    for (int l = 0; l < t.graph.leaves.size(); ++l) {
      if (!t.graph.leaves[l].is_trained()) continue;
      const int x = t.graph.read(l);
      if (x <= y && used[x] != 0)
        t.graph.results.push_back(t.graph.emit(code_of<gradient_op>, {y, x, -1}));
    }
  }
};
}  // namespace detail

/// Writes expressions as a graph: one result per expression (several for `gradients`).
///
/// After   verify_graph(result) is empty; equal values exist once; gradient nodes are questions still
/// Cost    O(distinct types)
template <class... Expressions>
constexpr tracer expressions(bool training = true) {
  tracer t;
  t.training = training;
  tracer::frame top = t.enter(-1, false);
  (detail::trace_result<std::remove_cvref_t<Expressions>>::add(t, top), ...);
  if (top.calls == 1) silence_single_root(t.graph);
  return t;
}

}  // namespace tapeless::trace
