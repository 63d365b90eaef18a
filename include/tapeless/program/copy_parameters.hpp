// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/compile/counterparts.hpp>
#include <tapeless/program/program_view.hpp>

namespace tapeless {

namespace detail {
/// Places of the leaves that two programs have in common.
template <class From, class To>
struct common_leaves {
  struct piece {
    int from, to;  ///< leaves
    std::int64_t bytes;
    element type;
  };
  static constexpr auto pieces = [] {
    constexpr const auto& twins = counterparts<From, To>::value;
    core::fixed<piece, static_cast<std::size_t>(twins.size())> out{};
    for (int l = 0; l < twins.size(); ++l) {
      if (twins[l] < 0) continue;
      const auto& b = To::value.buffers[l];
      out[l] = {twins[l], l, b.bytes, stored_element(To::final_graph::value.leaves[l].type)};
    }
    return out;
  }();
  static constexpr bool has_type(element type) {
    for (const piece& p : pieces)
      if (p.type == type) return true;
    return false;
  }
};

template <element Type>
void move_towards(std::byte* to, const std::byte* from, std::int64_t bytes, double share) {
  using stored = storage_of<Type>;
  using number = storage_of<computes_in(Type)>;
  stored* x = reinterpret_cast<stored*>(to);
  const stored* goal = reinterpret_cast<const stored*>(from);
  const auto part = static_cast<number>(share);
  for (std::int64_t i = 0; i < bytes / bytes_of(Type); ++i)
    if constexpr (is_integer(Type)) {
      x[i] = goal[i];
    } else {
      const auto old = static_cast<number>(x[i]);
      x[i] = static_cast<stored>(old + part * (static_cast<number>(goal[i]) - old));
    }
}
}  // namespace detail

/// Gives a program the parameters and states of another, where paths and shapes are the same: what a trainer has learnt to a
/// program that applies it, streams it, or runs another number of rows. What streaming layers remember is not copied.
///
///     copy_parameters(trainer.step_view(), step.view());
///
/// Returns   how many parameters and states of `to` have none in `from` (known while compiling): 0 if all were copied
template <class From, class FromSet, class To, class ToSet>
int copy_parameters(program_view<From, FromSet> from, program_view<To, ToSet> to) {
  for (const auto& p : detail::common_leaves<From, To>::pieces) {
    std::byte* const x = to.memory_of_leaf(p.to);
    const std::byte* const theirs = from.memory_of_leaf(p.from);
    for (std::int64_t i = 0; i < p.bytes; ++i) x[i] = theirs[i];
  }
  return counterparts<From, To>::missing;
}

/// Moves the parameters and states of a program towards those of another: x ← x + share · (theirs − x). A target network
/// that follows the one that learns (Polyak averaging):
///
///     blend_parameters(trainer.step_view(), target.view(), 0.005);
///
/// Domain    share in [0, 1]; states of integers are copied
/// Returns   as copy_parameters
template <class From, class FromSet, class To, class ToSet>
int blend_parameters(program_view<From, FromSet> from, program_view<To, ToSet> to, double share) {
  for (const auto& p : detail::common_leaves<From, To>::pieces) {
    std::byte* const x = to.memory_of_leaf(p.to);
    const std::byte* const theirs = from.memory_of_leaf(p.from);
    core::unroll<element_count>([&](auto e) {
      constexpr auto type = static_cast<element>(int{e});
      if constexpr (detail::common_leaves<From, To>::has_type(type))
        if (p.type == type) detail::move_towards<type>(x, theirs, p.bytes, share);
    });
  }
  return counterparts<From, To>::missing;
}

}  // namespace tapeless
