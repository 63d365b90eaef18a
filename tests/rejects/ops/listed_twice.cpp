// SPDX-License-Identifier: BSL-1.0
// rejected-with: each op must be listed once, and have a name of its own \[E124\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

constexpr auto size = ops::op_list<ops::neg_op, ops::add_op, ops::neg_op>::size;
