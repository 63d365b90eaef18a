// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include <tapeless/compile/programs.hpp>
#include <tapeless/core/splitmix.hpp>
#include <tapeless/kernels/execute.hpp>
#include <tapeless/program/find_leaf.hpp>
#include <tapeless/program/initialise.hpp>
#include <tapeless/program/program_facts.hpp>

namespace tapeless {

template <int Index, int Results>
struct result_requires_an_index_below_their_number {
  static_assert(Index >= 0 && Index < Results,
                "program.result<I>(): I must be less than the number of compiled expressions, for "
                "one result<0>() [E104]");
};
template <class Program, bool OnlyReads>
struct constant_model_requires_a_program_that_only_reads {
  static_assert(OnlyReads,
                "instance<P>: P assigns to parameters or states, so its model must not be const: "
                "compile an inference program for a constant one [E142]");
};
template <class Program, bool Member>
struct model_requires_a_program_of_its_set {
  static_assert(Member,
                "model.instance<P>(): P must be one of the programs that the model was made for: "
                "programs<P, ...> [E143]");
};

namespace detail {

/// An element as a caller may see it: read-only in a space that may not be written.
template <class T, bool Constant>
using seen = std::conditional_t<Constant, const T, T>;

}  // namespace detail

/// A compiled graph on memory that somebody else owns.
///
/// Reading and writing leaves is by their expressions: `p[x]` are the elements of the input x. All offsets are constants.
/// Nothing allocates. `Set` has the programs with which it shares parameters and states; `const programs<…>` if these may
/// only be read.
///
/// Errors    a program that assigns to parameters or states of a constant set: [E142]
template <class Pipeline, class Set = programs<Pipeline>>
class program_view : public program_facts<Pipeline> {
  using facts = program_facts<Pipeline>;
  using members = std::remove_const_t<Set>;

 public:
  /// True if a leaf may only be read.
  static constexpr bool is_constant(const ir::leaf& l) {
    const space s = ir::space_of(l);
    return std::is_const_v<Set> && (s == space::parameters || s == space::states);
  }

  explicit program_view(const memory_map& map) : map_(map) {
    constexpr bool fits = !std::is_const_v<Set> ||
                          (!facts::writes(space::parameters) && !facts::writes(space::states));
    constexpr bool member = members::template has<Pipeline>;
    if constexpr (Pipeline::sound && !fits)
      refuse(sentence<constant_model_requires_a_program_that_only_reads<Pipeline, fits>>{});
    if constexpr (Pipeline::sound && !member)
      refuse(sentence<model_requires_a_program_of_its_set<Pipeline, member>>{});
    static_cast<void>(members::sound);
  }

  /// Addresses of the program's spaces.
  const memory_map& map() const { return map_; }

  /// The bytes of leaf l of the program's graph.
  std::byte* memory_of_leaf(int l) const
  requires(!std::is_const_v<Set>)
  {
    return address_of(leaf_places[l]);
  }
  const std::byte* memory_of_leaf(int l) const
  requires(std::is_const_v<Set>)
  {
    return address_of(leaf_places[l]);
  }

  /// The elements of a leaf, row-major.
  template <leaf_expression Leaf>
  auto operator[](Leaf) const {
    constexpr int at = detail::find_leaf<Leaf>(Pipeline::final_graph::value);
    constexpr bool several = at == detail::several_leaves;
    if constexpr (at >= 0) {
      constexpr bool constant = is_constant(Pipeline::final_graph::value.leaves[at]);
      using element = detail::seen<element_type_of<Leaf>, constant>;
      return std::span<element, Leaf::shape_type::count>(
          reinterpret_cast<element*>(address_of_buffer<at>()), Leaf::shape_type::count);
    } else {
      if constexpr (Pipeline::sound && several)
        refuse(sentence<program_requires_one_leaf<Leaf, false>>{});
      else if constexpr (Pipeline::sound)
        refuse(sentence<program_requires_the_leaf<Leaf, false>>{});
      return std::span<element_type_of<Leaf>, Leaf::shape_type::count>(
          static_cast<element_type_of<Leaf>*>(nullptr), Leaf::shape_type::count);
    }
  }

