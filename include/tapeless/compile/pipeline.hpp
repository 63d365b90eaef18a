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
  static constexpr graph_extent room{2 * Before::extent.nodes + 64, Before::extent.leaves, Before::extent.scopes, Before::extent.results};
  static constexpr builder run() { return tapeless::differentiate(Before::value); }
};
template <class Before>
struct run_simplify {
  static constexpr graph_extent room{Before::extent.nodes + Before::extent.nodes / 8 + 16, Before::extent.leaves, Before::extent.scopes, Before::extent.results};
  static constexpr builder run() { return tapeless::simplify(Before::value); }
};
template <class Before>
struct run_tidy {
  static constexpr graph_extent room{Before::extent.nodes, Before::extent.leaves, Before::extent.scopes, Before::extent.results};
  static constexpr builder run() {
    const builder merged = tapeless::merge_equal(Before::value);
    const builder needed = tapeless::drop_unused(merged.view());
    return tapeless::order(needed.view());
  }
};
template <class Before, class Rule>
struct run_updates {
  static constexpr graph_extent room{Before::extent.nodes + Before::extent.leaves * Rule::extent.nodes + 16,
                                     Before::extent.leaves * (Rule::extent.leaves > 2 ? Rule::extent.leaves - 1 : 1),
                                     Before::extent.scopes, Before::extent.results};
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

  /// Which nodes run together.
  static constexpr auto groups = [] {
    constexpr int nodes = final_graph::extent.nodes;
    if (!sound) return groups_of_graph<nodes>(grouping{});  // the sentence has been said
    return groups_of_graph<nodes>(fuse(final_graph::value));
  }();

  struct planning {
    launch_list list;
    placement placed;

    constexpr plan_extent extent() const {
      return {list.kernels.size(), list.launches.size(), list.instructions.size(), list.accesses.size(),
              list.stores.size(),  list.bindings.size(), list.buffers.size(),      placed.results.size()};
    }
  };
  static constexpr planning make_plan() {
    planning p;
    if (!sound) return p;
    p.list = passes::schedule(final_graph::value, groups);
    p.placed = place(p.list, final_graph::value, groups, shared());
    return p;
  }
  /// Room for the plan of most networks; kernels, and what they are made of, repeat.
  static constexpr plan_extent room = [] {
    constexpr int nodes = final_graph::extent.nodes, launches = groups.groups_made + groups.late + 8;
    return plan_extent{16 + launches / 4,  launches,          64 + nodes / 2,
                       64 + nodes / 2,     32 + launches / 2, 16 + 6 * launches,
                       final_graph::extent.leaves + 2 * launches, final_graph::extent.results};
  }();
  struct draft_type {
    plan_extent extent{};
    plan<room> kept{};
  };
  static constexpr draft_type draft = [] {
    const planning p = make_plan();
    draft_type d;
    d.extent = p.extent();
    if (!d.extent.within(room)) return d;
    copy_start(p.list.kernels, d.kept.kernels.items, d.extent.kernels);
    copy_start(p.list.launches, d.kept.launches.items, d.extent.launches);
    copy_start(p.list.instructions, d.kept.instructions.items, d.extent.instructions);
    copy_start(p.list.accesses, d.kept.accesses.items, d.extent.accesses);
    copy_start(p.list.stores, d.kept.stores.items, d.extent.stores);
    copy_start(p.list.bindings, d.kept.bindings.items, d.extent.bindings);
    copy_start(p.list.buffers, d.kept.buffers.items, d.extent.buffers);
    copy_start(p.placed.results, d.kept.results.items, d.extent.results);
    d.kept.arena_bytes = p.placed.arena_bytes;
    d.kept.persistent_bytes = p.placed.persistent_bytes;
    return d;
  }();
  static constexpr plan_extent extent = draft.extent;
  /// The plan: what the kernels run.
  static constexpr auto value = [] {
    if constexpr (extent.within(room)) {
      return start_of<extent>(draft.kept, draft.kept);
    } else {
      const planning p = make_plan();
      return start_of<extent>(p.list, p.placed);
    }
  }();
};

}  // namespace tapeless
