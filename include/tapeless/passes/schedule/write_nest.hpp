// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/schedule/schedule_body.hpp>

namespace tapeless::passes::detail {

/// Writes a map or a fold: loops over the group's elements, with its members as the body.
constexpr void write_nest(schedule_walk& s, const group& gr, int id) {
  begin_kernel(s, kernel_kind::nest, gr.shape, gr.folded, gr.type, id);
  write_members(s, gr);
  s.w.made.phases = gr.phases;
  s.w.settle_loops(gr.folded);
  launch_kernel(s, id);
}

}  // namespace tapeless::passes::detail
