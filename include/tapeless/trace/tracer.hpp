// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include <tapeless/core/text.hpp>
#include <tapeless/core/type_id.hpp>
#include <tapeless/ir/builder.hpp>

namespace tapeless::trace {

/// The state of a trace: the graph so far, and what tells equal things apart.
class tracer {
 public:
  builder graph;
  bool training = true;   ///< which side of `when_training` is taken
  int region = -1;        ///< in which nodes are made
  bool frozen = false;    ///< whether parameters are those of a frozen layer
  int own_values = 0;     ///< zeros that are told apart (derivatives.hpp)
  int checkpoints = 0;    ///< so far
  list<int> loop_values;  ///< what comes out of the loops so far (lower_loops.hpp)

  /// The body being traced: its arguments and its scope.
  struct frame {
    fixed<int, 8> argument{-1, -1, -1, -1, -1, -1, -1, -1};
    int scope = -1;
    int first_known = 0;  ///< values of this frame start here in known_
    int calls = 0;        ///< calls so far: the position of the next in the path
    bool silent = false;  ///< calls of this frame add nothing to the path
  };

  /// The node of a type already seen in this frame, or -1.
  constexpr int known(const frame& f, const void* type) const {
    for (int i = known_.size(); i-- > f.first_known;)
      if (known_[i].type == type) return known_[i].id;
    return -1;
  }
  constexpr int remember(const void* type, int id) {
    known_.push_back({type, id});
    return id;
  }

  constexpr frame enter(int scope, bool silent) {
    frame f;
    f.scope = scope;
    f.silent = silent;
    f.first_known = known_.size();
    return f;
  }
  constexpr void leave(const frame& f) { known_.shrink(f.first_known); }

  /// The scope of a call: `position`-th in its frame, named if `name` is not empty. Within a shared layer the
  /// same call is the same scope in every application.
  constexpr int open_scope(const frame& f, std::string_view name, bool silent, int position,
                           const void* function = nullptr) {
    if (is_within_shared(f.scope))
      for (int i = 0; i < graph.scopes.size(); ++i) {
        const scope& s = graph.scopes[i];
        if (s.parent == f.scope && s.position == position && s.name == name) return i;
      }
    graph.scopes.push_back({f.scope, name, position, silent, function});
    return graph.scopes.size() - 1;
  }
  /// The scope that all applications of one shared layer have.
  constexpr int shared_scope(const frame& f, const void* type, int position) {
    for (const known_value& s : shared_)
      if (s.type == type) return s.id;
    shared_.push_back({type, open_scope(f, {}, f.silent, position, type)});
    return shared_.back().id;
  }

  /// The node of a leaf: one per tag and scope. A parameter is frozen if all of its uses are.
  constexpr int leaf_node(const void* tag, const leaf& made) {
    for (int i = 0; i < keys_.size(); ++i) {
      if (keys_[i].tag != tag || keys_[i].scope != made.scope) continue;
      const leaf& known = graph.leaves[i];
      if (!(known.shape == made.shape)) {
        if (graph.problem.what == graph_problem::kind::none)
          graph.problem = {graph_problem::kind::two_shapes_for_one_leaf, made.name, known.shape,
                           made.shape};
        continue;  // a stand-in of the right shape follows, so that this is the only error
      }
      graph.leaves[i].frozen = known.frozen && frozen;
      return graph.read(i);
    }
    keys_.push_back({tag, made.scope});
    graph.leaves.push_back(made);
    graph.leaves.back().frozen = frozen;
    return graph.read(keys_.size() - 1);
  }

  constexpr int next_stream() { return streams_++; }

  /// Notes a term for every loss that is made of y.
  constexpr void add_loss(int y, int term) {
    for (const added_loss& a : added_losses_)
      if (a.to == y && a.term == term) return;
    added_losses_.push_back({y, term});
  }
  /// A loss and the terms that belong to it, those of terms included.
  constexpr int with_added_losses(int loss) {
    if (added_losses_.empty()) return loss;
    list<char> part(graph.size());
    const auto mark = [&](int id) {
      part[id] = 1;
      for (int i = id; i >= 0; --i)
        if (part[i] != 0)
          for (int x : graph[i].in)
            if (x >= 0) part[x] = 1;
    };
    mark(loss);
    value sum = graph.of(loss);
    for (int i = added_losses_.size(); i-- > 0;) {  // a term is made of earlier ones only
      const added_loss a = added_losses_[i];
      if (part[a.to] == 0) continue;
      mark(a.term);
      sum = sum + converted(ir::reshape_to(graph.of(a.term), dims{}), sum.type());
    }
    return sum.id;
  }

 private:
  constexpr bool is_within_shared(int scope) const {
    for (; scope >= 0; scope = graph.scopes[scope].parent)
      for (const known_value& s : shared_)
        if (s.id == scope) return true;
    return false;
  }

  struct known_value {
    const void* type;
    int id;
  };
  struct leaf_key {
    const void* tag;
    int scope;
  };
  struct added_loss {
    int to;  ///< the value that brought it
    int term;
  };
  list<known_value> known_;
  list<known_value> shared_;
  list<leaf_key> keys_;
  list<added_loss> added_losses_;
  int streams_ = 0;
};

/// One application adds no prefix to the paths, as in PyTorch: scopes that are alone at the top fall silent.
constexpr void silence_single_root(builder& g) {
  int root = -1;
  for (const leaf& l : g.leaves) {
    int s = l.scope;
    if (s < 0) continue;
    while (g.scopes[s].parent >= 0) s = g.scopes[s].parent;
    if (root >= 0 && root != s) return;
    root = s;
  }
  if (root >= 0 && g.scopes[root].name.empty()) g.scopes[root].silent = true;
}

}  // namespace tapeless::trace
