// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <tapeless/kernels/nest/body.hpp>

namespace tapeless::kernels {

namespace detail {

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
    return greater(1, shortest / below) * (level == 2 ? shortest : 1);
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
      in_blocks<Level - 1, Size, Below>(part, i, lesser(i + block, last), f);
      all.merge(part);
    }
  }
}

}  // namespace detail

/// What rows and columns share: accumulators of reductions, and the loops that fold.
template <class Carrier, int K>
struct folding {
  using body = kernels::body<Carrier, K>;
  using T = typename body::T;
  using state = typename body::state;
  template <int N>
  using registers = typename body::template registers<N>;
  static constexpr loop_form form = body::form;
  static constexpr int folded_end = form.columns ? form.loops : form.loops - 1;

  template <int P>
  static constexpr int reductions = body::template reductions<P>.size;
  template <int P>
  static constexpr bool has_elements = reductions<P> > 0 || body::template store_count<P, 0> > 0;
  template <int P>
  static constexpr bool has_end =
      !body::template is_idle<stage::after, P> || body::template store_count<P, 1> > 0;

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
      ((of<body::template reductions<P>[R]>() =
            lane<T, N>(op<body::template reductions<P>[R]>::template identity<T>)),
       ...);
    }
    TAPELESS_INLINE void merge([[maybe_unused]] sums& other) {
      ((of<body::template reductions<P>[R]>() = op<body::template reductions<P>[R]>::lane(
            of<body::template reductions<P>[R]>(),
            other.template of<body::template reductions<P>[R]>())),
       ...);
    }
    template <class C>
    TAPELESS_INLINE void add([[maybe_unused]] state& s, [[maybe_unused]] registers<N>& r) {
      ((of<body::template reductions<P>[R]>() = op<body::template reductions<P>[R]>::lane(
            of<body::template reductions<P>[R]>(),
            C::keep(body::template argument<body::template reductions<P>[R], C>(s, r),
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
      detail::in_blocks<reductions<P> == 0 ? 0 : additions.levels(), additions.size,
                        additions.below>(all, 0, additions.size, part);
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

  /// One chunk of a phase: its instructions and stores.
  template <int P, class C>
  TAPELESS_INLINE static void compute(state& s, registers<C::width>& values,
                                      std::ptrdiff_t offset) {
    s.at[form.vector_loop] = offset;
    if constexpr (!body::template is_idle<stage::inner, P>)
      body::template run<stage::inner, P, C>(s, values);
    if constexpr (body::template store_count < P, 0 >> 0)
      body::template store_all<P, 0, C>(s, values);
  }
};

}  // namespace tapeless::kernels
