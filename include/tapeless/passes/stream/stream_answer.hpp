// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/stream/stream_loops.hpp>
#include <tapeless/passes/stream/stream_rules.hpp>
#include <tapeless/passes/stream/stream_walk.hpp>

namespace tapeless::passes::detail {

/// Any node that is needed.
constexpr void stream_node(stream_walk& s, int i) {
  const node& n = s.g[i];
  bool sequences = false, moments = false;
  for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
    sequences = sequences || s.is_sequence(n.in[k]);
    moments = moments || s.part_of[n.in[k]] == stream_part::moment;
  }
  const op_facts& facts = facts_of(n);
  if (facts.stands != standing::with_operands && goes_along_time(s, i))
    return stream_time_loop(s, i);
  if (sequences && moments) return s.refuse_node(i, streaming_obstacle::takes_all_frames);
  if (sequences && facts.kind == op_kind::effect)
    return s.refuse_node(i, streaming_obstacle::no_rule_known);
  if (sequences && facts.kind == op_kind::loop) return stream_other_loop(s, i);
  if (sequences) return stream_sequence(s, i);
  s.fresh[i] = made_again(s.to, with_operands(n, s.fresh)).id;
  s.part_of[i] = moments ? stream_part::moment : stream_part::still;
}

/// The answer to one `streaming` node. `fresh` has the nodes that are not made of a sequence; the others are added to it.
constexpr int stream_answer(graph_view g, builder& to, stream_memory& memory, list<int>& fresh,
                            int question) {
  stream_walk s(g, to, memory, fresh, question);
  const node& asked = g[question];
  const int y = asked.in[0], whole = asked.in[1];
  fresh[whole] = fresh[asked.in[2]];
  if (s.region[question] >= 0) s.refuse_node(question, streaming_obstacle::remembers_in_a_loop);
  s.part_of[whole] = stream_part::sequence;
  s.at[whole] = {.axis = 1, .length = s.total};
  list<char>& needed = s.needed;
  needed[y] = 1;
  for (int i = whole; i < question; ++i)
    if (fresh[i] < 0 && kind_of(g[i]) == op_kind::effect) needed[i] = 1;
  mark_needed({g.nodes.items, question}, needed, [](int) { return true; });
  for (int i = whole + 1; i < question && !s.failed; ++i)
    if (needed[i] != 0 && fresh[i] < 0) stream_node(s, i);
  const time_axis t = s.at[y];
  if (!s.failed && (!s.is_sequence(y) || t.axis != 1 || !t.whole_axis() || t.length < s.total))
    s.refuse_node(y, streaming_obstacle::takes_all_frames);
  const int knows_length = attributes_of<streaming_op>(asked).knows_length;
  if (!s.failed && knows_length >= 0) s.refuse_length(knows_length);
  if (s.failed) return broadcast_to(converted(to.of(to.constant(0)), asked.type), asked.shape).id;
  return sliced(s.of(y), asked.shape, {.axis = 1}).id;
}

}  // namespace tapeless::passes::detail
