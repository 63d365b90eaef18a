// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <tapeless/ir/plan.hpp>

namespace tapeless {

/// Launches and the kernels they share, as `schedule` makes them. Buffers have no offsets yet.
struct launch_list {
  std::vector<kernel> kernels;
  std::vector<launch> launches;
  std::vector<instruction> instructions;
  std::vector<access> accesses;
  std::vector<store> stores;
  std::vector<int> bindings;
  std::vector<buffer> buffers;
  std::vector<int> launches_of_kernel;
  std::vector<std::uint32_t> hashes;
};

namespace detail {
template <class T>
constexpr void append(std::vector<T>& all, const std::vector<T>& mine, int& first, int& count) {
  first = static_cast<int>(all.size());
  count = static_cast<int>(mine.size());
  for (const T& x : mine) all.push_back(x);
}
}  // namespace detail

/// Writes one kernel: loops, accesses, instructions, stores; then binds it, shared with an equal one if there is any.
class kernel_writer {
 public:
  kernel made;
  std::vector<access> accesses;
  std::vector<instruction> instructions;
  std::vector<store> stores;
  std::vector<int> buffers;  ///< what the bindings are, in order

  /// The binding of a buffer.
  constexpr int bind(int buffer) {
    for (std::size_t i = 0; i < buffers.size(); ++i)
      if (buffers[i] == buffer) return static_cast<int>(i);
    buffers.push_back(buffer);
    return static_cast<int>(buffers.size()) - 1;
  }

  constexpr int add(const access& a) {
    for (std::size_t i = 0; i < accesses.size(); ++i)
      if (accesses[i] == a) return static_cast<int>(i);
    accesses.push_back(a);
    return static_cast<int>(accesses.size()) - 1;
  }

  constexpr int add(const instruction& i) {
    instructions.push_back(i);
    return static_cast<int>(instructions.size()) - 1;
  }

  /// Puts folded loops last, merges neighbouring loops that move as one, and chooses the loop for the lanes.
  constexpr void settle_loops(axis_set folded) {
    const bool rows = made.loops == 0 || folded == 0 || has_axis(folded, made.loops - 1);
    std::array<int, max_loops> order{};
    int count = 0, outer = 0;
    for (int pass = 0; pass < 2; ++pass)
      for (int i = 0; i < made.loops; ++i)
        if (has_axis(folded, i) == (pass == 1)) {
          order[static_cast<std::size_t>(count++)] = i;
          if (pass == 0) ++outer;
        }
    permute_loops(order);
    int kept = 0;
    for (int i = 0; i < made.loops; ++i) {
      const bool boundary = kept == 0 || i == outer;
      if (!boundary && moves_as_one(kept - 1, i)) {
        const std::size_t to = static_cast<std::size_t>(kept - 1), from = static_cast<std::size_t>(i);
        made.size[to] *= made.size[from];
        for (access& a : accesses) a.stride[to] = a.stride[from];
      } else {
        move_loop(i, kept++);
      }
      if (i == outer - 1) made.outer = kept;
    }
    if (outer == 0) made.outer = 0;
    for (int i = kept; i < made.loops; ++i) {
      made.size[static_cast<std::size_t>(i)] = 1;
      for (access& a : accesses) a.stride[static_cast<std::size_t>(i)] = 0;
    }
    made.loops = kept;
    if (folded != 0 ? made.loops == made.outer : made.loops == 0) made.size[static_cast<std::size_t>(made.loops++)] = 1;
    if (folded == 0) made.outer = made.loops - 1;
    made.vector_loop = rows ? made.loops - 1 : made.outer - 1;
  }

  /// Adds the launch to the list; equal kernels (up to their buffers) are one.
  constexpr void launch_in(launch_list& list, int group) {
    made.bindings = static_cast<int>(buffers.size());
    const std::uint32_t h = hash();
    int found = -1;
    for (std::size_t i = 0; found < 0 && i < list.kernels.size(); ++i)
      if (list.hashes[i] == h && equals(list, list.kernels[i])) found = static_cast<int>(i);
    if (found < 0) {
      found = static_cast<int>(list.kernels.size());
      detail::append(list.instructions, instructions, made.first_instruction, made.instructions);
      detail::append(list.accesses, accesses, made.first_access, made.accesses);
      detail::append(list.stores, stores, made.first_store, made.stores);
      list.kernels.push_back(made);
      list.hashes.push_back(h);
      list.launches_of_kernel.push_back(0);
    }
    ++list.launches_of_kernel[static_cast<std::size_t>(found)];
    const int now = static_cast<int>(list.launches.size());
    list.launches.push_back({found, static_cast<int>(list.bindings.size()), group});
    for (int b : buffers) {
      list.bindings.push_back(b);
      buffer& used = list.buffers[static_cast<std::size_t>(b)];
      if (used.born < 0) used.born = now;
      used.dies = now;
    }
  }

 private:
  constexpr void permute_loops(const std::array<int, max_loops>& order) {
    const auto size = made.size;
    for (int i = 0; i < made.loops; ++i)
      made.size[static_cast<std::size_t>(i)] = size[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])];
    for (access& a : accesses) {
      const auto stride = a.stride;
      for (int i = 0; i < made.loops; ++i)
        a.stride[static_cast<std::size_t>(i)] = stride[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])];
    }
  }
  constexpr void move_loop(int from, int to) {
    if (from == to) return;
    made.size[static_cast<std::size_t>(to)] = made.size[static_cast<std::size_t>(from)];
    for (access& a : accesses) a.stride[static_cast<std::size_t>(to)] = a.stride[static_cast<std::size_t>(from)];
  }
  constexpr bool moves_as_one(int outer, int inner) const {
    const std::size_t o = static_cast<std::size_t>(outer), i = static_cast<std::size_t>(inner);
    for (const access& a : accesses)
      if (a.stride[o] != a.stride[i] * made.size[i]) return false;
    return true;
  }

  constexpr std::uint32_t hash() const {
    std::uint32_t h = 2166136261u;
    auto mix = [&](int x) { h = (h ^ static_cast<std::uint32_t>(x)) * 16777619u; };
    mix(static_cast<int>(made.kind) + 8 * made.loops + 64 * made.outer + 512 * made.bindings);
    for (int i = 0; i < made.loops; ++i) mix(made.size[static_cast<std::size_t>(i)]);
    for (const instruction& i : instructions) mix(i.op + 97 * i.in[0].index + 1013 * i.in[1].index);
    for (const access& a : accesses) mix(a.buffer + 31 * a.stride[0] + 7 * a.start);
    for (const store& s : stores) mix(s.what.index);
    return h;
  }

  constexpr bool equals(const launch_list& list, const kernel& k) const {
    if (k.kind != made.kind || k.type != made.type || k.loops != made.loops || k.size != made.size ||
        k.outer != made.outer || k.vector_loop != made.vector_loop || k.phases != made.phases ||
        k.packed != made.packed || k.bindings != made.bindings)
      return false;
    auto same = [](const auto& all, int first, int count, const auto& mine) {
      if (count != static_cast<int>(mine.size())) return false;
      for (std::size_t i = 0; i < mine.size(); ++i)
        if (!(all[static_cast<std::size_t>(first) + i] == mine[i])) return false;
      return true;
    };
    return same(list.instructions, k.first_instruction, k.instructions, instructions) &&
           same(list.accesses, k.first_access, k.accesses, accesses) &&
           same(list.stores, k.first_store, k.stores, stores);
  }
};

}  // namespace tapeless
