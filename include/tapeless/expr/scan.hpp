// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/loop.hpp>

namespace tapeless {

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
requires(sizeof...(X) > 0)
constexpr auto scan(F, initial_values<Initial...> initial, sequences<X...> along,
                    Common same = {}) {
  return detail::scanned<F, false>(initial, along, same);
}
/// The same from the last slice to the first; outputs stand where their slices do.
template <class F, class... Initial, class... X, class Common = common_values<>>
requires(sizeof...(X) > 0)
constexpr auto scan_reverse(F, initial_values<Initial...> initial, sequences<X...> along,
                            Common same = {}) {
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
  if constexpr (I >= Loop::carries) {
    refuse(sentence<loop_requires_an_index_below_their_number<I, Loop::carries>>{});
    return stand_in<shape<>>{};
  } else if constexpr (Loop::fits())
    return last_of<Loop, I>{};
  else
    return stand_in<typename last_of<Loop, I>::shape_type, last_of<Loop, I>::type>{};
}
/// Output I of every iteration, along a new first axis.
template <std::size_t I = 0, class Loop>
constexpr auto outputs(loop_result<Loop>) {
  constexpr int emitted = static_cast<int>(std::tuple_size_v<typename Loop::outputs>);
  if constexpr (I >= emitted) {
    refuse(sentence<loop_requires_an_index_below_their_number<I, emitted>>{});
    return stand_in<shape<>>{};
  } else if constexpr (Loop::fits())
    return outputs_of<Loop, I>{};
  else
    return stand_in<typename outputs_of<Loop, I>::shape_type, outputs_of<Loop, I>::type>{};
}

/// Of arguments in another order, or of other things.
template <std::size_t... N, class F, class... Given>
constexpr auto scan(F, Given...) {
  refuse(sentence<scan_requires_arguments_in_order<arguments_given<Given...>, false>>{});
  return detail::loop_over<detail::refused_iteration, 1, false>(initial_values<stand_in<shape<>>>{},
                                                                sequences<>{}, common_values<>{});
}

}  // namespace tapeless
