// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <tapeless/ir/grouping.hpp>
#include <tapeless/ir/plan.hpp>

namespace tapeless::passes {

/// Launches and the kernels they share, as `schedule` makes them. Buffers have no offsets yet.
struct launch_list {
  list<kernel> kernels;
  list<launch> launches;
  list<instruction> instructions;
  list<access> accesses;
  list<store> stores;
  list<int> bindings;
  list<buffer> buffers;
  list<region> regions;
  list<binding_step> steps;
  list<std::uint32_t> hashes;  ///< of the kernels

  constexpr plan_view view() const {
    return {kernels, launches, instructions, accesses, stores, bindings, buffers, regions, steps};
  }
};

namespace detail {
/// Appends to a list, and says where the elements stand there.
template <class T, class Sequence>
constexpr void append(list<T>& all, const Sequence& mine, int& first, int& count) {
  first = all.size();
  count = mine.size();
  for (const T& x : mine) all.push_back(x);
}
}  // namespace detail

/// Writes one kernel: loops, accesses, instructions, stores; then binds it, shared with an equal one if there is any.
class kernel_writer {
 public:
  kernel made;
  list<access> accesses;
  list<instruction> instructions;
  list<store> stores;
  struct binding {
    int buffer;
    region_steps step;  ///< in elements
  };
  list<binding> bindings;

  /// Starts a kernel; the room of the last one is used again.
  constexpr void begin(kernel_kind kind, element type, const dims& loops) {
    made = {.kind = kind, .computes_in = type, .accumulates_in = accumulates_in(type)};
    made.loops = loops.rank;
    for (int i = 0; i < loops.rank; ++i) made.size[i] = loops.size[i];
    accesses.clear();
    instructions.clear();
    stores.clear();
    bindings.clear();
  }

  /// The binding of a buffer that moves with regions by some steps.
  constexpr int bind(int buffer, const region_steps& step) {
    const binding* known = bindings.begin();
    for (int i = 0, n = bindings.size(); i < n; ++i)
      if (known[i].buffer == buffer && same(known[i].step, step)) return i;
    bindings.push_back({buffer, step});
    return bindings.size() - 1;
  }

  constexpr int add(const access& a) {
    const access* known = accesses.begin();
    for (int i = 0, n = accesses.size(); i < n; ++i)
      if (known[i].buffer == a.buffer && known[i] == a) return i;
    accesses.push_back(a);
    return accesses.size() - 1;
  }

  constexpr int add(const instruction& i) {
    instructions.push_back(i);
    return instructions.size() - 1;
  }

  /// Puts folded loops last, merges neighbouring loops that move as one, and chooses the loop for the lanes.
  constexpr void settle_loops(axis_set folded) {
    const bool rows = made.loops == 0 || folded == 0 || has_axis(folded, made.loops - 1);
    fixed<int, max_loops> order{};
    int count = 0, outer = 0;
    for (int pass = 0; pass < 2; ++pass)
      for (int i = 0; i < made.loops; ++i)
        if (has_axis(folded, i) == (pass == 1)) {
          order[count++] = i;
          if (pass == 0) ++outer;
        }
    if (folded != 0) permute_loops(order);
    int kept = 0;
    for (int i = 0; i < made.loops; ++i) {
      const bool boundary = kept == 0 || i == outer;
      if (!boundary && moves_as_one(kept - 1, i))
        merge_into(kept - 1, i);
      else
        move_loop(i, kept++);
      if (i == outer - 1) made.outer = kept;
    }
    if (outer == 0) made.outer = 0;
    drop_loops_from(kept);
    if (folded != 0 ? made.loops == made.outer : made.loops == 0) made.size[made.loops++] = 1;
    if (folded == 0) made.outer = made.loops - 1;
    made.vector_loop = rows ? made.loops - 1 : made.outer - 1;
  }

