// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/list.hpp>
#include <tapeless/ir/target.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::passes {

namespace detail {
inline constexpr auto is_elementary = [] {
  fixed<bool, all_ops::size> out{};
  for (int op : {code_of<exp_op>, code_of<expm1_op>, code_of<log_op>, code_of<log1p_op>,
                 code_of<tanh_op>, code_of<logistic_op>, code_of<erf_op>, code_of<sin_op>,
                 code_of<cos_op>, code_of<pow_op>, code_of<random_op>})
    out[op] = true;
  return out;
}();
}  // namespace detail

/// Roughly how many simple instructions an op takes on a target: decides between repeating and keeping a value.
constexpr int cost_of(int op, const ir::target& on) {
  return detail::is_elementary[op] ? on.elementary_cost : 1;
}

}  // namespace tapeless::passes
