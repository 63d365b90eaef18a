// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/leaf_readers.hpp>
#include <tapeless/passes/look/views.hpp>

namespace tapeless::passes {

/// The most instructions that one loop body may have: beyond, registers spill.
inline constexpr int most_members = 48;

}  // namespace tapeless::passes

namespace tapeless::passes::detail {

/// Which groups there are, and what fits into one.
class group_fit : public leaf_readers {
 protected:
  using leaf_readers::leaf_readers;

  /// Opens a group that begins with a node.
  constexpr int open(int id, group_kind kind, const dims& shape) {
    group made;
    made.kind = kind;
    made.shape = squeezed(shape);
    made.root = id;
    made.region = now_;
    made.members = 1;
    made.type = computed_in(id);
    out.groups.push_back(made);
    place_[id] = own_place(id, node_[id].shape);
    return member_[id].group = out.groups.size() - 1;
  }

  /// At which level a value of a shape would run in a group; -1 for none.
  constexpr int level_in(const dims& d, const group& gr) const {
    if (d == gr.shape) return 0;
    const dims s = squeezed(d);
    if (s == gr.shape) return 0;
    return gr.kind == group_kind::fold && s == gr.kept_shape() ? 1 : -1;
  }

  /// Whether operand x of v is, element for element, a value of group k that v can use in a register.
  constexpr bool is_local(int v, int x, int k, int level) const {
    const membership& o = member_[origin_[x]];
    if (o.group != k) return false;
    const dims &dv = node_[v].shape, &dx = node_[x].shape;
    if (o.level == level) return same_squeezed(dx, dv) || node_[v].op == code_of<gather_op>;
    if (level == 1) return false;
    // a folded value in an element's expression: it must vary along the kept axes exactly
    const axis_set folded = out.groups[k].folded;
    int axis = 0;
    const int shift = dv.rank - dx.rank;
    for (int i = 0; i < dv.rank; ++i) {
      if (dv.size[i] == 1) continue;
      const bool varies = i >= shift && dx.size[i - shift] != 1;
      if (varies == has_axis(folded, axis++)) return false;
    }
    return true;
  }

  /// Whether v can run in group k at a level; all its operands are local there or finished before.
  constexpr bool fits(int v, int k, int level, bool pulled = false) const {
    const group& gr = out.groups[k];
    const node& n = node_[v];
    if (gr.kind == group_kind::copy || gr.members >= most_members || gr.type != computed_in(v) ||
        gr.region != now_)
      return false;
    bool any_local = false;
    for (int i = 0; i < 3 && n.in[i] >= 0; ++i) {
      const int x = n.in[i], base = place_[x].base;
      if (n.op != code_of<gather_op> && is_local(v, x, k, level))
        any_local = true;
      else if (base >= 0 && member_[base].group >= k)
        return false;
    }
    return any_local || pulled || (k == 0 && gr.shape.rank == 0 && n.shape.count() == 1);
  }

  /// Puts v into group k, where it fits.
  constexpr void join(int v, int k, int level) {
    group& gr = out.groups[k];
    ++gr.members;
    const node& n = node_[v];
    membership& m = member_[v];
    m.group = k;
    m.level = level;
    m.phase = 0;
    place_[v] = own_place(v, n.shape);
    for (int i = 0; i < 3 && n.in[i] >= 0; ++i) {
      const int x = n.in[i];
      if (n.op != code_of<gather_op> && is_local(v, x, k, level)) {
        const membership& o = member_[origin_[x]];
        const int after = o.phase + (level == 0 && o.level == 1 ? 1 : 0);
        if (after > m.phase) m.phase = after;
      } else {
        read(v, x, same_squeezed(node_[x].shape, n.shape));
      }
    }
    if (m.phase + 1 > gr.phases) gr.phases = m.phase + 1;
  }
};

}  // namespace tapeless::passes::detail
