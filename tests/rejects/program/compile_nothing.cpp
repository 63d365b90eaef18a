// SPDX-License-Identifier: BSL-1.0
// rejected-with: compile\(y, \.\.\.\): there must be at least one expression \[E105\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

int main() {
  auto f = tl::compile();
  f.run();
}
