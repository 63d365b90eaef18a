// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/ir/kernel_facts.hpp>
#include <tapeless/kernels/execute.hpp>
#include <tapeless/program/find_leaf.hpp>
#include <tapeless/program/initialise.hpp>
#include <tapeless/program/storage.hpp>

namespace tapeless {

template <int Index, int Results>
struct result_requires_an_index_below_their_number {
  static_assert(Index >= 0 && Index < Results,
                "program.result<I>(): I must be less than the number of compiled expressions, for "
                "one result<0>() [E104]");
};

namespace detail {

template <element E>
struct stored_type {
  using type = float;
};
template <>
struct stored_type<element::float64> {
  using type = double;
};
template <>
struct stored_type<element::int32> {
  using type = std::int32_t;
};

}  // namespace detail

/// What the compiler knows of a program: constants, to print or to `static_assert` on.
template <class Pipeline>
struct program_facts {
  using pipeline_type = Pipeline;
  static constexpr ir::graph_view graph() { return Pipeline::final_graph::value; }

  static constexpr std::size_t arena_bytes = static_cast<std::size_t>(Pipeline::value.arena_bytes);

  /// Numbers that training changes, and the bytes they take.
  static constexpr std::size_t parameter_count = [] {
    std::size_t n = 0;
    for (const ir::leaf& l : Pipeline::final_graph::value.leaves)
      if (l.kind == leaf_kind::parameter) n += static_cast<std::size_t>(l.shape.count());
    return n;
  }();
  static constexpr std::size_t parameter_bytes = [] {
    std::size_t n = 0;
    for (const ir::leaf& l : Pipeline::final_graph::value.leaves)
      if (l.kind == leaf_kind::parameter)
        n += static_cast<std::size_t>(l.shape.count() * bytes_of(l.type));
    return n;
  }();
  /// States: moments, running statistics.
  static constexpr std::size_t state_bytes = [] {
    std::size_t n = 0;
    for (const ir::leaf& l : Pipeline::final_graph::value.leaves)
      if (l.kind == leaf_kind::state)
        n += static_cast<std::size_t>(l.shape.count() * bytes_of(l.type));
    return n;
  }();
  /// Parameters and states stand first in the arena: the bytes to their end.
  static constexpr std::size_t trained_bytes = [] {
    std::size_t end = 0;
    for (int l = 0; l < Pipeline::final_graph::value.leaves.size(); ++l) {
      const leaf_kind kind = Pipeline::final_graph::value.leaves[l].kind;
      const ir::buffer& b = Pipeline::value.buffers[l];
      const auto behind = static_cast<std::size_t>(b.offset + b.bytes);
      if ((kind == leaf_kind::parameter || kind == leaf_kind::state) && behind > end) end = behind;
    }
    return end;
  }();
  /// Distinct kernels, and how often they run in one step.
  static constexpr int kernel_count = Pipeline::value.kernels.size();
  static constexpr int launch_count = Pipeline::value.launches.size();
  /// Arithmetic of one run (2 for a multiply-add, 1 for every other op on an element), and the bytes that its
  /// kernels read and write: what `explain` prints kernel by kernel.
  static constexpr long long flops = ir::work_of(Pipeline::value.view()).flops;
  static constexpr long long bytes_moved = ir::work_of(Pipeline::value.view()).bytes;
};

/// A compiled graph on an arena that somebody else owns.
///
/// Reading and writing leaves is by their expressions: `p[x]` are the elements of the input x. All
/// offsets are constants. Nothing allocates.
template <class Pipeline>
class program_view : public program_facts<Pipeline> {
 public:
  explicit program_view(std::byte* arena) : arena_(arena) {}

  /// Where the program's memory begins.
  std::byte* arena() const { return arena_; }

  /// The elements of a leaf, row-major.
  template <leaf_expression Leaf>
  std::span<element_type_of<Leaf>, Leaf::shape_type::count> operator[](Leaf) const {
    constexpr int at = detail::find_leaf<Leaf>(Pipeline::final_graph::value);
    constexpr bool several = at == detail::several_leaves;
    using elements = std::span<element_type_of<Leaf>, Leaf::shape_type::count>;
    if constexpr (at >= 0) {
      return elements(
          reinterpret_cast<element_type_of<Leaf>*>(arena_ + Pipeline::value.buffers[at].offset),
          Leaf::shape_type::count);
    } else {
      if constexpr (Pipeline::sound && several)
        refuse(sentence<program_requires_one_leaf<Leaf, false>>{});
      else if constexpr (Pipeline::sound)
        refuse(sentence<program_requires_the_leaf<Leaf, false>>{});
      return elements(static_cast<element_type_of<Leaf>*>(nullptr), Leaf::shape_type::count);
    }
  }

