// SPDX-License-Identifier: BSL-1.0
//
// The control of this folder: it has no `rejected-with` line, so it must compile. If the harness lost
// its include path or its language standard, this file would say so.

#include <tapeless/config.hpp>

static_assert(tapeless::version::major >= 0);
