// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/core/element.hpp>
#include <tapeless/core/shape.hpp>
#include <tapeless/ir/region.hpp>
#include <tapeless/ir/space.hpp>
#include <tapeless/ops/op.hpp>

namespace tapeless::ir {

/// The most loops a kernel can have: one an axis, and the summed indices of a convolution.
inline constexpr int max_loops = max_rank + 4;

/// How a kernel's load or store moves with its loops: element `start + Σ stride[l] · index[l]` of a
/// buffer. With `index_access` ≥ 0 it is indirect: the integer that access reads (clamped to
/// [0, index_limit)) times `index_stride` is added. With `buffer` < 0 there is no memory: the
/// value is the number `start + Σ …` itself (iota, the position of a random number).
struct access {
  int buffer = -1;  ///< which of the launch's bindings
  element type = default_element;
  int start = 0;
  int stride[max_loops] = {};
  int index_access = -1;
  int index_stride = 0;
  int index_limit = 0;

  // (a default one loops over arrays, at a price)
  friend constexpr bool operator==(const access& a, const access& b) {
    return a.buffer == b.buffer && a.type == b.type && a.start == b.start &&
           a.stride[0] == b.stride[0] && a.stride[1] == b.stride[1] && a.stride[2] == b.stride[2] &&
           a.stride[3] == b.stride[3] && a.stride[4] == b.stride[4] && a.stride[5] == b.stride[5] &&
           a.stride[6] == b.stride[6] && a.stride[7] == b.stride[7] && a.stride[8] == b.stride[8] &&
           a.stride[9] == b.stride[9] && a.index_access == b.index_access &&
           a.index_stride == b.index_stride && a.index_limit == b.index_limit;
  }
};

/// Where an instruction's operand comes from.
struct operand {
  enum class from { none, local, load, constant, position } source{};
  /// local: instruction within the kernel; load, position: access within the kernel
  int index = -1;
  double value = 0;  ///< constant

  friend constexpr bool operator==(const operand&, const operand&) = default;
};

/// One op of a kernel's body.
///
/// `level` 0 runs for every element; level 1 once per outer index, on reduced values, after the
/// inner loops of its phase. A reduction folds level-0 operands and gives a level-1 value, which
/// level-1 instructions of the same phase and all instructions of later phases may read.
struct instruction {
  int op = 0;
  operand in[3] = {};
  packed_attributes attr{};
  int phase = 0;
  int level = 0;

  friend constexpr bool operator==(
      const instruction& a,
      const instruction& b) {  // (a default one loops over arrays, at a price)
    return a.op == b.op && a.in[0] == b.in[0] && a.in[1] == b.in[1] && a.in[2] == b.in[2] &&
           a.attr == b.attr && a.phase == b.phase && a.level == b.level;
  }
};

/// A value of the body that goes to memory, at the level and phase of its instruction.
struct store {
  operand what{};
  int access = -1;
  int phase = 0;
  int level = 0;
  bool accumulate = false;  ///< adds to memory (scatter)

