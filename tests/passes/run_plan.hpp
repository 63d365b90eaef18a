// SPDX-License-Identifier: BSL-1.0
//
// Runs launches by reading them: what ir/plan.hpp says a plan means, element by element. So everything that
// passes decide is tested on any number of graphs, made at run time, without compiling a kernel.
//
//   plan_run run(g);                 // fuse, schedule, place
//   run.set_leaf(0, numbers);
//   run.step();
//   run.result(0);
//
// Memory begins as not-a-number everywhere, so a value read before it is written is seen.

#ifndef TAPELESS_TESTS_PASSES_RUN_PLAN_HPP
#define TAPELESS_TESTS_PASSES_RUN_PLAN_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/ir/verify.hpp>
#include <tapeless/passes/fuse/fuse.hpp>
#include <tapeless/passes/schedule/place.hpp>
#include <tapeless/passes/schedule/schedule.hpp>

#include "elements.hpp"
#include "reference.hpp"

class plan_run {
 public:
  explicit plan_run(tapeless::ir::graph_view graph,
                    const tapeless::ir::target& on = tapeless::ir::host)
      : g(graph),
        alignment(on.alignment),
        grouped(tapeless::passes::fuse(g, on)),
        list(tapeless::passes::schedule(g, grouped, on)),
        placed(tapeless::passes::place(list, g, grouped, on)) {
    for (const tapeless::ir::space s : tapeless::ir::all_spaces)
      memory[static_cast<int>(s)].assign(static_cast<std::size_t>(placed.bytes[s]),
                                         std::byte{0xff});
  }

  const tapeless::passes::launch_list& launches() const { return list; }
  const tapeless::ir::grouping& groups() const { return grouped; }
  /// What is wrong with the plan; empty if nothing is.
  std::string_view problem() const {
    for (const tapeless::ir::result_place& r : placed.results)
      if (list.buffers[r.buffer].leaf < 0 && list.buffers[r.buffer].dies != list.launches.size())
        return "a result that does not live to the end";
    return tapeless::ir::verify_plan(list.view(), placed.bytes, alignment);
  }
  const tapeless::passes::placement& places() const { return placed; }

  void set_leaf(int leaf, const reference::numbers& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
      put(leaf, static_cast<std::int64_t>(i), values[i]);
  }
  reference::numbers leaf(int l) const { return elements(l, 0, g.leaves[l].shape.count()); }
  reference::numbers result(int r) const {
    return elements(placed.results[r].buffer, placed.results[r].start,
                    g[g.results[r]].shape.count());
  }

  void step() { run_launches(0, list.launches.size(), -1); }

 private:
  tapeless::ir::graph_view g;
  int alignment;
  tapeless::ir::grouping grouped;
  tapeless::passes::launch_list list;
  tapeless::passes::placement placed;
  std::vector<std::byte> memory[tapeless::ir::space_count];

  const std::byte* bytes_at(const tapeless::ir::buffer& b, std::int64_t i) const {
    const std::vector<std::byte>& space = memory[static_cast<int>(b.in)];
    const std::int64_t size = tapeless::bytes_of(b.type), byte = b.offset + size * i;
    if (byte < 0 || byte + size > static_cast<std::int64_t>(space.size()))
      throw std::logic_error("a plan leaves its memory");
    return &space[static_cast<std::size_t>(byte)];
  }
  void check(int b, std::int64_t i) const {
    const tapeless::ir::buffer& at = list.buffers[b];
    if (i < 0 || (i + 1) * tapeless::bytes_of(at.type) > at.bytes)
      throw std::logic_error("a plan touches element " + std::to_string(i) + " of a buffer of " +
                             std::to_string(at.bytes) + " bytes");
  }
  double get(int b, std::int64_t i) const {
    check(b, i);
    const tapeless::ir::buffer& at = list.buffers[b];
    return elements::read(at.type, bytes_at(at, i));
  }
  void put(int b, std::int64_t i, double x) {
    check(b, i);
    const tapeless::ir::buffer& at = list.buffers[b];
    elements::write(at.type, const_cast<std::byte*>(bytes_at(at, i)), x);
  }
  reference::numbers elements(int b, int start, int count) const {
    reference::numbers out;
    for (int i = 0; i < count; ++i) out.push_back(get(b, start + i));
    return out;
  }

  /// The launches [first, last) in one iteration of a region.
  void run_launches(int first, int last, int here) {
    for (int i = first; i < last;) {
      int inner = list.launches[i].region;
      if (inner == here) {
        run(list.launches[i++]);
        continue;
      }
      while (list.regions[inner].parent != here) inner = list.regions[inner].parent;
      int end = i;
      while (end < last && tapeless::ir::is_within(list.regions, list.launches[end].region, inner))
        ++end;
      const tapeless::ir::region& r = list.regions[inner];
      const auto depth = static_cast<std::size_t>(tapeless::ir::depth_of(list.regions, inner));
      for (int t = 0; t < r.length; ++t) {
        iteration[depth] = r.reverse ? r.length - 1 - t : t;
        run_launches(i, end, inner);
      }
      i = end;
    }
  }
  std::int64_t iteration[tapeless::ir::max_region_depth] = {};

