// SPDX-License-Identifier: BSL-1.0
#include <tapeless/config.hpp>

int main() { return tapeless::version::major == 0 ? 0 : 1; }
