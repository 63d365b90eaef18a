// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/config.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/lane.hpp>
#include <tapeless/kernels/random.hpp>
#include <tapeless/kernels/roles.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::kernels {

/// The C++ type of what a buffer holds.
template <element E>
using stored_type = std::conditional_t<E == element::float64, double,
                                       std::conditional_t<E == element::int32, std::int32_t, float>>;

/// One named value of a kernel. A kernel holds its values as bases of one object, never in an
/// array: g++ keeps arrays of registers in memory.
template <int I, class V>
struct slot {
  V value;
};

/// True if an op's result is a comparison's: a mask on lanes.
template <class Op>
inline constexpr bool gives_mask = [] {
  using one = lane<float, 1>;
  using truth = mask<float, 1>;
  if constexpr (Op::kind != op_kind::elementwise || Op::smooth) return false;
  else if constexpr (requires { Op::lane(one()); }) return std::is_same_v<decltype(Op::lane(one())), truth>;
  else if constexpr (requires { Op::lane(one(), one()); })
    return std::is_same_v<decltype(Op::lane(one(), one())), truth>;
  else return false;
}();

/// The part of a kernel that is the same in every loop: its values, loads, instructions and
/// stores on lanes. `Carrier::value` is the plan, K the kernel; C is always the chunk at hand.
template <class Carrier, int K>
struct body {
  static constexpr const kernel& given = Carrier::value.kernels[K];
  static constexpr loop_form form = form_of(given);
  static constexpr int count = given.instructions;
  using T = std::conditional_t<given.type == element::float64, double, float>;
  using one = chunk<T, 1, 1>;

  static constexpr const instruction& instruction_at(int i) {
    return Carrier::value.instructions[given.first_instruction + i];
  }
  static constexpr const access& access_at(int i) {
    return Carrier::value.accesses[given.first_access + i];
  }
  static constexpr const store& store_at(int i) {
    return Carrier::value.stores[given.first_store + i];
  }

  static constexpr auto roles = [] {
    fixed<role, count> r{};
    assign_roles(Carrier::value.view(), K, r.items);
    return r;
  }();
  static constexpr const role& role_at(int i) { return roles[i]; }

  // ---- values --------------------------------------------------------------------------------

  template <int I, int N>
  using value_type =
      std::conditional_t<gives_mask<op_at<instruction_at(I).op>>, mask<T, N>, lane<T, N>>;

  template <int N, class Items = std::make_integer_sequence<int, count>>
  struct registers;
  template <int N, int... I>
  struct registers<N, std::integer_sequence<int, I...>> : slot<I, value_type<I, N>>... {};

  template <int I, int N>
  TAPELESS_INLINE static value_type<I, N>& in(registers<N>& r) {
    return static_cast<slot<I, value_type<I, N>>&>(r).value;
  }

  /// Where a kernel is: its memory, its loops, the values that all lanes share.
  struct state {
    std::byte* memory[std::max(given.bindings, 1)];
    std::ptrdiff_t at[max_loops] = {};
    registers<1> shared;

    TAPELESS_INLINE state(std::byte* arena, const std::int64_t* offsets) {
      for (int b = 0; b < given.bindings; ++b) memory[b] = arena + offsets[b];
    }
  };

  // ---- memory --------------------------------------------------------------------------------

  static constexpr int stride_of(int a) {
    return form.vector_size() > 1 ? access_at(a).stride[form.vector_loop] : 0;
  }
  /// True if an access moves with the lanes in another way than by a constant stride.
  static constexpr bool scattered(int a) {
    const int index = access_at(a).index_access;
    return index >= 0 && (stride_of(index) != 0 || scattered(index));
  }

