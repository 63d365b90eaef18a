// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tuple>
#include <type_traits>

#include <tapeless/expr/scan.hpp>

namespace tapeless {

namespace detail {
/// Applies `use` to the sequences and the common values among arguments.
template <bool... Mapped, class Use, class... X>
constexpr auto parted(Use use, X...) {
  return []<class... Over, class... Common>(Use f, std::tuple<Over...>, std::tuple<Common...>) {
    return f(sequences<Over...>{}, common_values<Common...>{});
  }(use, decltype(std::tuple_cat(std::conditional_t<Mapped, std::tuple<X>, std::tuple<>>{}...)){},
         decltype(std::tuple_cat(std::conditional_t<Mapped, std::tuple<>, std::tuple<X>>{}...)){});
}
}  // namespace detail

/// f over a new leading axis of its arguments: `vmap(f)(x)` is f(x[0]), f(x[1]), …, joined along a new first axis. It nests,
/// and composes with gradients: `vmap` of a function that returns a gradient gives one gradient per sample.
///
///     vmap(f)(x, y)                 over both
///     vmap<true, false>(f)(x, w)    over x; w is the same for all (in_axes=(0, None))
///
/// Arguments that are the same for all stand last. What f names itself (parameters) is its own, and the same for all.
///
/// Shapes    mapped arguments: [n, …]   →  [n, shape of f's result]
/// Errors    as scan: [E070], [E073], [E074]
/// Cost      no loop where the ops allow: they get the axis (passes/rewrite/vectorise.hpp)
/// Source    jax.vmap, torch.vmap
template <class F, bool... Mapped>
struct vmap_layer : layer<vmap_layer<F, Mapped...>> {
  static constexpr bool passes_scope = true;
  template <expression... X>
  static constexpr auto body(X... x) {
    const auto run = [](auto mapped, auto unmapped) {
      return outputs<0>(detail::scanned<F, false>(initial_values<>{}, mapped, unmapped));
    };
    if constexpr (sizeof...(Mapped) == 0)
      return detail::parted<(sizeof(X) > 0)...>(run, x...);
    else
      return detail::parted<Mapped...>(run, x...);
  }
};
template <bool... Mapped, class F>
constexpr vmap_layer<F, Mapped...> vmap(F) {
  return {};
}

}  // namespace tapeless
