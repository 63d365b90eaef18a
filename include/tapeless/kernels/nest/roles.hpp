// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/plan.hpp>

namespace tapeless::kernels {

/// When a value is computed.
enum class stage {
  hoisted,  ///< needs no reduction and does not move with the lanes: as soon as its outer loops stand
  before,  ///< does not move with the folded loops: once per outer index, at the start of its phase
  inner,   ///< for every element; a load: whenever its users are
  after    ///< level 1: once per outer index, at the end of its phase
};

/// What the kernels know of a value besides the plan.
struct role {
  stage when = stage::inner;
  int depth = 0;  ///< it moves with no loop ≥ depth
  int phase = 0;
  bool reduction = false;
  bool single = false;  ///< one value for all lanes, held in a lane of one element
};

/// True if strides alone say which element an access is.
constexpr bool is_direct(const access& a) { return a.buffer >= 0 && a.index_access < 0; }

/// Counts of what a kernel holds: loads, constants and instructions are its `items`, numbered in this order.
struct item_counts {
  int loads = 0, constants = 0, instructions = 0, stores = 0;

  constexpr int items() const { return loads + constants + instructions; }
  constexpr int first_instruction() const { return loads + constants; }
};

constexpr item_counts count_items(const plan_view& plan, int number) {
  const kernel& k = plan.kernels[number];
  item_counts n{.loads = k.accesses, .instructions = k.instructions, .stores = k.stores};
  for (int i = 0; i < k.instructions; ++i)
    for (const operand& o : plan.instructions[k.first_instruction + i].in)
      n.constants += o.source == operand::from::constant;
  for (int s = 0; s < k.stores; ++s)
    n.constants += plan.stores[k.first_store + s].what.source == operand::from::constant;
  return n;
}

/// Numbers of some items.
template <int N>
struct item_list {
  int size = 0;
  fixed<int, static_cast<std::size_t>(N)> item{};

  constexpr int operator[](int i) const { return item[i]; }
  constexpr void add(int i) {
    for (int j = 0; j < size; ++j)
      if (item[j] == i) return;
    item[size++] = i;
  }
};

}  // namespace tapeless::kernels