  /// Loops of a product: batch loops, m, n, then what is summed. The first batch loops are those along which B moves,
  /// so that a panel of it serves all the others; m is the last of these others, or the longest if that is short.
  /// Neighbours that move as one are merged.
  constexpr void settle_product() {
    if (made.loops == made.outer) made.size[made.loops++] = 1;
    const int n = made.outer - 1;
    fixed<int, max_loops> order{};
    int count = 0, moving = 0;
    for (int l = 0; l < n; ++l)
      if (accesses[1].stride[l] != 0) order[count++] = l;
    moving = count;
    for (int l = 0; l < n; ++l)
      if (accesses[1].stride[l] == 0) order[count++] = l;
    for (int l = n; l < made.loops; ++l) order[count++] = l;
    permute_loops(order);
    const int before = made.loops, starts[] = {0, moving, n, n + 1, before};
    int kept = 0;
    for (int part = 0; part < 4; ++part) {
      const int first = kept;
      for (int l = starts[part]; l < starts[part + 1]; ++l) {
        if (kept > first && moves_as_one(kept - 1, l))
          merge_into(kept - 1, l);
        else
          move_loop(l, kept++);
      }
      if (part == 1) choose_rows(first, kept);
      if (part == 2) made.outer = kept;
    }
    drop_loops_from(kept);
    made.vector_loop = made.outer - 1;
  }

  /// Lets the first of the summed loops run around the tiles, so that about `most` steps are left inside.
  constexpr void cut_summed_loops(int most) {
    int l = made.loops - 1, inside = 1, part = 1;
    while (l >= made.outer && inside * made.size[l] <= most) inside *= made.size[l--];
    if (l < made.outer) return;
    for (int n = 2; n * inside <= most; ++n)
      if (made.size[l] % n == 0) part = n;
    if (part * inside * 8 < most) return;  // (a size that has no parts)
    if (part > 1 && made.loops < max_loops) {
      for (int i = made.loops++; i > l + 1; --i) move_loop(i - 1, i);
      made.size[l + 1] = part;
      made.size[l] /= part;
      for (access& a : accesses) {
        a.stride[l + 1] = a.stride[l];
        a.stride[l] *= part;
      }
    }
    made.blocks = l + 1 - made.outer;
  }

  /// Adds the launch to the list; equal kernels (up to their buffers, and where in these they begin) are one.
  constexpr void launch_in(launch_list& list, int group, int region) {
    made.bindings = bindings.size();
    const auto starts = move_starts();
    const std::uint32_t h = hash();
    int found = -1;
    const std::uint32_t* hashes = list.hashes.begin();
    for (int i = 0, n = list.kernels.size(); found < 0 && i < n; ++i)
      if (hashes[i] == h && equals(list, list.kernels[i])) found = i;
    if (found < 0) {
      found = list.kernels.size();
      detail::append(list.instructions, instructions, made.first_instruction, made.instructions);
      detail::append(list.accesses, accesses, made.first_access, made.accesses);
      detail::append(list.stores, stores, made.first_store, made.stores);
      list.kernels.push_back(made);
      list.hashes.push_back(h);
    }
    const int now = list.launches.size();
    list.launches.push_back({found, list.bindings.size(), group, region});
    for (int i = 0; i < bindings.size(); ++i) {
      buffer& used = list.buffers[bindings[i].buffer];
      const auto moves = [&](int depth, std::int64_t elements) {
        if (elements != 0)
          list.steps.push_back({list.bindings.size(), depth, elements * bytes_of(used.type)});
      };
      moves(-1, starts[i] < 0 ? 0 : starts[i]);
      for (int d = 0; d < max_region_depth; ++d) moves(d, bindings[i].step.items[d]);
      list.bindings.push_back(bindings[i].buffer);
      if (used.born < 0) used.born = now;
      used.dies = now;
    }
  }

