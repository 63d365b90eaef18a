// SPDX-License-Identifier: BSL-1.0
// rejected-with: batched: it must take the node, auto& b, and return a value \[E149\]
#include <tapeless/passes/rewrite/batch.hpp>

namespace ops = tapeless::ops;

struct corner_op : ops::structural<ops::op_kind::view, 1> {
  static constexpr auto name = "corner";
  static constexpr auto no_gradient = "an example";
  static constexpr ops::place_of_value place(const ops::place_request& r) { return r.x; }
  static constexpr ops::view_sample sample() { return {}; }
  static constexpr bool batched(auto& b) { return b.leads(); }
};
constexpr auto rules = tapeless::passes::batching_rules_of<ops::op_list<ops::slice_op, corner_op>>;
