// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/effects.hpp>
#include <tapeless/expr/expression.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/trace/tracer.hpp>

namespace tapeless::trace {

/// How an expression type becomes nodes: `lower<E>::run` gives the id of its value. The one bridge
/// from types to values; one specialisation per kind of expression.
template <class E>
struct lower;

/// The node of E in this frame: the same type is the same value.
template <class E>
constexpr int lowered(tracer& t, tracer::frame& f) {
  const int known = t.known(f, &type_id<E>);
  return known >= 0 ? known : t.remember(&type_id<E>, lower<E>::run(t, f));
}

template <class Shape, class Element, int Index>
struct lower<placeholder<Shape, Element, Index>> {
  static constexpr int run(tracer&, tracer::frame& f) { return f.argument[Index]; }
};

template <real Value>
struct lower<number<Value>> {
  static constexpr int run(tracer& t, tracer::frame&) { return t.graph.constant(Value.value); }
};

template <class Shape, element Type>
struct lower<stand_in<Shape, Type>> {
  static constexpr int run(tracer& t, tracer::frame&) {
    t.graph.problem.what = graph_problem::kind::refused_before;
    return t.leaf_node(
        &type_id<stand_in<Shape, Type>>,
        {.type = promote(Type, index_element), .shape = Shape::value, .name = "refused"});
  }
};

template <leaf_expression Leaf>
struct lower<Leaf> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    const bool local = Leaf::kind == leaf_kind::parameter || Leaf::kind == leaf_kind::state;
    return t.leaf_node(&type_id<typename Leaf::tag>, {.kind = Leaf::kind,
                                                      .type = Leaf::type,
                                                      .shape = Leaf::shape_type::value,
                                                      .scope = local ? f.scope : -1,
                                                      .name = name_of_tag<typename Leaf::tag>(),
                                                      .initial = Leaf::initial(),
                                                      .tag = &type_id<typename Leaf::tag>});
  }
};

template <class Op, class Shape, class... X>
struct lower<apply<Op, Shape, X...>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    using parts = tapeless::detail::op_parts<Op>;
    fixed<int, 3> in{-1, -1, -1};
    int i = 0;
    ((in[i++] = lowered<X>(t, f)), ...);
    return t.graph.emit(code_of<typename parts::op>, in, parts::attr, Shape::value);
  }
};

template <class Leaf, class Shape, class Y>
struct lower<apply<assign_op, Shape, Leaf, Y>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    const int leaf = lowered<Leaf>(t, f);
    value y = t.graph.of(lowered<Y>(t, f));
    y = converted(broadcast_to(y, Shape::value), y.type() == element::weak ? y.type() : Leaf::type);
    return t.graph.emit(code_of<assign_op>, {leaf, y.id, -1});
  }
};

template <class Element, class X>
struct lower<converted_to<Element, X>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    return converted(t.graph.of(lowered<X>(t, f)), element_of<Element>).id;
  }
};

template <class Shape, int Axis>
struct lower<iota<Shape, Axis>> {
  static constexpr int run(tracer& t, tracer::frame&) {
    return t.graph.emit(code_of<iota_op>, {-1, -1, -1}, along_axis{Axis}.packed(), Shape::value,
                        default_element);
  }
};

namespace detail {

/// What each iteration of the loops around gets of one draw for all of them, which `draw` makes of its shape.
constexpr value part_of_draw(builder& g, int region, const dims& shape, auto draw) {
  fixed<int, max_region_depth> around{};
  int depth = 0;
  for (int r = region; r >= 0; r = g.regions[r].parent) around[depth++] = r;
  const dims part = depth + shape.rank <= max_rank
                        ? shape
                        : dims{.rank = 1, .size = {shape.count(), 1, 1, 1, 1, 1}};
  dims all{.rank = depth + part.rank};
  for (int i = 0; i < depth; ++i) all[i] = g.regions[around[depth - 1 - i]].length;
  for (int i = 0; i < part.rank; ++i) all[depth + i] = part[i];
  value x = draw(all);
  while (depth > 0) x = ir::each_slice(x, around[--depth]);
  return ir::reshape_to(x, shape);
}

}  // namespace detail

