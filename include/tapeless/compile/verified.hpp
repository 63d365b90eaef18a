// SPDX-License-Identifier: BSL-1.0
/// \file
/// The switch that verifies the graph of every stage and the plan while compiling: the macro TAPELESS_VERIFY (config.hpp).
#pragma once

#include <tapeless/config.hpp>
#include <tapeless/ir/graph.hpp>

#ifdef TAPELESS_VERIFY
#include <cstddef>
#include <string_view>

#include <tapeless/core/require.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/ir/verify_plan.hpp>
#endif

namespace tapeless::detail {

#ifdef TAPELESS_VERIFY

/// A sentence of a verifier, as a compiler can print it.
template <std::size_t Size>
struct defect {
  char words[Size + 1]{};
  constexpr explicit defect(std::string_view wrong) {
    for (std::size_t i = 0; i < Size; ++i) words[i] = wrong[i];
  }
};

/// `Pass` made the graph.
template <class Pass, auto Defect>
struct pass_requires_its_graph_to_be_sound {
  static_assert(sizeof(Defect.words) == 1,
                "verify_graph(graph): a pass must make a sound graph; the arguments of this type "
                "name the pass, and what is wrong");
};
template <class Program, auto Defect>
struct program_requires_its_plan_to_be_sound {
  static_assert(sizeof(Defect.words) == 1,
                "verify_plan(plan): schedule and place must make a sound plan; an argument of this "
                "type says what is wrong");
};

/// Defect of the graph of a stage: a constant of its own, so that it has a budget of its own.
template <class Stage>
struct verified_stage {
  static constexpr std::string_view wrong = ir::verify_graph(Stage::value);
};

/// True if a pass was given a sound graph.
template <class Make>
constexpr bool takes_sound_graph() {
  if constexpr (requires { typename Make::before; })
    return verified_stage<typename Make::before>::wrong.empty();
  else
    return true;
}
template <class Make>
struct named_pass {
  using type = Make;
};
template <class Make>
requires requires { typename Make::pass; }
struct named_pass<Make> {
  using type = typename Make::pass;
};

/// Says what is wrong with the graph of a stage, unless the stage before gave it that way.
template <class Stage>
constexpr void verify_stage() {
  using make = typename Stage::made_by;
  if constexpr (takes_sound_graph<make>()) {
    constexpr std::string_view wrong = verified_stage<Stage>::wrong;
    refuse(sentence<pass_requires_its_graph_to_be_sound<typename named_pass<make>::type,
                                                        defect<wrong.size()>(wrong)>>{});
  }
}

/// Plans of more launches exceed what clang computes in one constant; explain verifies these.
inline constexpr int most_verified_launches = 200;

template <class Program>
struct verified_plan {
  static constexpr auto plan =
      ir::start_of<Program::draft.extent>(Program::draft.kept, Program::draft.kept);
  static constexpr std::string_view wrong =
      ir::verify_plan(plan.view(), plan.bytes, Program::machine.alignment);
};

#endif

/// The graph of a stage, for the next.
template <class Stage>
constexpr ir::graph_view verified_graph() {
#ifdef TAPELESS_VERIFY
  verify_stage<Stage>();
#endif
  return Stage::value;
}

/// Verifies the plan of a program whose graph is sound.
template <class Program>
constexpr void verify_program() {
#ifdef TAPELESS_VERIFY
  if constexpr (Program::draft.extent.launches <= most_verified_launches &&
                verified_stage<typename Program::final_graph>::wrong.empty()) {
    constexpr std::string_view wrong = verified_plan<Program>::wrong;
    refuse(sentence<program_requires_its_plan_to_be_sound<Program, defect<wrong.size()>(wrong)>>{});
  }
#endif
}

}  // namespace tapeless::detail
