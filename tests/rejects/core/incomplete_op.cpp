// SPDX-License-Identifier: BSL-1.0
// rejected-with: every op needs name, arity, kind and shape \[E003\]
#include <tapeless/ops/all.hpp>

struct cube_op {
  static constexpr auto name = "cube";
};
constexpr auto size = tapeless::ops::op_list<tapeless::ops::neg_op, cube_op>::size;