template <int Distribution, class Shape, real Value, class Tag>
struct lower<random_numbers<Distribution, Shape, Value, Tag>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    using seed = std::remove_const_t<decltype(random_seed)>;
    using step = std::remove_const_t<decltype(step_number)>;
    const fixed<int, 3> in{lowered<seed>(t, f), lowered<step>(t, f), -1};
    const packed_attributes what =
        random_op::attributes{Distribution, t.next_stream(), Value.value}.packed();
    return detail::part_of_draw(t.graph, t.region, Shape::value,
                                [&](const dims& shape) {
                                  return t.graph.of(t.graph.emit(code_of<random_op>, in, what,
                                                                 shape, default_element));
                                })
        .id;
  }
};

template <class Y>
struct lower<gradients_of<Y>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    refuse(sentence<gradients_requires_to_stand_alone<operand_of<Y>, false>>{});
    return lowered<Y>(t, f);
  }
};

template <class Y, class X>
struct lower<gradient_of<Y, X>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    const int y = lowered<Y>(t, f), x = lowered<X>(t, f);
    return t.graph.emit(code_of<gradient_op>, {y, x, -1});
  }
};

template <class A, class B>
struct lower<training_choice<A, B>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    return t.training ? lowered<A>(t, f) : lowered<B>(t, f);
  }
};

template <class Y, class... Effect>
struct lower<with_effects<Y, Effect...>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    const int y = lowered<Y>(t, f);
    (static_cast<void>(lowered<Effect>(t, f)), ...);
    return y;
  }
};

template <class Y, class Term>
struct lower<with_loss<Y, Term>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    const int y = lowered<Y>(t, f);
    t.add_loss(y, lowered<Term>(t, f));
    return y;
  }
};
template <class Loss>
struct lower<total_of<Loss>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    return t.with_added_losses(lowered<Loss>(t, f));
  }
};

template <class X>
struct lower<lone_statistics<X>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    const int x = lowered<X>(t, f);
    if (t.training && t.graph.problem.what == graph_problem::kind::none)
      t.graph.problem = {graph_problem::kind::statistics_of_one_value, {}, t.graph[x].shape, {}};
    return x;
  }
};

/// A call: its arguments here, its body in a frame and scope of its own.
template <class F, class... X>
struct lower<call<F, X...>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    fixed<int, sizeof...(X)> arguments{};
    int i = 0;
    ((arguments[i++] = lowered<X>(t, f)), ...);
    if constexpr (requires { F::is_the_call_inside; }) {
      tracer::frame inner = t.enter(f.scope, f.silent);
      inner.calls = f.calls;
      for (i = 0; i < static_cast<int>(sizeof...(X)); ++i) inner.argument[i] = arguments[i];
      const bool frozen = t.frozen;
      if constexpr (requires { F::is_frozen; }) t.frozen = true;
      const int result = lowered<typename call<F, X...>::body>(t, inner);
      t.frozen = frozen;
      f.calls = inner.calls;
      t.leave(inner);
      return result;
    } else {
      return in_scope(t, scope(t, f), arguments);
    }
  }

 private:
  static constexpr int in_scope(tracer& t, int own, const fixed<int, sizeof...(X)>& arguments) {
    tracer::frame inner = t.enter(own, passes_scope());
    for (int i = 0; i < static_cast<int>(sizeof...(X)); ++i) inner.argument[i] = arguments[i];
    const int around = t.graph.checkpoint, first = t.graph.size();
    if constexpr (requires { F::is_checkpoint; }) t.graph.checkpoint = t.checkpoints++;
    const int result = lowered<typename call<F, X...>::body>(t, inner);
    t.graph.checkpoint = around;
    t.leave(inner);
    t.graph.scopes[own].first_node = first;
    t.graph.scopes[own].last_node = t.graph.size();
    return result;
  }
  static constexpr bool passes_scope() {
    return requires { F::passes_scope; };
  }
  static constexpr int scope(tracer& t, tracer::frame& f) {
    const int position = requires { F::takes_no_position; } ? f.calls : f.calls++;
    if constexpr (requires { F::is_shared; })
      return t.shared_scope(f, &type_id<F>, position);
    else if constexpr (requires { typename F::scope_tag; })
      return t.open_scope(f, name_of_tag<typename F::scope_tag>(), false, position, &type_id<F>);
    else
      return t.open_scope(f, {}, f.silent || requires { F::silent; }, position, &type_id<F>);
  }
};

}  // namespace tapeless::trace