  /// What is no leaf.
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
      using type = typename detail::stored_type<n.type>::type;
      const auto* first =
          reinterpret_cast<const type*>(arena_ + Pipeline::value.buffers[at.buffer].offset) +
          at.start;
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
  void run() const { kernels::execute<Pipeline>(arena_); }

  /// Calls `f(leaf, span of its elements)` for every leaf, in order.
  template <class F>
  void for_each_leaf(F&& f) const {
    for (const leaf_place& l : leaf_places) {
      call_with<float>(f, l);
      call_with<double>(f, l);
      call_with<std::int32_t>(f, l);
    }
  }

  /// Gives parameters and states their first values.
  void initialise(std::uint64_t first) const {
    std::uint64_t place = 0;
    for_each_leaf([&](const ir::leaf& l, auto out) {
      ++place;
      if constexpr (begins_with<element_of<typename decltype(out)::value_type>>)
        if (has_first_values(l))
          memory::fill_initial<has_structure>(
              out, l, core::splitmix(first * 0x9E3779B97F4A7C15u + place)());
    });
    set(random_seed, static_cast<std::int32_t>(first & 0x7fffffff));
  }

  /// Empties what streaming layers remember: the next frame is the first of another stream. Nothing else changes.
  void forget() const {
    for_each_leaf([](const ir::leaf& l, auto out) {
      if (!l.remembered) return;
      for (auto& x : out) x = static_cast<std::remove_reference_t<decltype(x)>>(l.initial.a);
    });
  }

  /// Exchanges an optimiser's states of this name with the parameters that they belong to.
  [[gnu::cold]] void swap_with_parameters(std::string_view name) const {
    for (const leaf_place& l : leaf_places) {
      if (l.is.owner < 0 || l.is.name != name) continue;
      std::byte* own = arena_ + l.offset;
      std::byte* other = arena_ + leaf_places[l.is.owner].offset;
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
    std::int64_t offset = 0;
  };
  static constexpr auto leaf_places = [] {
    core::fixed<leaf_place, Pipeline::final_graph::extent.leaves> out{};
    for (int l = 0; l < out.size(); ++l)
      out[l] = {Pipeline::final_graph::value.leaves[l], Pipeline::value.buffers[l].offset};
    return out;
  }();
  static constexpr bool has_first_values(const ir::leaf& l) {
    return l.kind == leaf_kind::parameter || l.kind == leaf_kind::state;
  }
  static constexpr bool any_leaf(auto holds) {
    for (const leaf_place& l : leaf_places)
      if (holds(l.is)) return true;
    return false;
  }
  static constexpr bool is_stored_as(element type, const ir::leaf& l) {
    return (l.type == element::weak ? element::float32 : l.type) == type;
  }
  template <element Type>
  static constexpr bool has_type =
      any_leaf([](const ir::leaf& l) { return is_stored_as(Type, l); });
  template <element Type>
  static constexpr bool begins_with =
      any_leaf([](const ir::leaf& l) { return has_first_values(l) && is_stored_as(Type, l); });
  static constexpr bool has_structure = any_leaf(
      [](const ir::leaf& l) { return l.initial.distribution >= initial_value::from::orthogonal; });

  template <class T>
  void call_with(auto& f, const leaf_place& l) const {
    if constexpr (has_type<element_of<T>>)
      if (is_stored_as(element_of<T>, l.is))
        f(l.is, std::span<T>(reinterpret_cast<T*>(arena_ + l.offset),
                             static_cast<std::size_t>(l.is.shape.count())));
  }

  std::byte* arena_;
};

/// A compiled graph with memory of its own.
template <class Pipeline, template <std::size_t> class Memory = inline_memory>
class program : public program_facts<Pipeline> {
 public:
  /// Parameters get their first values from the seed.
  explicit program(std::uint64_t seed = 0) { reset(seed); }

  /// Begins anew: first values from the seed, no steps done.
  void reset(std::uint64_t seed = 0) {
    steps_ = 0;
    view().initialise(seed);
  }

  /// Empties what streaming layers remember: the next frame is the first of another stream. Nothing else changes.
  void forget() { view().forget(); }

  program_view<Pipeline> view() { return program_view<Pipeline>(memory_.data()); }

  template <class Leaf>
  auto operator[](Leaf l) {
    return view()[l];
  }
  template <int I = 0>
  auto result() {
    return view().template result<I>();
  }
  /// By a number that the compiler does not know.
  template <class Index>
  auto result(Index) {
    return view().template result<-1>();
  }
  /// Runs the graph once; counts the step (and the update: one per step) if the graph asks for its number.
  void run() {
    ++steps_;
    view().set(step_number, steps_);
    view().set(update_number, steps_);
    view().run();
  }

 private:
  Memory<program_facts<Pipeline>::arena_bytes> memory_;
  std::int32_t steps_ = 0;
};

}  // namespace tapeless
