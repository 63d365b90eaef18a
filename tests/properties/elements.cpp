// SPDX-License-Identifier: BSL-1.0
//
// Laws over the element types.
#include <cstddef>
#include <cstdint>

#include <tapeless/expr/operators.hpp>
#include <tapeless/program/compile.hpp>
#include <tapeless/program/program.hpp>

#include "catch.hpp"
#include "elements.hpp"

namespace tl = tapeless;

namespace {

/// f for every type that a program can store.
template <class F>
void for_each_stored(F f) {
  tl::core::unroll<tl::element_count>([&](auto i) {
    constexpr auto e = static_cast<tl::element>(int{i});
    if constexpr (e != tl::element::weak) DYNAMIC_SECTION(tl::name_of(e)) {
        f.template operator()<tl::storage_of<e>>();
      }
  });
}

inline constexpr tl::input<struct d_tag, tl::shape<37>, double> d{};
inline constexpr tl::input<struct f_tag, tl::shape<37>> f{};

}  // namespace

TEST_CASE("every element type: a row of the table", "[properties][elements]") {
  for_each_stored([]<class T>() {
    constexpr tl::element e = tl::element_of<T>;
    STATIC_REQUIRE(tl::bytes_of(e) == sizeof(T));
    STATIC_REQUIRE(tl::computes_in(tl::computes_in(e)) == tl::computes_in(e));
    STATIC_REQUIRE(tl::accumulates_in(tl::accumulates_in(e)) == tl::accumulates_in(e));
    STATIC_REQUIRE(tl::is_integer(tl::accumulates_in(e)) == tl::is_integer(e));
    STATIC_REQUIRE(tl::promote(tl::element::weak, e) == e);
    tl::core::unroll<tl::element_count>([&](auto i) {
      constexpr auto other = static_cast<tl::element>(int{i});
      STATIC_REQUIRE(tl::promote(e, other) == tl::promote(other, e));
      STATIC_REQUIRE(tl::promote(tl::promote(e, other), e) == tl::promote(e, other));
    });
  });
}

TEST_CASE("every element type: a conversion rounds in a register as memory does",
          "[properties][elements]") {
  for_each_stored([]<class T>() {
    auto program =
        tl::compile(tl::convert<double>(tl::convert<T>(d)) + tl::constant<1.0>,
                    tl::convert<float>(tl::convert<T>(f)) * tl::constant<2.0>, tl::convert<T>(d));
    for (std::size_t i = 0; i < 37; ++i) {
      program[d][i] = 100.0 / (1.0 + static_cast<double>(i)) - 1.0;
      program[f][i] = static_cast<float>(program[d][i]);
    }
    program.run();
    for (std::size_t i = 0; i < 37; ++i) {
      const double left = elements::rounded(tl::element_of<T>, program[d][i]);
      CHECK(program.template result<0>()[i] == left + 1);
      CHECK(program.template result<1>()[i] ==
            2 * static_cast<float>(elements::rounded(tl::element_of<T>, program[f][i])));
      CHECK(static_cast<double>(program.template result<2>()[i]) == left);
    }
  });
}
