// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/compile/verified.hpp>
#include <tapeless/passes/derive/apply_updates.hpp>
#include <tapeless/passes/derive/ask_for_gradients.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/look/growth.hpp>
#include <tapeless/passes/rewrite/hoist.hpp>
#include <tapeless/passes/rewrite/replicate.hpp>
#include <tapeless/passes/rewrite/scatter_updates.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/passes/rewrite/vectorise.hpp>
#include <tapeless/passes/stream/stream.hpp>
#include <tapeless/trace/trace.hpp>

namespace tapeless {

// Carriers: each stage is a type that holds one constexpr value. Names, not values, travel through
// templates, and each constant has an evaluation budget of its own.
//
// A stage's value is computed once, into a room that is large enough, and then cut to size; it is computed again
// where the room was too small. What is computed takes its operands as parameters: g++ evaluates a call whose operands
// are constants once more wherever it stands in a function's body.

namespace detail {

/// A graph in a room that is large enough for it, to be cut to size; or only what room it needs.
template <ir::graph_extent Room>
struct draft_graph {
  ir::graph_extent extent{};
  ir::graph<Room> kept{};

  constexpr explicit draft_graph(const ir::builder& made) : extent(made.extent()) {
    if (extent.within(Room)) ir::copy_graph(made, extent, kept);
  }
};

template <class Make, ir::graph_extent Extent>
constexpr ir::graph<Extent> cut_graph(const auto& kept) {
  if constexpr (Extent.within(Make::room))
    return ir::start_of<Extent>(kept);
  else
    return ir::start_of<Extent>(Make::run(Make::from()));
}

}  // namespace detail

/// A stage whose graph `Make::run(Make::from())` builds, in a room of `Make::room`.
template <class Make>
struct graph_stage {
  using made_by = Make;
  static constexpr detail::draft_graph<Make::room> draft{Make::run(Make::from())};
  static constexpr ir::graph_extent extent = draft.extent;
  static constexpr ir::graph<extent> value = detail::cut_graph<Make, extent>(draft.kept);
};

namespace detail {

struct trace_of_expressions;

template <bool Training, class... Outputs>
struct run_trace {
  using pass = trace_of_expressions;
  static constexpr ir::graph_extent room{2048, 512, 512, 32, 32};
  static constexpr bool from() { return Training; }
  static constexpr ir::builder run(bool training) {
    return trace::expressions<Outputs...>(training).graph;
  }
};

/// A pass that maps a graph to a graph, whose own graph is at most so many times as large.
template <ir::builder (*Pass)(ir::graph_view), int Growth = passes::growth_of<Pass>>
struct pass;

/// A pass on the graph of another stage. What was wrong before stays noted.
template <ir::builder (*Pass)(ir::graph_view), class Before, int Growth>
struct run_pass {
  using pass = detail::pass<Pass, Growth>;
  using before = Before;
  static constexpr ir::graph_extent room{
      Growth * Before::extent.nodes + 256, Growth* Before::extent.leaves, Before::extent.scopes,
      Growth* Before::extent.regions, Before::extent.results + Before::extent.leaves};
  static constexpr ir::graph_view from() { return verified_graph<Before>(); }
  static constexpr ir::builder run(ir::graph_view from) {
    ir::builder b = Pass(from);
    if (Before::value.problem.what != ir::graph_problem::kind::none)
      b.problem = Before::value.problem;
    return b;
  }
};
template <ir::builder (*Pass)(ir::graph_view), int Growth>
struct pass {
  template <class Before>
  using on = graph_stage<run_pass<Pass, Before, Growth>>;
};
template <int Copies>
constexpr ir::builder replicate_to(ir::graph_view from) {
  return passes::replicate(from, Copies);
}

template <class Asked>
struct updates;

/// The rule of `Asked` for a step that answers its questions.
template <class Step, class Asked>
struct run_updates {
  using pass = updates<Asked>;
  using before = Step;
  struct operands {
    ir::graph_view step, asked, rule;
    passes::parameter_groups groups;
  };
  using rule = typename Asked::rule;
  static constexpr int trained = Asked::extent.results - Asked::loss::extent.results;
  static constexpr ir::graph_extent room{
      Step::extent.nodes + (trained + 1) * (rule::extent.nodes + 4) * 2,
      Step::extent.leaves + (trained + 1 + rule::groups.count) * rule::extent.leaves,
      Step::extent.scopes, Step::extent.regions, Step::extent.results};
  static constexpr operands from() {
    return {verified_graph<Step>(), Asked::value, verified_graph<rule>(), rule::groups};
  }
  static constexpr ir::builder run(const operands& with) {
    return passes::apply_updates(with.step,
                                 passes::trained_leaves(with.asked, Asked::loss::extent.results),
                                 with.rule, with.groups);
  }
};
/// The pass that makes an optimiser's rule for every parameter.
template <class Asked>
struct updates {
  template <class Step>
  using on = graph_stage<run_updates<Step, Asked>>;
};

}  // namespace detail

/// Expressions as a graph, questions (gradients) still open.
template <bool Training, class... Outputs>
using traced = graph_stage<detail::run_trace<Training, Outputs...>>;

/// A traced loss, the gradients of its parameters asked for, and an optimiser's rule for every parameter.
template <class Traced, class Rule>
struct updated : detail::pass<passes::ask_for_gradients>::template on<Traced> {
  using loss = Traced;
  using rule = Rule;
};

/// A step as several copies of it at once.
template <class Step, int Copies>
using replicated = typename detail::pass<detail::replicate_to<Copies>,
                                         passes::replicate_growth>::template on<Step>;

}  // namespace tapeless
