// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <tapeless/expr/streaming.hpp>
#include <tapeless/trace/lower_loops.hpp>

namespace tapeless::trace {

namespace detail {

/// What the graph of a network on a sequence is apart from lengths: one number per node.
template <class F, class Sequence>
struct form_of_network {
  static constexpr builder trace() {
    tracer t;
    t.training = false;
    tracer::frame f = t.enter(-1, false);
    static_cast<void>(lowered<call<F, Sequence>>(t, f));
    return t.graph;
  }
  static constexpr double form_of(const node& n) {
    packed_attributes a = n.attr;  // (all of them, whatever they mean, but for lengths)
    if (is<stack_op>(n)) a = stack_op::attributes{region_named(n), 0}.packed();
    double form = n.op + (a.value == a.value ? a.value : 0.5);
    for (int x : {n.in[0], n.in[1], n.in[2], a.axis, a.first, a.second})
      form = form * 0.61803398875 + x;
    return form;
  }
  static constexpr int size = trace().size();
  struct node_form {
    double number = 0;
    int op = 0;
  };
  static constexpr auto value = [] {
    const builder g = trace();
    fixed<node_form, static_cast<std::size_t>(size)> out{};
    for (int i = 0; i < size; ++i) out[i] = {form_of(g[i]), g[i].op};
    return out;
  }();
};

/// The op by which two forms begin to differ, or -1.
constexpr int first_difference(const auto& a, const auto& b) {
  const int common = a.size() < b.size() ? a.size() : b.size();
  for (int i = 0; i < common; ++i)
    if (a[i].number != b[i].number) return a[i].op;
  if (a.size() == b.size()) return -1;
  return a.size() > common ? a[common].op : b[common].op;
}

}  // namespace detail

/// The network on a whole sequence, as it is in inference, and the question what that is for these frames.
template <class F, class X>
struct lower<streamed<F, X>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    using s = streamed<F, X>;
    constexpr int n = s::traced_length;
    const int frames = lowered<X>(t, f), whole = lowered<typename s::template whole<n>>(t, f);
    const bool around = t.training;
    t.training = false;
    const int y = lowered<typename s::template of_whole<n>>(t, f);
    t.training = around;
    return t.graph.emit(code_of<streaming_op>, {y, whole, frames},
                        streaming_op::attributes{knows_length}.packed(), s::shape_type::value,
                        t.graph[y].type);
  }

 private:
  template <int Length>
  using form = detail::form_of_network<F, typename streamed<F, X>::template whole<Length>>;
  /// The op that is another on a sequence of another length, or -1.
  static constexpr int knows_length = detail::first_difference(
      form<streamed<F, X>::traced_length>::value, form<streamed<F, X>::other_length>::value);
};

}  // namespace tapeless::trace
