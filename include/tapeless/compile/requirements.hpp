// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include <tapeless/core/require.hpp>
#include <tapeless/ir/graph.hpp>

namespace tapeless {

/// The name of a leaf as evidence in an error message.
template <std::size_t N>
struct leaf_name {
  char text[N + 1] = {};
  constexpr explicit leaf_name(std::string_view s) {
    for (std::size_t i = 0; i < N; ++i) text[i] = s[i];
  }
};

template <auto Name, class FirstShape, class SecondShape, bool Same>
struct leaf_requires_one_shape {
  static constexpr bool holds = Same;
  static_assert(holds,
                "parameter<tag, shape>: one tag in one scope must have one shape everywhere: give the other a tag of its own [E024]");
};

template <auto Name, class Shape, bool MadeOf>
struct gradient_requires_y_to_be_made_of_x {
  static constexpr bool holds = MadeOf;
  static_assert(holds, "gradient(y, x): y must be made of x: x does not occur in y [E023]");
};

/// Says in one sentence what a traced or differentiated graph could not do.
template <class Stage>
constexpr bool stage_is_sound() {
  constexpr graph_problem p = Stage::value.problem;
  if constexpr (p.what == graph_problem::kind::two_shapes_for_one_leaf)
    return require<leaf_requires_one_shape<leaf_name<p.name.size()>(p.name), shape_of_dims<p.first>,
                                           shape_of_dims<p.second>, false>>;
  else if constexpr (p.what == graph_problem::kind::gradient_of_something_else)
    return require<gradient_requires_y_to_be_made_of_x<leaf_name<p.name.size()>(p.name), shape_of_dims<p.first>, false>>;
  else
    return true;
}

}  // namespace tapeless
