// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/kernels/nest/folding.hpp>

namespace tapeless::kernels {

/// Lanes along the last folded loop, or the only one: partial results of lanes and of several
/// accumulators are folded at the end, level 1 runs on single elements.
template <class Carrier, int K>
struct rows {
  using folds = folding<Carrier, K>;
  using body = kernels::body<Carrier, K>;
  using T = typename body::T;
  using state = typename body::state;
  template <int N>
  using registers = typename body::template registers<N>;
  static constexpr loop_form form = body::form;
  template <int P>
  static constexpr int reductions = folds::template reductions<P>;
  using one = typename body::one;
  static constexpr int width = native_width<T>;

  /// All phases of one row.
  TAPELESS_INLINE static void run(state& s) {
    registers<only::width> values;
    row<0>(s, values);
  }

 private:
  static constexpr int length = form.vector_size(), vectors = length / width, rest = length % width;
  /// A row that is one chunk needs no accumulators, and its values stand from phase to phase.
  static constexpr bool single = body::keeps_values;
  using only = std::conditional_t<length == 1, one, chunk<T, width, within(length, 1, width)>>;

  /// Accumulators of a row: several sets of whole registers, and one for each narrower lane of a remainder.
  template <int P, int U>
  struct row_sums : folds::template sets<P, width, std::make_integer_sequence<int, U>> {
    static constexpr int narrow_width = width / 2 >= narrowest_width<T> ? width / 2 : 1;
    using whole = typename folds::template sets<P, width, std::make_integer_sequence<int, U>>;
    typename folds::template sums<P, narrow_width> narrow;
    typename folds::template sums<P, 1> last;

    template <int I, int N>
    TAPELESS_INLINE auto& of_width() {
      if constexpr (N == width)
        return this->template set<I>();
      else if constexpr (N == 1)
        return last;
      else
        return narrow;
    }
    TAPELESS_INLINE void reset() {
      whole::reset();
      narrow.reset();
      last.reset();
    }
    TAPELESS_INLINE void merge(row_sums& other) {
      whole::merge(other);
      narrow.merge(other.narrow);
      last.merge(other.last);
    }
  };
  /// Light bodies wait for their accumulator, heavy ones do not.
  template <int P>
  static constexpr int accumulators = within(reductions<P> == 0              ? 1
                                             : body::template weight<P> <= 4 ? 4
                                             : body::template weight<P> <= 8 ? 2
                                                                             : 1,
                                             1, greater(vectors, 1));

  template <int P>
  TAPELESS_INLINE static void row(state& s, registers<only::width>& values) {
    if constexpr (!body::template is_idle<stage::before, P>)
      body::template run<stage::before, P, one>(s, s.shared);
    if constexpr (folds::template has_elements<P>) {
      if constexpr (single) {
        folds::template compute<P, only>(s, values, 0);
        if constexpr (reductions < P >> 0)
          each<reductions<P>>([&](auto r) TAPELESS_INLINE_LAMBDA {
            constexpr int i = body::template reductions<P>[r];
            body::template in<i, 1>(s.shared) = op_at<body::instruction_at(i).op>::across(
                only{}, body::template argument<i, only>(s, values));
          });
      } else if constexpr (reductions<P> == 0) {
        elements<P, form.outer>(s);
      } else {
        constexpr int sets_used = accumulators<P>;
        constexpr int additions = detail::chain{vectors / sets_used, 1}.additions() + 1;
        row_sums<P, sets_used> all;
        all.reset();
        auto leaf = [&](auto& to) TAPELESS_INLINE_LAMBDA { row_elements<P>(s, to); };
        folds::template folded<P, form.outer, additions>(s, all, leaf);
        each<reductions<P>>([&](auto r) TAPELESS_INLINE_LAMBDA {
          fold_lanes<body::template reductions<P>[r], P, sets_used>(s, all);
        });
      }
    }
    if constexpr (folds::template has_end<P>) {
      folds::to_start(s);
      if constexpr (!body::template is_idle<stage::after, P>)
        body::template run<stage::after, P, one>(s, s.shared);
      if constexpr (body::template store_count < P, 1 >> 0)
        body::template store_all<P, 1, one>(s, s.shared);
    }
    if constexpr (P + 1 < body::given.phases) row<P + 1>(s, values);
  }