 private:
  static constexpr bool same(const region_steps& a, const region_steps& b) {
    for (int d = 0; d < max_region_depth; ++d)
      if (a.items[d] != b.items[d]) return false;
    return true;
  }
  /// Where the first access through every binding begins; what is left to the accesses is how far behind that they do.
  constexpr list<int> move_starts() {
    list<int> first(bindings.size(), -1);
    for (const access& a : accesses)
      if (a.buffer >= 0 && (first[a.buffer] < 0 || a.start < first[a.buffer]))
        first[a.buffer] = a.start;
    for (access& a : accesses)
      if (a.buffer >= 0) a.start -= first[a.buffer];
    return first;
  }
  constexpr void permute_loops(const fixed<int, max_loops>& order) {
    const kernel before = made;
    for (int i = 0; i < made.loops; ++i) made.size[i] = before.size[order[i]];
    for (access& a : accesses) {
      const access was = a;
      for (int i = 0; i < made.loops; ++i) a.stride[i] = was.stride[order[i]];
    }
  }
  constexpr void move_loop(int from, int to) {
    if (from == to) return;
    made.size[to] = made.size[from];
    for (access& a : accesses) a.stride[to] = a.stride[from];
  }
  constexpr void merge_into(int outer, int inner) {
    made.size[outer] *= made.size[inner];
    for (access& a : accesses) a.stride[outer] = a.stride[inner];
  }
  constexpr void drop_loops_from(int kept) {
    for (int i = kept; i < made.loops; ++i) {
      made.size[i] = 1;
      for (access& a : accesses) a.stride[i] = 0;
    }
    made.loops = kept;
  }
  /// Of the loops [first, last), the last becomes m if it is long enough for a tile, else the longest.
  constexpr void choose_rows(int first, int last) {
    int m = last - 1;
    if (made.size[m] >= shortest_rows) return;
    for (int l = last - 1; l-- > first;)
      if (made.size[l] > made.size[m]) m = l;
    fixed<int, max_loops> order{};
    for (int l = 0; l < made.loops; ++l)
      order[l] = l < m || l >= last ? l : l == last - 1 ? m : l + 1;
    permute_loops(order);
  }
  static constexpr int shortest_rows = 6;

  constexpr bool moves_as_one(int outer, int inner) const {
    const int size = made.size[inner];
    for (const access& a : accesses)
      if (a.stride[outer] != a.stride[inner] * size) return false;
    return true;
  }

  constexpr std::uint32_t hash() const {
    constexpr std::uint32_t prime = 16777619u;
    std::uint32_t h = static_cast<std::uint32_t>(static_cast<int>(made.kind) + 8 * made.loops +
                                                 64 * made.outer + 512 * made.bindings);
    for (int i = 0; i < made.loops; ++i) h = (h ^ static_cast<std::uint32_t>(made.size[i])) * prime;
    for (const instruction& i : instructions)
      h = (h ^ static_cast<std::uint32_t>(i.op + 97 * i.in[0].index + 1013 * i.in[1].index)) *
          prime;
    for (const access& a : accesses)
      h = (h ^ static_cast<std::uint32_t>(a.buffer + 31 * a.stride[0] + 7 * a.start)) * prime;
    for (const store& s : stores) h = (h ^ static_cast<std::uint32_t>(s.what.index)) * prime;
    return h;
  }

  constexpr bool same_sizes(const kernel& k) const {
    for (int i = 0; i < made.loops; ++i)
      if (k.size[i] != made.size[i]) return false;
    return true;
  }

  constexpr bool equals(const launch_list& list, const kernel& k) const {
    if (k.kind != made.kind || k.computes_in != made.computes_in ||
        k.accumulates_in != made.accumulates_in || k.loops != made.loops || !same_sizes(k) ||
        k.outer != made.outer || k.vector_loop != made.vector_loop || k.phases != made.phases ||
        k.packed != made.packed || k.blocks != made.blocks || k.bindings != made.bindings)
      return false;
    auto same = [](const auto& all, int first, int count, const auto& mine) {
      if (count != mine.size()) return false;
      const auto *a = all.begin() + first, *b = mine.begin();
      for (int i = 0; i < count; ++i)
        if (!(a[i] == b[i])) return false;
      return true;
    };
    return same(list.instructions, k.first_instruction, k.instructions, instructions) &&
           same(list.accesses, k.first_access, k.accesses, accesses) &&
           same(list.stores, k.first_store, k.stores, stores);
  }
};

}  // namespace tapeless::passes