  // one launch at work
  const tapeless::ir::kernel* k = nullptr;
  int first_binding = 0;
  int at[tapeless::ir::max_loops] = {};
  std::vector<double> values;

  const tapeless::ir::access& access_at(int i) const { return list.accesses[k->first_access + i]; }
  std::int64_t element_of(const tapeless::ir::access& a) const {
    std::int64_t i = a.start;
    for (const tapeless::ir::binding_step& s : list.steps)
      if (a.buffer >= 0 && s.binding == first_binding + a.buffer)
        i += (s.depth < 0 ? 1 : iteration[s.depth]) * s.bytes / tapeless::bytes_of(a.type);
    for (int l = 0; l < tapeless::ir::max_loops; ++l) i += std::int64_t{a.stride[l]} * at[l];
    if (a.index_access >= 0) {
      const double chosen = read(access_at(a.index_access));
      i += std::int64_t{a.index_stride} *
           std::clamp(static_cast<int>(chosen), 0, std::max(a.index_limit, 1) - 1);
    }
    return i;
  }
  int buffer_of(const tapeless::ir::access& a) const {
    return list.bindings[first_binding + a.buffer];
  }
  double read(const tapeless::ir::access& a) const {
    return a.buffer < 0 ? static_cast<double>(element_of(a)) : get(buffer_of(a), element_of(a));
  }
  double value_of(const tapeless::ir::operand& o) const {
    using from = tapeless::ir::operand::from;
    switch (o.source) {
      case from::local: return values.at(static_cast<std::size_t>(o.index));
      case from::load:
      case from::position: return read(access_at(o.index));
      case from::constant: return o.value;
      default: return std::numeric_limits<double>::quiet_NaN();
    }
  }
  /// A number as the kernel holds it: the same whether it is computed again or read from memory.
  double computed(double x) const { return elements::rounded(k->computes_in, x); }
  static bool folds(const tapeless::ir::instruction& i) {
    return tapeless::ops::facts_of(i.op).kind == tapeless::ops::op_kind::reduction;
  }
  void fold(std::size_t i, const tapeless::ir::instruction& what) {
    values[i] = computed(plain_number::meaning_of(what.op)(values[i], value_of(what.in[0]), 0));
  }
  void write(const tapeless::ir::store& s) {
    const tapeless::ir::access& a = access_at(s.access);
    const std::int64_t to = element_of(a);
    put(buffer_of(a), to, value_of(s.what) + (s.accumulate ? get(buffer_of(a), to) : 0.0));
  }

  template <class F>
  void loop(int first, int last, F f) {
    if (first == last) return f();
    for (at[first] = 0; at[first] < k->size[first]; ++at[first]) loop(first + 1, last, f);
    at[first] = 0;
  }

  void body(int phase, int level) {
    for (int i = 0; i < k->instructions; ++i) {
      const tapeless::ir::instruction& what = list.instructions[k->first_instruction + i];
      if (what.phase != phase || what.level != level ||
          tapeless::ops::facts_of(what.op).kind == tapeless::ops::op_kind::contraction)
        continue;
      if (folds(what))
        fold(static_cast<std::size_t>(i), what);
      else
        values[static_cast<std::size_t>(i)] = computed(
            what.op == tapeless::ops::code_of<tapeless::ops::convert_op>
                ? elements::rounded(tapeless::ops::convert_op::attributes::read(what.attr).type,
                                    value_of(what.in[0]))
                : plain_number::meaning_of(what.op)(value_of(what.in[0]), value_of(what.in[1]),
                                                    value_of(what.in[2])));
    }
    for (int s = 0; s < k->stores; ++s) {
      const tapeless::ir::store& what = list.stores[k->first_store + s];
      if (what.phase == phase && what.level == level) write(what);
    }
  }

  void run(const tapeless::ir::launch& l) {
    k = &list.kernels[l.kernel];
    first_binding = l.first_binding;
    std::fill(std::begin(at), std::end(at), 0);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    values.assign(static_cast<std::size_t>(k->instructions), nan);
    if (k->kind == tapeless::ir::kernel_kind::contract) {
      loop(0, k->outer, [&] {
        double sum = 0;
        loop(k->outer, k->loops, [&] { sum += read(access_at(0)) * read(access_at(1)); });
        values[0] = computed(sum);
        body(0, 0);
      });
      return;
    }
    loop(0, k->outer, [&] {
      values.assign(values.size(), nan);
      for (int i = 0; i < k->instructions; ++i) {
        const tapeless::ir::instruction& what = list.instructions[k->first_instruction + i];
        if (!folds(what)) continue;
        const double infinity = std::numeric_limits<double>::infinity();
        const std::string_view op = tapeless::ops::facts_of(what.op).name;
        values[static_cast<std::size_t>(i)] = op == "reduce_sum"   ? 0
                                              : op == "reduce_max" ? -infinity
                                                                   : infinity;
      }
      for (int phase = 0; phase < k->phases; ++phase) {
        loop(k->outer, k->loops, [&] { body(phase, 0); });
        body(phase, 1);
      }
    });
  }
};

#endif
