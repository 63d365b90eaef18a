// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/compile/graph_stage.hpp>

namespace tapeless::detail {

// The words of the list of passes (compile/pipeline.hpp). A pass is a type: `on<Before>` is the stage behind stage Before.

template <class Before, class... Passes>
struct stage_then {
  using type = Before;
};
template <class Before, class First, class... Rest>
struct stage_then<Before, First, Rest...>
    : stage_then<typename First::template on<Before>, Rest...> {};

/// The stage behind another, with some passes in between.
template <class Before, class... Passes>
using then = typename stage_then<Before, Passes...>::type;

/// Some passes where a condition holds for the graph before, else none.
template <class Condition, class... Passes>
struct when {
  template <class Before, bool Holds>
  struct stage {
    using type = Before;
  };
  template <class Before>
  struct stage<Before, true> : stage_then<Before, Passes...> {};
  template <class Before>
  using on = typename stage<Before, Condition::template holds<Before>>::type;
};

/// Holds for a graph with one of these ops.
template <class... Op>
struct has {
  template <class Stage>
  static constexpr bool holds = [] {
    for (const ir::node& n : Stage::value.nodes)
      if ((ir::is<Op>(n) || ...)) return true;
    return false;
  }();
};

/// Holds for a graph with loops.
struct has_regions {
  template <class Stage>
  static constexpr bool holds = Stage::extent.regions > 0;
};

/// Holds for all graphs if `Traced` asks for an optimiser's updates.
template <class Traced>
struct asks_for_updates {
  template <class>
  static constexpr bool holds = requires { typename Traced::rule; };
};

}  // namespace tapeless::detail
