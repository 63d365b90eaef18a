// SPDX-License-Identifier: BSL-1.0
// flags: -O2 -g
#include "residual.hpp"

float train(std::byte* arena) { return residual::train<64, tapeless::adam>(arena); }
