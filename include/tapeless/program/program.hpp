// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/program/inline_memory.hpp>
#include <tapeless/program/program_view.hpp>

namespace tapeless {

namespace detail {

/// Common part of programs, whoever owns their memory: access to leaves and results, counting of steps.
template <class Self>
class running {
 public:
  /// The elements of a leaf: `p[x]`.
  template <class Leaf>
  auto operator[](Leaf l) {
    return self().view()[l];
  }
  /// The elements of the I-th result of the last run.
  template <int I = 0>
  auto result() {
    return self().view().template result<I>();
  }
  /// Refuses a number that is known at run time only.
  template <class Index>
  auto result(Index) {
    return self().view().template result<-1>();
  }
  /// Runs the graph once; counts the step (and the update: one per step) if the graph asks for its number.
  void run() {
    ++steps_;
    const auto view = self().view();
    view.set(step_number, steps_);
    view.set(update_number, steps_);
    view.run();
  }
  /// Empties what streaming layers remember: the next frame is the first of another stream. Nothing else changes.
  void forget() { self().view().forget(); }

 protected:
  std::int32_t steps_ = 0;

 private:
  Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace detail

/// A compiled graph with memory of its own, all of it. A copy has the same parameters, states, stream memory, inputs and
/// results; scratch is not copied.
///
/// Cost      `Memory` is inline_memory or heap_memory
template <class Pipeline, template <std::size_t> class Memory = inline_memory>
class program : public program_facts<Pipeline>, public detail::running<program<Pipeline, Memory>> {
  using facts = program_facts<Pipeline>;

 public:
  /// Parameters get their first values from the seed.
  explicit program(std::uint64_t seed = 0) { reset(seed); }

  /// Begins anew: first values from the seed, no steps done.
  void reset(std::uint64_t seed = 0) {
    this->steps_ = 0;
    view().initialise(seed);
  }

  program_view<Pipeline> view() {
    memory_map map;
    facts::template lay_out<space::parameters, space::io>(map, kept_.data());
    map[space::scratch] = scratch_.data();
    return program_view<Pipeline>(map);
  }

 private:
  static constexpr std::size_t scratch_bytes = facts::space_bytes(space::scratch);
  Memory<facts::arena_bytes - scratch_bytes> kept_;
  detail::scratch_memory<Memory<scratch_bytes>> scratch_;
};

}  // namespace tapeless
