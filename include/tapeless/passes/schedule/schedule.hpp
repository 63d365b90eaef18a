// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/passes/schedule/join_launches.hpp>
#include <tapeless/passes/schedule/movement.hpp>

namespace tapeless::passes {

namespace detail {

/// Turns groups into kernels and launches.
class scheduler : public movement {
 public:
  constexpr scheduler(graph_view graph, grouping_view grouped)
      : movement(graph, grouped), fused_(grouped) {}

  /// The launches of groups first to last - 1; late assignments count as groups behind the others.
  constexpr launch_list run(int first, int last) {
    const int groups = fused_.groups.size();
    for (int k = first; k < last && k < groups; ++k) {
      const group& gr = fused_.groups[k];
      switch (gr.kind) {
        case group_kind::copy: write_copy(gr.root, k); break;
        case group_kind::contraction: write_contraction(gr, k); break;
        default: write_nest(gr, k);
      }
    }
    late_ = true;
    for (int k = first > groups ? first : groups; k < last; ++k)
      write_late(fused_.late_assignments[k - groups], groups - 1);
    return std::move(all_);
  }

 private:
  grouping_view fused_;

  constexpr void write_nest(const group& gr, int id) {
    begin(kernel_kind::nest, gr.shape, gr.folded, gr.type, id);
    write_members(gr);
    w_.made.phases = gr.phases;
    w_.settle_loops(gr.folded);
    launch_kernel(id);
  }
};

}  // namespace detail

}  // namespace tapeless::passes

/// (`schedule` is also a learning rate's name: tapeless::schedule.)
namespace tapeless::passes {

/// Groups and late assignments, which is what `schedule_part` counts.
constexpr int schedule_units(grouping_view grouped) {
  return grouped.groups.size() + grouped.late_assignments.size();
}

/// The first unit that belongs to a part, if all parts take about equal work.
constexpr int start_of_part(grouping_view grouped, int part, int work_of_part) {
  const int groups = grouped.groups.size(), units = schedule_units(grouped);
  int work = 0, unit = 0;
  for (; unit < units && work < part * work_of_part; ++unit)
    work += 8 + (unit < groups ? grouped.groups[unit].members : 1);
  return unit;
}

/// Into how many parts the work of `schedule` goes, so that each is a constant that a compiler computes without
/// exceeding its limits.
constexpr int schedule_parts(grouping_view grouped, int work_of_part) {
  int parts = 1;
  while (start_of_part(grouped, parts, work_of_part) < schedule_units(grouped)) ++parts;
  return parts;
}

/// Some of the launches that `schedule` gives; buffers and kernels are numbered within the part.
constexpr launch_list schedule_part(graph_view g, grouping_view grouped, int first, int last) {
  return detail::scheduler(g, grouped).run(first, last);
}

/// Turns groups into launches of kernels; kernels that differ only in buffers are one.
///
/// Before   grouped = fuse(g)
/// After    launches in an order in which they can run; every buffer knows its first and last launch
/// Cost     O(nodes)
constexpr launch_list schedule(graph_view g, grouping_view grouped) {
  launch_joiner joined(g);
  joined.add(schedule_part(g, grouped, 0, schedule_units(grouped)).view());
  return std::move(joined.all);
}

}  // namespace tapeless::passes
