// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/passes/schedule/join_launches.hpp>
#include <tapeless/passes/schedule/write_contraction.hpp>
#include <tapeless/passes/schedule/write_copy.hpp>
#include <tapeless/passes/schedule/write_nest.hpp>

namespace tapeless::passes {

namespace detail {

/// Who writes the kernels of a kind of group.
struct group_writer {
  group_kind kind;
  void (*write)(schedule_walk&, const group&, int id);
};

/// A row for each kind of group, in the order of group_kind. (kernels/kinds.hpp has one for each kind of kernel.)
inline constexpr group_writer group_writers[] = {
    {group_kind::map, write_nest},
    {group_kind::fold, write_nest},
    {group_kind::contraction, write_contraction},
    {group_kind::copy, write_copy},
};
static_assert(
    [] {
      int row = 0;
      for (const group_writer& w : group_writers)
        if (static_cast<int>(w.kind) != row++) return false;
      return row == static_cast<int>(group_kind::copy) + 1;
    }(),
    "group_writers: a kind of group must have one row, in the order of group_kind");

}  // namespace detail

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

/// The launches of units first to last - 1; buffers and kernels are numbered within the part.
constexpr launch_list schedule_part(graph_view g, grouping_view grouped, const ir::target& on,
                                    int first, int last) {
  detail::schedule_walk s(g, grouped, on);
  const int groups = grouped.groups.size();
  for (int k = first; k < last && k < groups; ++k) {
    const group& gr = grouped.groups[k];
    detail::group_writers[static_cast<int>(gr.kind)].write(s, gr, k);
  }
  s.late = true;
  for (int k = first > groups ? first : groups; k < last; ++k)
    detail::write_late_assignment(s, grouped.late_assignments[k - groups], groups - 1);
  return std::move(s.all);
}

/// Turns groups into launches of kernels for a target; kernels that differ only in buffers are one.
///
/// Before   grouped = fuse(g, on)
/// After    launches in an order in which they can run; every buffer knows its first and last launch
/// Cost     O(nodes)
constexpr launch_list schedule(graph_view g, grouping_view grouped, const ir::target& on) {
  launch_joiner joined(g);
  joined.add(schedule_part(g, grouped, on, 0, schedule_units(grouped)).view());
  return std::move(joined.all);
}

}  // namespace tapeless::passes
