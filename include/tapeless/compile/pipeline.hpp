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
#include <tapeless/passes/fuse.hpp>
#include <tapeless/passes/hoist.hpp>
#include <tapeless/passes/place.hpp>
#include <tapeless/passes/replicate.hpp>
#include <tapeless/passes/scatter_updates.hpp>
#include <tapeless/passes/schedule.hpp>
#include <tapeless/passes/simplify.hpp>
#include <tapeless/passes/stream.hpp>
#include <tapeless/passes/tidy.hpp>
#include <tapeless/passes/vectorise.hpp>
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
struct run_stream {
  static constexpr builder run() { return tapeless::stream(Before::value); }
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
struct run_hoist {
  static constexpr builder run() { return tapeless::hoist(Before::value); }
};
template <class Before>
struct run_vectorise {
  static constexpr builder run() { return tapeless::vectorise(Before::value); }
};
template <class Before>
struct run_tidy {
  static constexpr builder run() { return scatter_updates(tapeless::tidy(Before::value)); }
};
template <class Before, class Rule>
struct run_updates {
  static constexpr builder run() {
    builder b = tapeless::apply_updates(Before::value, Rule::value, Rule::groups);
    b.problem = Before::value.problem;
    return b;
  }
};

template <class Before, int Copies>
struct run_replicate {
  static constexpr builder run() {
    builder b = tapeless::replicate(Before::value, Copies);
    if (Before::value.problem.what != graph_problem::kind::none) b.problem = Before::value.problem;
    return b;
  }
};

/// A plan in a room that is large enough for it, to be cut to size; or only what room it needs.
template <plan_extent Room>
struct draft_plan {
  plan_extent extent{};
  plan<Room> kept{};

  constexpr draft_plan() = default;
  constexpr draft_plan(const launch_list& made, const placement& placed)
      : extent{made.kernels.size(),  made.launches.size(),  made.instructions.size(),
               made.accesses.size(), made.stores.size(),    made.bindings.size(),
               made.buffers.size(),  placed.results.size(), made.regions.size(),
               made.steps.size()} {
    if (extent.within(Room)) copy_plan(made, placed, extent, kept);
  }
};

/// Some of a program's launches, with buffers and kernels of their own. As large as a constant may become: compilers
/// limit how long they compute one.
template <class Program, int Part>
struct launch_part {
  static constexpr int first = passes::start_of_part(Program::groups, Part, Program::work_of_part),
                       last =
                           passes::start_of_part(Program::groups, Part + 1, Program::work_of_part);

  static constexpr launch_list make() {
    return passes::schedule_part(Program::final_graph::value, Program::groups, first, last);
  }
  /// Room for most networks; kernels, and what they are made of, repeat.
  static constexpr plan_extent room = [] {
    constexpr int units = last - first, launches = units + 8;
    return plan_extent{16 + launches / 4,
                       launches,
                       64 + 2 * units,
                       64 + 2 * units,
                       32 + launches / 2,
                       16 + 6 * launches,
                       16 + 6 * launches,
                       0,
                       0,
                       2 * launches};
  }();
  static constexpr draft_plan<room> draft{make(), {}};
  static constexpr plan_extent extent = draft.extent;
  static constexpr auto value = [] {
    if constexpr (extent.within(room))
      return start_of<extent>(draft.kept, draft.kept);
    else
      return start_of<extent>(make(), placement{});
  }();
};

}  // namespace detail

/// Expressions as a graph, questions (gradients) still open.
template <bool Training, class... Outputs>
using traced = graph_stage<detail::run_trace<Training, Outputs...>>;

/// A traced loss with an optimiser's rule for every parameter.
template <class Traced, class Rule>
using updated = graph_stage<detail::run_updates<Traced, Rule>>;

/// A differentiated step as one of several copies at once.
template <class Differentiated, int Copies>
using replicated = graph_stage<detail::run_replicate<Differentiated, Copies>>;

namespace detail {
/// What only graphs with streaming layers pass through.
template <class Traced>
constexpr auto without_streams() {
  constexpr bool any = [] {
    for (const node& n : Traced::value.nodes)
      if (is<streaming_op>(n)) return true;
    return false;
  }();
  if constexpr (any)
    return std::type_identity<graph_stage<run_stream<Traced>>>{};
  else
    return std::type_identity<Traced>{};
}
/// What only graphs with regions pass through.
template <class Simplified>
constexpr auto without_idle_loops() {
  if constexpr (Simplified::extent.regions == 0)
    return std::type_identity<Simplified>{};
  else
    return std::type_identity<graph_stage<
        run_simplify<graph_stage<run_vectorise<graph_stage<run_hoist<Simplified>>>>>>>{};
}
}  // namespace detail

/// The stages from a traced graph to what runs. `Shared` is the plan of another program whose parameters
/// and states this one uses, or void.
template <class Traced, class Shared = void>
struct pipeline {
  using traced_stage = Traced;
  using shared_program = Shared;
  using streamed = typename decltype(detail::without_streams<Traced>())::type;
  using differentiated = graph_stage<detail::run_differentiate<streamed>>;
  using simplified = typename decltype(detail::without_idle_loops<
                                       graph_stage<detail::run_simplify<differentiated>>>())::type;
  using final_graph = graph_stage<detail::run_tidy<simplified>>;

  /// False when a sentence was said about the graph. What follows is a graph all the same, with stand-ins in it.
  static constexpr bool sound = [] {
    if constexpr (!stage_is_sound<traced_stage>())
      return false;
    else if constexpr (!std::is_same_v<streamed, traced_stage> && !stage_is_sound<streamed>())
      return false;
    else
      return stage_is_sound<differentiated>();
  }();

  static constexpr shared_leaves shared() {
    if constexpr (std::is_void_v<Shared>)
      return {};
    else
      return {Shared::final_graph::value, Shared::value.buffers, Shared::value.persistent_bytes};
  }

  /// How much work one part of the launches is: about a third of what clang allows a constant.
  static constexpr int work_of_part = 3000;

  /// Which nodes run together.
  static constexpr auto groups = [] {
    constexpr int nodes = final_graph::extent.nodes;
    static_cast<void>(sound);
    return groups_of_graph<nodes>(fuse(final_graph::value));
  }();

  /// The launches, in parts, each a constant (detail::launch_part).
  static constexpr int parts = passes::schedule_parts(groups, work_of_part);

  /// All parts joined, and the place of every buffer.
  struct whole {
    launch_list list;
    placement placed;
  };
  static constexpr whole make_whole() {
    launch_joiner joined(final_graph::value);
    [&]<int... Part>(std::integer_sequence<int, Part...>) {
      (joined.add(detail::launch_part<pipeline, Part>::value.view()), ...);
    }
    (std::make_integer_sequence<int, parts>{});
    whole w{std::move(joined.all), {}};
    w.placed = place(w.list, final_graph::value, groups, shared());
    return w;
  }
  static constexpr plan_extent room = []<int... Part>(std::integer_sequence<int, Part...>) {
    plan_extent sum{.buffers = final_graph::extent.leaves,
                    .results = final_graph::extent.results,
                    .regions = final_graph::extent.regions};
    (sum.add(detail::launch_part<pipeline, Part>::extent), ...);
    return sum;
  }
  (std::make_integer_sequence<int, parts>{});
  static constexpr auto draft = [] {
    const whole w = make_whole();
    return detail::draft_plan<room>(w.list, w.placed);
  }();
  /// The plan: what the kernels run.
  static constexpr auto value = start_of<draft.extent>(draft.kept, draft.kept);
};

}  // namespace tapeless
