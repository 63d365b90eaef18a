// SPDX-License-Identifier: BSL-1.0
//
// A loss with the leaves that a golden file has values for, in any element type.

#ifndef TAPELESS_TESTS_GOLDENS_LOSSES_HPP
#define TAPELESS_TESTS_GOLDENS_LOSSES_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/losses.hpp>

#include "golden.hpp"

namespace golden_losses {

namespace tl = tapeless;

enum class leaf_name { prediction, target, other };
template <int Case, leaf_name Name>
struct of_case;

/// How a loss is called: with two values, with three, or with the target as the last of three.
struct two {
  static constexpr auto call(auto loss, auto p, auto t, auto) { return loss(p, t); }
};
struct three {
  static constexpr auto call(auto loss, auto p, auto t, auto other) { return loss(p, t, other); }
};
struct target_last {
  static constexpr auto call(auto loss, auto p, auto t, auto other) { return loss(p, other, t); }
};

/// A loss and the shapes of its values in the golden file; Labels are integers.
template <class Loss, class P, class T, bool Labels = false, class How = two, class Other = P>
struct one {
  static constexpr bool has_other = !std::is_same_v<How, two>;
  template <class Element, int Case>
  struct expressions {
    using element = std::conditional_t<Labels, std::int32_t, Element>;
    using p = tl::input<of_case<Case, leaf_name::prediction>, P, Element>;
    using t = tl::target<of_case<Case, leaf_name::target>, T, element>;
    using o = tl::input<of_case<Case, leaf_name::other>, Other, Element>;
    template <tl::reduction R>
    using reduced = decltype(How::call(tl::with_reduction<R>(Loss{}), p{}, t{}, o{}));
    using y = decltype(How::call(Loss{}, p{}, t{}, o{}));
    using sum = reduced<tl::reduction::sum>;
    using each = reduced<tl::reduction::none>;
    using slope = decltype(tl::gradient(y{}, p{}));
    using other_slope = decltype(tl::gradient(y{}, std::conditional_t<has_other, o, p>{}));
  };
};

/// The third value of a loss: what is in the file, or weights.
inline std::vector<double> other_of(const golden::file& golden, const std::string& name,
                                    std::size_t count) {
  if (golden.contains(name + "/other")) return golden[name + "/other"].values;
  return count == 4 ? std::vector<double>{1, 0.25, 2, 0.5} : std::vector<double>{1, 0.25, 2};
}

}  // namespace golden_losses

#endif
