// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <tuple>
#include <utility>

#include <tapeless/expr/derivatives.hpp>
#include <tapeless/expr/gradient_rules.hpp>
#include <tapeless/expr/scan.hpp>
#include <tapeless/trace/lower.hpp>

namespace tapeless::trace {

namespace detail {

/// A loop as a region of the graph: its carries and slices, its body once, what advances, what comes out.
template <class Loop>
struct lower_loop {
  /// Where the ids of what comes out begin in `loop_values`: last carries, then outputs.
  static constexpr int run(tracer& t, tracer::frame& f) {
    const int known = t.known(f, &type_id<Loop>);
    if (known >= 0) return known;
    builder& g = t.graph;
    fixed<int, carries> initial{};
    fixed<int, slices> over{};
    fixed<int, commons> same{};
    each<carries>([&](auto i) {
      using x = std::tuple_element_t<i, typename Loop::initial>;
      initial[i] = stored_form(g, lowered<x>(t, f), x::type, x::shape_type::value);
    });
    each<slices>([&](auto i) {
      using x = std::tuple_element_t<i, typename Loop::over>;
      over[i] = stored_form(g, lowered<x>(t, f), x::type, x::shape_type::value);
    });
    each<commons>(
        [&](auto i) { same[i] = lowered<std::tuple_element_t<i, typename Loop::common>>(t, f); });
    const int around = t.region, r = g.regions.size();
    g.regions.push_back({around, static_cast<int>(Loop::length), Loop::reverse, carries == 0});
    t.region = r;
    const bool top = f.scope < 0;
    tracer::frame inner = t.enter(t.open_scope(f, {}, !top || f.silent, f.calls++), false);
    each<carries>([&](auto i) {
      inner.argument[i] = ir::carried(g.of(initial[i]), r, static_cast<int>(i)).id;
    });
    each<slices>(
        [&](auto i) { inner.argument[carries + i] = ir::each_slice(g.of(over[i]), r).id; });
    for (int i = 0; i < same.size(); ++i)
      inner.argument[static_cast<int>(carries + slices) + i] = same[i];
    fixed<int, carries> next{};
    fixed<int, emitted> out{};
    each<carries>([&](auto i) {
      using x = std::tuple_element_t<i, typename Loop::initial>;
      using y = std::tuple_element_t<i, typename Loop::next>;
      next[i] = stored_form(g, lowered<y>(t, inner), x::type, x::shape_type::value);
    });
    each<emitted>([&](auto i) {
      using y = std::tuple_element_t<i, typename Loop::outputs>;
      out[i] = stored_form(g, lowered<y>(t, inner), y::type, y::shape_type::value);
    });
    t.leave(inner);
    t.region = around;
    for (int i = 0; i < next.size(); ++i)
      next[i] = ir::advanced(g.of(inner.argument[i]), g.of(next[i])).id;
    const int first = t.loop_values.size();
    for (int a : next) t.loop_values.push_back(ir::after_last(g.of(a)).id);
    for (int y : out) t.loop_values.push_back(ir::stacked(g.of(y), r).id);
    return t.remember(&type_id<Loop>, first);
  }

 private:
  static constexpr std::size_t carries = Loop::carries, slices = Loop::slices,
                               commons = std::tuple_size_v<typename Loop::common>,
                               emitted = std::tuple_size_v<typename Loop::outputs>;

  template <std::size_t N, class F>
  static constexpr void each(F f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (f(std::integral_constant<std::size_t, I>{}), ...);
    }(std::make_index_sequence<N>{});
  }
  static constexpr int stored_form(builder& g, int id, element type, const dims& shape) {
    type = stored_element(type);
    return broadcast_to(converted(g.of(id), type), shape).id;
  }
};

}  // namespace detail

template <class Y, class X, class V>
struct lower<vjp_of<Y, X, V>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    const int y = lowered<Y>(t, f), x = lowered<X>(t, f);
    const value v = t.graph.of(lowered<V>(t, f));
    const int dy = broadcast_to(converted(v, t.graph[y].type), t.graph[y].shape).id;
    return t.graph.emit(code_of<vjp_op>, {y, x, dy}, {}, {}, t.graph[x].type);
  }
};

template <class Shape, element Type, class Tag>
struct lower<own_zeros<Shape, Type, Tag>> {
  static constexpr int run(tracer& t, tracer::frame&) {
    node zero;
    zero.op = code_of<constant_op>;
    zero.attr = constant_op::attributes{0, ++t.own_values}.packed();
    const value z = t.graph.of(t.graph.add(zero));
    const element type = stored_element(Type);
    return broadcast_to(converted(z, type), Shape::value).id;
  }
};

template <class F, class Rule, class X, class Y, class Dx>
struct lower<with_gradient<F, Rule, X, Y, Dx>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    using zeros = own_zeros<typename Y::shape_type, Y::type, with_gradient<F, Rule, X, Y, void>>;
    const int x = lowered<X>(t, f), y = lowered<Y>(t, f), dy = lowered<zeros>(t, f);
    const value dx = t.graph.of(lowered<Dx>(t, f));
    const int made = broadcast_to(converted(dx, t.graph[x].type), t.graph[x].shape).id;
    return t.graph.emit(code_of<custom_gradient_op>, {y, x, made},
                        custom_gradient_op::attributes{dy}.packed(), {}, t.graph[y].type);
  }
};

template <class Loop, std::size_t I>
struct lower<last_of<Loop, I>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    const int first = detail::lower_loop<Loop>::run(t, f);
    return t.loop_values[first + static_cast<int>(I)];
  }
};

template <class Loop, std::size_t I>
struct lower<outputs_of<Loop, I>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    const int first = detail::lower_loop<Loop>::run(t, f);
    return t.loop_values[first + static_cast<int>(Loop::carries + I)];
  }
};

}  // namespace tapeless::trace
