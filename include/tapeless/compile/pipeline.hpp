// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/compile/graph_stage.hpp>
#include <tapeless/compile/plan_parts.hpp>
#include <tapeless/compile/requirements.hpp>

namespace tapeless {

namespace detail {
/// What only graphs with streaming layers pass through.
template <class Traced>
constexpr auto without_streams() {
  constexpr bool any = [] {
    for (const ir::node& n : Traced::value.nodes)
      if (ir::is<ops::streaming_op>(n)) return true;
    return false;
  }();
  if constexpr (any)
    return std::type_identity<graph_stage<run_pass<passes::stream, Traced, 4>>>{};
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
        run_pass<passes::simplify,
                 graph_stage<run_pass<passes::vectorise,
                                      graph_stage<run_pass<passes::hoist, Simplified, 2>>, 2>>,
                 1>>>{};
}
/// What only an optimiser's step passes through.
template <class Step, class Traced>
constexpr auto with_rule() {
  if constexpr (requires { typename Traced::rule; })
    return std::type_identity<graph_stage<run_updates<Step, Traced>>>{};
  else
    return std::type_identity<Step>{};
}
/// What only steps that write where they read by index pass through.
template <class Step>
constexpr auto in_place() {
  constexpr bool any = [] {
    for (const ir::node& n : Step::value.nodes)
      if (ir::is<ops::scatter_add_op>(n)) return true;
    return false;
  }();
  if constexpr (any)
    return std::type_identity<graph_stage<run_pass<passes::scatter_updates, Step, 2>>>{};
  else
    return std::type_identity<Step>{};
}
}  // namespace detail

/// The stages from a traced graph to what runs.
template <class Traced>
struct pipeline {
  using traced_stage = Traced;
  using streamed = typename decltype(detail::without_streams<Traced>())::type;
  using differentiated = graph_stage<detail::run_pass<passes::differentiate, streamed, 3>>;
  using simplified =
      typename decltype(detail::without_idle_loops<graph_stage<
                            detail::run_pass<passes::simplify, differentiated, 1>>>())::type;
  using tidied = graph_stage<detail::run_pass<passes::tidy, simplified, 1>>;
  using whole_step = typename decltype(detail::with_rule<tidied, Traced>())::type;
  using final_graph = typename decltype(detail::in_place<whole_step>())::type;

  /// False when a sentence was said about the graph. What follows is a graph all the same, with stand-ins in it.
  static constexpr bool sound = [] {
    if constexpr (!detail::stage_is_sound<traced_stage>())
      return false;
    else if constexpr (!std::is_same_v<streamed, traced_stage> &&
                       !detail::stage_is_sound<streamed>())
      return false;
    else
      return detail::stage_is_sound<differentiated>();
  }();

  /// Which nodes run together.
  static constexpr ir::groups_of_graph<final_graph::extent.nodes> groups{
      detail::fused<final_graph>((static_cast<void>(sound), final_graph::value.view()))};

  /// The launches, in parts, each a constant (detail::launch_part).
  static constexpr int parts = passes::schedule_parts(groups, detail::work_of_part);

  /// All parts joined, and the place of every buffer.
  struct whole {
    passes::launch_list list;
    passes::placement placed;
  };
  static constexpr whole join(ir::graph_view g, ir::grouping_view grouped,
                              core::view<ir::plan_view> all) {
    passes::launch_joiner joined(g);
    for (const ir::plan_view& piece : all) joined.add(piece);
    whole w{std::move(joined.all), {}};
    w.placed = passes::place(w.list, g, grouped);
    return w;
  }
  static constexpr auto pieces = []<int... Part>(std::integer_sequence<int, Part...>) {
    return core::fixed<ir::plan_view, parts>{
        {detail::launch_part<pipeline, Part>::value.view()...}};
  }(std::make_integer_sequence<int, parts>{});
  static constexpr ir::plan_extent room = []<int... Part>(std::integer_sequence<int, Part...>) {
    ir::plan_extent sum{.buffers = final_graph::extent.leaves,
                        .results = final_graph::extent.results,
                        .regions = final_graph::extent.regions};
    (sum.add(detail::launch_part<pipeline, Part>::extent), ...);
    return sum;
  }(std::make_integer_sequence<int, parts>{});
  static constexpr detail::draft_plan<room> draft{join(final_graph::value, groups, pieces)};
  /// The plan: what the kernels run.
  static constexpr ir::plan<draft.extent> value =
      ir::start_of<draft.extent>(draft.kept, draft.kept);
};

}  // namespace tapeless
