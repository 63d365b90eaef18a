// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/nn/optimisers/setting.hpp>

namespace tapeless {

namespace detail {
/// Update whose new parameter is changed once more: `change(new parameter, assignments…)` gives the whole update.
template <class New, class... Assignment, class Change>
constexpr auto then_change(update_of<New, Assignment...>, Change change) {
  return change(New{}, Assignment{}...);
}
}  // namespace detail

}  // namespace tapeless