  /// Reports E030 for anything that is no leaf.
  template <class Other>
  requires(!leaf_expression<Other>)
  std::span<float> operator[](Other) const {
    refuse(sentence<program_requires_the_leaf<Other, false>>{});
    return {};
  }

  /// The elements of the I-th result of the last run, row-major.
  template <int I = 0>
  auto result() const {
    if constexpr (I >= 0 && I < result_count) {
      constexpr ir::graph_view g = Pipeline::final_graph::value;
      constexpr const ir::node& n = g.nodes[g.results[I]];
      constexpr ir::result_place at = Pipeline::value.results[I];
      constexpr element is = n.type;  // (g++ 12 takes no member of a local reference here)
      using type = storage_of<is>;
      const auto* first = reinterpret_cast<const type*>(address_of_buffer<at.buffer>()) + at.start;
      return std::span<const type, static_cast<std::size_t>(n.shape.count())>(
          first, static_cast<std::size_t>(n.shape.count()));
    } else {
      if constexpr (Pipeline::sound)
        refuse(sentence<result_requires_an_index_below_their_number<I, result_count>>{});
      return std::span<const float>{};
    }
  }
  static constexpr int result_count = Pipeline::final_graph::value.results.size();

  /// Runs all kernels once.
  void run() const { kernels::execute<Pipeline, members>(map_.at); }

  /// Calls `f(leaf, span of its elements)` for every leaf, in order. Elements that may only be read are const.
  template <class F>
  void for_each_leaf(F&& f) const {
    for_each_place([](const leaf_place&) { return true; },
                   [&](const leaf_place& at, auto elements) { f(at.is, elements); });
  }

  /// Gives parameters, states and stream memory their first values, which the seed draws, and random numbers their seed.
  void initialise(std::uint64_t first) const {
    draw(first, [](const leaf_place&) { return true; });
    seed(first);
  }
  /// Gives first values to the parameters and states that no program before has in the set: so all programs of a set, one
  /// after the other, give each its first values once.
  void initialise_model(std::uint64_t first) const {
    draw(first, [](const leaf_place& l) { return l.is_of_model; });
  }
  /// Gives the program's random numbers their seed.
  void seed(std::uint64_t first) const {
    set(random_seed, static_cast<std::int32_t>(first & 0x7fffffff));
  }

  /// Empties what streaming layers remember: the next frame is the first of another stream. Nothing else changes.
  void forget() const {
    for_each_leaf([]<class T>(const ir::leaf& l, std::span<T> out) {
      if constexpr (!std::is_const_v<T>) {
        if (!l.remembered) return;
        for (T& x : out) x = static_cast<T>(l.initial.a);
      }
    });
  }

  /// Exchanges an optimiser's states of this name with the parameters that they belong to.
  [[gnu::cold]] void swap_with_parameters(std::string_view name) const {
    for (const leaf_place& l : leaf_places) {
      if (l.is.owner < 0 || l.is.name != name) continue;
      std::byte* own = address_of(l);
      std::byte* other = address_of(leaf_places[l.is.owner]);
      for (int i = l.is.shape.count() * bytes_of(l.is.type); i-- > 0;) {
        const std::byte kept = own[i];
        own[i] = other[i];
        other[i] = kept;
      }
    }
  }

  /// Sets a scalar leaf, if the graph reads it.
  template <leaf_expression Leaf>
  void set(Leaf l, element_type_of<Leaf> v) const {
    if constexpr (detail::find_leaf<Leaf>(Pipeline::final_graph::value) >= 0) (*this)[l][0] = v;
  }

