// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <tapeless/program/instance.hpp>

namespace tapeless {

/// Parameters and states of a set of programs, in memory of their own. Programs run as its instances.
///
///     tl::model<tl::programs<step, predict>> model{7};        // first values from seed 7
///     auto learn = model.instance<step>();                    // one that changes the model
///     auto voice = std::as_const(model).instance<predict>();  // many that read it: one per thread, one per voice
///
/// A copy has parameters and states of its own. Instances refer to the model that made them: it must outlive them, and an
/// inline one must stay where it is.
///
/// Memory    parameter_bytes and state_bytes, each leaf rounded up to 64
/// Errors    programs that cannot share their parameters: [E140], [E141]
template <class Set, template <std::size_t> class Memory = inline_memory>
class model {
 public:
  using set_type = Set;
  static constexpr std::size_t parameter_bytes =
      static_cast<std::size_t>(Set::bytes[space::parameters]);
  static constexpr std::size_t state_bytes = static_cast<std::size_t>(Set::bytes[space::states]);

  /// Parameters and states get their first values from the seed.
  explicit model(std::uint64_t seed = 0) { reset(seed); }

  /// Begins anew: first values from the seed. Where a set has one program, they are those of `program` with this seed.
  void reset(std::uint64_t seed = 0) {
    Set::for_each([&]<class Program>() {
      using program = program_view<Program, Set>;
      if constexpr (program::adds_to_model) program(view().map()).initialise_model(seed);
    });
  }

  /// A program that runs on this model. It has inputs, results, stream memory and scratch of its own.
  template <class Program, template <std::size_t> class Own = Memory>
  [[nodiscard]] tapeless::instance<Program, Set, Own> instance(std::uint64_t seed = 0) {
    return tapeless::instance<Program, Set, Own>(view(), seed);
  }
  /// The same of a model that only reads: any number may run at a time.
  template <class Program, template <std::size_t> class Own = Memory>
  [[nodiscard]] tapeless::instance<Program, const Set, Own> instance(std::uint64_t seed = 0) const {
    return tapeless::instance<Program, const Set, Own>(view(), seed);
  }

  model_view<Set> view() { return {memory_.data(), memory_.data() + parameter_bytes}; }
  model_view<const Set> view() const { return {memory_.data(), memory_.data() + parameter_bytes}; }

  /// The bytes of a space, to keep or to compare: none but for parameters and states.
  std::span<std::byte> bytes(space s) { return bytes_of_space<std::byte>(memory_.data(), s); }
  std::span<const std::byte> bytes(space s) const {
    return bytes_of_space<const std::byte>(memory_.data(), s);
  }

 private:
  template <class Byte>
  static std::span<Byte> bytes_of_space(Byte* first, space s) {
    if (s == space::parameters) return {first, parameter_bytes};
    return {first + parameter_bytes, s == space::states ? state_bytes : 0};
  }

  Memory<parameter_bytes + state_bytes> memory_;
};

}  // namespace tapeless
