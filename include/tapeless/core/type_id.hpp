// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace tapeless {

/// One object per type: its address tells types apart while compiling.
template <class T>
inline constexpr char type_id = 0;

}  // namespace tapeless
