// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <tapeless/program/instance.hpp>

namespace tapeless {

template <class Set, std::size_t Wanted, std::size_t Given>
struct image_requires_all_numbers {
  static_assert(Wanted == Given,
                "image_of<programs<P>>(parameters, states): there must be as many numbers as the "
                "parameters have elements and the states have [E144]");
};

namespace detail {

/// Storage of the leaves of one space in an image: of their type if they have one in common, else bytes.
template <class Set, space Which>
struct image_of_space {
  static constexpr std::size_t bytes = static_cast<std::size_t>(Set::bytes[Which]);

  /// Calls `f(leaf, offset)` for every leaf of the space, once, program after program.
  static constexpr void for_each(auto f) {
    Set::for_each([&]<class Program>() {
      const ir::graph_view g = Program::final_graph::value;
      for (int l = 0; l < g.leaves.size(); ++l)
        if (ir::space_of(g.leaves[l]) == Which && Set::template is_first_with<Program>(l))
          f(g.leaves[l], Set::template offset_of_buffer<Program>(l));
    });
  }
  static constexpr std::size_t count = [] {
    std::size_t n = 0;
    for_each(
        [&](const ir::leaf& l, std::int64_t) { n += static_cast<std::size_t>(l.shape.count()); });
    return n;
  }();
  static constexpr bool all_float = [] {
    bool all = true;
    for_each([&](const ir::leaf& l, std::int64_t) { all = all && l.type == default_element; });
    return all;
  }();
  using unit = std::conditional_t<all_float, float, std::byte>;

  template <class T>
  static constexpr void put(std::byte* to, double x) {
    struct parts {
      std::byte of[sizeof(T)];
    };
    const auto bits = std::bit_cast<parts>(static_cast<T>(x));
    for (std::size_t i = 0; i < sizeof(T); ++i) to[i] = bits.of[i];
  }

  template <class Real>
  static constexpr void fill(unit* to, std::span<const Real> numbers) {
    const Real* next = numbers.data();
    for_each([&](const ir::leaf& l, std::int64_t offset) {
      for (int i = 0; i < l.shape.count(); ++i) {
        const Real x = *next++;
        if constexpr (all_float)
          to[offset / 4 + i] = static_cast<float>(x);
        else
          core::unroll<element_count>([&](auto e) {
            constexpr auto type = static_cast<element>(int{e});
            if (l.type == type)
              put<storage_of<type>>(to + offset + bytes_of(type) * i, static_cast<double>(x));
          });
      }
    });
  }
};

}  // namespace detail

/// Parameters and states of a set of programs as a constant: in the read-only data of a program, in the flash of a
/// microcontroller. `image_of` makes it; instances run on it.
///
///     static constexpr auto weights = tl::image_of<tl::programs<predict>>(trained);
///     static auto voice = tl::instance<predict, const tl::programs<predict>>(weights.view());
template <class Set>
struct model_image {
  using parameters_type = detail::image_of_space<Set, space::parameters>;
  using states_type = detail::image_of_space<Set, space::states>;
  static constexpr std::size_t padded(std::size_t bytes) { return bytes == 0 ? 64 : bytes; }

  alignas(64) typename parameters_type::unit
      parameters[padded(parameters_type::bytes) / sizeof(typename parameters_type::unit)]{};
  alignas(64) typename states_type::unit
      states[padded(states_type::bytes) / sizeof(typename states_type::unit)]{};

  model_view<const Set> view() const {
    return {reinterpret_cast<const std::byte*>(parameters),
            reinterpret_cast<const std::byte*>(states)};
  }
};

/// An image of numbers that are known while compiling: the elements of all parameters, row-major, in the order in which
/// `for_each_parameter` visits them (that of the programs, and of the network in each); then those of all states.
///
///     constexpr float trained[]{…};
///     static constexpr auto weights = tl::image_of<tl::programs<predict>>(trained);
///
/// Errors    another count of numbers than the set has: [E144]
template <class Set, class Real, std::size_t Parameters, std::size_t States>
constexpr model_image<Set> image_of(std::span<const Real, Parameters> parameters,
                                    std::span<const Real, States> states) {
  using image = model_image<Set>;
  constexpr std::size_t wanted_parameters = image::parameters_type::count,
                        wanted_states = image::states_type::count;
  model_image<Set> out;
  if constexpr (Parameters != wanted_parameters) {
    refuse(sentence<image_requires_all_numbers<Set, wanted_parameters, Parameters>>{});
  } else if constexpr (States != wanted_states) {
    refuse(sentence<image_requires_all_numbers<Set, wanted_states, States>>{});
  } else {
    image::parameters_type::fill(out.parameters, std::span<const Real>(parameters));
    image::states_type::fill(out.states, std::span<const Real>(states));
  }
  return out;
}

template <class Set, class Real, std::size_t Parameters>
constexpr model_image<Set> image_of(const Real (&parameters)[Parameters]) {
  return image_of<Set>(std::span<const Real, Parameters>(parameters), std::span<const Real, 0>());
}
template <class Set, class Real, std::size_t Parameters, std::size_t States>
constexpr model_image<Set> image_of(const Real (&parameters)[Parameters],
                                    const Real (&states)[States]) {
  return image_of<Set>(std::span<const Real, Parameters>(parameters),
                       std::span<const Real, States>(states));
}

}  // namespace tapeless
