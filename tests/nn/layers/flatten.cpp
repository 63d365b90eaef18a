// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/layers/flatten.hpp>

#include <type_traits>

#include <catch2/catch.hpp>
#include <tapeless/expr/leaves.hpp>

namespace tl = tapeless;

namespace {
inline constexpr tl::input<struct images, tl::shape<4, 2, 3, 1>> images{};
inline constexpr tl::input<struct column, tl::shape<4>> column{};

template <class E, class Shape>
inline constexpr bool has_shape = std::is_same_v<typename E::shape_type, Shape>;
}  // namespace

TEST_CASE("flatten, reshape_to: the batch stays", "[nn][flatten]") {
  STATIC_REQUIRE(has_shape<decltype(images >> tl::flatten), tl::shape<4, 6>>);
  STATIC_REQUIRE(has_shape<decltype(column >> tl::flatten), tl::shape<4, 1>>);
  STATIC_REQUIRE(
      has_shape<decltype(images >> tl::reshape_to<tl::shape<3, 2>>), tl::shape<4, 3, 2>>);
  STATIC_REQUIRE(has_shape<decltype(column >> tl::reshape_to<tl::shape<>>), tl::shape<4>>);
}