  /// The element that an access names for lane `i`.
  template <int A>
  TAPELESS_INLINE static std::ptrdiff_t element_of(const state& s, std::ptrdiff_t i = 0) {
    static constexpr const access& a = access_at(A);
    std::ptrdiff_t e = a.start + i * stride_of(A) + a.stride[0] * s.at[0] + a.stride[1] * s.at[1] +
                       a.stride[2] * s.at[2] + a.stride[3] * s.at[3] + a.stride[4] * s.at[4] +
                       a.stride[5] * s.at[5] + a.stride[6] * s.at[6];
    if constexpr (a.index_access >= 0) {
      const std::ptrdiff_t chosen = integer_of<a.index_access>(s, i);
      e += a.index_stride * std::clamp<std::ptrdiff_t>(chosen, 0, std::max(a.index_limit, 1) - 1);
    }
    return e;
  }
  /// The integer that an access reads for lane `i`.
  template <int A>
  TAPELESS_INLINE static std::ptrdiff_t integer_of(const state& s, std::ptrdiff_t i) {
    if constexpr (access_at(A).buffer < 0) return element_of<A>(s, i);
    else return static_cast<std::ptrdiff_t>(*data<A>(s, i));
  }
  template <int A>
  TAPELESS_INLINE static auto* data(const state& s, std::ptrdiff_t i = 0) {
    using stored = stored_type<access_at(A).type>;
    return reinterpret_cast<stored*>(s.memory[access_at(A).buffer]) +
           element_of<A>(s, i);
  }

  template <int A, class C>
  TAPELESS_INLINE static typename C::lane_type load(const state& s) {
    using lanes = typename C::lane_type;
    constexpr int stride = stride_of(A);
    if constexpr (access_at(A).buffer < 0) {
      if constexpr (!scattered(A)) return lanes::indices(element_of<A>(s), stride);
      else return lanes::generate([&](int i) TAPELESS_INLINE_LAMBDA {
        return static_cast<T>(element_of<A>(s, i));
      });
    } else {
      using stored = stored_type<access_at(A).type>;
      if constexpr (C::width == 1 || (stride == 0 && !scattered(A))) {
        return lanes(static_cast<T>(*data<A>(s)));
      } else if constexpr (scattered(A) ||
                           !(std::is_same_v<stored, T> || std::is_same_v<stored, std::int32_t>)) {
        return lanes::generate([&](int i) TAPELESS_INLINE_LAMBDA {
          return i < C::count ? static_cast<T>(*data<A>(s, i)) : T(0);
        });
      } else if constexpr (std::is_same_v<stored, T>) {
        if constexpr (stride == 1) return C::load(data<A>(s));
        else return C::load_strided(data<A>(s), stride);
      } else {
        if constexpr (stride == 1) return C::load_integers(data<A>(s));
        else return C::load_integers_strided(data<A>(s), stride);
      }
    }
  }

  template <int S, class C>
  TAPELESS_INLINE static void store_one(state& s, registers<C::width>& r) {
    static constexpr const store& st = store_at(S);
    constexpr int a = st.access, stride = stride_of(a);
    using stored = stored_type<access_at(a).type>;
    constexpr int copied = copied_integers(st);
    if constexpr (copied >= 0) {
      for (int i = 0; i < C::count; ++i) *data<a>(s, i) = *data<copied>(s, i);
    } else {
      const auto x = number_of<st.what.source, st.what.index, C>(s, r, st.what.value);
      if constexpr (C::width > 1 && (scattered(a) || (st.accumulate && stride == 0) ||
                                     !(std::is_same_v<stored, T> || std::is_same_v<stored, std::int32_t>))) {
        alignas(sizeof(x)) T elements[C::width];  // one by one, in order: lanes may meet
        x.store_aligned(elements);
        for (int i = 0; i < C::count; ++i) put<st.accumulate>(elements[i], data<a>(s, i));
      } else if constexpr (C::width == 1 || stride == 0) {
        put<st.accumulate>(x[C::count - 1], data<a>(s));
      } else {
        const auto sum = [&]() TAPELESS_INLINE_LAMBDA {
          if constexpr (st.accumulate) return load<a, C>(s) + x;
          else return x;
        }();
        if constexpr (std::is_same_v<stored, T>) {
          if constexpr (stride == 1) C::store(sum, data<a>(s));
          else C::store_strided(sum, data<a>(s), stride);
        } else {
          if constexpr (stride == 1) C::store_integers(sum, data<a>(s));
          else C::store_integers_strided(sum, data<a>(s), stride);
        }
      }
    }
  }
  template <bool Accumulate, class Stored>
  TAPELESS_INLINE static void put(T x, Stored* p) {
    if constexpr (Accumulate) *p = static_cast<Stored>(static_cast<T>(*p) + x);
    else *p = static_cast<Stored>(x);
  }
  /// Integers that are only moved keep all their bits: the access that a store copies, or -1.
  static constexpr int copied_integers(const store& st) {
    operand o = st.what;
    while (o.source == operand::from::local) {
      const instruction& i = instruction_at(o.index);
      if (i.op != code_of<stop_gradient_op> && i.op != code_of<convert_op>) return -1;
      o = i.in[0];
    }
    const bool moved = o.source == operand::from::load && !st.accumulate && access_at(o.index).buffer >= 0 &&
                       access_at(o.index).type == element::int32 && access_at(st.access).type == element::int32;
    return moved ? o.index : -1;
  }

