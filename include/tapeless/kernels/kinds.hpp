// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/nest/nest.hpp>
#include <tapeless/kernels/product/contract.hpp>

namespace tapeless::kernels {

/// The kernel that runs a kind: `Runs<Carrier, K>::run` is kernel K of the plan `Carrier::value`.
template <kernel_kind Kind, template <class, int> class Runs>
struct kernel_row {
  template <class Carrier, int K>
  using kernel = Runs<Carrier, K>;
};

template <class... Rows>
struct kernel_rows : Rows... {};

/// A row for each kind of kernel. (passes/schedule/schedule.hpp has one for each kind of group, which says who writes
/// its kernels.)
using kernel_table = kernel_rows<  //
    kernel_row<kernel_kind::nest, nest>, kernel_row<kernel_kind::contract, contraction>>;

namespace detail {
template <kernel_kind Kind, template <class, int> class Runs>
kernel_row<Kind, Runs> row_of(const kernel_row<Kind, Runs>&);
}  // namespace detail

/// Code of kernel K of the plan `Carrier::value`.
template <class Carrier, int K>
using kernel_of = typename decltype(detail::row_of<Carrier::value.kernels[K].kind>(
    kernel_table{}))::template kernel<Carrier, K>;

}  // namespace tapeless::kernels
