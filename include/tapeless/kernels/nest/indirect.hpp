// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/config.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/lanes.hpp>
#include <tapeless/kernels/nest/direct.hpp>
#include <tapeless/kernels/nest/random.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::kernels {

/// The loads and stores of a body that strides alone do not find: elements at indices, positions,
/// random numbers, additions to memory.
template <class Body>
struct indirect {
  using T = typename Body::T;
  using state = typename Body::state;

  /// Computes a load that strides alone do not find: an index, a position, random numbers.
  template <int Item, class C>
  TAPELESS_INLINE static void load(const state& s, typename Body::template registers<C::width>& r) {
    auto& y = static_cast<typename Body::template held<Item, C::width>&>(r).value;
    using lanes = typename C::lane_type;
    if constexpr (Item >= Body::counts.first_instruction()) {
      y = random_numbers<Item - Body::counts.first_instruction(), C>(s);
    } else if constexpr (Body::access_at(Item).buffer < 0) {
      if constexpr (!Body::scattered(Item))
        y = lanes::indices(Body::template element_of<Item>(s), Body::stride_of(Item));
      else
        y = lanes::generate([&](int i) TAPELESS_INLINE_LAMBDA {
          return static_cast<T>(Body::template element_of<Item>(s, i));
        });
    } else if constexpr (C::width > 1 && Body::scattered(Item)) {
      y = lanes::generate([&](int i) TAPELESS_INLINE_LAMBDA {
        return i < C::count ? widened(*Body::template data<Item>(s, i)) : T(0);
      });
    } else {  // the index does not move with the lanes
      constexpr access here;
      load_direct<C, typename Body::template stored_at<Item>, Body::motion_of(Item)>(
          y, reinterpret_cast<const std::byte*>(Body::template data<Item>(s)), here, s.at,
          Body::stride_of(Item));
    }
  }

  /// A store of another kind than a value at a place that strides alone find.
  template <int S, class C>
  TAPELESS_INLINE static void write(state& s, typename Body::template registers<C::width>& r) {
    static constexpr const store& st = Body::store_at(S);
    constexpr int a = st.access, copied = Body::items.copied_integers(S);
    if constexpr (copied >= 0) {
      for (int i = 0; i < C::count; ++i)
        *Body::template data<a>(s, i) = *Body::template data<copied>(s, i);
    } else {
      auto x = Body::template number_of<Body::items.stored_item[S], C>(s, r);
      if constexpr (C::width > 1 &&
                    (Body::scattered(a) || (st.accumulate && Body::stride_of(a) == 0))) {
        alignas(sizeof(x)) T elements[C::width];  // one by one, in order: lanes may meet
        x.store_aligned(elements);
        for (int i = 0; i < C::count; ++i)
          put<st.accumulate>(elements[i], Body::template data<a>(s, i));
      } else {
        constexpr access here;
        std::byte* memory = reinterpret_cast<std::byte*>(Body::template data<a>(s));
        if constexpr (st.accumulate) {
          typename C::lane_type before;
          load_direct<C, typename Body::template stored_at<a>, Body::motion_of(a)>(
              before, memory, here, s.at, Body::stride_of(a));
          x = before + x;
        }
        store_direct<C, typename Body::template stored_at<a>, Body::motion_of(a)>(
            x, memory, here, s.at, Body::stride_of(a));
      }
    }
  }
  template <bool Accumulate, class Stored>
  TAPELESS_INLINE static void put(T x, Stored* p) {
    if constexpr (Accumulate)
      *p = stored<Stored>::narrowed(widened(*p) + x);
    else
      *p = stored<Stored>::narrowed(x);
  }

 private:
  template <class Stored>
  TAPELESS_INLINE static T widened(Stored x) {
    return stored<Stored>::template widened<T>(x);
  }
  /// An integer: the seed or the step of random numbers.
  template <int I, int O>
  TAPELESS_INLINE static std::uint32_t integer_argument(const state& s) {
    constexpr const operand& o = Body::instruction_at(I).in[O];
    static_assert(o.source != operand::from::local,
                  "random_op: its seed and its step must be loads or constants");
    if constexpr (o.source == operand::from::constant)
      return static_cast<std::uint32_t>(static_cast<std::int64_t>(o.value));
    else
      return static_cast<std::uint32_t>(Body::template integer_of<o.index>(s, 0));
  }
  template <int I, class C>
  TAPELESS_INLINE static typename C::lane_type random_numbers(const state& s) {
    static constexpr const instruction& x = Body::instruction_at(I);
    static_assert(x.in[2].source == operand::from::position,
                  "random_op: its third operand must be a position");
    constexpr int a = x.in[2].index;
    constexpr auto draw = random_op::attributes::read(x.attr);
    return random_lane<draw.distribution, T, C::width>(
        {integer_argument<I, 0>(s), static_cast<std::uint32_t>(draw.stream)},
        integer_argument<I, 1>(s), static_cast<std::uint32_t>(Body::template element_of<a>(s)),
        static_cast<std::uint32_t>(Body::stride_of(a)), static_cast<T>(draw.probability));
  }
};

}  // namespace tapeless::kernels
