// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>

// A loop as a type: what it repeats, and on what. How it is written: expr/scan.hpp.

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
template <int Index, int Values>
struct loop_requires_an_index_below_their_number {
  static_assert(Index < Values,
                "last<I>(run), outputs<I>(run): I must be less than the number of carries, or of "
                "what is emitted [E112]");
};
template <class Given, bool InOrder>
struct scan_requires_arguments_in_order {
  static_assert(InOrder,
                "scan(f, from(a, ...), over(x, ...), common(w, ...)): arguments must stand in this "
                "order; its values are last<I>(run) and outputs<I>(run) [E113]");
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

/// Carries with which a loop begins: `from(h, c)`.
template <class... X>
struct initial_values {};
template <expression... X>
constexpr initial_values<X...> from(X...) {
  return {};
}

/// Values that a loop goes along, slice by slice of the first axis: `over(x)`.
template <class... X>
struct sequences {};
template <expression... X>
constexpr sequences<X...> over(X...) {
  return {};
}

/// Values that are the same in all iterations: `common(w)`. Mostly a parameter that belongs outside: one that f names
/// itself belongs to f.
template <class... X>
struct common_values {};
template <expression... X>
constexpr common_values<X...> common(X...) {
  return {};
}

/// Result of a loop's body: the next values of its carries, and the outputs of this iteration.
template <class Next, class... Output>
struct iteration_result;
template <class... Next, class... Output>
struct iteration_result<std::tuple<Next...>, Output...> {
  template <expression... More>
  constexpr iteration_result<std::tuple<Next...>, Output..., More...> emit(More...) const {
    return {};
  }
  template <class... Given>
  constexpr auto emit(Given... given) const {
    using meant = decltype(detail::refused_operands(given...));
    return iteration_result<std::tuple<Next...>, Output..., meant>{};
  }
};
/// `next(h, c)`, `next(h, c).emit(y)`.
template <expression... X>
constexpr iteration_result<std::tuple<X...>> next(X...) {
  return {};
}

namespace detail {

/// True if a loop's body may return it: an expression, or `next(…)`.
template <class Y>
inline constexpr bool is_of_iteration = expression<Y>;
template <class Next, class... Output>
inline constexpr bool is_of_iteration<iteration_result<Next, Output...>> = true;

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

/// In place of the function of a loop that was refused.
struct refused_iteration {
  constexpr auto operator()(auto x) const { return x; }
};

/// Result of F for placeholders. (A struct: see traced_body.)
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
    } else if constexpr (!requires { F{}(Arguments{}...); }) {
      refuse(sentence<
             function_requires_to_take_its_arguments<F, arguments_given<Arguments...>, false>>{});
      return like_first(Arguments{}...);
    } else if constexpr (!is_of_iteration<decltype(F{}(Arguments{}...))>) {
      refuse(sentence<callable_requires_an_expression<F, decltype(F{}(Arguments{}...)), false>>{});
      return like_first(Arguments{}...);
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

  /// True if the body's next values fit the carries; refuses them otherwise.
  static constexpr bool fits() {
    if constexpr (std::tuple_size_v<next> != carries) {
      refuse(sentence<
             scan_requires_a_next_value_for_each_carry<F, carries, std::tuple_size_v<next>>>{});
      return false;
    } else {
      return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (fits_at<I>() && ...);
      }(std::index_sequence_for<Initial...>{});
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

}  // namespace tapeless
