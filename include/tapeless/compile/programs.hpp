// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/compile/requirements.hpp>
#include <tapeless/core/require.hpp>
#include <tapeless/passes/schedule/share_leaves.hpp>

namespace tapeless {

template <class Leaf, class FirstShape, class OtherShape, bool Same>
struct programs_require_one_shape {
  static_assert(Same,
                "programs<P, ...>: a parameter or state that several programs have must have one "
                "shape and element type in all of them; if it is meant to be two, name the "
                "networks: named<struct tag>(f) [E140]");
};
template <class Leaf, bool Found>
struct programs_require_names_for_networks_of_one_type {
  static_assert(Found,
                "programs<P, ...>: one program has several networks of this type and another has "
                "fewer: which of them it has must be said by names: named<struct tag>(f) [E141]");
};

/// Programs that have their parameters and states in common: a generator's and a critic's step, an actor and its learner, one
/// network at several batch sizes. In which order they are listed does not matter to what they compute.
///
///     using gan = tl::programs<generator_step, critic_step, sample>;
///     tl::model<gan> model{tl::seed{7}};
///     auto step = model.instance<critic_step>();
///
/// A parameter or state is the same in two programs if it stands at the same path of the same network. Networks are known by
/// their names (`named`), or by their type if they have none.
///
/// Errors    one path, two shapes: [E140]; several networks of one type without names: [E141]
template <class... Programs>
struct programs {
 private:
  static constexpr int leaf_count = (0 + ... + Programs::final_graph::extent.leaves);
  struct layout_of_leaves {
    core::fixed<passes::leaf_layout::place, static_cast<std::size_t>(leaf_count)> places{};
    ir::space_sizes bytes{};
    passes::leaf_layout::problem wrong{};

    constexpr explicit layout_of_leaves(const passes::leaf_layout& made)
        : bytes(made.bytes), wrong(made.wrong) {
      core::copy_start(made.places, places.items, leaf_count);
    }
  };
  static constexpr core::fixed<ir::graph_view, sizeof...(Programs)> graphs{
      {Programs::final_graph::value.view()...}};
  /// The strictest that a program asks for.
  static constexpr int alignment = [] {
    int most = 1;
    ((most = Programs::machine.alignment > most ? Programs::machine.alignment : most), ...);
    return most;
  }();
  static constexpr layout_of_leaves layout{passes::share_leaves(graphs, alignment)};

  template <class Program>
  static constexpr int first_leaf = [] {
    int n = 0;
    bool found = false;
    ((found = found || std::is_same_v<Program, Programs>,
      n += found ? 0 : Programs::final_graph::extent.leaves),
     ...);
    return n;
  }();
  template <std::size_t... I>
  static constexpr bool check(std::index_sequence<I...>) {
    using kind = passes::leaf_layout::problem::kind;
    using leaf = leaf_name<layout.wrong.name[I]...>;
    if constexpr (layout.wrong.what == kind::two_shapes)
      refuse(sentence<programs_require_one_shape<leaf, shape_of_dims<layout.wrong.first>,
                                                 shape_of_dims<layout.wrong.second>, false>>{});
    else if constexpr (layout.wrong.what == kind::ambiguous_network)
      refuse(sentence<programs_require_names_for_networks_of_one_type<leaf, false>>{});
    return layout.wrong.what == kind::none;
  }

 public:
  static constexpr bool sound = check(std::make_index_sequence<layout.wrong.name.size()>{});

  template <class Program>
  static constexpr bool has = (std::is_same_v<Program, Programs> || ...);

  /// Bytes of the parameters and of the states of all programs.
  static constexpr ir::space_sizes bytes = layout.bytes;

  /// Offset of buffer b of a program in its space.
  template <class Program>
  static constexpr std::int64_t offset_of_buffer(int b) {
    const ir::buffer& x = Program::value.buffers[b];
    const bool shared = x.in == ir::space::parameters || x.in == ir::space::states;
    return shared ? layout.places[first_leaf<Program> + x.leaf].offset : x.offset;
  }
  /// True if a program is the first of the set that has its leaf l.
  template <class Program>
  static constexpr bool is_first_with(int l) {
    return layout.places[first_leaf<Program> + l].first;
  }
  /// Calls `f.template operator()<Program>()` for every program.
  template <class F>
  static constexpr void for_each(F&& f) {
    (f.template operator()<Programs>(), ...);
  }
};

/// A program by itself: everything is where its plan puts it.
template <class Program>
struct programs<Program> {
  static constexpr bool sound = true;
  template <class Other>
  static constexpr bool has = std::is_same_v<Program, Other>;
  static constexpr ir::space_sizes bytes = Program::value.bytes;
  template <class>
  static constexpr std::int64_t offset_of_buffer(int b) {
    return Program::value.buffers[b].offset;
  }
  template <class>
  static constexpr bool is_first_with(int) {
    return true;
  }
  template <class F>
  static constexpr void for_each(F&& f) {
    f.template operator()<Program>();
  }
};

}  // namespace tapeless
