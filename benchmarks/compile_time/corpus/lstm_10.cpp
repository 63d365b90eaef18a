// SPDX-License-Identifier: BSL-1.0
// flags: -O2 -g
#include "lstm.hpp"

float train(std::byte* arena) { return recurrent::train<10>(arena); }
