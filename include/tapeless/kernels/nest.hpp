// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <tapeless/kernels/body.hpp>

namespace tapeless::kernels {

namespace detail {

template <class F, int... I>
TAPELESS_INLINE void each(std::integer_sequence<int, I...>, F& f) {
  (f(std::integral_constant<int, I>{}), ...);
}
/// f(0), …, f(N - 1), each with a constant.
template <int N, class F>
TAPELESS_INLINE void each(F f) {
  each(std::make_integer_sequence<int, N>{}, f);
}

/// A long sum is a sum of short ones, as rounding errors grow with the number of additions to one
/// accumulator: a loop of `size` iterations that makes `below` additions each is cut into blocks, and
/// a very long one into blocks of blocks.
struct chain {
  static constexpr int shortest = 256;
  int size, below;

  constexpr int levels() const {
    const auto additions = std::int64_t{size} * below;
    return additions <= 2 * shortest ? 0 : additions <= 2 * shortest * shortest ? 1 : 2;
  }
  /// Iterations of one block.
  constexpr int block(int level) const {
    return std::max(1, shortest / below) * (level == 2 ? shortest : 1);
  }
  /// Additions that the loop makes to the accumulator it was given.
  constexpr int additions() const {
    return levels() == 0 ? size * below : (size + block(levels()) - 1) / block(levels());
  }
};

/// Calls f(accumulators, first, last) for consecutive parts of [first, last).
template <int Level, int Size, int Below, class Sums, class F>
TAPELESS_INLINE void in_blocks(Sums& all, std::ptrdiff_t first, std::ptrdiff_t last, F& f) {
  if constexpr (Level == 0) {
    f(all, first, last);
  } else {
    constexpr int block = chain{Size, Below}.block(Level);
    TAPELESS_ROLLED
    for (std::ptrdiff_t i = first; i < last; i += block) {
      Sums part;
      part.reset();
      in_blocks<Level - 1, Size, Below>(part, i, std::min<std::ptrdiff_t>(i + block, last), f);
      all.merge(part);
    }
  }
}

}  // namespace detail

/// Loops over elements with a body: maps, and reductions in phases.
///
/// Rows      lanes run along the last folded loop (or the only one); partial results of lanes and of several
///           accumulators are folded at the end, level 1 runs on single elements
/// Columns   lanes run along the last kept loop, the folded loops run inside, level 1 runs on the same lanes
template <class Carrier, int K>
struct nest {
  using body = kernels::body<Carrier, K>;
  using T = typename body::T;
  using state = typename body::state;
  using one = typename body::one;
  template <int N>
  using registers = typename body::template registers<N>;
  static constexpr loop_form form = body::form;
  static constexpr int width = native_width<T>;
  static constexpr int lanes_along = form.vector_loop;

  TAPELESS_INLINE static void run(std::byte* arena, const std::int64_t* offsets) {
    state s(arena, offsets);
    outer<0>(s);
  }

 private:
  static constexpr int kept_loops = form.columns ? form.vector_loop : form.outer;
  static constexpr int folded_end = form.columns ? form.loops : form.loops - 1;

  template <int L>
  TAPELESS_INLINE static void outer(state& s) {
    if constexpr (!body::template is_idle<stage::hoisted, L>) body::template run<stage::hoisted, L, one>(s, s.shared);
    if constexpr (L < kept_loops) {
      TAPELESS_ROLLED
      for (std::ptrdiff_t i = 0; i < form.size[L]; ++i) {
        s.at[L] = i;
        outer<L + 1>(s);
      }
    } else if constexpr (form.columns) {
      columns(s);
    } else {
      registers<only::width> values;
      row<0>(s, values);
    }
  }

  // ---- accumulators --------------------------------------------------------------------------

  template <int P>
  static constexpr int reductions = body::template reductions<P>.size;
  template <int P>
  static constexpr bool has_elements = reductions<P> > 0 || body::template store_count<P, 0> > 0;
  template <int P>
  static constexpr bool has_end = !body::template is_idle<stage::after, P> || body::template store_count<P, 1> > 0;

