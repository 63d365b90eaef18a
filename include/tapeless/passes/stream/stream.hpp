// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/look/growth.hpp>
#include <tapeless/passes/stream/stream_answer.hpp>

namespace tapeless::passes {

namespace detail {

/// Which nodes are made of a sequence that stands for a stream; what a stream gives is not.
constexpr list<char> made_of_sequences(graph_view g) {
  list<char> marks(g.size());
  for (const node& n : g.nodes)
    if (is<streaming_op>(n)) marks[n.in[1]] = 1;
  for (bool more = true; more;) {
    more = false;
    list<char> along(g.regions.size());  // regions that go along such a value
    for (int i = 0; i < g.size(); ++i) {
      const node& n = g[i];
      if (is<streaming_op>(n)) {
        marks[i] = marks[n.in[2]];
      } else {
        for (int k = 0; k < 3 && n.in[k] >= 0; ++k)
          if (marks[n.in[k]] != 0) marks[i] = 1;
      }
      if (is<each_op>(n) && marks[i] != 0) along[region_named(n)] = 1;
      if (is<advance_op>(n) && marks[i] != 0 && marks[n.in[0]] == 0) marks[n.in[0]] = more = true;
    }
    for (int i = 0; i < g.size(); ++i)
      if (is<carry_op>(g[i]) && along[region_named(g[i])] != 0 && marks[i] == 0)
        marks[i] = more = true;
  }
  return marks;
}

}  // namespace detail

/// Answers every `streaming` node: what y is for some frames, given what earlier runs left in states, where y is made
/// of a whole sequence.
///
/// A value of the sequence has its time along one axis, which every op moves, keeps, or folds. Where it keeps it, the
/// same op on the frames of the moment is the answer. Two kinds of nodes look back: padding in front of a sequence
/// becomes the last frames of the run before, and a loop along it goes on with the carries of the run before; both are states. A value
/// of which frame t is made of later frames has no answer, nor has one that folds, turns or cuts the sequence.
///
/// Before   verify_graph(from) is empty
/// After    no such nodes; parameters stand where they stood; the states that were added are `remembered`
/// Cost     O(nodes)
/// Errors   a layer without an answer: noted in `problem`
constexpr builder stream(graph_view from) {
  builder to(from);
  const list<char> inside = detail::made_of_sequences(from);
  detail::stream_memory memory(to);
  list<int> fresh(from.size(), -1);
  for (int i = 0; i < from.size(); ++i) {
    if (inside[i] != 0) continue;
    if (is<streaming_op>(from[i]))
      fresh[i] = detail::stream_answer(from, to, memory, fresh, i);
    else
      fresh[i] = to.add(with_operands(from[i], fresh));
  }
  for (int r : from.results) to.results.push_back(fresh[r]);
  bool loops = false;  // those along a sequence may have gone
  for (const node& n : to.nodes) loops = loops || facts_of(n).stands != standing::with_operands;
  if (!loops) to.regions.clear();
  return to;
}

/// Padding and history stand beside each op that looks back.
template <>
inline constexpr int growth_of<stream> = 4;

}  // namespace tapeless::passes