  // ---- evaluation ----------------------------------------------------------------------------

  /// An operand on lanes, as a number.
  template <operand::from Source, int Index, class C>
  TAPELESS_INLINE static typename C::lane_type number_of(state& s, registers<C::width>& r, double constant) {
    using lanes = typename C::lane_type;
    if constexpr (Source == operand::from::constant) {
      return lanes(static_cast<T>(constant));
    } else if constexpr (Source == operand::from::local) {
      if constexpr (role_at(Index).single) {
        auto x = in<Index, 1>(s.shared);
        if constexpr (gives_mask<op_at<instruction_at(Index).op>>) return lanes(number(x)[0]);
        else return lanes(x[0]);
      } else if constexpr (gives_mask<op_at<instruction_at(Index).op>>) {
        return number(in<Index, C::width>(r));
      } else {
        return in<Index, C::width>(r);
      }
    } else {
      return load<Index, C>(s);
    }
  }
  /// An operand on lanes, as a condition.
  template <operand::from Source, int Index, class C>
  TAPELESS_INLINE static auto mask_of(state& s, registers<C::width>& r, double constant) {
    if constexpr (Source == operand::from::local) {
      if constexpr (!role_at(Index).single && gives_mask<op_at<instruction_at(Index).op>>)
        return in<Index, C::width>(r);
      else return number_of<Source, Index, C>(s, r, constant) != typename C::lane_type(T(0));
    } else {
      return number_of<Source, Index, C>(s, r, constant) != typename C::lane_type(T(0));
    }
  }
  template <int I, int O, class C>
  TAPELESS_INLINE static typename C::lane_type argument(state& s, registers<C::width>& r) {
    constexpr const operand& o = instruction_at(I).in[O];
    return number_of<o.source, o.index, C>(s, r, o.value);
  }
  /// An int32 scalar: the seed or the step of random numbers.
  template <int I, int O>
  TAPELESS_INLINE static std::uint32_t integer_argument(state& s) {
    constexpr const operand& o = instruction_at(I).in[O];
    if constexpr (o.source == operand::from::constant) {
      return static_cast<std::uint32_t>(static_cast<std::int64_t>(o.value));
    } else if constexpr (o.source == operand::from::load || o.source == operand::from::position) {
      return static_cast<std::uint32_t>(integer_of<o.index>(s, 0));
    } else {
      return static_cast<std::uint32_t>(
          static_cast<std::int64_t>(number_of<o.source, o.index, one>(s, s.shared, o.value)[0]));
    }
  }

  /// Evaluates instruction I.
  template <int I, class C>
  TAPELESS_INLINE static void evaluate(state& s, registers<C::width>& r) {
    static constexpr const instruction& x = instruction_at(I);
    using op = op_at<x.op>;
    auto& y = in<I, C::width>(r);
    if constexpr (std::is_same_v<op, random_op>) {
      static_assert(x.in[2].source == operand::from::position,
                    "random_op: its third operand must be a position");
      constexpr int a = x.in[2].index;
      y = random_lane<x.attr.axis, T, C::width>(
          {integer_argument<I, 0>(s), static_cast<std::uint32_t>(x.attr.first)},
          integer_argument<I, 1>(s), static_cast<std::uint32_t>(element_of<a>(s)),
          static_cast<std::uint32_t>(stride_of(a)), static_cast<T>(x.attr.value));
    } else if constexpr (std::is_same_v<op, select_op>) {
      constexpr const operand& o = x.in[0];
      y = op::lane(mask_of<o.source, o.index, C>(s, r, o.value), argument<I, 1, C>(s, r),
                   argument<I, 2, C>(s, r));
    } else if constexpr (op::arity == 1) {
      y = op::lane(argument<I, 0, C>(s, r));
    } else if constexpr (op::arity == 2) {
      y = op::lane(argument<I, 0, C>(s, r), argument<I, 1, C>(s, r));
    } else {
      y = op::lane(argument<I, 0, C>(s, r), argument<I, 1, C>(s, r), argument<I, 2, C>(s, r));
    }
  }

