// SPDX-License-Identifier: BSL-1.0
// flags: -O3 -march=native
// limit: seconds=6 megabytes=400
//
// The program of the first page: reading, training, judging.
#include "../../../examples/fashion_mnist/main.cpp"
