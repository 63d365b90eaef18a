// SPDX-License-Identifier: BSL-1.0
// flags: -O2 -g
// ratio: seconds lstm_10 1.2
// ratio: object lstm_10 1.2
#include "lstm.hpp"

float train(std::byte* arena) { return recurrent::train<1000>(arena); }
