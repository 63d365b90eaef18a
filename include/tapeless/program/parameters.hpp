// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string_view>
#include <type_traits>

#include <tapeless/core/text.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/program/program_view.hpp>

namespace tapeless {

namespace detail {
/// f is asked to take the types alone that leaves of this kind have: integers may be nothing but labels.
template <leaf_kind Kind, class Pipeline, class Set, class F>
void for_each_of(program_view<Pipeline, Set> program, F&& f) {
  program.for_each_leaf([&]<class T>(const ir::leaf& l, std::span<T> elements) {
    using stored = std::remove_const_t<T>;
    constexpr auto is_meant = [](const ir::leaf& other) {
      return other.kind == Kind && other.owner < 0 &&
             program_view<Pipeline, Set>::is_constant(other) == std::is_const_v<T> &&
             stored_element(other.type) == element_of<stored>;
    };
    constexpr bool any = [=] {
      for (const ir::leaf& other : program_view<Pipeline, Set>::graph().leaves)
        if (is_meant(other)) return true;
      return false;
    }();
    if constexpr (any) {
      if (!is_meant(l)) return;
      core::text<256> path;
      ir::print_path(path, program_view<Pipeline, Set>::graph(), l);
      f(path.view(), l.shape, elements);
    }
  });
}
}  // namespace detail

/// Calls f for every parameter of a program, in the order of the network: its path, its shape, its elements, row-major, to
/// read and to write.
///
///     for_each_parameter(trainer.step_view(), [](std::string_view path, const dims& shape, auto elements) { … });
///
/// Elements  std::span of the parameter's element type: float, double, bfloat16, …
/// Source    torch.nn.Module.named_parameters
template <class Pipeline, class Set, class F>
void for_each_parameter(program_view<Pipeline, Set> program, F&& f) {
  detail::for_each_of<leaf_kind::parameter>(program, f);
}
/// The same for the states of a network (running statistics, what streaming layers remember), but not an optimiser's.
///
/// Source    torch.nn.Module.named_buffers
template <class Pipeline, class Set, class F>
void for_each_state(program_view<Pipeline, Set> program, F&& f) {
  detail::for_each_of<leaf_kind::state>(program, f);
}

/// The elements of the parameter at a path, row-major: `parameter_at(trainer.step_view(), "encoder.0.weight")`.
///
/// Returns   none where there is no such parameter, or not one of this type; the last of several with one path
/// Cost      compares the paths of all parameters
/// Source    torch.nn.Module.get_parameter
template <class Real = float, class Pipeline, class Set>
auto parameter_at(program_view<Pipeline, Set> program, std::string_view path) {
  std::span<std::conditional_t<std::is_const_v<Set>, const Real, Real>> found;
  for_each_parameter(program, [&](std::string_view at, const dims&, auto elements) {
    if constexpr (std::is_same_v<typename decltype(elements)::value_type, Real>)
      if (at == path) found = elements;
  });
  return found;
}

}  // namespace tapeless
