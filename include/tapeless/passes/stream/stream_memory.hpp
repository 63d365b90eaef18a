// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <tapeless/ir/builder.hpp>

namespace tapeless::passes::detail {

/// What a stream remembers from one run to the next: states, each assigned once in a run.
class stream_memory {
 public:
  constexpr explicit stream_memory(builder& graph) : to(graph) {}

  /// A state that begins with the value `first`, named after the layer in which it is needed:
  /// "1.streaming.0.history".
  constexpr value begin(std::string_view name, value first, int scope) {
    const dims shape = first.shape();
    const element type = stored_element(first.type());
    const node& origin = to[origin_of(first.id)];
    if (is<constant_op>(origin)) return state(name, shape, type, number_of(origin), scope);
    const value kept = state(name, shape, type, 0, scope);
    return select(started(scope), kept, first);
  }
  /// A state of some shape that begins filled with a number.
  constexpr value state(std::string_view name, const dims& shape, element type, double first,
                        int scope) {
    to.scopes.push_back({.parent = scope, .name = "streaming"});
    to.scopes.push_back({.parent = to.scopes.size() - 1, .position = count_++});
    to.leaves.push_back({.kind = leaf_kind::state,
                         .type = type,
                         .shape = shape,
                         .scope = to.scopes.size() - 1,
                         .name = name,
                         .initial = {.a = first},
                         .remembered = true});
    last_ = to.read(to.leaves.size() - 1);
    return to.of(last_);
  }
  /// The leaf of the state that was made last: what `keep` is to write.
  constexpr int last() const { return last_; }

  /// Where the oldest of `count` frames stands in a ring of them, as the only element of a vector of integers. All rings of one
  /// length turn together.
  constexpr value oldest_of(int count, int scope) {
    for (const wheel& w : wheels_)
      if (w.count == count) return to.of(w.place);
    const value place = state("position", dims{.rank = 1}, index_element, 0, scope);
    wheels_.push_back({count, place.id});
    keep(place.id, at(place + 1.0, count));
    return place;
  }
  /// The places of `n` frames in a ring of `count`, `apart` from one another, the oldest first.
  constexpr value places(value oldest, int n, int apart, int count) {
    dims d{.rank = 1};
    d[0] = n;
    const value steps{
        &to, to.emit(code_of<iota_op>, {-1, -1, -1}, along_axis{}.packed(), d, default_element)};
    return at(oldest + static_cast<double>(apart) * steps, count);
  }

  constexpr void keep(int leaf, value next) { to.emit(code_of<assign_op>, {leaf, next.id, -1}); }

 private:
  struct wheel {
    int count, place;
  };
  builder& to;
  list<wheel> wheels_;
  int count_ = 0;
  int last_ = -1;
  int started_ = -1;

  /// A place in a ring, from a number below twice its length.
  static constexpr value at(value place, int count) {
    const value turned = place - static_cast<double>(count);
    return converted(select(less(place, ir::constant_beside(place, count)), place, turned),
                     index_element);
  }
  /// What a value is a stretched copy of.
  constexpr int origin_of(int id) const {
    while (facts_of(to[id]).repeats_elements) id = to[id].in[0];
    return id;
  }
  /// 0 in the first run, then 1.
  constexpr value started(int scope) {
    if (started_ < 0) {
      const int before = last_;
      started_ = state("started", dims{}, default_element, 0, scope).id;
      keep(started_, to.of(to.constant(1)));
      last_ = before;
    }
    return to.of(started_);
  }
};

}  // namespace tapeless::passes::detail