  /// A phase that folds nothing.
  template <int P, int L>
  TAPELESS_INLINE static void elements(state& s) {
    if constexpr (L < form.vector_loop) {
      TAPELESS_ROLLED
      for (std::ptrdiff_t i = 0; i < form.size[L]; ++i) {
        s.at[L] = i;
        elements<P, L + 1>(s);
      }
    } else {
      counted<vectors>([&](std::ptrdiff_t v) TAPELESS_INLINE_LAMBDA {
        element<P, chunk<T, width, width>>(s, v * width);
      });
      if constexpr (rest > 0 && has_partial<T>) {
        element<P, chunk<T, width, rest>>(s, std::ptrdiff_t{vectors} * width);
      } else if constexpr (rest > 0) {
        auto tail = [&](std::ptrdiff_t offset, auto c) TAPELESS_INLINE_LAMBDA {
          element<P, decltype(c)>(s, vectors * width + offset);
        };
        for_each_chunk<T, rest>(tail);
      }
    }
  }
  template <int P, class C>
  TAPELESS_INLINE static void element(state& s, std::ptrdiff_t offset) {
    registers<C::width> values;
    folds::template compute<P, C>(s, values, offset);
  }

  template <int P, int U>
  TAPELESS_INLINE static void row_elements(state& s, row_sums<P, U>& all) {
    constexpr int groups = vectors / U;
    if constexpr (groups > 0 && groups <= 2 * detail::chain::shortest) {
      counted<groups>([&](std::ptrdiff_t g) TAPELESS_INLINE_LAMBDA {
        add_group<P, U>(s, all, g * (U * width), std::make_integer_sequence<int, U>{});
      });
    } else if constexpr (groups > 0) {
      auto part = [&](auto& to, std::ptrdiff_t first, std::ptrdiff_t last) TAPELESS_INLINE_LAMBDA {
        TAPELESS_ROLLED
        for (std::ptrdiff_t g = first; g < last; ++g)
          add_group<P, U>(s, to, g * (U * width), std::make_integer_sequence<int, U>{});
      };
      detail::in_blocks<detail::chain{groups, 1}.levels(), groups, 1>(all, 0, groups, part);
    }
    if constexpr (vectors % U > 0)
      add_group<P, U>(s, all, std::ptrdiff_t{groups} * (U * width),
                      std::make_integer_sequence<int, vectors % U>{});
    if constexpr (rest > 0 && has_partial<T>) {
      add_element<P, 0, chunk<T, width, rest>>(s, all, std::ptrdiff_t{vectors} * width);
    } else if constexpr (rest > 0) {
      auto tail = [&](std::ptrdiff_t offset, auto c) TAPELESS_INLINE_LAMBDA {
        add_element<P, 0, decltype(c)>(s, all, vectors * width + offset);
      };
      for_each_chunk<T, rest>(tail);
    }
  }
  template <int P, int U, int... I>
  TAPELESS_INLINE static void add_group(state& s, row_sums<P, U>& all, std::ptrdiff_t offset,
                                        std::integer_sequence<int, I...>) {
    (add_element<P, I, chunk<T, width, width>>(s, all, offset + I * width), ...);
  }
  /// One chunk of a phase, and what it adds to set U of the accumulators.
  template <int P, int U, class C, class Sums>
  TAPELESS_INLINE static void add_element(state& s, Sums& all, std::ptrdiff_t offset) {
    registers<C::width> values;
    folds::template compute<P, C>(s, values, offset);
    all.template of_width<U, C::width>().template add<C>(s, values);
  }

  /// One number from all accumulators of reduction I.
  template <int I, int P, int U>
  TAPELESS_INLINE static void fold_lanes(state& s, row_sums<P, U>& all) {
    using op = op_at<body::instruction_at(I).op>;
    auto& total = body::template in<I, 1>(s.shared);
    auto& whole = all.template set<0>().template of<I>();
    if constexpr (U > 1)
      each<U - 1>([&](auto u) TAPELESS_INLINE_LAMBDA {
        whole = op::lane(whole, all.template set<u + 1>().template of<I>());
      });
    total = op::across(chunk<T, width, width>{}, whole);
    if constexpr (width > 1 && rest > 0 && !has_partial<T>) {
      using narrow = chunk<T, row_sums<P, U>::narrow_width, row_sums<P, U>::narrow_width>;
      if constexpr (narrow::width > 1 && rest >= narrow::width)
        total = op::lane(total, lane<T, 1>(op::across(narrow{}, all.narrow.template of<I>())));
      total = op::lane(total, all.last.template of<I>());
    }
  }
};

}  // namespace tapeless::kernels
