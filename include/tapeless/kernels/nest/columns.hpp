// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/kernels/nest/folding.hpp>

namespace tapeless::kernels {

/// Lanes along the last kept loop: the folded loops run inside, level 1 runs on the same lanes.
template <class Carrier, int K>
struct columns {
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

  /// All phases of all columns.
  TAPELESS_INLINE static void run(state& s) {
    if constexpr (length == 1) {
      column<1, one>(s, 0);
    } else {
      columns_of_chunks(s);
    }
  }

 private:
  static constexpr int length = form.vector_size(), vectors = length / width, rest = length % width;
  static constexpr int together = vectors % 4 == 0   ? 4
                                  : vectors % 3 == 0 ? 3
                                  : vectors % 2 == 0 ? 2
                                                     : 1;

  TAPELESS_INLINE static void columns_of_chunks(state& s) {
    if constexpr (vectors > 0) {
      constexpr int group = total_weight<0>() > 8 ? 1 : together;
      TAPELESS_ROLLED
      for (std::ptrdiff_t v = 0; v < vectors; v += group)
        column<group, chunk<T, width, width>>(s, v * width);
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
    if constexpr (P == body::given.phases)
      return 0;
    else
      return body::template weight<P> + total_weight<P + 1>();
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
      folds::to_start(s);
      each<U>([&](auto u) TAPELESS_INLINE_LAMBDA {
        s.at[form.vector_loop] = offset + u * n;
        body::template run<stage::before, P, C>(s, values.template of<u>());
      });
    }
    if constexpr (folds::template has_elements<P>) {
      typename folds::template sets<P, n, std::make_integer_sequence<int, U>> all;
      all.reset();
      auto leaf = [&](auto& to) TAPELESS_INLINE_LAMBDA {
        each<U>([&](auto u) TAPELESS_INLINE_LAMBDA {
          auto& mine = values.template of<u>();
          folds::template compute<P, C>(s, mine, offset + u * n);
          if constexpr (reductions < P >> 0) to.template set<u>().template add<C>(s, mine);
        });
      };
      folds::template folded<P, form.outer, 1>(s, all, leaf);
      if constexpr (reductions < P >> 0)
        each<U>([&](auto u) TAPELESS_INLINE_LAMBDA {
          each<reductions<P>>([&](auto r) TAPELESS_INLINE_LAMBDA {
            constexpr int i = body::template reductions<P>[r];
            body::template in<i, n>(values.template of<u>()) =
                all.template set<u>().template of<i>();
          });
        });
    }
    if constexpr (folds::template has_end<P>) {
      folds::to_start(s);
      each<U>([&](auto u) TAPELESS_INLINE_LAMBDA {
        s.at[form.vector_loop] = offset + u * n;
        if constexpr (!body::template is_idle<stage::after, P>)
          body::template run<stage::after, P, C>(s, values.template of<u>());
        if constexpr (body::template store_count < P, 1 >> 0)
          body::template store_all<P, 1, C>(s, values.template of<u>());
      });
    }
    if constexpr (P + 1 < body::given.phases) column_phase<P + 1, U, C>(s, values, offset);
  }
};

}  // namespace tapeless::kernels
