// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/program/program.hpp>

namespace tapeless {

/// Addresses of the parameters and states of a set of programs; read-only for `const programs<…>`. Each address is a multiple of
/// 64, or null for a space of no bytes.
template <class Set>
struct model_view {
  using byte = std::conditional_t<std::is_const_v<Set>, const std::byte, std::byte>;
  byte* parameters = nullptr;
  byte* states = nullptr;

  /// As a map of the spaces that a model has. Kernels write through it only where the program assigns, which a program of a
  /// constant set does not.
  memory_map map() const {
    memory_map m;
    m[space::parameters] = const_cast<std::byte*>(parameters);
    m[space::states] = const_cast<std::byte*>(states);
    return m;
  }
  operator model_view<const Set>() const
  requires(!std::is_const_v<Set>)
  {
    return {parameters, states};
  }
};

/// A running program of a model: inputs, results, stream memory and scratch of its own; parameters and states are the model's.
/// Instances of one constant model may run in several threads at a time.
///
///     auto voice = std::as_const(model).instance<step>();
///     voice[sample][0] = in;  voice.run();  out = voice.result()[0];
///
/// A copy goes on from the same point of the stream, on the same model.
///
/// Memory    own_bytes
/// Errors    a program that assigns to parameters or states of a constant model: [E142]; not of the model's set: [E143]
template <class Program, class Set = programs<Program>,
          template <std::size_t> class Memory = inline_memory>
class instance : public program_facts<Program>,
                 public detail::running<instance<Program, Set, Memory>> {
  using facts = program_facts<Program>;
  static constexpr std::size_t kept_bytes =
      facts::space_bytes(space::stream) + facts::space_bytes(space::io);

 public:
  /// Bytes beside the model's.
  static constexpr std::size_t own_bytes = kept_bytes + facts::space_bytes(space::scratch);

  /// A stream begins; random numbers are drawn from the seed.
  explicit instance(const model_view<Set>& of, std::uint64_t seed = 0) : of_(of) {
    view().forget();
    view().seed(seed);
  }

  program_view<Program, Set> view() {
    memory_map map = of_.map();
    facts::template lay_out<space::stream, space::io>(map, kept_.data());
    map[space::scratch] = scratch_.data();
    return program_view<Program, Set>(map);
  }

 private:
  model_view<Set> of_;
  Memory<kept_bytes> kept_;
  detail::scratch_memory<Memory<facts::space_bytes(space::scratch)>> scratch_;
};

}  // namespace tapeless
