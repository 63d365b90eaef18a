// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/cumulative.hpp>
#include <tapeless/expr/effects.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/top_k.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/attention.hpp>
#include <tapeless/nn/layers/dense.hpp>

namespace tapeless {

namespace tags {
struct router;
struct experts;
}  // namespace tags

template <std::size_t Experts, std::size_t Choices, bool Fits>
struct routing_requires_as_many_experts {
  static_assert(Fits,
                "mixture_of_experts<routing{.experts = E, .choices = K}>(f): K must be at least 1 "
                "and at most E [E093]");
};
template <real Capacity, bool Positive>
struct routing_requires_a_capacity {
  static_assert(Positive,
                "mixture_of_experts<routing{.capacity = C}>(f): C, how many times its share an "
                "expert takes, must be greater than 0 [E094]");
};
template <class X, int Rank>
struct mixture_requires_an_axis {
  static_assert(Rank >= 1, "x >> mixture_of_experts<R>(f): x must have at least one axis [E097]");
};
template <class F, class From, class To, int Rank>
struct expert_requires_rows {
  static_assert(Rank == 2,
                "x >> mixture_of_experts<R>(f): f must give rows, [n, out] for [n, in]: a value "
                "with two axes [E098]");
};
template <class F, class From, class To, int Given, int Rows>
struct expert_requires_to_keep_the_rows {
  static_assert(Given == Rows,
                "x >> mixture_of_experts<R>(f): f must give a row for each row, [n, out] for "
                "[n, in] [E137]");
};

/// Options of `mixture_of_experts`: how rows are sent to experts.
struct routing {
  std::size_t experts = 8;  ///< number of experts
  std::size_t choices = 1;  ///< to how many of them each row goes
  real capacity = 1.25;  ///< rows that an expert takes, as a multiple of rows · choices / experts
  real balance = 0.01;   ///< weight of the loss's term for an even use of the experts; 0: none
};

namespace detail {
/// Number of rows that one expert takes: a share rounded up, all of them at most.
constexpr int expert_capacity(const routing& r, std::size_t rows) {
  const double share =
      r.capacity.value * static_cast<double>(rows * r.choices) / static_cast<double>(r.experts);
  if (share >= static_cast<double>(rows)) return static_cast<int>(rows);
  const auto whole = static_cast<int>(share);
  return share > whole ? whole + 1 : whole;
}

/// The sentence about an expert that gives something else than a row for each row.
template <class F, class From, class To>
constexpr auto expert_sentence() {
  if constexpr (To::rank != 2)
    return sentence<expert_requires_rows<F, From, To, To::rank>>{};
  else
    return sentence<expert_requires_to_keep_the_rows<F, From, To, To::value[0], From::value[0]>>{};
}

/// Rows of x added up at places of a new first axis: what gather undoes.
template <std::size_t Places, expression X, expression Place>
constexpr auto scattered_rows(X, Place) {
  using to = shape_of_dims<resized(X::shape_type::value, 0, static_cast<int>(Places))>;
  return apply<with<ops::scatter_add_op, 0>, to, X, Place>{};
}

/// F for each expert's rows, with parameters "0.…", "1.…". (Halves of halves: values that are cut into n parts, or made of
/// them, one part after the other, would be copied n / 2 times.)
template <std::size_t Experts, class F>
struct experts_side_by_side : layer<experts_side_by_side<Experts, F>> {
  template <expression X>
  static constexpr auto body(X x) {
    return part<0, Experts>(x);
  }

