// SPDX-License-Identifier: BSL-1.0
/// \file
/// The words of the lane library that kernels are written in. A declaration each, because several are also words of the user
/// (tapeless::chunk, tapeless::sqrt), which the declaration hides.
#pragma once

#include <tapeless/lanes/lane.hpp>

namespace tapeless::kernels {

using lanes::chunk;
using lanes::for_each_chunk;
using lanes::has_partial;
using lanes::lane;
using lanes::mask;
using lanes::narrowest_width;
using lanes::native_lane;
using lanes::native_width;
using lanes::number;
using lanes::register_count;
using lanes::stored;
using lanes::with_indices;

using lanes::cos;
using lanes::log;
using lanes::sqrt;

}  // namespace tapeless::kernels
