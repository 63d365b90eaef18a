// SPDX-License-Identifier: BSL-1.0
//
// (Values and gradients are compared with PyTorch in tests/goldens/layers.cpp.)
#include <tapeless/nn/layers/embedding.hpp>

#include <cstdint>
#include <string_view>

#include <catch2/catch.hpp>

#include <tapeless/ir/print.hpp>
#include <tapeless/trace/trace.hpp>

namespace tl = tapeless;

namespace {
inline constexpr tl::input<struct ids, tl::shape<2, 3>, std::int32_t> ids{};
inline constexpr tl::input<struct numbers, tl::shape<2, 3>> numbers{};
}  // namespace

TEST_CASE("embedding: a gather; numbers become integers first", "[nn][embedding]") {
  static constexpr auto plain = tl::ir::print<512>(
      tl::trace::expressions<decltype(ids >> tl::embedding<5, 4>)>().graph.view());
  CHECK(plain.view() ==
        "%0 = input ids : [2, 3] int32\n"
        "%1 = parameter weight : [5, 4]\n"
        "%2 = gather %1, %0 axis 0 : [2, 3, 4]\n"
        "return %2\n");
  static constexpr auto converted = tl::ir::print<512>(
      tl::trace::expressions<decltype(numbers >> tl::embedding<5, 4>)>().graph.view());
  CHECK(converted.view().find("convert") != std::string_view::npos);
}