 private:
  // What is needed of graph and plan at run time, so that these do not become part of the program.
  struct leaf_place {
    ir::leaf is{};
    space in{};
    bool is_of_model = false;  ///< a parameter or state that no program before has
    std::int64_t offset = 0;
  };
  static constexpr auto leaf_places = [] {
    core::fixed<leaf_place, Pipeline::final_graph::extent.leaves> out{};
    for (int l = 0; l < out.size(); ++l) {
      const space in = Pipeline::value.buffers[l].in;
      const bool of_model = in == space::parameters || in == space::states;
      out[l] = {Pipeline::final_graph::value.leaves[l], in,
                of_model && members::template is_first_with<Pipeline>(l),
                members::template offset_of_buffer<Pipeline>(l)};
    }
    return out;
  }();

 public:
  /// True if there are parameters and states that no program before has in the set.
  static constexpr bool adds_to_model = [] {
    for (const leaf_place& l : leaf_places)
      if (l.is_of_model) return true;
    return false;
  }();

 private:
  /// First values for the leaves that are wanted. Every leaf draws from a sequence of its own.
  void draw(std::uint64_t first, auto wanted) const {
    for_each_place(wanted, [&]<class T>(const leaf_place& at, std::span<T> out) {
      if constexpr (!std::is_const_v<T>) {
        if constexpr (begins_with<element_of<T>>)
          if (has_first_values(at.is)) {
            const auto place = static_cast<std::uint64_t>(&at - &leaf_places[0]) + 1;
            memory::fill_initial<has_structure>(
                out, at.is, core::splitmix(first * 0x9E3779B97F4A7C15u + place)());
          }
      }
    });
  }
  /// (A leaf that is not wanted may lie in a space that nobody has mapped: its address is not asked for.)
  void for_each_place(auto wanted, auto f) const {
    for (const leaf_place& l : leaf_places) {
      if (!wanted(l)) continue;
      core::unroll<leaf_types.count>([&](auto i) {
        constexpr element type = leaf_types.all[i];
        call_as<storage_of<type>>(f, l);
        if constexpr (std::is_const_v<Set>) call_as<const storage_of<type>>(f, l);
      });
    }
  }

  std::byte* address_of(const leaf_place& l) const { return map_[l.in] + l.offset; }
  template <int Buffer>
  std::byte* address_of_buffer() const {
    constexpr space in = Pipeline::value.buffers[Buffer].in;
    constexpr std::int64_t offset = members::template offset_of_buffer<Pipeline>(Buffer);
    return map_[in] + offset;
  }

  static constexpr bool has_first_values(const ir::leaf& l) {
    return l.kind == leaf_kind::parameter || l.kind == leaf_kind::state;
  }
  static constexpr bool any_leaf(auto holds) {
    for (const leaf_place& l : leaf_places)
      if (holds(l.is)) return true;
    return false;
  }
  static constexpr bool is_stored_as(element type, const ir::leaf& l) {
    return stored_element(l.type) == type;
  }
  /// The element types that leaves have, each once.
  struct types {
    element all[element_count] = {};
    int count = 0;
  };
  static constexpr types leaf_types = [] {
    types out;
    for (int e = 0; e < element_count; ++e)
      if (any_leaf([e](const ir::leaf& l) { return is_stored_as(static_cast<element>(e), l); }))
        out.all[out.count++] = static_cast<element>(e);
    return out;
  }();
  template <element Type, bool Constant>
  static constexpr bool has_type = any_leaf(
      [](const ir::leaf& l) { return is_stored_as(Type, l) && is_constant(l) == Constant; });
  template <element Type>
  static constexpr bool begins_with =
      any_leaf([](const ir::leaf& l) { return has_first_values(l) && is_stored_as(Type, l); });
  static constexpr bool has_structure = any_leaf(
      [](const ir::leaf& l) { return l.initial.distribution >= initial_value::from::orthogonal; });

  template <class T>
  void call_as(auto& f, const leaf_place& l) const {
    using stored = std::remove_const_t<T>;
    if constexpr (has_type<element_of<stored>, std::is_const_v<T>>)
      if (is_stored_as(element_of<stored>, l.is) && is_constant(l.is) == std::is_const_v<T>)
        f(l, std::span<T>(reinterpret_cast<T*>(address_of(l)),
                          static_cast<std::size_t>(l.is.shape.count())));
  }

  memory_map map_;
};

}  // namespace tapeless
