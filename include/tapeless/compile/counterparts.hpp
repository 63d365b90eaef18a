// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/list.hpp>
#include <tapeless/passes/place.hpp>

namespace tapeless {

/// What two programs have in common: per leaf of `To` that training changes (parameters, and states but for what
/// streaming layers remember) the leaf of `From` that has its path, kind, type and shape, or -1.
template <class From, class To>
struct counterparts {
  static constexpr bool is_trained(const leaf& l) {
    return l.kind == leaf_kind::parameter || (l.kind == leaf_kind::state && !l.remembered);
  }
  static constexpr auto value = [] {
    constexpr graph_view from = From::final_graph::value, to = To::final_graph::value;
    fixed<int, To::final_graph::extent.leaves> out{};
    for (int l = 0; l < to.leaves.size(); ++l) {
      const int found = is_trained(to.leaves[l]) ? detail::counterpart({.graph = from}, to, l) : -1;
      out[l] = found >= 0 && from.leaves[found].type == to.leaves[l].type ? found : -1;
    }
    return out;
  }();
  /// How many have none.
  static constexpr int missing = [] {
    int n = 0;
    for (int l = 0; l < value.size(); ++l)
      n += is_trained(To::final_graph::value.leaves[l]) && value[l] < 0 ? 1 : 0;
    return n;
  }();
};

}  // namespace tapeless
