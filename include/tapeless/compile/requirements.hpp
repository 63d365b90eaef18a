// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/ir/graph.hpp>

namespace tapeless {

/// The name of a leaf as evidence in an error message, letter by letter: `leaf_name<'w', '1'>`. Never instantiated.
template <char... Letters>
struct leaf_name;

template <class Name, class FirstShape, class SecondShape, bool Same>
struct leaf_requires_one_shape {
  static_assert(Same,
                "parameter<tag, shape>: one tag in one scope must have one shape everywhere: give "
                "the other a tag of its own [E024]");
};

template <class Name, class Shape, bool MadeOf>
struct gradient_requires_y_to_be_made_of_x {
  static_assert(MadeOf, "gradient(y, x): y must be made of x: x does not occur in y [E023]");
};

template <class Shape, bool MoreThanOne>
struct training_requires_more_than_one_value_per_channel {
  static_assert(MoreThanOne,
                "x >> batch_norm, instance_norm: training needs more than one value per channel "
                "[E080]");
};

namespace detail {
template <class Stage, class Indices>
struct concerned_leaf;
template <class Stage, std::size_t... I>
struct concerned_leaf<Stage, std::index_sequence<I...>> {
  using name = leaf_name<Stage::value.problem.name[I]...>;
};
}  // namespace detail

/// Says in one sentence what a traced or differentiated graph could not do; false if it could not.
template <class Stage>
constexpr bool stage_is_sound() {
  constexpr graph_problem p = Stage::value.problem;
  using name =
      typename detail::concerned_leaf<Stage, std::make_index_sequence<p.name.size()>>::name;
  if constexpr (p.what == graph_problem::kind::two_shapes_for_one_leaf)
    refuse(sentence<leaf_requires_one_shape<name, shape_of_dims<p.first>, shape_of_dims<p.second>,
                                            false>>{});
  else if constexpr (p.what == graph_problem::kind::gradient_of_something_else)
    refuse(sentence<gradient_requires_y_to_be_made_of_x<name, shape_of_dims<p.first>, false>>{});
  else if constexpr (p.what == graph_problem::kind::statistics_of_one_value)
    refuse(sentence<
           training_requires_more_than_one_value_per_channel<shape_of_dims<p.first>, false>>{});
  return p.what == graph_problem::kind::none;
}

}  // namespace tapeless
