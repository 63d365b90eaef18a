// SPDX-License-Identifier: BSL-1.0
// flags: -O2 -g
// limit: seconds=20 megabytes=1000 object=5000000
// ratio: seconds residual_16 5
#include "residual.hpp"

float train(std::byte* arena) { return residual::train<64, tapeless::sgd>(arena); }
