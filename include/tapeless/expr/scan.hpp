// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>

namespace tapeless {

template <class F, std::size_t First, std::size_t Other>
struct scan_requires_sequences_of_one_length {
  static_assert(First == Other,
                "scan(f, from(…), over(x, …)): all sequences must have the same first size [E070]");
};
template <class F, std::size_t Carried, std::size_t Given>
struct scan_requires_a_next_value_for_each_carry {
  static_assert(
      Carried == Given,
      "scan(f, from(a, …), over(…)): f must return next(…) with one value for each of from(…) "
      "[E071]");
};
template <class F, std::size_t Number, class Before, class After, bool Same>
struct scan_requires_carries_to_keep_their_shape {
  static_assert(
      Same,
      "scan(f, from(a, …), over(…)): the next value of a carry must have the shape of the carry "
      "[E072]");
};
template <class X, int Rank>
struct over_requires_an_axis {
  static_assert(Rank >= 1,
                "scan(f, from(…), over(x)), vmap(f)(x): x must have an axis to go along [E073]");
};
template <class F, std::size_t Arguments>
struct scan_requires_at_most_eight_arguments {
  static_assert(
      Arguments <= 8,
      "scan(f, from(a, …), over(x, …)), vmap(f)(x, …): f may have at most 8 arguments [E074]");
};

/// What a loop begins with: `from(h, c)`.
template <class... X>
struct initial_values {};
template <expression... X>
constexpr initial_values<X...> from(X...) {
  return {};
}

/// What a loop goes along, slice by slice of the first axis: `over(x)`.
template <class... X>
struct sequences {};
template <expression... X>
constexpr sequences<X...> over(X...) {
  return {};
}

/// What is the same in all iterations: `common(w)`. A parameter that stands outside the loop, above all: one that f names
/// itself belongs to f.
template <class... X>
struct common_values {};
template <expression... X>
constexpr common_values<X...> common(X...) {
  return {};
}

/// What the body of a loop gives: the next values of its carries, and what comes out of every iteration.
template <class Next, class... Output>
struct iteration_result;
template <class... Next, class... Output>
struct iteration_result<std::tuple<Next...>, Output...> {
  template <expression... More>
  constexpr iteration_result<std::tuple<Next...>, Output..., More...> emit(More...) const {
    return {};
  }
};
/// `next(h, c)`, `next(h, c).emit(y)`.
template <expression... X>
constexpr iteration_result<std::tuple<X...>> next(X...) {
  return {};
}

namespace detail {

constexpr dims without_first(const dims& d) {
  dims out;
  for (int i = 1; i < d.rank; ++i) out[out.rank++] = d[i];
  return out;
}
constexpr dims with_first(std::size_t n, const dims& d) {
  dims out;
  out[out.rank++] = static_cast<int>(n);
  for (int i = 0; i < d.rank; ++i) out[out.rank++] = d[i];
  return out;
}

/// The parts of what a body returned; one expression is the next value of the only carry, and comes out as well.
template <std::size_t Carries, class Returned>
struct body_parts {
  using next = std::conditional_t<Carries == 0, std::tuple<>, std::tuple<Returned>>;
  using outputs = std::tuple<Returned>;
};
template <std::size_t Carries, class... Next, class... Output>
struct body_parts<Carries, iteration_result<std::tuple<Next...>, Output...>> {
  using next = std::tuple<Next...>;
  using outputs = std::tuple<Output...>;
};

/// What F returns for placeholders. (A struct: see traced_body.)
template <class F, class... Arguments>
struct traced_iteration {
  static constexpr auto trace() {
    if constexpr (!stateless<F>) {
      refuse(sentence<callable_requires_no_state<F, false>>{});
      return like_first(Arguments{}...);
    } else if constexpr (sizeof...(Arguments) > 8) {
      refuse(sentence<scan_requires_at_most_eight_arguments<F, sizeof...(Arguments)>>{});
      return like_first(Arguments{}...);
    } else if constexpr (requires { F::body(Arguments{}...); }) {
      return F::body(Arguments{}...);
    } else {
      return F{}(Arguments{}...);
    }
  }
  using type = decltype(trace());
};

}  // namespace detail

/// A loop: F on the values that it carries, on one slice of each sequence, and on what is common, again and again.
template <class F, class Initial, class Sequences, class Common, std::size_t Length, bool Reverse>
struct loop_of;
template <class F, class... Initial, class... X, class... Common, std::size_t Length, bool Reverse>
struct loop_of<F, initial_values<Initial...>, sequences<X...>, common_values<Common...>, Length,
               Reverse> {
  static constexpr std::size_t length = Length, carries = sizeof...(Initial), slices = sizeof...(X);
  static constexpr bool reverse = Reverse;
  using function = F;
  using initial = std::tuple<Initial...>;
  using over = std::tuple<X...>;
  using common = std::tuple<Common...>;

  template <std::size_t... I, std::size_t... K, std::size_t... C>
  static auto body(std::index_sequence<I...>, std::index_sequence<K...>, std::index_sequence<C...>)
      -> detail::traced_iteration<
          F,
          placeholder<typename Initial::shape_type, element_type_of<Initial>,
                      static_cast<int>(I)>...,
          placeholder<shape_of_dims<detail::without_first(X::shape_type::value)>,
                      element_type_of<X>, static_cast<int>(carries + K)>...,
          placeholder<typename Common::shape_type, element_type_of<Common>,
                      static_cast<int>(carries + slices + C)>...>;
  using returned =
      typename decltype(body(std::index_sequence_for<Initial...>{}, std::index_sequence_for<X...>{},
                             std::index_sequence_for<Common...>{}))::type;
  using parts = detail::body_parts<carries, returned>;
  using next = typename parts::next;
  using outputs = typename parts::outputs;

  /// Whether the body's next values fit the carries; says one sentence if not.
  static constexpr bool fits() {
    if constexpr (std::tuple_size_v<next> != carries) {
      refuse(sentence<
             scan_requires_a_next_value_for_each_carry<F, carries, std::tuple_size_v<next>>>{});
      return false;
    } else {
      return [&]<std::size_t... I>(std::index_sequence<I...>) { return (fits_at<I>() && ...); }
      (std::index_sequence_for<Initial...>{});
    }
  }

 private:
  template <std::size_t I>
  static constexpr bool fits_at() {
    using before = typename std::tuple_element_t<I, initial>::shape_type;
    using after = typename std::tuple_element_t<I, next>::shape_type;
    if constexpr (std::is_same_v<before, after>) {
      return true;
    } else {
      if constexpr (!detail::was_refused<std::tuple_element_t<I, next>>)
        refuse(sentence<scan_requires_carries_to_keep_their_shape<F, I, before, after, false>>{});
      return false;
    }
  }
};

/// Carry I of a loop after its last iteration.
template <class Loop, std::size_t I>
struct last_of : expression_base {
  using shape_type = typename std::tuple_element_t<I, typename Loop::initial>::shape_type;
  static constexpr element type = std::tuple_element_t<I, typename Loop::initial>::type;
};
/// Output I of all iterations of a loop, along a new first axis.
template <class Loop, std::size_t I>
struct outputs_of : expression_base {
  using one = std::tuple_element_t<I, typename Loop::outputs>;
  using shape_type = shape_of_dims<detail::with_first(Loop::length, one::shape_type::value)>;
  static constexpr element type = one::type;
};

/// The results of a loop: `run.last`, `run.outputs` in the notation `last<0>(run)`, `outputs<0>(run)`.
template <class Loop>
struct loop_result {};

namespace detail {
template <class F, std::size_t Length, bool Reverse, class Initial, class Along, class Common>
constexpr loop_result<loop_of<F, Initial, Along, Common, Length, Reverse>> loop_over(Initial, Along,
                                                                                     Common) {
  return {};
}
template <class F, bool Reverse, class Initial, class X, class... More, class Common>
constexpr auto scanned(Initial initial, sequences<X, More...> along, Common same) {
  if constexpr (X::shape_type::rank == 0) {
    refuse(sentence<over_requires_an_axis<operand_of<X>, 0>>{});
    return loop_over<F, 1, Reverse>(initial, sequences<stand_in<shape<1>, X::type>>{}, same);
  } else {
    constexpr std::size_t n = X::shape_type::value[0];
    constexpr std::size_t other = [] {
      std::size_t found = n;
      (((More::shape_type::rank == 0 ? std::size_t{0} : std::size_t(More::shape_type::value[0])) !=
                n
            ? void(found = std::size_t(More::shape_type::value[0]))
            : void()),
       ...);
      return found;
    }();
    if constexpr (other != n)
      refuse(sentence<scan_requires_sequences_of_one_length<F, n, other>>{});
    return loop_over<F, n, Reverse>(initial, along, same);
  }
}
}  // namespace detail

/// Goes along the first axis of sequences with values that it carries: a recurrent network, and any other loop. f is
/// called with the carries and a slice of each sequence, and returns `next(…)`, or `next(…).emit(y, …)` for what is to
/// come out of every iteration. (A single expression is the next value of the only carry, and comes out as well.)
///
///     constexpr auto run = tl::scan([](auto total, auto x) { return total + x; }, tl::from(zero), tl::over(xs));
///     tl::last<0>(run)       the total, shape of `zero`
///     tl::outputs<0>(run)    all totals so far, [n, shape of `zero`]
///
/// What stands outside and is the same in all iterations may follow as `common(…)`: f gets it last.
///
/// Shapes    sequences: [n, …], all of one n; carries keep theirs
/// Errors    other lengths [E070]; carries and next values that differ in number [E071] or shape [E072]; a sequence
///           without axes [E073]; more than 8 arguments [E074]
/// Cost      the body is traced, derived and compiled once, whatever n
/// Source    jax.lax.scan
///
/// Parameters that f names are its own, the same in all iterations. Random numbers that it names are fresh in each: what shall
/// be the same in all, a mask of dropout say, is passed as `common(…)`. What f computes from outside values alone is
/// computed once, before the loop.
template <class F, class... Initial, class... X, class Common = common_values<>>
requires(sizeof...(X) > 0) constexpr auto scan(F, initial_values<Initial...> initial,
                                               sequences<X...> along, Common same = {}) {
  return detail::scanned<F, false>(initial, along, same);
}
/// The same from the last slice to the first; outputs stand where their slices do.
template <class F, class... Initial, class... X, class Common = common_values<>>
requires(sizeof...(X) > 0) constexpr auto scan_reverse(F, initial_values<Initial...> initial,
                                                       sequences<X...> along, Common same = {}) {
  return detail::scanned<F, true>(initial, along, same);
}
/// N iterations without sequences: `scan<10>(f, from(x))`.
template <std::size_t N, class F, class... Initial, class Common = common_values<>>
constexpr auto scan(F, initial_values<Initial...> initial, Common same = {}) {
  return detail::loop_over<F, N, false>(initial, sequences<>{}, same);
}

/// Carry I after the last iteration.
template <std::size_t I = 0, class Loop>
constexpr auto last(loop_result<Loop>) {
  if constexpr (Loop::fits())
    return last_of<Loop, I>{};
  else
    return stand_in<typename last_of<Loop, I>::shape_type, last_of<Loop, I>::type>{};
}
/// Output I of every iteration, along a new first axis.
template <std::size_t I = 0, class Loop>
constexpr auto outputs(loop_result<Loop>) {
  if constexpr (Loop::fits())
    return outputs_of<Loop, I>{};
  else
    return stand_in<typename outputs_of<Loop, I>::shape_type, outputs_of<Loop, I>::type>{};
}

}  // namespace tapeless
