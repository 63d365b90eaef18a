// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>
#include <tapeless/ir/kernel_facts.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/ir/print_loops.hpp>

namespace tapeless::ir {

/// Adds a number with a comma before every three digits, at the right of `width` columns.
constexpr auto& print_count(auto& out, std::int64_t n, int width = 0) {
  char reversed[32]{};
  int size = 0, digits = 0;
  do {
    if (digits > 0 && digits % 3 == 0) reversed[size++] = ',';
    reversed[size++] = static_cast<char>('0' + n % 10);
    ++digits;
    n /= 10;
  } while (n > 0);
  for (int i = size; i < width; ++i) out.add(' ');
  while (size > 0) out.add(reversed[--size]);
  return out;
}

/// Adds one line per group: what runs in one loop nest.
constexpr void print_groups(auto& out, graph_view g, const grouping_view& grouped) {
  constexpr std::string_view kinds[]{"map", "fold", "contraction", "copy"};
  for (int k = 0; k < grouped.groups.size(); ++k) {
    const group& gr = grouped.groups[k];
    out.add("group ").add(k).add(": ").add(kinds[static_cast<int>(gr.kind)]).add(' ');
    if (gr.region >= 0) out.add("in region ").add(gr.region).add(' ');
    print(out, gr.kind == group_kind::contraction || gr.kind == group_kind::copy ? g[gr.root].shape
                                                                                 : gr.shape);
    if (gr.folded != 0) {
      out.add(" over");
      for (int i = 0; i < gr.shape.rank; ++i)
        if (has_axis(gr.folded, i)) out.add(' ').add(i);
      if (gr.phases > 1) out.add(" in ").add(gr.phases).add(" phases");
    }
    bool first = true;
    for (int i = 0; i < g.size(); ++i) {
      if (grouped[i].group != k || is<final_op>(g[i])) continue;
      out.add(first ? " = %" : ", %").add(i).add(' ').add(facts_of(g[i].op).name);
      if (grouped[i].stored || facts_of(g[i]).stored_operand >= 0) out.add('!');
      first = false;
    }
    out.add('\n');
  }
}

/// Adds how often a launch in regions runs: ", 10 times (from last to first)".
constexpr void print_repetition(auto& out, const plan_view& p, const launch& l) {
  if (l.region < 0) return;
  print_count(out.add(", "), iterations_of(p, l)).add(" times");
  if (p.regions[l.region].reverse) out.add(" (from last to first)");
}

/// Adds what is bound, and at which element it begins, if that is not said already.
constexpr void print_bound(auto& out, graph_view g, const plan_view& p, int binding, bool begin) {
  const buffer& b = p.buffers[p.bindings[binding]];
  print_buffer_name(out, g, b);
  if (begin)
    out.add(" from ").add(static_cast<int>(start_of_binding(p, binding) / bytes_of(b.type)));
}

/// Adds every launch: its kernel, what a run costs, and its loops, if no launch before has the same.
constexpr void print_launches(auto& out, graph_view g, const plan_view& p) {
  list<int> first_launch(p.kernels.size(), -1);
  for (int i = 0; i < p.launches.size(); ++i) {
    const launch& l = p.launches[i];
    const kernel_facts facts(p, p.kernels[l.kernel]);
    out.add("launch ").add(i).add(" of group ").add(l.group);
    print_repetition(out, p, l);
    int& before = first_launch[l.kernel];
    if (before < 0) {
      before = i;
      print_count(out.add(", kernel ").add(l.kernel).add(": "), facts.flops());
      print_count(out.add(" flop, "), facts.bytes()).add(" bytes\n");
      print_loops(out, g, p, l, 1);
    } else {
      out.add(", kernel ").add(l.kernel).add(" as in launch ").add(before).add(", with");
      bool first = true;
      for (int b = 0; b < p.kernels[l.kernel].bindings; ++b) {
        const int here = l.first_binding + b, there = p.launches[before].first_binding + b;
        const int mine = p.bindings[here], other = p.bindings[there];
        const bool elsewhere = start_of_binding(p, here) != start_of_binding(p, there);
        if ((mine == other && !elsewhere) || (p.buffers[mine].leaf < 0 && p.buffers[mine].node < 0))
          continue;
        print_bound(out.add(first ? " " : ", "), g, p, here, elsewhere);
        print_bound(out.add(" for "), g, p, there, elsewhere);
        first = false;
      }
      out.add('\n');
    }
  }
  const plan_work all = work_of(p);
  const int launches = p.launches.size(), kernels = p.kernels.size();
  print_count(out.add("total: "), launches).add(launches == 1 ? " launch of " : " launches of ");
  print_count(out, kernels).add(kernels == 1 ? " kernel, " : " kernels, ");
  print_count(out, all.flops).add(" flop, ");
  print_count(out, all.bytes).add(" bytes read and written\n");
}

/// Adds one line per buffer, by space and address: first byte, size, the launches between which it lives, what it holds.
constexpr void print_memory(auto& out, graph_view g, const plan_view& p, const space_sizes& bytes) {
  list<int> order;
  for (int i = 0; i < p.buffers.size(); ++i)
    if (p.buffers[i].leaf >= 0 || p.buffers[i].born >= 0) order.push_back(i);
  const auto follows = [](const buffer& a, const buffer& b) {
    if (a.in != b.in) return a.in > b.in;
    return a.offset > b.offset || (a.offset == b.offset && a.born > b.born);
  };
  for (int i = 1; i < order.size(); ++i)
    for (int k = i; k > 0 && follows(p.buffers[order[k - 1]], p.buffers[order[k]]); --k) {
      const int kept = order[k];
      order[k] = order[k - 1];
      order[k - 1] = kept;
    }
  out.add("     offset       bytes  launches  holds\n");
  for (int k = 0; k < order.size(); ++k) {
    const buffer& b = p.buffers[order[k]];
    if (k == 0 || p.buffers[order[k - 1]].in != b.in)
      print_count(out.add(name_of(b.in)).add(": "), bytes[b.in]).add(" bytes\n");
    print_count(out, b.offset, 11);
    print_count(out.add(' '), b.bytes, 11).add("  ");
    if (b.leaf >= 0) {
      out.add("always    ").add(name_of(g.leaves[b.leaf].kind)).add(' ');
    } else {
      text<16> lives;
      lives.add(b.born).add('-');
      if (b.dies < p.launches.size())
        lives.add(b.dies);
      else
        lives.add("end");
      out.add(lives.view());
      for (auto n = lives.size(); n < 10; ++n) out.add(' ');
    }
    print_buffer_name(out, g, b);
    if (b.leaf >= 0 || b.node >= 0) {
      const dims& shape = b.leaf >= 0 ? g.leaves[b.leaf].shape : g[b.node].shape;
      if (shape.count() * bytes_of(b.type) == b.bytes)
        print(out.add(" : "), shape);
      else
        out.add(", for one outer index");
    }
    if (stored_element(b.type) != default_element) out.add(' ').add(name_of(b.type));
    out.add('\n');
  }
  print_count(out.add("all: "), bytes.sum()).add(" bytes, of which ");
  print_count(out, bytes[space::scratch]).add(" are free between runs\n");
}

}  // namespace tapeless::ir
