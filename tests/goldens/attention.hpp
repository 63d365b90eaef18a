// SPDX-License-Identifier: BSL-1.0
//
// Cases of layers that read more than x: what else they read are parameters, so its gradients are compared, too.

#ifndef TAPELESS_TESTS_GOLDENS_ATTENTION_HPP
#define TAPELESS_TESTS_GOLDENS_ATTENTION_HPP

#include <cstddef>

#include <tapeless/nn/layers.hpp>

#include "layers.hpp"

namespace golden_layers {

/// Another operand of a layer.
template <class Tag, std::size_t... Sizes>
using operand = tl::parameter<Tag, tl::shape<Sizes...>, tl::init::zeros>;

/// F of x and others.
template <class F, class... Other>
struct beside : tl::layer<beside<F, Other...>> {
  static constexpr bool passes_scope = true;
  template <tl::expression X>
  static constexpr auto body(X x) {
    return F{}(x, Other{}...);
  }
};

/// Attention of x to others.
template <tl::attention Options, class... Other>
struct attending : tl::layer<attending<Options, Other...>> {
  static constexpr bool passes_scope = true;
  template <tl::expression X>
  static constexpr auto body(X x) {
    return tl::scaled_dot_product_attention<Options>(x, Other{}...);
  }
};

}  // namespace golden_layers

#endif
