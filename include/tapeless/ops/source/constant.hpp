// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// One number, `attr.value`, of rank 0. It broadcasts where it is used.
struct constant_op : structural<op_kind::source, 0> {
  static constexpr auto name = "constant";
};

}  // namespace tapeless::ops
