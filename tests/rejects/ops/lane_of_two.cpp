// SPDX-License-Identifier: BSL-1.0
// rejected-with: lane: it must take one argument for each operand \[E150\]
#include <tapeless/kernels/nest/apply.hpp>

namespace ops = tapeless::ops;

struct cube_op : ops::elementwise<1> {
  static constexpr auto name = "cube";
  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{3.0 * dy * x * x}; }
  static auto lane(auto x, auto y) { return x * x * y; }
};
constexpr bool mask = tapeless::kernels::gives_mask<cube_op>;
