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
#include <tapeless/kernels/loop.hpp>
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

/// A value on lanes of N, as a number; a single one is repeated.
template <int N, class T, int From>
TAPELESS_INLINE lane<T, N> as_number(lane<T, From> x) {
  if constexpr (From == N) return x;
  else return lane<T, N>(x[0]);
}
template <int N, class T, int From>
TAPELESS_INLINE lane<T, N> as_number(mask<T, From> x) {
  return as_number<N>(number(x));
}
/// … and as a condition.
template <int N, class T, int From>
TAPELESS_INLINE mask<T, N> as_condition(lane<T, From> x) {
  return as_number<N>(x) != lane<T, N>(T(0));
}
template <int N, class T, int From>
TAPELESS_INLINE mask<T, N> as_condition(mask<T, From> x) {
  if constexpr (From == N) return x;
  else return as_condition<N>(number(x));
}

/// y = Op(a, b, c); operands past the op's arity are ignored.
template <class Op, class Y, class A, class B, class C>
TAPELESS_INLINE void apply(Y& y, const A& a, [[maybe_unused]] const B& b, [[maybe_unused]] const C& c) {
  constexpr int n = Y::width;
  if constexpr (std::is_same_v<Op, select_op>) y = Op::lane(as_condition<n>(a), as_number<n>(b), as_number<n>(c));
  else if constexpr (Op::arity == 1) y = Op::lane(as_number<n>(a));
  else if constexpr (Op::arity == 2) y = Op::lane(as_number<n>(a), as_number<n>(b));
  else y = Op::lane(as_number<n>(a), as_number<n>(b), as_number<n>(c));
}

/// The element that strides alone find.
TAPELESS_INLINE std::ptrdiff_t element_at(const access& a, const std::ptrdiff_t* at) {
  return a.start + a.stride[0] * at[0] + a.stride[1] * at[1] + a.stride[2] * at[2] + a.stride[3] * at[3] +
         a.stride[4] * at[4] + a.stride[5] * at[5] + a.stride[6] * at[6];
}

/// How the lanes lie in memory.
enum class motion { still, contiguous, strided };

/// y = what a direct access reads.
template <class C, class Stored, motion M>
TAPELESS_INLINE void load_direct(typename C::lane_type& y, const std::byte* memory, const access& a, const std::ptrdiff_t* at, std::ptrdiff_t stride) {
  using T = typename C::value_type;
  const Stored* p = reinterpret_cast<const Stored*>(memory) + element_at(a, at);
  if constexpr (M == motion::still || C::width == 1) {
    y = typename C::lane_type(static_cast<T>(*p));
  } else if constexpr (std::is_same_v<Stored, T>) {
    if constexpr (M == motion::contiguous) y = C::load(p);
    else y = C::load_strided(p, stride);
  } else if constexpr (std::is_same_v<Stored, std::int32_t>) {
    if constexpr (M == motion::contiguous) y = C::load_integers(p);
    else y = C::load_integers_strided(p, stride);
  } else {
    y = C::lane_type::generate([&](int i) TAPELESS_INLINE_LAMBDA { return i < C::count ? static_cast<T>(p[i * stride]) : T(0); });
  }
}

/// Writes x to where a direct access points; the last lane stays if they are all at one place.
template <class C, class Stored, motion M>
TAPELESS_INLINE void store_direct(typename C::lane_type x, std::byte* memory, const access& a, const std::ptrdiff_t* at, std::ptrdiff_t stride) {
  using T = typename C::value_type;
  Stored* p = reinterpret_cast<Stored*>(memory) + element_at(a, at);
  if constexpr (M == motion::still || C::width == 1) {
    *p = static_cast<Stored>(x[C::count - 1]);
  } else if constexpr (std::is_same_v<Stored, T>) {
    if constexpr (M == motion::contiguous) C::store(x, p);
    else C::store_strided(x, p, stride);
  } else if constexpr (std::is_same_v<Stored, std::int32_t>) {
    if constexpr (M == motion::contiguous) C::store_integers(x, p);
    else C::store_integers_strided(x, p, stride);
  } else {
    for (int i = 0; i < C::count; ++i) p[i * stride] = static_cast<Stored>(x[i]);
  }
}

