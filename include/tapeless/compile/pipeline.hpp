// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <tapeless/compile/requirements.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/passes/apply_updates.hpp>
#include <tapeless/passes/differentiate.hpp>
#include <tapeless/passes/drop_unused.hpp>
#include <tapeless/passes/fuse.hpp>
#include <tapeless/passes/merge_equal.hpp>
#include <tapeless/passes/order.hpp>
#include <tapeless/passes/place.hpp>
#include <tapeless/passes/schedule.hpp>
#include <tapeless/passes/simplify.hpp>
#include <tapeless/trace/trace.hpp>

namespace tapeless {

// Carriers: each stage is a type that holds one constexpr value. Names, not values, travel through
// templates, and each constant has an evaluation budget of its own.

/// A stage whose graph `Make::run()` builds: built once to be measured, once to be kept.
template <class Make>
struct graph_stage {
  static constexpr graph_extent extent = Make::run().extent();
  static constexpr auto value = Make::run().template finished<extent>();
};

namespace detail {

template <bool Training, class... Outputs>
struct run_trace {
  static constexpr builder run() { return tapeless::trace<Outputs...>(Training).graph; }
};
template <class Before>
struct run_differentiate {
  static constexpr builder run() { return tapeless::differentiate(Before::value); }
};
template <class Before>
struct run_simplify {
  static constexpr builder run() { return tapeless::simplify(Before::value); }
};
template <class Before>
struct run_tidy {
  static constexpr builder run() {
    const builder merged = tapeless::merge_equal(Before::value);
    const builder needed = tapeless::drop_unused(merged.view());
    return tapeless::order(needed.view());
  }
};
template <class Before, class Rule>
struct run_updates {
  static constexpr builder run() { return tapeless::apply_updates(Before::value, Rule::value); }
};

}  // namespace detail

/// Expressions as a graph, questions (gradients) still open.
template <bool Training, class... Outputs>
using traced = graph_stage<detail::run_trace<Training, Outputs...>>;

/// A traced loss with an optimiser's rule for every parameter.
template <class Traced, class Rule>
using updated = graph_stage<detail::run_updates<Traced, Rule>>;

/// The stages from a traced graph to what runs. `Shared` is the plan of another program whose parameters
/// and states this one uses, or void.
template <class Traced, class Shared = void>
struct pipeline {
  using traced_stage = Traced;
  using shared_program = Shared;
  using differentiated = graph_stage<detail::run_differentiate<Traced>>;
  using simplified = graph_stage<detail::run_simplify<differentiated>>;
  using final_graph = graph_stage<detail::run_tidy<simplified>>;

  static constexpr bool sound = stage_is_sound<traced_stage>() && stage_is_sound<differentiated>();

  static constexpr shared_leaves shared() {
    if constexpr (std::is_void_v<Shared>)
      return {};
    else
      return {Shared::final_graph::value, Shared::value.buffers, Shared::value.persistent_bytes};
  }

  struct planning {
    launch_list list;
    placement placed;
  };
  static constexpr planning make_plan() {
    planning p;
    if (!sound) return p;  // the sentence has been said
    const graph_view g = final_graph::value;
    const grouping grouped = fuse(g);
    p.list = passes::schedule(g, grouped);
    p.placed = place(p.list, g, grouped, shared());
    return p;
  }
  static constexpr plan_extent extent = [] {
    const planning p = make_plan();
    return plan_extent{p.list.kernels.size(),  p.list.launches.size(), p.list.instructions.size(),
                       p.list.accesses.size(), p.list.stores.size(),   p.list.bindings.size(),
                       p.list.buffers.size(),  p.placed.results.size()};
  }();
  /// The plan: what the kernels run.
  static constexpr auto value = [] {
    const planning p = make_plan();
    plan<extent> out;
    auto keep = [](const auto& from, auto& to) {
      for (int i = 0; i < to.size(); ++i) to[i] = from[i];
    };
    keep(p.list.kernels, out.kernels);
    keep(p.list.launches, out.launches);
    keep(p.list.instructions, out.instructions);
    keep(p.list.accesses, out.accesses);
    keep(p.list.stores, out.stores);
    keep(p.list.bindings, out.bindings);
    keep(p.list.buffers, out.buffers);
    keep(p.placed.results, out.results);
    out.arena_bytes = p.placed.arena_bytes;
    out.persistent_bytes = p.placed.persistent_bytes;
    return out;
  }();
};

}  // namespace tapeless