  // ---- stages --------------------------------------------------------------------------------

  struct item_list {
    int size = 0;
    fixed<int, std::max(count, given.stores)> item{};
    constexpr void add(int i) { item[size++] = i; }
    constexpr int operator[](int i) const { return item[i]; }
  };

  /// One row or column of chunks that is one chunk: values of earlier phases still stand.
  static constexpr bool keeps_values =
      !form.columns && form.outer == form.loops - 1 &&
      (form.vector_size() == native_width<T> || form.vector_size() == 1 ||
       (form.vector_size() < native_width<T> && has_partial<T>));

  /// The instructions of a stage, in order. `Which` is the depth of hoisted ones, else the phase.
  template <stage Stage, int Which>
  static constexpr item_list listed = [] {
    item_list list;
    if constexpr (Stage == stage::inner) {
      fixed<bool, count> wanted{};
      find_inner(Carrier::value.view(), K, roles.items, Which, keeps_values, wanted.items);
      for (int i = 0; i < count; ++i)
        if (wanted[i]) list.add(i);
    } else {
      for (int i = 0; i < count; ++i)
        if (role_at(i).when == Stage && !role_at(i).reduction &&
            (Stage == stage::hoisted ? role_at(i).depth : role_at(i).phase) == Which)
          list.add(i);
    }
    return list;
  }();
  template <int Phase>
  static constexpr item_list reductions = [] {
    item_list list;
    for (int i = 0; i < count; ++i)
      if (role_at(i).reduction && role_at(i).phase == Phase) list.add(i);
    return list;
  }();
  template <int Phase, int Level>
  static constexpr item_list stores = [] {
    item_list list;
    for (int i = 0; i < given.stores; ++i)
      if (store_at(i).phase == Phase && store_at(i).level == Level) list.add(i);
    return list;
  }();

  template <stage Stage, int Which, class C, int First = 0>
  TAPELESS_INLINE static void run(state& s, registers<C::width>& r) {
    constexpr int some = std::min(listed<Stage, Which>.size - First, 128);
    run_items<Stage, Which, C, First>(s, r, std::make_integer_sequence<int, some>{});
    if constexpr (listed<Stage, Which>.size > First + some)
      run<Stage, Which, C, First + some>(s, r);
  }
  template <int Phase, int Level, class C>
  TAPELESS_INLINE static void store_all(state& s, registers<C::width>& r) {
    store_items<Phase, Level, C>(s, r, std::make_integer_sequence<int, stores<Phase, Level>.size>{});
  }
  /// What one execution of the element loop's body costs, roughly, in instructions.
  template <int Phase>
  static constexpr int weight = [] {
    int w = 0;
    for (int i = 0; i < listed<stage::inner, Phase>.size; ++i)
      w += weight_of(instruction_at(listed<stage::inner, Phase>[i]).op);
    return w;
  }();

 private:
  template <stage Stage, int Which, class C, int First, int... I>
  TAPELESS_INLINE static void run_items(state& s, registers<C::width>& r, std::integer_sequence<int, I...>) {
    (evaluate<listed<Stage, Which>[First + I], C>(s, r), ...);
  }
  template <int Phase, int Level, class C, int... I>
  TAPELESS_INLINE static void store_items(state& s, registers<C::width>& r, std::integer_sequence<int, I...>) {
    (store_one<stores<Phase, Level>[I], C>(s, r), ...);
  }
};

}  // namespace tapeless::kernels