/// The first of two if the condition holds, else the second.
template <class A, class B>
TAPELESS_INLINE A& pick(std::true_type, A& a, B&) {
  return a;
}
template <class A, class B>
TAPELESS_INLINE B& pick(std::false_type, A&, B& b) {
  return b;
}

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

  static constexpr item_counts counts = count_items(Carrier::value.view(), K);
  static constexpr item_table<counts> items{Carrier::value.view(), K};
  static constexpr const role& role_at(int instruction) { return items.roles[counts.first_instruction() + instruction]; }

  // ---- values --------------------------------------------------------------------------------

  template <int Item>
  static constexpr bool is_mask = [] {
    if constexpr (Item < counts.first_instruction()) return false;
    else return gives_mask<op_at<instruction_at(Item - counts.first_instruction()).op>>;
  }();
  /// How an item is held on lanes of N.
  template <int Item, int N>
  using held = slot<Item, std::conditional_t<is_mask<Item>, mask<T, N>, lane<T, N>>>;

  template <int N, class Items = std::make_integer_sequence<int, counts.items()>>
  struct registers;
  template <int N, int... I>
  struct registers<N, std::integer_sequence<int, I...>> : held<I, N>... {};

  /// The value of an instruction.
  template <int I, int N>
  TAPELESS_INLINE static auto& in(registers<N>& r) {
    return static_cast<held<counts.first_instruction() + I, N>&>(r).value;
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
    std::ptrdiff_t e = element_at(a, s.at) + i * stride_of(A);
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

  static constexpr motion motion_of(int a) {
    return stride_of(a) == 0 ? motion::still : stride_of(a) == 1 ? motion::contiguous : motion::strided;
  }
  template <int A>
  using stored_at = stored_type<access_at(A).type>;

  /// Computes a load that strides alone do not find: an index, a position, random numbers.
  template <int Item, class C>
  TAPELESS_INLINE static void load_other(const state& s, registers<C::width>& r) {
    auto& y = static_cast<held<Item, C::width>&>(r).value;
    using lanes = typename C::lane_type;
    if constexpr (Item >= counts.first_instruction()) {
      y = random_numbers<Item - counts.first_instruction(), C>(s);
    } else if constexpr (access_at(Item).buffer < 0) {
      if constexpr (!scattered(Item)) y = lanes::indices(element_of<Item>(s), stride_of(Item));
      else y = lanes::generate([&](int i) TAPELESS_INLINE_LAMBDA { return static_cast<T>(element_of<Item>(s, i)); });
    } else if constexpr (C::width > 1 && scattered(Item)) {
      y = lanes::generate([&](int i) TAPELESS_INLINE_LAMBDA { return i < C::count ? static_cast<T>(*data<Item>(s, i)) : T(0); });
    } else {  // the index does not move with the lanes
      constexpr access here;
      load_direct<C, stored_at<Item>, motion_of(Item)>(y, reinterpret_cast<const std::byte*>(data<Item>(s)), here, s.at, stride_of(Item));
    }
  }

  /// A store of another kind than a value at a place that strides alone find.
  template <int S, class C>
  TAPELESS_INLINE static void store_other(state& s, registers<C::width>& r) {
    static constexpr const store& st = store_at(S);
    constexpr int a = st.access, copied = copied_integers(st);
    if constexpr (copied >= 0) {
      for (int i = 0; i < C::count; ++i) *data<a>(s, i) = *data<copied>(s, i);
    } else {
      auto x = number_of<items.stored_item[S], C>(s, r);
      if constexpr (C::width > 1 && (scattered(a) || (st.accumulate && stride_of(a) == 0))) {
        alignas(sizeof(x)) T elements[C::width];  // one by one, in order: lanes may meet
        x.store_aligned(elements);
        for (int i = 0; i < C::count; ++i) put<st.accumulate>(elements[i], data<a>(s, i));
      } else {
        constexpr access here;
        std::byte* memory = reinterpret_cast<std::byte*>(data<a>(s));
        if constexpr (st.accumulate) {
          typename C::lane_type before;
          load_direct<C, stored_at<a>, motion_of(a)>(before, memory, here, s.at, stride_of(a));
          x = before + x;
        }
        store_direct<C, stored_at<a>, motion_of(a)>(x, memory, here, s.at, stride_of(a));
      }
    }
  }
  static constexpr bool is_plain_store(int i) {
    return is_direct(access_at(store_at(i).access)) && !store_at(i).accumulate && copied_integers(store_at(i)) < 0;
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

  template <int Item, int N>
  using place = held<Item, items.roles[Item].single ? 1 : N>;
  template <int Item>
  using is_single = std::bool_constant<items.roles[Item].single>;

  /// An item on lanes, as a number.
  template <int Item, class C>
  TAPELESS_INLINE static typename C::lane_type number_of(state& s, registers<C::width>& r) {
    return as_number<C::width>(static_cast<place<Item, C::width>&>(pick(is_single<Item>{}, s.shared, r)).value);
  }
  /// The first operand of instruction I, as a number.
  template <int I, class C>
  TAPELESS_INLINE static typename C::lane_type argument(state& s, registers<C::width>& r) {
    return number_of<items.operand_item[3 * I], C>(s, r);
  }

  /// An int32 scalar: the seed or the step of random numbers.
  template <int I, int O>
  TAPELESS_INLINE static std::uint32_t integer_argument(const state& s) {
    constexpr const operand& o = instruction_at(I).in[O];
    static_assert(o.source != operand::from::local, "random_op: its seed and its step must be loads or constants");
    if constexpr (o.source == operand::from::constant) return static_cast<std::uint32_t>(static_cast<std::int64_t>(o.value));
    else return static_cast<std::uint32_t>(integer_of<o.index>(s, 0));
  }
  template <int I, class C>
  TAPELESS_INLINE static typename C::lane_type random_numbers(const state& s) {
    static constexpr const instruction& x = instruction_at(I);
    static_assert(x.in[2].source == operand::from::position, "random_op: its third operand must be a position");
    constexpr int a = x.in[2].index;
    return random_lane<x.attr.axis, T, C::width>(
        {integer_argument<I, 0>(s), static_cast<std::uint32_t>(x.attr.first)}, integer_argument<I, 1>(s),
        static_cast<std::uint32_t>(element_of<a>(s)), static_cast<std::uint32_t>(stride_of(a)), static_cast<T>(x.attr.value));
  }

  // ---- stages --------------------------------------------------------------------------------

  /// One row or column of chunks that is one chunk: values of earlier phases still stand.
  static constexpr bool keeps_values =
      !form.columns && form.outer == form.loops - 1 &&
      (form.vector_size() == native_width<T> || form.vector_size() == 1 ||
       (form.vector_size() < native_width<T> && has_partial<T>));

  /// The items of a stage, in order. `Which` is the depth of hoisted ones, else the phase.
  template <stage Stage, int Which>
  static constexpr auto listed = Stage == stage::hoisted  ? items.hoisted(Which)
                                 : Stage == stage::before ? items.before(Which)
                                 : Stage == stage::inner  ? items.inner(Which, keeps_values)
                                                          : items.after(Which);
  template <int Phase>
  static constexpr auto reductions = [] {
    item_list<count> list;
    for (int i = 0; i < count; ++i)
      if (role_at(i).reduction && role_at(i).phase == Phase) list.add(i);
    return list;
  }();
  template <int Phase, int Level, bool Plain>
  static constexpr auto stores = [] {
    item_list<given.stores> list;
    for (int i = 0; i < given.stores; ++i)
      if (store_at(i).phase == Phase && store_at(i).level == Level && is_plain_store(i) == Plain) list.add(i);
    return list;
  }();
  template <int Phase, int Level>
  static constexpr int store_count = stores<Phase, Level, true>.size + stores<Phase, Level, false>.size;

  template <stage Stage, int Which, class C>
  TAPELESS_INLINE static void run(state& s, registers<C::width>& r) {
    constexpr auto& l = listed<Stage, Which>;
    if constexpr (l.loads.size > 0) load_items<Stage, Which, C>(s, r, std::make_integer_sequence<int, l.loads.size>{});
    if constexpr (l.other_loads.size > 0) load_others<Stage, Which, C>(s, r, std::make_integer_sequence<int, l.other_loads.size>{});
    if constexpr (l.constants.size > 0) set_constants<Which>(s, std::make_integer_sequence<int, l.constants.size>{});
    if constexpr (l.instructions.size > 0) run_some<Stage, Which, C, 0>(s, r);
  }
  template <stage Stage, int Which>
  static constexpr bool is_idle = listed<Stage, Which>.empty();

  template <int Phase, int Level, class C>
  TAPELESS_INLINE static void store_all(state& s, registers<C::width>& r) {
    constexpr auto &plain = stores<Phase, Level, true>, &others = stores<Phase, Level, false>;
    if constexpr (plain.size > 0) store_items<Phase, Level, C>(s, r, std::make_integer_sequence<int, plain.size>{});
    if constexpr (others.size > 0) store_others<Phase, Level, C>(s, r, std::make_integer_sequence<int, others.size>{});
  }
  /// What one execution of the element loop's body costs, roughly, in instructions.
  template <int Phase>
  static constexpr int weight = [] {
    int w = 0;
    const auto& l = listed<stage::inner, Phase>;
    for (int i = 0; i < l.instructions.size; ++i) w += weight_of(instruction_at(l.instructions[i]).op);
    for (int i = 0; i < l.other_loads.size; ++i) w += l.other_loads[i] >= counts.first_instruction() ? weight_of(code_of<random_op>) : 4;
    return w;
  }();

 private:
  template <stage Stage, int Which, class C, int... I>
  TAPELESS_INLINE static void load_items(state& s, registers<C::width>& r, std::integer_sequence<int, I...>) {
    constexpr auto& l = listed<Stage, Which>.loads;
    (load_direct<C, stored_at<l[I]>, motion_of(l[I])>(static_cast<held<l[I], C::width>&>(r).value, s.memory[access_at(l[I]).buffer],
                                                      access_at(l[I]), s.at, stride_of(l[I])),
     ...);
  }
  template <stage Stage, int Which, class C, int... I>
  TAPELESS_INLINE static void load_others(state& s, registers<C::width>& r, std::integer_sequence<int, I...>) {
    (load_other<listed<Stage, Which>.other_loads[I], C>(s, r), ...);
  }
  template <int Which, int... I>
  TAPELESS_INLINE static void set_constants(state& s, std::integer_sequence<int, I...>) {
    constexpr auto& l = listed<stage::hoisted, Which>.constants;
    ((static_cast<held<l[I], 1>&>(s.shared).value = static_cast<T>(items.constant[l[I] - counts.loads])), ...);
  }
  /// 64 instructions at a time: compilers refuse a fold of more than 256.
  template <stage Stage, int Which, class C, int First>
  TAPELESS_INLINE static void run_some(state& s, registers<C::width>& r) {
    constexpr int some = std::min(listed<Stage, Which>.instructions.size - First, 64);
    run_instructions<Stage, Which, C, First>(s, r, std::make_integer_sequence<int, some>{});
    if constexpr (listed<Stage, Which>.instructions.size > First + some) run_some<Stage, Which, C, First + some>(s, r);
  }
  /// Where operand O of instruction I is; an operand that it does not have is its own result.
  static constexpr int operand_item(int i, int o) {
    const int item = items.operand_item[3 * i + o];
    return item < 0 ? counts.first_instruction() + i : item;
  }
  // one expression an instruction: a function for each would be most of what compiling a kernel costs
  template <stage Stage, int Which, class C, int First, int... I>
  TAPELESS_INLINE static void run_instructions(state& s, registers<C::width>& r, std::integer_sequence<int, I...>) {
    constexpr auto& l = listed<Stage, Which>.instructions;
    constexpr int n = C::width;
    (apply<op_at<instruction_at(l[First + I]).op>>(
         static_cast<held<counts.first_instruction() + l[First + I], n>&>(r).value,
         static_cast<place<operand_item(l[First + I], 0), n>&>(pick(is_single<operand_item(l[First + I], 0)>{}, s.shared, r)).value,
         static_cast<place<operand_item(l[First + I], 1), n>&>(pick(is_single<operand_item(l[First + I], 1)>{}, s.shared, r)).value,
         static_cast<place<operand_item(l[First + I], 2), n>&>(pick(is_single<operand_item(l[First + I], 2)>{}, s.shared, r)).value),
     ...);
  }
  template <int Phase, int Level, class C, int... I>
  TAPELESS_INLINE static void store_items(state& s, registers<C::width>& r, std::integer_sequence<int, I...>) {
    constexpr auto& l = stores<Phase, Level, true>;
    constexpr int n = C::width;
    (store_direct<C, stored_at<store_at(l[I]).access>, motion_of(store_at(l[I]).access)>(
         as_number<n>(static_cast<place<items.stored_item[l[I]], n>&>(pick(is_single<items.stored_item[l[I]]>{}, s.shared, r)).value),
         s.memory[access_at(store_at(l[I]).access).buffer], access_at(store_at(l[I]).access), s.at, stride_of(store_at(l[I]).access)),
     ...);
  }
  template <int Phase, int Level, class C, int... I>
  TAPELESS_INLINE static void store_others(state& s, registers<C::width>& r, std::integer_sequence<int, I...>) {
    (store_other<stores<Phase, Level, false>[I], C>(s, r), ...);
  }
};

}  // namespace tapeless::kernels