 private:
  template <std::size_t First, std::size_t Count, expression X>
  static constexpr auto part(X x) {
    if constexpr (Count == 1) {
      return branch<First, F>{}(x);
    } else {
      constexpr std::size_t half = Count / 2;
      constexpr int rows = X::shape_type::value[0],
                    cut = rows / static_cast<int>(Count) * static_cast<int>(half);
      return concat<0>(part<First, half>(slice<0, 0, cut>(x)),
                       part<First + half, Count - half>(slice<0, cut, rows>(x)));
    }
  }
};

// The way of the rows, in three bodies: what the next one uses several times is its argument. All first choices stand
// before all second ones: gate is [choices, rows], and expert, kept and place are of that order, [choices · rows].

/// Rows to their places in front of the experts and, weighted, back. kept: 1 for a choice that has a place.
template <routing Options, class F>
struct there_and_back {
  static constexpr bool takes_no_position = true, silent = true, passes_scope = true;
  template <expression X, expression Gate, expression Kept, expression Place>
  static constexpr auto body(X x, Gate gate, Kept kept, Place place) {
    constexpr std::size_t choices = Options.choices, rows = X::shape_type::value[0];
    constexpr std::size_t places = Options.experts * expert_capacity(Options, rows);
    const auto has_place = reshape<shape<choices, rows, 1>>(kept);
    const auto sent = select(has_place, x, constant<0.0>);
    const auto made = named<tags::experts>(experts_side_by_side<Options.experts, F>{})(
        scattered_rows<places>(reshape<shape<choices * rows, last_size<X>>>(sent), place));
    using found = shape<choices, rows, last_size<decltype(made)>>;
    const auto back = reshape<found>(gather<0>(made, place)) * expand_dims<2>(gate);
    return sum(select(has_place, back, constant<0.0>), axis<0>);
  }
};

/// The place of every choice: how many before it chose the same expert, and whether that one takes so many.
template <routing Options, class F>
struct queued {
  static constexpr bool takes_no_position = true, silent = true, passes_scope = true;
  template <expression X, expression Gate, expression Expert, expression Chosen>
  static constexpr auto body(X, Gate, Expert expert, Chosen chosen) {
    constexpr int taken = expert_capacity(Options, X::shape_type::value[0]);
    const auto before = sum(chosen * cumsum(chosen, axis<0>), axis<1>) - constant<1.0>;
    const auto kept = before < constant<1.0 * taken>;
    const auto place = convert<std::int32_t>(expert * constant<1.0 * taken> +
                                             minimum(before, constant<taken - 1.0>));
    return call<there_and_back<Options, F>, X, Gate, std::remove_const_t<decltype(kept)>,
                std::remove_const_t<decltype(place)>>{};
  }
};

/// The experts of every row, by the router's probabilities, and the loss's term.
template <routing Options, class F>
struct routed {
  static constexpr bool takes_no_position = true, silent = true, passes_scope = true;
  template <expression X, expression P>
  static constexpr auto body(X, P p) {
    constexpr std::size_t rows = X::shape_type::value[0], all = rows * Options.choices;
    const auto best = top_k<static_cast<int>(Options.choices)>(p, axis<-1>);
    const auto gate = [&] {
      if constexpr (Options.choices == 1)
        return best.values;
      else
        return best.values / sum(best.values, axis<-1>, keep_dims);
    }();
    const auto expert = reshape<shape<all>>(transpose(best.indices));
    const auto chosen = one_hot<Options.experts>(expert);
    using gates = std::remove_const_t<decltype(transpose(gate))>;
    using experts = std::remove_const_t<decltype(expert)>;
    using choices = std::remove_const_t<decltype(chosen)>;
    // in inference there is room for every row: what becomes of one does not depend on the others
    constexpr routing roomy{
        Options.experts, Options.choices,
        static_cast<double>(Options.experts) / static_cast<double>(Options.choices),
        Options.balance};
    const auto y = when_training(call<queued<Options, F>, X, gates, experts, choices>{},
                                 call<queued<roomy, F>, X, gates, experts, choices>{});
    if constexpr (Options.balance.value == 0) {
      return y;
    } else {
      constexpr real weight = Options.balance.value * static_cast<double>(Options.experts);
      const auto first = convert<real_of<P>>(slice<0, 0, static_cast<int>(rows)>(chosen));
      const auto share = mean(first, axis<0>);
      const auto term = constant<weight> * sum(share * mean(p, axis<0>));
      return add_loss(y, when_training(term, constant<0.0>));
    }
  }
};
}  // namespace detail

/// Several copies of f, each with parameters of its own, of which every row of x is sent to a few: a router, softmax of
/// a dense layer without bias, chooses the `choices` most probable ones, and y is their results' sum, weighted by these
/// probabilities (divided by their sum, if there are several choices). More parameters at the same arithmetic.
///
///     constexpr auto block = tl::residual(tl::mixture_of_experts<tl::routing{.experts = 4, .choices = 2}>(
///         tl::dense<256> >> tl::relu >> tl::dense<64>));
///
/// An expert takes ⌈capacity · rows · choices / experts⌉ rows, all first choices before second ones, earlier rows before
/// later ones; a choice beyond that is dropped: it adds 0 to y, so let a residual pass x. (A capacity of experts / choices
/// drops none.) What a row gets depends on its batch, therefore.
///
/// Shapes      x: [batch…, in], f: [n, in] → [n, out]   →  y: [batch…, out]
/// Parameters  router.weight [in, experts], experts.0.…, experts.1.… those of f
/// Defaults    routing{}: 8 experts, 1 choice, capacity 1.25, balance 0.01, as the Switch transformer
/// Gradient    to the experts chosen, and by the weights of their results to the router
/// Loss        in training, balance · experts · Σ over experts of (share of rows whose first choice it is) · (its mean
///             probability): 1 · balance if all are used alike, more if not
/// Errors      choices outside [1, experts]: [E093]; a capacity of 0 or less: [E094]; a scalar x: [E097]; an f that changes
///             the number of rows: [E137]; one that gives no rows: [E098]
/// Cost        f for capacity · rows · choices rows; sending is linear in the rows (a scatter, and a gather back)
/// Source      [shazeer17], [lepikhin21] for two choices and queues, [fedus22] for one and the loss; docs/references.md
template <routing Options, class F>
struct mixture_of_experts_layer : layer<mixture_of_experts_layer<Options, F>> {
  template <expression X>
  static constexpr auto body(X x) {
    constexpr int rank = X::shape_type::rank;
    constexpr bool countable = Options.choices >= 1 && Options.choices <= Options.experts;
    constexpr bool takes = Options.capacity.value > 0;
    if constexpr (!countable) {
      refuse(sentence<routing_requires_as_many_experts<Options.experts, Options.choices, false>>{});
      return stand_in<typename X::shape_type, X::type>{};
    } else if constexpr (!takes) {
      refuse(sentence<routing_requires_a_capacity<Options.capacity, false>>{});
      return stand_in<typename X::shape_type, X::type>{};
    } else if constexpr (rank == 0) {
      refuse(sentence<mixture_requires_an_axis<operand_of<X>, rank>>{});
      return stand_in<typename X::shape_type, X::type>{};
    } else {
      constexpr std::size_t in = detail::last_size<X>, count = X::shape_type::count / in;
      constexpr std::size_t taken = detail::expert_capacity(Options, count);
      using one = call<F, stand_in<shape<taken, in>, X::type>>;
      using from = shape<taken, in>;
      using to = typename one::shape_type;
      constexpr bool keeps = to::rank == 2 && to::value[0] == from::value[0];
      if constexpr (!keeps) {
        if constexpr (!detail::was_refused<typename one::body>)
          refuse(detail::expert_sentence<F, from, to>());
        return stand_in<typename X::shape_type, X::type>{};
      } else {
        using out = shape_of_dims<detail::resized(X::shape_type::value, rank - 1, to::value[1])>;
        const auto rows = reshape<shape<count, in>>(x);
        const auto p =
            softmax_layer<-1>::body(named<tags::router>(dense<Options.experts, no_bias>)(rows));
        return reshape<out>(call<detail::routed<Options, F>, std::remove_const_t<decltype(rows)>,
                                 std::remove_const_t<decltype(p)>>{});
      }
    }
  }
};
/// `mixture_of_experts<routing{.experts = 4, .choices = 2}>(dense<64> >> relu >> dense<16>)`.
template <routing Options = routing{}, applicable F>
constexpr mixture_of_experts_layer<Options, F> mixture_of_experts(F) {
  return {};
}

}  // namespace tapeless
