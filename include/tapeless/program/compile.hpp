// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/expr/expression.hpp>
#include <tapeless/expr/refused_arguments.hpp>
#include <tapeless/program/heap_memory.hpp>
#include <tapeless/program/program.hpp>

namespace tapeless {

template <std::size_t Given>
struct compile_requires_expressions {
  static_assert(Given > 0, "compile(y, ...): there must be at least one expression [E105]");
};

/// The stages of a program that computes these expressions.
template <class... Outputs>
struct compiled : pipeline<traced<true, Outputs...>> {};
template <class... Outputs>
struct compiled_for_inference : pipeline<traced<false, Outputs...>> {};

/// Expressions as one program, on memory of its own.
///
///     auto f = tl::compile(energy, tl::gradient(energy, w1));
///     std::ranges::copy(numbers, f[x].begin());   // leaves are spans
///     f.run();
///     f.result<0>(), f.result<1>();               // so are results, in the order of the expressions
///
/// Parameters have their first values (from seed 0; `f.reset(seed)` draws others). Layers are as in training: dropout
/// drops, batch_norm takes the batch's statistics.
template <expression... Outputs>
requires(sizeof...(Outputs) > 0)
[[nodiscard]] auto compile(Outputs...) {
  return program<compiled<Outputs...>, heap_memory>();
}

/// The same with layers as in inference (PyTorch: model.eval()).
template <expression... Outputs>
requires(sizeof...(Outputs) > 0)
[[nodiscard]] auto compile_for_inference(Outputs...) {
  return program<compiled_for_inference<Outputs...>, heap_memory>();
}

/// Of nothing, or of what is no expression.
template <class... Given>
[[nodiscard]] auto compile(Given... given) {
  if constexpr (sizeof...(Given) == 0)
    refuse(sentence<compile_requires_expressions<sizeof...(Given)>>{});
  else
    detail::refused_operands(given...);
  return program<compiled<stand_in<shape<>>>, heap_memory>();
}
template <class... Given>
[[nodiscard]] auto compile_for_inference(Given... given) {
  return compile<Given...>(given...);
}

}  // namespace tapeless
