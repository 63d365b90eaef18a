// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/core/text.hpp>
#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/print.hpp>

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

/// As evidence: a layer by its path, and an op by its name, letter by letter.
template <char... Letters>
struct layer_at;
template <char... Letters>
struct op_named;
/// `Frames`: how many frames it looks ahead, 0 if the reason is another.
template <class Layer, class Op, ir::streaming_obstacle Reason, int Frames, bool Streams>
struct streaming_requires_frames_of_the_past {
  static_assert(Streams,
                "streaming(f): every layer must make a frame of this frame and earlier ones, one "
                "by one: pad convolutions and windows with causal, attend with a causal mask, run "
                "recurrent layers in one direction only [E078]");
};

namespace detail {
/// The path of the layer concerned, without a dot behind it.
template <class Stage>
struct concerned_path {
  static constexpr core::text<128> value = [] {
    core::text<128> out;
    ir::print_scope(out, Stage::value, Stage::value.problem.scope);
    return out;
  }();
  static constexpr std::size_t size = value.size() > 0 ? value.size() - 1 : 0;
};
template <class Stage, class Letters, class OpLetters>
struct streaming_sentence;
template <class Stage, std::size_t... I, std::size_t... K>
struct streaming_sentence<Stage, std::index_sequence<I...>, std::index_sequence<K...>> {
  static constexpr ir::graph_problem p = Stage::value.problem;
  using type =
      streaming_requires_frames_of_the_past<layer_at<concerned_path<Stage>::value.view()[I]...>,
                                            op_named<p.name[K]...>, p.obstacle, p.number, false>;
};

template <class Stage, class Indices>
struct concerned_leaf;
template <class Stage, std::size_t... I>
struct concerned_leaf<Stage, std::index_sequence<I...>> {
  using name = leaf_name<Stage::value.problem.name[I]...>;
};

/// Says in one sentence what a traced or differentiated graph could not do; false if it could not.
template <class Stage>
constexpr bool stage_is_sound() {
  constexpr ir::graph_problem p = Stage::value.problem;
  using name = typename concerned_leaf<Stage, std::make_index_sequence<p.name.size()>>::name;
  if constexpr (p.what == ir::graph_problem::kind::two_shapes_for_one_leaf)
    refuse(sentence<leaf_requires_one_shape<name, shape_of_dims<p.first>, shape_of_dims<p.second>,
                                            false>>{});
  else if constexpr (p.what == ir::graph_problem::kind::gradient_of_something_else)
    refuse(sentence<gradient_requires_y_to_be_made_of_x<name, shape_of_dims<p.first>, false>>{});
  else if constexpr (p.what == ir::graph_problem::kind::statistics_of_one_value)
    refuse(sentence<
           training_requires_more_than_one_value_per_channel<shape_of_dims<p.first>, false>>{});
  else if constexpr (p.what == ir::graph_problem::kind::no_streaming_form)
    refuse(sentence<
           typename streaming_sentence<Stage, std::make_index_sequence<concerned_path<Stage>::size>,
                                       std::make_index_sequence<p.name.size()>>::type>{});
  return p.what == ir::graph_problem::kind::none;
}
}  // namespace detail

}  // namespace tapeless
