// SPDX-License-Identifier: BSL-1.0
// rejected-with: the padding must be one of the Count rows \[E083\]
#include <cstdint>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers/embedding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct words, tl::shape<4, 10>, std::int32_t> words{};
constexpr auto y = words >> tl::embedding<100, 8, 100>;
using s = decltype(y)::shape_type;
