// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/require.hpp>
#include <tapeless/core/type_id.hpp>
#include <tapeless/ir/graph.hpp>
#include <tapeless/nn/optimisers/setting.hpp>

namespace tapeless {

template <class Leaf, bool Found>
struct program_requires_the_leaf {
  static_assert(Found,
                "program[leaf]: the leaf must occur in the compiled expressions; other values are "
                "results [E030]");
};
template <class Leaf, bool IsOne>
struct program_requires_one_leaf {
  static_assert(IsOne,
                "program[leaf]: there must be one such leaf: layers or loops have several, and "
                "parameter_at finds each by its path [E101]");
};

namespace detail {

/// By which tag a leaf is found, and in which group of options.
template <class Tag>
struct tag_and_group {
  using tag = Tag;
  static constexpr int group = 0;
};
template <class Tag, int Group>
struct tag_and_group<in_group<Tag, Group>> {
  using tag = Tag;
  static constexpr int group = Group;
};

inline constexpr int no_leaf = -1, several_leaves = -2;

/// The leaf that an expression outside of the program means: the one that stands in no layer, or else the only one.
template <class Leaf>
constexpr int find_leaf(ir::graph_view g) {
  using wanted = tag_and_group<typename Leaf::tag>;
  int found = no_leaf;
  for (int i = 0; i < g.leaves.size(); ++i) {
    const ir::leaf& l = g.leaves[i];
    if (l.tag != &type_id<typename wanted::tag> || l.kind != Leaf::kind ||
        !(l.shape == Leaf::shape_type::value) || l.owner >= 0 || l.group != wanted::group)
      continue;
    if (l.scope < 0) return i;
    found = found == no_leaf ? i : several_leaves;
  }
  return found;
}

}  // namespace detail

}  // namespace tapeless
