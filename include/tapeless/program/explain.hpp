// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdio>
#include <string_view>

#include <tapeless/compile/explain.hpp>
#include <tapeless/expr/expression.hpp>

namespace tapeless {

/// Prints what the compiler made of a program: `explain<decltype(trainer)::step>()`.
template <class Pipeline>
void explain(std::FILE* to = stdout, const explain_options& parts = {}) {
  explain(
      explanation_of<Pipeline>(),
      [to](std::string_view piece) { std::fwrite(piece.data(), 1, piece.size(), to); }, parts);
}

/// The same for a program, or for the training step of a trainer: `explain(trainer, {.memory = false})`.
template <class Program>
requires requires { typename Program::pipeline_type; } || requires { typename Program::step; }
void explain(const Program&, const explain_options& parts = {}, std::FILE* to = stdout) {
  if constexpr (requires { typename Program::pipeline_type; })
    explain<typename Program::pipeline_type>(to, parts);
  else
    explain<typename Program::step>(to, parts);
}

/// The same for expressions: `explain(energy, gradient(energy, w))`.
template <expression... Outputs>
requires(sizeof...(Outputs) > 0)
void explain(Outputs...) {
  explain<pipeline<traced<true, Outputs...>>>();
}

}  // namespace tapeless