  /// The partial results of a phase's reductions on one set of lanes.
  template <int P, int N, class Items = std::make_integer_sequence<int, reductions<P>>>
  struct sums;
  template <int P, int N, int... R>
  struct sums<P, N, std::integer_sequence<int, R...>>
      : slot<body::template reductions<P>[R], lane<T, N>>... {
    template <int I>
    using op = op_at<body::instruction_at(I).op>;
    template <int I>
    TAPELESS_INLINE lane<T, N>& of() {
      return static_cast<slot<I, lane<T, N>>&>(*this).value;
    }
    TAPELESS_INLINE void reset() {
      ((of<body::template reductions<P>[R]>() = lane<T, N>(op<body::template reductions<P>[R]>::template identity<T>)), ...);
    }
    TAPELESS_INLINE void merge([[maybe_unused]] sums& other) {
      ((of<body::template reductions<P>[R]>() = op<body::template reductions<P>[R]>::lane(
            of<body::template reductions<P>[R]>(), other.template of<body::template reductions<P>[R]>())),
       ...);
    }
    template <class C>
    TAPELESS_INLINE void add([[maybe_unused]] state& s, [[maybe_unused]] registers<N>& r) {
      ((of<body::template reductions<P>[R]>() = op<body::template reductions<P>[R]>::lane(
            of<body::template reductions<P>[R]>(), C::keep(body::template argument<body::template reductions<P>[R], C>(s, r),
                                                           op<body::template reductions<P>[R]>::template identity<T>))),
       ...);
    }
  };

  /// Several independent sets of the same lanes, so that additions need not wait for each other.
  template <int P, int N, class Items>
  struct sets;
  template <int P, int N, int... U>
  struct sets<P, N, std::integer_sequence<int, U...>> : slot<U, sums<P, N>>... {
    template <int I>
    TAPELESS_INLINE sums<P, N>& set() {
      return static_cast<slot<I, sums<P, N>>&>(*this).value;
    }
    TAPELESS_INLINE void reset() { (set<U>().reset(), ...); }
    TAPELESS_INLINE void merge(sets& other) { (set<U>().merge(other.template set<U>()), ...); }
  };

  /// Runs `leaf(accumulators)` for every index of the folded loops [L, folded_end), long sums in blocks.
  template <int P, int L, int LeafAdditions, class Sums, class F>
  TAPELESS_INLINE static void folded(state& s, Sums& all, F& leaf) {
    if constexpr (L >= folded_end) {
      leaf(all);
    } else {
      constexpr detail::chain additions{form.size[L], additions_below<LeafAdditions>(L)};
      auto part = [&](auto& to, std::ptrdiff_t first, std::ptrdiff_t last) TAPELESS_INLINE_LAMBDA {
        TAPELESS_ROLLED
        for (std::ptrdiff_t i = first; i < last; ++i) {
          s.at[L] = i;
          folded<P, L + 1, LeafAdditions>(s, to, leaf);
        }
      };
      detail::in_blocks<reductions<P> == 0 ? 0 : additions.levels(), additions.size, additions.below>(all, 0, additions.size, part);
    }
  }
  template <int LeafAdditions>
  static constexpr int additions_below(int loop) {
    int n = LeafAdditions;
    for (int l = folded_end - 1; l > loop; --l) n = detail::chain{form.size[l], n}.additions();
    return n;
  }
  /// Level 1 sees the folded loops at their start.
  TAPELESS_INLINE static void to_start(state& s) {
    for (int l = form.outer; l < form.loops; ++l) s.at[l] = 0;
  }

  // ---- rows ----------------------------------------------------------------------------------

  static constexpr int length = form.vector_size(), vectors = length / width, rest = length % width;
  /// A row that is one chunk needs no accumulators, and its values stand from phase to phase.
  static constexpr bool single = body::keeps_values;
  using only = std::conditional_t<length == 1, one, chunk<T, width, std::clamp(length, 1, width)>>;

  /// Accumulators of a row: several sets of whole registers, and one for each narrower lane of a remainder.
  template <int P, int U>
  struct row_sums : sets<P, width, std::make_integer_sequence<int, U>> {
    static constexpr int narrow_width = width / 2 >= narrowest_width<T> ? width / 2 : 1;
    using whole = sets<P, width, std::make_integer_sequence<int, U>>;
    sums<P, narrow_width> narrow;
    sums<P, 1> last;

