// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/group_fit.hpp>

namespace tapeless::passes::detail {

/// Roughly how many simple instructions an op takes: what decides between repeating and keeping a value.
inline constexpr auto cost_of_op = [] {
  fixed<int, all_ops::size> cost{};
  for (int& c : cost.items) c = 1;
  for (int dear : {code_of<exp_op>, code_of<expm1_op>, code_of<log_op>, code_of<log1p_op>,
                   code_of<tanh_op>, code_of<logistic_op>, code_of<erf_op>, code_of<sin_op>,
                   code_of<cos_op>, code_of<pow_op>, code_of<random_op>})
    cost[dear] = 10;
  return cost;
}();

/// Values that wait: what is cheap to make from memory has no group until somebody uses it, and then runs there.
class floating : public group_fit {
 protected:
  using group_fit::group_fit;

  /// Whether v can wait: it is made of leaves alone, or of values that are in memory anyway by one cheap op.
  constexpr bool may_float(int v) const {
    const node& n = node_[v];
    if (usage_[v].wants_memory || usage_[v].stretched || n.op == code_of<random_op> ||
        n.op == code_of<gather_op>)
      return false;
    bool computed = false;
    for (int i = 0; i < 3 && n.in[i] >= 0; ++i) {
      const int x = n.in[i], base = place_[x].base;
      if (base < 0 || usage_[base].floating) {
        if (origin_[x] != base) return false;
        continue;
      }
      // one number: a load outside the loops
      if (member_[base].group < 0 || node_[base].shape.count() == 1) continue;
      computed = true;
      if (!usage_[base].kept && !member_[base].stored) return false;
    }
    return !computed || (usage_[v].uses == 1 && cost_of_op[n.op] == 1);
  }

  /// A floating value that must exist now gets a group of its own.
  constexpr void settle(int x) {
    if (x < 0) return;
    const int base = place_[x].base;
    if (base < 0 || !usage_[base].floating) return;
    usage_[base].floating = false;
    put_elementwise(base);
  }

  /// Puts an elementwise node where it can run: into the latest group that made an operand, or a group of its own.
  constexpr void put_elementwise(int v) {
    const node& n = node_[v];
    if (n.op == code_of<gather_op>)
      for (int x : n.in) settle(x);
    int k = latest_group(v);
    // scalars of the prelude run together, whatever they are made of
    if (k < 0 && n.shape.count() == 1 && !out.groups.empty() && out.groups[0].shape.rank == 0)
      k = 0;
    if (k >= 0) {
      const int level = level_in(n.shape, out.groups[k]);
      if (level >= 0) pull_operands(v, k);
      if (level >= 0 && latest_group(v) <= k && fits(v, k, level)) return join(v, k, level);
    }
    for (int i = 0; i < 3 && n.in[i] >= 0; ++i) settle(n.in[i]);
    k = latest_group(v);
    if (k >= 0) {
      const int level = level_in(n.shape, out.groups[k]);
      if (level >= 0 && fits(v, k, level)) return join(v, k, level);
    }
    open(v, group_kind::map, n.shape);
    for (int i = 0; i < 3 && n.in[i] >= 0; ++i)
      read(v, n.in[i], same_squeezed(node_[n.in[i]].shape, n.shape));
  }

 private:
  /// Floating operands of v come into group k, where v wants to run.
  constexpr void pull_operands(int v, int k) {
    const int* in = node_[v].in;
    for (int i = 0; i < 3 && in[i] >= 0; ++i) {
      const int f = place_[in[i]].base;
      if (f < 0 || !usage_[f].floating) continue;
      const int level = level_in(node_[f].shape, out.groups[k]);
      if (level >= 0) {
        usage_[f].floating = false;
        pull_operands(f, k);
        if (fits(f, k, level, true))
          join(f, k, level);
        else
          put_elementwise(f);
      } else {
        settle(f);
      }
    }
  }
};

}  // namespace tapeless::passes::detail
