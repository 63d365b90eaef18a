// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/graph.hpp>
#include <tapeless/passes/schedule/kernel_writer.hpp>

namespace tapeless::passes {

/// Puts launches that were scheduled in parts one behind the other.
///
/// Before   parts are added in the order in which they run
/// After    equal kernels and equal buffers are one; the buffers of all leaves come first, in order
/// Cost     O(launches); kernels are few
class launch_joiner {
 public:
  launch_list all;

  constexpr explicit launch_joiner(graph_view g) : node_buffer_(g.nodes.size(), -1) {
    all.regions = list<region>(g.regions);
    for (int l = 0; l < g.leaves.size(); ++l)
      all.buffers.push_back(
          {.bytes = std::int64_t{g.leaves[l].shape.count()} * bytes_of(g.leaves[l].type),
           .type = g.leaves[l].type,
           .leaf = l,
           .born = -1});
  }

  constexpr void add(const plan_view& part) {
    const int before = all.launches.size();
    list<int> kernel_in_all(part.kernels.size()), buffer_in_all(part.buffers.size());
    for (int k = 0; k < part.kernels.size(); ++k) kernel_in_all[k] = kernel_like(part, k);
    for (int b = 0; b < part.buffers.size(); ++b)
      buffer_in_all[b] = buffer_like(part.buffers[b], before);
    const int first = all.bindings.size(), *buffers = buffer_in_all.begin();
    for (int b : part.bindings) all.bindings.push_back(buffers[b]);
    for (const launch& l : part.launches)
      all.launches.push_back({kernel_in_all[l.kernel], first + l.first_binding, l.group, l.region});
    for (const binding_step& s : part.steps) {
      all.steps.push_back(s);
      all.steps.back().binding += first;
    }
  }

 private:
  list<int> node_buffer_;

  constexpr int kernel_like(const plan_view& part, int k) {
    const plan_view known = all.view();
    for (int i = 0; i < known.kernels.count; ++i)
      if (same_kernel(known, i, part, k)) return i;
    kernel made = part.kernels[k];
    detail::append(
        all.instructions,
        view<instruction>{part.instructions.items + made.first_instruction, made.instructions},
        made.first_instruction, made.instructions);
    detail::append(all.accesses,
                   view<access>{part.accesses.items + made.first_access, made.accesses},
                   made.first_access, made.accesses);
    detail::append(all.stores, view<store>{part.stores.items + made.first_store, made.stores},
                   made.first_store, made.stores);
    all.kernels.push_back(made);
    return all.kernels.size() - 1;
  }
  constexpr int buffer_like(const buffer& b, int before) {
    int known = b.leaf >= 0 ? b.leaf : b.node >= 0 ? node_buffer_[b.node] : -1;
    if (known < 0) {
      known = all.buffers.size();
      all.buffers.push_back(b);
      all.buffers.back().born = -1;
      if (b.node >= 0) node_buffer_[b.node] = known;
    }
    if (b.born < 0) return known;
    buffer& used = all.buffers[known];
    if (used.born < 0) used.born = b.born + before;
    used.dies = b.dies + before;
    return known;
  }
};

}  // namespace tapeless::passes
