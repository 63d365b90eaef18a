// SPDX-License-Identifier: BSL-1.0
#include <tapeless/config.hpp>

static_assert(tapeless::version::minor == 1);
