// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/compile/graph_stage.hpp>
#include <tapeless/compile/pass_list.hpp>
#include <tapeless/compile/plan_parts.hpp>
#include <tapeless/compile/requirements.hpp>

namespace tapeless {

namespace detail {
/// The graphs of a program, pass by pass.
template <class Traced>
struct graph_stages {
  using traced_stage = Traced;
  using streamed = then<traced_stage, when<has<ops::streaming_op>, pass<passes::stream>>>;
  using differentiated = then<streamed, pass<passes::differentiate>>;
  using simplified =
      then<differentiated, pass<passes::simplify>,
           when<has_regions, pass<passes::hoist>, pass<passes::vectorise>, pass<passes::simplify>>>;
  using tidied = then<simplified, pass<passes::tidy>>;
  using whole_step = then<tidied, when<asks_for_updates<Traced>, updates<Traced>>>;
  using final_graph =
      then<whole_step, when<has<ops::scatter_add_op>, pass<passes::scatter_updates>>>;
};
}  // namespace detail

/// The stages from a traced graph to what runs: the graphs (detail::graph_stages), the groups, the launches, the plan.
/// The plan is for the machine `On`; a plan for another machine than the host can be printed, but not run.
template <class Traced, const ir::target& On = ir::host>
struct pipeline : detail::graph_stages<Traced> {
  using typename detail::graph_stages<Traced>::traced_stage;
  using typename detail::graph_stages<Traced>::streamed;
  using typename detail::graph_stages<Traced>::differentiated;
  using typename detail::graph_stages<Traced>::final_graph;
  static constexpr const ir::target& machine = On;

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

  /// Nodes that run together.
  static constexpr ir::groups_of_graph<final_graph::extent.nodes> groups{
      detail::fused<final_graph, On>(
          (static_cast<void>(sound), detail::verified_graph<final_graph>()))};

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
    w.placed = passes::place(w.list, g, grouped, On);
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
      (detail::verify_program<pipeline>(), ir::start_of<draft.extent>(draft.kept, draft.kept));
};

}  // namespace tapeless
