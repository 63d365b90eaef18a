// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/config.hpp>
#include <tapeless/ir/kernel_spaces.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/ir/target.hpp>
#include <tapeless/kernels/address.hpp>
#include <tapeless/kernels/lanes.hpp>
#include <tapeless/kernels/loop.hpp>
#include <tapeless/kernels/nest/apply.hpp>
#include <tapeless/kernels/nest/direct.hpp>
#include <tapeless/kernels/nest/indirect.hpp>
#include <tapeless/kernels/nest/items.hpp>
#include <tapeless/kernels/nest/loop_form.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::kernels {

/// The part of a kernel that is the same in every loop: its values, loads, instructions and
/// stores on lanes. `Carrier::value` is the plan, K the kernel; C is always the chunk at hand.
template <class Carrier, int K>
struct body {
  static constexpr const kernel& given = Carrier::value.kernels[K];
  static constexpr loop_form form = form_of(given);
  static constexpr int count = given.instructions;
  using T = storage_of<given.computes_in>;
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

  // ---- values --------------------------------------------------------------------------------

  template <int Item>
  static constexpr bool is_mask = [] {
    if constexpr (Item < counts.first_instruction())
      return false;
    else
      return gives_mask<op_at<instruction_at(Item - counts.first_instruction()).op>>;
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

  /// Position of a kernel: its memory, its loops, the values that all lanes share.
  struct state {
    std::byte* memory[greater(given.bindings, 1)];
    std::ptrdiff_t at[max_loops] = {};
    registers<1> shared;

    TAPELESS_INLINE state(std::byte* const* spaces, const std::ptrdiff_t* offsets)
        : state(spaces, offsets, std::make_integer_sequence<int, given.bindings>{}) {}

   private:
    // (one expression a binding, not a function)
    template <int... B>
    TAPELESS_INLINE state(std::byte* const* spaces, const std::ptrdiff_t* offsets,
                          std::integer_sequence<int, B...>)
        : memory{(spaces_of_bindings[B] < 0 ? address(spaces, offsets[B])
                                            : spaces[spaces_of_bindings[B]] + offsets[B])...} {}
  };
  static constexpr auto spaces_of_bindings =
      ir::spaces_of_bindings<greater(given.bindings, 1)>(Carrier::value.view(), given);

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
      e += a.index_stride * within(chosen, 0, greater(a.index_limit, 1) - 1);
    }
    return e;
  }
  /// The integer that an access reads for lane `i`.
  template <int A>
  TAPELESS_INLINE static std::ptrdiff_t integer_of(const state& s, std::ptrdiff_t i) {
    if constexpr (access_at(A).buffer < 0)
      return element_of<A>(s, i);
    else
      return static_cast<std::ptrdiff_t>(*data<A>(s, i));
  }
  template <int A>
  TAPELESS_INLINE static auto* data(const state& s, std::ptrdiff_t i = 0) {
    using stored = storage_of<access_at(A).type>;
    return reinterpret_cast<stored*>(s.memory[access_at(A).buffer]) + element_of<A>(s, i);
  }

  static constexpr motion motion_of(int a) {
    return stride_of(a) == 0   ? motion::still
           : stride_of(a) == 1 ? motion::contiguous
                               : motion::strided;
  }
  template <int A>
  using stored_at = storage_of<access_at(A).type>;

  // ---- evaluation ----------------------------------------------------------------------------

  template <int Item, int N>
  using place = held<Item, items.roles[Item].single ? 1 : N>;
  template <int Item>
  using is_single = std::bool_constant<items.roles[Item].single>;

  /// An item on lanes, as a number.
  template <int Item, class C>
  TAPELESS_INLINE static typename C::lane_type number_of(state& s, registers<C::width>& r) {
    return as_number<C::width>(
        static_cast<place<Item, C::width>&>(pick(is_single<Item>{}, s.shared, r)).value);
  }
  /// The first operand of instruction I, as a number.
  template <int I, class C>
  TAPELESS_INLINE static typename C::lane_type argument(state& s, registers<C::width>& r) {
    return number_of<items.operand_item[3 * I], C>(s, r);
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
  static constexpr auto reductions = items.reductions(Phase);
  template <int Phase, int Level, bool Plain>
  static constexpr auto stores = items.stores(Phase, Level, Plain);
  template <int Phase, int Level>
  static constexpr int store_count =
      stores<Phase, Level, true>.size + stores<Phase, Level, false>.size;

  template <stage Stage, int Which, class C>
  TAPELESS_INLINE static void run(state& s, registers<C::width>& r) {
    constexpr auto& l = listed<Stage, Which>;
    if constexpr (l.loads.size > 0)
      load_items<Stage, Which, C>(s, r, std::make_integer_sequence<int, l.loads.size>{});
    if constexpr (l.other_loads.size > 0)
      load_others<Stage, Which, C>(s, r, std::make_integer_sequence<int, l.other_loads.size>{});
    if constexpr (l.constants.size > 0)
      set_constants<Which>(s, std::make_integer_sequence<int, l.constants.size>{});
    if constexpr (l.instructions.size > 0) run_some<Stage, Which, C, 0>(s, r);
  }
  template <stage Stage, int Which>
  static constexpr bool is_idle = listed<Stage, Which>.empty();

  template <int Phase, int Level, class C>
  TAPELESS_INLINE static void store_all(state& s, registers<C::width>& r) {
    constexpr auto &plain = stores<Phase, Level, true>, &others = stores<Phase, Level, false>;
    if constexpr (plain.size > 0)
      store_items<Phase, Level, C>(s, r, std::make_integer_sequence<int, plain.size>{});
    if constexpr (others.size > 0)
      store_others<Phase, Level, C>(s, r, std::make_integer_sequence<int, others.size>{});
  }
  /// What one execution of the element loop's body costs, roughly, in instructions.
  template <int Phase>
  static constexpr int weight = [] {
    int w = 0;
    const auto& l = listed<stage::inner, Phase>;
    for (int i = 0; i < l.instructions.size; ++i)
      w += host.time(facts_of(instruction_at(l.instructions[i]).op).cost);
    for (int i = 0; i < l.other_loads.size; ++i)
      w += l.other_loads[i] >= counts.first_instruction() ? host.time(op_cost::composed) : 4;
    return w;
  }();

 private:
  template <stage Stage, int Which, class C, int... I>
  TAPELESS_INLINE static void load_items(state& s, registers<C::width>& r,
                                         std::integer_sequence<int, I...>) {
    constexpr auto& l = listed<Stage, Which>.loads;
    (load_direct<C, stored_at<l[I]>, motion_of(l[I])>(static_cast<held<l[I], C::width>&>(r).value,
                                                      s.memory[access_at(l[I]).buffer],
                                                      access_at(l[I]), s.at, stride_of(l[I])),
     ...);
  }
  template <stage Stage, int Which, class C, int... I>
  TAPELESS_INLINE static void load_others(state& s, registers<C::width>& r,
                                          std::integer_sequence<int, I...>) {
    (indirect<body>::template load<listed<Stage, Which>.other_loads[I], C>(s, r), ...);
  }
  template <int Which, int... I>
  TAPELESS_INLINE static void set_constants(state& s, std::integer_sequence<int, I...>) {
    constexpr auto& l = listed<stage::hoisted, Which>.constants;
    ((static_cast<held<l[I], 1>&>(s.shared).value =
          static_cast<T>(items.constant[l[I] - counts.loads])),
     ...);
  }
  /// 64 instructions at a time: compilers refuse a fold of more than 256.
  template <stage Stage, int Which, class C, int First>
  TAPELESS_INLINE static void run_some(state& s, registers<C::width>& r) {
    constexpr int some = lesser(listed<Stage, Which>.instructions.size - First, 64);
    run_instructions<Stage, Which, C, First>(s, r, std::make_integer_sequence<int, some>{});
    if constexpr (listed<Stage, Which>.instructions.size > First + some)
      run_some<Stage, Which, C, First + some>(s, r);
  }
  /// Where operand O of instruction I is; an operand that it does not have is its own result.
  static constexpr int operand_item(int i, int o) {
    const int item = items.operand_item[3 * i + o];
    return item < 0 ? counts.first_instruction() + i : item;
  }
  /// The type that instruction I converts to if another one reads it, else weak: a store rounds by itself.
  static constexpr element rounds_to(int i) {
    if (instruction_at(i).op != code_of<convert_op>) return element::weak;
    for (int user = i + 1; user < count; ++user)
      for (const operand& x : instruction_at(user).in)
        if (x.source == operand::from::local && x.index == i)
          return convert_op::attributes::read(instruction_at(i).attr).type;
    return element::weak;
  }
  // one expression an instruction: a function for each would be most of what compiling a kernel costs
  template <stage Stage, int Which, class C, int First, int... I>
  TAPELESS_INLINE static void run_instructions(state& s, registers<C::width>& r,
                                               std::integer_sequence<int, I...>) {
    constexpr auto& l = listed<Stage, Which>.instructions;
    constexpr int n = C::width;
    (apply<op_at<instruction_at(l[First + I]).op>, rounds_to(l[First + I])>(
         static_cast<held<counts.first_instruction() + l[First + I], n>&>(r).value,
         static_cast<place<operand_item(l[First + I], 0), n>&>(
             pick(is_single<operand_item(l[First + I], 0)>{}, s.shared, r))
             .value,
         static_cast<place<operand_item(l[First + I], 1), n>&>(
             pick(is_single<operand_item(l[First + I], 1)>{}, s.shared, r))
             .value,
         static_cast<place<operand_item(l[First + I], 2), n>&>(
             pick(is_single<operand_item(l[First + I], 2)>{}, s.shared, r))
             .value),
     ...);
  }
  template <int Phase, int Level, class C, int... I>
  TAPELESS_INLINE static void store_items(state& s, registers<C::width>& r,
                                          std::integer_sequence<int, I...>) {
    constexpr auto& l = stores<Phase, Level, true>;
    constexpr int n = C::width;
    (store_direct<C, stored_at<store_at(l[I]).access>, motion_of(store_at(l[I]).access)>(
         as_number<n>(static_cast<place<items.stored_item[l[I]], n>&>(
                          pick(is_single<items.stored_item[l[I]]>{}, s.shared, r))
                          .value),
         s.memory[access_at(store_at(l[I]).access).buffer], access_at(store_at(l[I]).access), s.at,
         stride_of(store_at(l[I]).access)),
     ...);
  }
  template <int Phase, int Level, class C, int... I>
  TAPELESS_INLINE static void store_others(state& s, registers<C::width>& r,
                                           std::integer_sequence<int, I...>) {
    (indirect<body>::template write<stores<Phase, Level, false>[I], C>(s, r), ...);
  }
};

}  // namespace tapeless::kernels
