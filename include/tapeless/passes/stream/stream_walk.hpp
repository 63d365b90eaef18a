// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/look/regions.hpp>
#include <tapeless/passes/stream/stream_memory.hpp>

namespace tapeless::passes::detail {

/// What a value is made of: of no sequence; of one, with time along an axis; of one frame, in a loop along the sequence.
enum class stream_part : char { still, sequence, moment };

/// A shape whose axis of time has another number of frames.
constexpr dims with_frames(dims d, const time_axis& t, int frames) {
  d[t.axis] = t.outer * frames * t.inner;
  return d;
}

/// The way from a sequence to what is asked of it (passes/stream/stream.hpp): what is known of the nodes so far, and what the rules
/// for the ops have in common.
struct stream_walk {
  graph_view g;
  builder& to;
  stream_memory& memory;
  list<int>& fresh;   ///< per node of g: its answer, for the frames of a run
  int question;       ///< the node that asks
  int total, frames;  ///< lengths: of the whole sequence as traced, of a run's part of it
  list<int> region;
  list<stream_part> part_of;
  list<time_axis> at;  ///< of sequences
  list<char> needed;   ///< for the answer
  list<int> kept;      ///< of a carry: the leaf of its state; of a padded sequence: its ring
  list<int>
      along_time;  ///< per region: 1 if it goes along the sequence, 0 if not, -1: not asked yet
  bool failed = false;

  constexpr stream_walk(graph_view graph, builder& made, stream_memory& remembered,
                        list<int>& answers, int asked)
      : g(graph),
        to(made),
        memory(remembered),
        fresh(answers),
        question(asked),
        total(g[g[asked].in[1]].shape[1]),
        frames(g[g[asked].in[2]].shape[1]),
        region(regions_of(graph)),
        part_of(asked + 1),
        at(asked + 1),
        needed(asked),
        kept(asked + 1, -1),
        along_time(graph.regions.size(), -1) {}

  constexpr bool is_sequence(int id) const { return part_of[id] == stream_part::sequence; }
  constexpr value of(int id) { return to.of(fresh[id]); }
  /// How many frames the answer to a value has: those of the run, and those by which it is longer than the sequence. (A
  /// value whose last frames were cut off has them in its answer: a stream has no last frames.)
  constexpr int frames_of(const time_axis& t) const {
    return frames + (t.length > total ? t.length - total : 0);
  }
  constexpr dims in_run(const dims& d, const time_axis& t) const {
    return with_frames(d, t, frames_of(t));
  }
  constexpr value emit(const node& n, const fixed<int, 3>& in, const dims& wanted) {
    if (is<each_op>(n)) return ir::each_slice(to.of(in[0]), region_named(n));  // (regions move)
    return {&to, to.emit(n.op, in, n.attr, wanted, n.type)};
  }

  /// Says what the answer to node i is, and where time is in it.
  constexpr void becomes(int i, value made, time_axis t) {
    const int behind = frames_of(t) - frames;
    if (t.lead > behind) t.lead = behind;
    fresh[i] = made.id;
    part_of[i] = stream_part::sequence;
    at[i] = t;
  }

  /// The layer in which a node was made: the innermost call.
  constexpr int layer_of(int id) const {
    int found = -1;
    for (int s = 0; s < g.scopes.size(); ++s) {
      const scope& call = g.scopes[s];
      if (id < call.first_node || id >= call.last_node) continue;
      if (found < 0 || call.last_node - call.first_node <=
                           g.scopes[found].last_node - g.scopes[found].first_node)
        found = s;
    }
    return found;
  }
  constexpr void refuse_node(int i, streaming_obstacle why, int number = 0) {
    failed = true;
    if (to.problem.what != graph_problem::kind::none) return;
    to.problem = {.what = graph_problem::kind::no_streaming_form,
                  .name = facts_of(g[i].op).name,
                  .obstacle = why,
                  .scope = layer_of(i),
                  .number = number};
  }

  constexpr void refuse_length(int op) {
    failed = true;
    if (to.problem.what == graph_problem::kind::none)
      to.problem = {.what = graph_problem::kind::no_streaming_form,
                    .name = facts_of(op).name,
                    .obstacle = streaming_obstacle::knows_length};
  }

  /// Where time is in a value of `length` frames that is made of frames t … t + reach of another; says what is wrong if
  /// the last of them is still to come.
  constexpr bool reach_back(int i, time_axis& t, int reach, int length) {
    t.lead -= reach;
    t.length = length;
    if (!t.whole_axis())
      refuse_node(i, streaming_obstacle::no_rule_known);
    else if (t.lead < 0 && length == 1)
      refuse_node(i, streaming_obstacle::takes_all_frames);
    else if (t.lead < 0)
      refuse_node(i, streaming_obstacle::looks_ahead, -t.lead);
    return !failed;
  }

  /// x and before it the `count` frames before, which are `first` at the start.
  constexpr value behind_history(int i, value x, const time_axis& t, int count, value first) {
    if (region[i] >= 0) {
      refuse_node(i, streaming_obstacle::remembers_in_a_loop);
      return x;
    }
    const value history = memory.begin("history", first, layer_of(i));
    const int place = memory.last();
    const value all = ir::joined(history, x, t.axis);
    const dims shape = with_frames(x.shape(), t, count);
    memory.keep(place, sliced(all, shape, {.axis = t.axis, .first = frames}));
    return all;
  }
  /// The first of x's frames, as many as the answer to a value has.
  constexpr value first_frames(value x, const time_axis& t) {
    const dims shape = with_frames(x.shape(), t, frames_of(t));
    return x.shape()[t.axis] <= shape[t.axis] ? x : sliced(x, shape, {.axis = t.axis});
  }

  /// A value that is the same in all frames, where the axis has as many elements as a run's frames have; -1 if it differs
  /// from frame to frame. (By name: the ops that make a value of a size of their own, and what is done to its elements.)
  constexpr int spread(int id, int axis, time_axis t) {
    const node& n = g[id];
    if (part_of[id] != stream_part::still) return -1;
    if (axis < 0 || n.shape[axis] == 1) return fresh[id];
    if (n.shape[axis] != t.outer * t.length * t.inner) return -1;
    t.axis = axis;
    const dims shape = in_run(n.shape, t);
    const auto along = [&](int x) { return axis - n.shape.rank + g[x].shape.rank; };
    switch (n.op) {
      case code_of<iota_op>:
        if (attributes_of<iota_op>(n).axis == axis) return -1;
        return to.emit(n.op, {-1, -1, -1}, n.attr, shape, n.type);
      case code_of<broadcast_op>: {
        const int x = spread(n.in[0], along(n.in[0]), t);
        return x < 0 ? -1 : broadcast_to(to.of(x), shape).id;
      }
      case code_of<reshape_op>: {
        const time_axis before = reshaped(t, n.shape, g[n.in[0]].shape);
        if (before.axis < 0) return -1;
        const int x = spread(n.in[0], before.axis, before);
        return x < 0 ? -1 : ir::reshape_to(to.of(x), shape).id;
      }
      default: break;
    }
    if (!facts_of(n).broadcasts) return -1;
    fixed<int, 3> in{-1, -1, -1};
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      in[k] = spread(n.in[k], along(n.in[k]), t);
      if (in[k] < 0) return -1;
    }
    return to.emit(n.op, in, n.attr, {}, n.type);
  }
};

}  // namespace tapeless::passes::detail
