// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/builder.hpp>

namespace tapeless::passes {

/// How many times as large as the graph it takes a pass's graph may become. A bound on room: the graph of a pass that
/// exceeds it is built twice. A pass that grows says so beside itself:
///
///     template <> inline constexpr int growth_of<differentiate> = 3;
template <builder (*Pass)(graph_view)>
inline constexpr int growth_of = 1;

}  // namespace tapeless::passes
