// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <tapeless/program/instance.hpp>

namespace tapeless {

namespace detail {
/// A set of programs; of a single program, the set of it alone.
template <class Set>
struct model_set {
  using type = Set;
};
template <class Program>
requires requires { typename Program::final_graph; }
struct model_set<Program> {
  using type = programs<Program>;
};
}  // namespace detail

/// Parameters and states of a set of programs, in memory of their own. Programs run as its instances.
///
///     tl::model<tl::programs<step, predict>> model{7};        // first values from seed 7
///     auto learn = model.instance<step>();                    // one that changes the model
///     auto voice = std::as_const(model).instance<predict>();  // many that read it: one per thread, one per voice
///
/// Of one program, `model<predict>` is short for `model<programs<predict>>`.
///
/// A copy has parameters and states of its own. Instances refer to the model that made them: it must outlive them, and an
/// inline one must stay where it is.
///
/// Memory    parameter_bytes and state_bytes, each leaf rounded up to 64
/// Errors    programs that cannot share their parameters: [E140], [E141]
template <class Set, template <std::size_t> class Memory = inline_memory>
class model {
 public:
  using set_type = typename detail::model_set<Set>::type;
  static constexpr std::size_t parameter_bytes =
      static_cast<std::size_t>(set_type::bytes[space::parameters]);
  static constexpr std::size_t state_bytes =
      static_cast<std::size_t>(set_type::bytes[space::states]);

  /// Parameters and states get their first values from the seed.
  explicit model(std::uint64_t seed = 0) { reset(seed); }

  /// Begins anew: first values from the seed. Where a set has one program, they are those of `program` with this seed.
  void reset(std::uint64_t seed = 0) {
    set_type::for_each([&]<class Program>() {
      using program = program_view<Program, set_type>;
      if constexpr (program::adds_to_model) program(view().map()).initialise_model(seed);
    });
  }

  /// A program that runs on this model. It has inputs, results, stream memory and scratch of its own.
  template <class Program, template <std::size_t> class Own = Memory>
  [[nodiscard]] tapeless::instance<Program, set_type, Own> instance(std::uint64_t seed = 0) {
    return tapeless::instance<Program, set_type, Own>(view(), seed);
  }
  /// The same of a model that only reads: any number may run at a time.
  template <class Program, template <std::size_t> class Own = Memory>
  [[nodiscard]] tapeless::instance<Program, const set_type, Own> instance(
      std::uint64_t seed = 0) const {
    return tapeless::instance<Program, const set_type, Own>(view(), seed);
  }

  model_view<set_type> view() { return {memory_.data(), memory_.data() + parameter_bytes}; }
  model_view<const set_type> view() const {
    return {memory_.data(), memory_.data() + parameter_bytes};
  }

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