  friend constexpr bool operator==(const store&, const store&) = default;
};

/// `nest`: loops over elements. Loops [0, outer) are kept, [outer, loops) are folded by the reductions
/// (for a nest without reductions: outer == loops - 1). Lanes run along `vector_loop`: the last
/// inner loop (rows), or the last outer one (columns).
///
/// `contract`: a sum of products. Loops [0, outer) are batch…, m, n, loops [outer, loops) are summed. Accesses 0 and 1 are A
/// (does not move with n) and B (not with m, and not with the batch loops behind the last with which it does);
/// instruction 0 is the sum, the rest the epilogue at level 0 for every (batch, m, n).
enum class kernel_kind { nest, contract };

/// A loop nest with a body, equal for all launches that differ only in buffers, and where in these they begin.
struct kernel {
  kernel_kind kind{};
  element computes_in = default_element;     ///< what values are in registers
  element accumulates_in = default_element;  ///< what sums of products are; in a nest the same
  int loops = 0;
  int size[max_loops] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  int outer = 0;
  int vector_loop = 0;
  int phases = 1;
  bool packed = false;  ///< contraction: B is copied into panels in the last binding first
  /// contraction: so many summed loops run around the tiles; sums wait in the last binding
  int blocks = 0;
  int bindings = 0;
  int first_launch = 0;  ///< the first launch; it says in which space each binding lies
  std::uint64_t mixed =
      0;  ///< bindings that lie in other spaces in other launches, as bits; those from the 63rd on share one
  int first_instruction = 0, instructions = 0;
  int first_access = 0, accesses = 0;
  int first_store = 0, stores = 0;
};

/// One run of a kernel: which one, and where its bindings stand in the list of byte offsets.
struct launch {
  int kernel = 0;
  int first_binding = 0;
  int group = 0;
  int region = -1;  ///< in which it runs, once an iteration
};

/// A binding that moves: so many bytes further with each iteration of the region at a depth. Or, without a depth, one that
/// begins so many bytes behind its buffer's start: kernels on several parts of a value are one kernel.
struct binding_step {
  int binding = 0;  ///< its place in the list of bindings
  int depth = 0;    ///< -1: none
  std::int64_t bytes = 0;
};

/// A place in a space.
struct buffer {
  std::int64_t offset = 0;  ///< bytes from the start of its space; aligned as the target says
  std::int64_t bytes = 0;
  element type = default_element;
  int node = -1;  ///< the value it holds, or
  int leaf = -1;  ///< the leaf it is
  int born = 0;   ///< first and last launch that use it
  int dies = 0;
  space in = space::scratch;
};

/// Where a result lies: a buffer and the element at which its first one stands.
struct result_place {
  int buffer = -1;
  int start = 0;
};

/// A plan of any size, for kernels and printers to read.
struct plan_view {
  view<kernel> kernels{};
  view<launch> launches{};
  view<instruction> instructions{};
  view<access> accesses{};
  view<store> stores{};
  view<int> bindings{};  ///< indices of buffers, as launches bind them
  view<buffer> buffers{};
  view<region> regions{};      ///< launches of one stand together
  view<binding_step> steps{};  ///< in the order of bindings
};

/// Whether kernel i of plan a and kernel j of plan b are the same code, buffers apart.
constexpr bool same_kernel(const plan_view& a, int i, const plan_view& b, int j) {
  const kernel &x = a.kernels[i], &y = b.kernels[j];
  if (x.kind != y.kind || x.computes_in != y.computes_in || x.accumulates_in != y.accumulates_in ||
      x.loops != y.loops || x.outer != y.outer || x.vector_loop != y.vector_loop ||
      x.phases != y.phases || x.packed != y.packed || x.blocks != y.blocks ||
      x.bindings != y.bindings || x.instructions != y.instructions || x.accesses != y.accesses ||
      x.stores != y.stores)
    return false;
  for (int k = 0; k < x.loops; ++k)
    if (x.size[k] != y.size[k]) return false;
  for (int k = 0; k < x.instructions; ++k)
    if (!(a.instructions[x.first_instruction + k] == b.instructions[y.first_instruction + k]))
      return false;
  for (int k = 0; k < x.accesses; ++k)
    if (!(a.accesses[x.first_access + k] == b.accesses[y.first_access + k])) return false;
  for (int k = 0; k < x.stores; ++k)
    if (!(a.stores[x.first_store + k] == b.stores[y.first_store + k])) return false;
  return true;
}

struct plan_extent {
  int kernels = 0, launches = 0, instructions = 0, accesses = 0, stores = 0, bindings = 0,
      buffers = 0, results = 0, regions = 0, steps = 0;

  constexpr void add(const plan_extent& more) {
    kernels += more.kernels;
    launches += more.launches;
    instructions += more.instructions;
    accesses += more.accesses;
    stores += more.stores;
    bindings += more.bindings;
    buffers += more.buffers;
    results += more.results;
    regions += more.regions;
    steps += more.steps;
  }
  constexpr bool within(const plan_extent& room) const {
    return kernels <= room.kernels && launches <= room.launches &&
           instructions <= room.instructions && accesses <= room.accesses &&
           stores <= room.stores && bindings <= room.bindings && buffers <= room.buffers &&
           results <= room.results && regions <= room.regions && steps <= room.steps;
  }
};

/// A finished plan: what runs, in order, on which bytes.
template <plan_extent Extent>
struct plan {
  fixed<kernel, Extent.kernels> kernels{};
  fixed<launch, Extent.launches> launches{};
  fixed<instruction, Extent.instructions> instructions{};
  fixed<access, Extent.accesses> accesses{};
  fixed<store, Extent.stores> stores{};
  fixed<int, Extent.bindings> bindings{};
  fixed<buffer, Extent.buffers> buffers{};
  fixed<result_place, Extent.results> results{};
  fixed<region, Extent.regions> regions{};
  fixed<binding_step, Extent.steps> steps{};
  space_sizes bytes{};

  constexpr plan_view view() const {
    return {kernels, launches, instructions, accesses, stores, bindings, buffers, regions, steps};
  }
};

/// Copies a plan, or lists with its members' names, to the start of another.
constexpr void copy_plan(const auto& from, const auto& placed, const plan_extent& size, auto& to) {
  copy_start(from.kernels, to.kernels.items, size.kernels);
  copy_start(from.launches, to.launches.items, size.launches);
  copy_start(from.instructions, to.instructions.items, size.instructions);
  copy_start(from.accesses, to.accesses.items, size.accesses);
  copy_start(from.stores, to.stores.items, size.stores);
  copy_start(from.bindings, to.bindings.items, size.bindings);
  copy_start(from.buffers, to.buffers.items, size.buffers);
  copy_start(from.regions, to.regions.items, size.regions);
  copy_start(from.steps, to.steps.items, size.steps);
  copy_start(placed.results, to.results.items, size.results);
  to.bytes = placed.bytes;
}

/// How many bytes behind its buffer's start a binding begins.
constexpr std::int64_t start_of_binding(const plan_view& p, int binding) {
  for (const binding_step& s : p.steps)
    if (s.binding == binding && s.depth < 0) return s.bytes;
  return 0;
}

/// What stands at the start of a plan or of lists with its members' names, as a plan of exactly that size.
template <plan_extent Extent>
constexpr plan<Extent> start_of(const auto& from, const auto& placed) {
  plan<Extent> out;
  copy_plan(from, placed, Extent, out);
  return out;
}

}  // namespace tapeless::ir