    template <int I, int N>
    TAPELESS_INLINE auto& of_width() {
      if constexpr (N == width) return this->template set<I>();
      else if constexpr (N == 1) return last;
      else return narrow;
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
  static constexpr int accumulators = std::clamp(
      reductions<P> == 0 ? 1 : body::template weight<P> <= 4 ? 4 : body::template weight<P> <= 8 ? 2 : 1, 1, std::max(vectors, 1));

  template <int P>
  TAPELESS_INLINE static void row(state& s, registers<only::width>& values) {
    if constexpr (!body::template is_idle<stage::before, P>) body::template run<stage::before, P, one>(s, s.shared);
    if constexpr (has_elements<P>) {
      if constexpr (single) {
        compute<P, only>(s, values, 0);
        if constexpr (reductions<P> > 0)
          detail::each<reductions<P>>([&](auto r) TAPELESS_INLINE_LAMBDA {
            constexpr int i = body::template reductions<P>[r];
            body::template in<i, 1>(s.shared) =
                op_at<body::instruction_at(i).op>::across(only{}, body::template argument<i, only>(s, values));
          });
      } else if constexpr (reductions<P> == 0) {
        elements<P, form.outer>(s);
      } else {
        constexpr int sets_used = accumulators<P>;
        constexpr int additions = detail::chain{vectors / sets_used, 1}.additions() + 1;
        row_sums<P, sets_used> all;
        all.reset();
        auto leaf = [&](auto& to) TAPELESS_INLINE_LAMBDA { row_elements<P>(s, to); };
        folded<P, form.outer, additions>(s, all, leaf);
        detail::each<reductions<P>>([&](auto r) TAPELESS_INLINE_LAMBDA {
          fold_lanes<body::template reductions<P>[r], P, sets_used>(s, all);
        });
      }
    }
    if constexpr (has_end<P>) {
      to_start(s);
      if constexpr (!body::template is_idle<stage::after, P>) body::template run<stage::after, P, one>(s, s.shared);
      if constexpr (body::template store_count<P, 1> > 0) body::template store_all<P, 1, one>(s, s.shared);
    }
    if constexpr (P + 1 < body::given.phases) row<P + 1>(s, values);
  }

  /// One chunk of a phase: its instructions and stores.
  template <int P, class C>
  TAPELESS_INLINE static void compute(state& s, registers<C::width>& values, std::ptrdiff_t offset) {
    s.at[lanes_along] = offset;
    if constexpr (!body::template is_idle<stage::inner, P>) body::template run<stage::inner, P, C>(s, values);
    if constexpr (body::template store_count<P, 0> > 0) body::template store_all<P, 0, C>(s, values);
  }

  /// A phase that folds nothing.
  template <int P, int L>
  TAPELESS_INLINE static void elements(state& s) {
    if constexpr (L < lanes_along) {
      TAPELESS_ROLLED
      for (std::ptrdiff_t i = 0; i < form.size[L]; ++i) {
        s.at[L] = i;
        elements<P, L + 1>(s);
      }
    } else {
      if constexpr (vectors * body::template weight<P> <= 16) {
        written_out<P>(s, std::make_integer_sequence<int, vectors>{});
      } else {
        TAPELESS_ROLLED
        for (std::ptrdiff_t i = 0; i < std::ptrdiff_t{vectors} * width; i += width) element<P, chunk<T, width, width>>(s, i);
      }
      if constexpr (rest > 0 && has_partial<T>) {
        element<P, chunk<T, width, rest>>(s, std::ptrdiff_t{vectors} * width);
      } else if constexpr (rest > 0) {
        auto tail = [&](std::ptrdiff_t offset, auto c) TAPELESS_INLINE_LAMBDA { element<P, decltype(c)>(s, vectors * width + offset); };
        for_each_chunk<T, rest>(tail);
      }
    }
  }
  template <int P, int... I>
  TAPELESS_INLINE static void written_out(state& s, std::integer_sequence<int, I...>) {
    (element<P, chunk<T, width, width>>(s, I * width), ...);
  }
  template <int P, class C>
  TAPELESS_INLINE static void element(state& s, std::ptrdiff_t offset) {
    registers<C::width> values;
    compute<P, C>(s, values, offset);
  }

  template <int P, int U>
  TAPELESS_INLINE static void row_elements(state& s, row_sums<P, U>& all) {
    constexpr int groups = vectors / U;
    if constexpr (groups == 1) {
      add_group<P, U>(s, all, 0, std::make_integer_sequence<int, U>{});
    } else if constexpr (groups > 1) {
      auto part = [&](auto& to, std::ptrdiff_t first, std::ptrdiff_t last) TAPELESS_INLINE_LAMBDA {
        TAPELESS_ROLLED
        for (std::ptrdiff_t g = first; g < last; ++g) add_group<P, U>(s, to, g * (U * width), std::make_integer_sequence<int, U>{});
      };
      detail::in_blocks<detail::chain{groups, 1}.levels(), groups, 1>(all, 0, groups, part);
    }
    if constexpr (vectors % U > 0)
      add_group<P, U>(s, all, std::ptrdiff_t{groups} * (U * width), std::make_integer_sequence<int, vectors % U>{});
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
  TAPELESS_INLINE static void add_group(state& s, row_sums<P, U>& all, std::ptrdiff_t offset, std::integer_sequence<int, I...>) {
    (add_element<P, I, chunk<T, width, width>>(s, all, offset + I * width), ...);
  }
  /// One chunk of a phase, and what it adds to set U of the accumulators.
  template <int P, int U, class C, class Sums>
  TAPELESS_INLINE static void add_element(state& s, Sums& all, std::ptrdiff_t offset) {
    registers<C::width> values;
    compute<P, C>(s, values, offset);
    all.template of_width<U, C::width>().template add<C>(s, values);
  }

  /// One number from all accumulators of reduction I.
  template <int I, int P, int U>
  TAPELESS_INLINE static void fold_lanes(state& s, row_sums<P, U>& all) {
    using op = op_at<body::instruction_at(I).op>;
    auto& total = body::template in<I, 1>(s.shared);
    auto& whole = all.template set<0>().template of<I>();
    if constexpr (U > 1)
      detail::each<U - 1>([&](auto u) TAPELESS_INLINE_LAMBDA {
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

  // ---- columns -------------------------------------------------------------------------------

  static constexpr int together = vectors % 4 == 0 ? 4 : vectors % 3 == 0 ? 3 : vectors % 2 == 0 ? 2 : 1;

  TAPELESS_INLINE static void columns(state& s) {
    if constexpr (length == 1) {
      column<1, one>(s, 0);
    } else {
      columns_of_chunks(s);
    }
  }
  TAPELESS_INLINE static void columns_of_chunks(state& s) {
    if constexpr (vectors > 0) {
      constexpr int group = total_weight<0>() > 8 ? 1 : together;
      TAPELESS_ROLLED
      for (std::ptrdiff_t v = 0; v < vectors; v += group) column<group, chunk<T, width, width>>(s, v * width);
    }
    if constexpr (rest > 0) {
      auto tail = [&](std::ptrdiff_t offset, auto c) TAPELESS_INLINE_LAMBDA {
        column<1, decltype(c)>(s, vectors * width + offset);
      };
      for_each_chunk<T, rest>(tail);
    }
  }
  template <int P>
  static constexpr int total_weight() {
    if constexpr (P == body::given.phases) return 0;
    else return body::template weight<P> + total_weight<P + 1>();
  }

  template <int N, class Items>
  struct column_values;
  template <int N, int... U>
  struct column_values<N, std::integer_sequence<int, U...>> : slot<U, registers<N>>... {
    template <int I>
    TAPELESS_INLINE registers<N>& of() {
      return static_cast<slot<I, registers<N>>&>(*this).value;
    }
  };

  /// U neighbouring chunks of columns through all phases.
  template <int U, class C>
  TAPELESS_INLINE static void column(state& s, std::ptrdiff_t offset) {
    column_values<C::width, std::make_integer_sequence<int, U>> values;
    column_phase<0, U, C>(s, values, offset);
  }
  template <int P, int U, class C, class Values>
  TAPELESS_INLINE static void column_phase(state& s, Values& values, std::ptrdiff_t offset) {
    constexpr int n = C::width;
    if constexpr (!body::template is_idle<stage::before, P>) {
      to_start(s);
      detail::each<U>([&](auto u) TAPELESS_INLINE_LAMBDA {
        s.at[lanes_along] = offset + u * n;
        body::template run<stage::before, P, C>(s, values.template of<u>());
      });
    }
    if constexpr (has_elements<P>) {
      sets<P, n, std::make_integer_sequence<int, U>> all;
      all.reset();
      auto leaf = [&](auto& to) TAPELESS_INLINE_LAMBDA {
        detail::each<U>([&](auto u) TAPELESS_INLINE_LAMBDA {
          auto& mine = values.template of<u>();
          compute<P, C>(s, mine, offset + u * n);
          if constexpr (reductions<P> > 0) to.template set<u>().template add<C>(s, mine);
        });
      };
      folded<P, form.outer, 1>(s, all, leaf);
      if constexpr (reductions<P> > 0)
        detail::each<U>([&](auto u) TAPELESS_INLINE_LAMBDA {
          detail::each<reductions<P>>([&](auto r) TAPELESS_INLINE_LAMBDA {
            constexpr int i = body::template reductions<P>[r];
            body::template in<i, n>(values.template of<u>()) = all.template set<u>().template of<i>();
          });
        });
    }
    if constexpr (has_end<P>) {
      to_start(s);
      detail::each<U>([&](auto u) TAPELESS_INLINE_LAMBDA {
        s.at[lanes_along] = offset + u * n;
        if constexpr (!body::template is_idle<stage::after, P>) body::template run<stage::after, P, C>(s, values.template of<u>());
        if constexpr (body::template store_count<P, 1> > 0) body::template store_all<P, 1, C>(s, values.template of<u>());
      });
    }
    if constexpr (P + 1 < body::given.phases) column_phase<P + 1, U, C>(s, values, offset);
  }
};

}  // namespace tapeless::kernels
