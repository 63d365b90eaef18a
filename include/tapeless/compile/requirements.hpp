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
// What keeps a layer from running frame by frame: a sentence for each ir::streaming_obstacle.

template <class Layer, class Op, int FramesAhead>
struct streaming_requires_no_later_frames {
  static_assert(FramesAhead == 0,
                "streaming(f): a layer must not look ahead: make its convolutions and windows "
                "causal [E078]");
};
template <class Layer, class Op, bool Keeps>
struct streaming_requires_as_many_frames {
  static_assert(Keeps,
                "streaming(f): a layer must return one frame for each frame it gets: its stride "
                "along time must be 1 [E138]");
};
template <class Layer, class Op, bool OneByOne>
struct streaming_requires_frames_one_by_one {
  static_assert(OneByOne,
                "streaming(f): a layer must not need all frames at once, as last_step, "
                "bidirectional, global pooling, flatten and attention without a causal mask do: "
                "apply it outside of streaming [E139]");
};
template <class Layer, class Op, bool Independent>
struct streaming_requires_no_positions {
  static_assert(Independent,
                "streaming(f): a layer must not depend on the position of a frame in the "
                "sequence, as sinusoidal and learned_positions do [E145]");
};
template <class Op, bool Independent>
struct streaming_requires_no_length {
  static_assert(Independent,
                "streaming(f): a layer must not depend on the length of the sequence, as cumsum, "
                "cumprod and means over time do [E146]");
};
template <class Layer, class Op, bool Outside>
struct streaming_requires_memory_outside_of_loops {
  static_assert(Outside,
                "streaming(f): a layer inside of vmap or another loop must not need earlier "
                "frames [E147]");
};
template <class Layer, class Op, bool Known>
struct streaming_requires_a_rule {
  static_assert(Known, "streaming(f): an op must have a rule for running frame by frame [E148]");
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
/// The sentence about a graph that cannot run frame by frame.
template <class Stage, std::size_t... I, std::size_t... K>
constexpr auto streaming_sentence(std::index_sequence<I...>, std::index_sequence<K...>) {
  using enum ir::streaming_obstacle;
  constexpr ir::graph_problem p = Stage::value.problem;
  using layer = layer_at<concerned_path<Stage>::value.view()[I]...>;
  using op = op_named<p.name[K]...>;
  if constexpr (p.obstacle == looks_ahead)
    return sentence<streaming_requires_no_later_frames<layer, op, p.number>>{};
  else if constexpr (p.obstacle == skips_frames)
    return sentence<streaming_requires_as_many_frames<layer, op, false>>{};
  else if constexpr (p.obstacle == takes_all_frames)
    return sentence<streaming_requires_frames_one_by_one<layer, op, false>>{};
  else if constexpr (p.obstacle == knows_positions)
    return sentence<streaming_requires_no_positions<layer, op, false>>{};
  else if constexpr (p.obstacle == knows_length)
    return sentence<streaming_requires_no_length<op, false>>{};
  else if constexpr (p.obstacle == remembers_in_a_loop)
    return sentence<streaming_requires_memory_outside_of_loops<layer, op, false>>{};
  else
    return sentence<streaming_requires_a_rule<layer, op, false>>{};
}

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
    refuse(streaming_sentence<Stage>(std::make_index_sequence<concerned_path<Stage>::size>{},
                                     std::make_index_sequence<p.name.size()>{}));
  return p.what == ir::graph_problem::kind::none;
}
}  // namespace detail

}  // namespace tapeless
