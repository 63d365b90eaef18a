// SPDX-License-Identifier: BSL-1.0
// rejected-with: an op must be listed in all_ops \(ops/all.hpp\) \[E125\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct cube_op : ops::elementwise<1> {
  static constexpr auto name = "cube";
  static auto lane(auto x) { return x * x * x; }
  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{3.0 * dy * x * x}; }
};
constexpr int code = ops::code_of<cube_op>;
