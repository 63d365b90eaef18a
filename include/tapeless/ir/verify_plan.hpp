// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include <tapeless/ir/plan.hpp>
#include <tapeless/ir/target.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::ir {

namespace detail {

/// Whether every element that an access can name lies in a buffer of that many elements. The chosen index of a
/// gather counts as any from 0 to its limit, as the kernels clamp it.
constexpr bool stays_inside(const plan_view& p, const launch& run, int index) {
  const kernel& k = p.kernels[run.kernel];
  const access& a = p.accesses[k.first_access + index];
  const int binding = run.first_binding + a.buffer;
  const buffer& b = p.buffers[p.bindings[binding]];
  const std::int64_t elements = b.bytes / bytes_of(b.type);
  std::int64_t low = a.start, high = a.start;
  for (const binding_step& s : p.steps) {
    if (s.binding != binding) continue;
    if (s.depth < 0) {
      low += s.bytes / bytes_of(b.type);
      high += s.bytes / bytes_of(b.type);
      continue;
    }
    int r = run.region;
    for (int d = depth_of(p.regions, r); d > s.depth; --d) r = p.regions[r].parent;
    const std::int64_t way = s.bytes / bytes_of(b.type) * (p.regions[r].length - 1);
    (way < 0 ? low : high) += way;
  }
  for (int l = 0; l < k.loops; ++l) {
    const std::int64_t way = std::int64_t{a.stride[l]} * (k.size[l] - 1);
    (way < 0 ? low : high) += way;
  }
  if (a.index_access >= 0 && a.index_limit > 0)
    high += std::int64_t{a.index_stride} * (a.index_limit - 1);
  return low >= 0 && high < elements;
}

constexpr std::string_view verify_kernel(const plan_view& p, const kernel& k) {
  if (k.loops < 0 || k.loops > max_loops || k.outer < 0 || k.outer > k.loops)
    return "loops that are not there";
  if (k.kind == kernel_kind::contract && (k.blocks < 0 || k.outer + k.blocks >= k.loops))
    return "a product without a sum in its tiles";
  if (k.kind == kernel_kind::nest && k.accumulates_in != k.computes_in)
    return "a nest that sums in another type than it computes in";
  for (int i = 0; i < k.instructions; ++i) {
    const instruction& made = p.instructions[k.first_instruction + i];
    if (made.phase < 0 || made.phase >= k.phases) return "an instruction in no phase";
    for (const operand& x : made.in) {
      if (x.source == operand::from::local && (x.index < 0 || x.index >= i))
        return "an instruction that reads a later one";
      const bool reads = x.source == operand::from::load || x.source == operand::from::position;
      if (reads && (x.index < 0 || x.index >= k.accesses)) return "an operand that is no access";
    }
  }
  for (int s = 0; s < k.stores; ++s) {
    const store& st = p.stores[k.first_store + s];
    if (st.access < 0 || st.access >= k.accesses) return "a store to no access";
    if (st.what.source == operand::from::local && st.what.index >= k.instructions)
      return "a store of no instruction";
  }
  return {};
}

}  // namespace detail

/// What is wrong with a plan; empty if nothing is. `place` gives such plans.
///
/// Checks    kernels read what stands before; accesses stay in their buffers; a launch runs while its buffers live;
///           buffers of a space that live at the same time do not overlap, and begin at multiples of `alignment`
constexpr std::string_view verify_plan(const plan_view& p, const space_sizes& bytes,
                                       std::int64_t alignment = host.alignment) {
  for (const kernel& k : p.kernels)
    if (const std::string_view wrong = detail::verify_kernel(p, k); !wrong.empty()) return wrong;
  for (int now = 0; now < p.launches.size(); ++now) {
    const launch& l = p.launches[now];
    if (l.region >= p.regions.size()) return "a launch in no region";
    if (l.kernel < 0 || l.kernel >= p.kernels.size()) return "a launch of no kernel";
    const kernel& k = p.kernels[l.kernel];
    if (l.first_binding < 0 || l.first_binding + k.bindings > p.bindings.size())
      return "a launch without bindings";
    for (int b = 0; b < k.bindings; ++b) {
      const int at = p.bindings[l.first_binding + b];
      if (at < 0 || at >= p.buffers.size()) return "a binding to no buffer";
      const buffer& bound = p.buffers[at];
      if (bound.leaf < 0 && (now < bound.born || now > bound.dies))
        return "a launch that uses a dead buffer";
    }
    for (int i = 0; i < k.accesses; ++i) {
      const access& a = p.accesses[k.first_access + i];
      if (a.buffer < 0) continue;
      if (a.buffer >= k.bindings) return "an access to no binding";
      const buffer& b = p.buffers[p.bindings[l.first_binding + a.buffer]];
      if (b.type != a.type) return "an access of another element type";
      if (!detail::stays_inside(p, l, i)) return "an access that leaves its buffer";
    }
  }
  for (int i = 0; i < p.buffers.size(); ++i) {
    const buffer& b = p.buffers[i];
    if (b.leaf < 0 && b.born < 0) continue;  // nobody uses it
    if (b.offset % alignment != 0)
      return "a buffer that does not begin at a multiple of the alignment";
    if (b.offset < 0 || b.offset + b.bytes > bytes[b.in]) return "a buffer outside its space";
    for (int j = 0; j < i; ++j) {
      const buffer& c = p.buffers[j];
      if ((c.leaf < 0 && c.born < 0) || c.in != b.in) continue;
      const bool together = b.leaf >= 0 || c.leaf >= 0 || (b.born <= c.dies && c.born <= b.dies);
      if (together && b.offset < c.offset + c.bytes && c.offset < b.offset + b.bytes)
        return "buffers that overlap while both live";
    }
  }
  return {};
}

}  // namespace tapeless::ir
