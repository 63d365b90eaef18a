// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/core/text_writer.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/ir/print_plan.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/ir/verify_plan.hpp>

namespace tapeless {

/// Parts of an explanation to write, in the order in which data passes through the stages.
struct explain_options {
  bool traced = true;          ///< the expressions as a graph; gradients are questions
  bool streamed = true;        ///< with streaming layers: the step in place of the sequence
  bool differentiated = true;  ///< the questions answered
  bool simplified = true;      ///< by the rules of passes/rewrite/rules.hpp
  /// equal values merged, unused ones dropped, in the order of use; an optimiser's rule for each parameter
  bool final_graph = true;
  bool groups = true;  ///< nodes that run in one loop nest
  bool loops = true;   ///< every launch as the loops it runs, and what a run costs
  bool memory = true;  ///< places and lives of all buffers
};

/// All stages of a program as plain data.
struct explanation {
  ir::graph_view traced, differentiated, simplified, final_graph;
  ir::graph_view streamed{};  ///< empty without streaming layers
  ir::grouping_view groups;
  ir::plan_view plan;
  ir::space_sizes bytes{};
  std::int64_t alignment = ir::host.alignment;  ///< of buffers
};

template <class Pipeline>
constexpr explanation explanation_of() {
  ir::graph_view streamed{};
  if constexpr (!std::is_same_v<typename Pipeline::streamed, typename Pipeline::traced_stage>)
    streamed = Pipeline::streamed::value;
  return {.traced = Pipeline::traced_stage::value,
          .differentiated = Pipeline::differentiated::value,
          .simplified = Pipeline::simplified::value,
          .final_graph = Pipeline::final_graph::value,
          .streamed = streamed,
          .groups = Pipeline::groups,
          .plan = Pipeline::value.view(),
          .bytes = Pipeline::value.bytes,
          .alignment = Pipeline::machine.alignment};
}

/// Writes an explanation to `sink`, a callable that takes pieces of text.
///
///     explain(explanation_of<step>(), [](std::string_view piece) { … });
///
/// Errors    a graph or plan that breaks its promises is a defect of the library; the broken one stands in a line "wrong"
/// Cost      while compiling: nothing but what the program costs anyway. Running takes milliseconds.
template <class Sink>
void explain(const explanation& e, Sink&& sink, const explain_options& parts = {}) {
  core::text_writer out(sink);
  int stage = 0;
  const auto title = [&](bool wanted, std::string_view name, std::string_view what) {
    ++stage;
    if (wanted) out.add("# ").add(stage).add(". ").add(name).add(": ").add(what);
    return wanted;
  };
  const auto complain = [&](std::string_view wrong) {
    if (!wrong.empty()) out.add("wrong: ").add(wrong).add('\n');
  };
  const auto print_stage = [&](bool wanted, std::string_view name, std::string_view what,
                               ir::graph_view g) {
    if (!title(wanted, name, what)) return;
    out.add(", ").add(g.size()).add(" nodes\n");
    ir::print_graph(out, g);
    complain(ir::verify_graph(g));
    out.add('\n');
  };
  print_stage(parts.traced, "traced", "the expressions as a graph", e.traced);
  if (e.streamed.size() > 0)
    print_stage(parts.streamed, "streamed", "a step on some frames, with states for those past",
                e.streamed);
  print_stage(parts.differentiated, "differentiated", "gradients derived", e.differentiated);
  print_stage(parts.simplified, "simplified", "by algebra", e.simplified);
  print_stage(parts.final_graph, "final",
              "equal values merged, unused ones dropped, parameters updated", e.final_graph);
  if (title(parts.groups, "groups", "what runs in one loop nest; ! goes to memory\n")) {
    ir::print_groups(out, e.final_graph, e.groups);
    out.add('\n');
  }
  if (title(parts.loops, "loops", "what the kernels run\n")) {
    ir::print_launches(out, e.final_graph, e.plan);
    complain(ir::verify_plan(e.plan, e.bytes, e.alignment));
    out.add('\n');
  }
  if (title(parts.memory, "memory", "spaces, and where in them\n"))
    ir::print_memory(out, e.final_graph, e.plan, e.bytes);
}

}  // namespace tapeless
