// SPDX-License-Identifier: BSL-1.0
// rejected-with: arguments must be expressions, as many as f takes: .* \[E102\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

int main() {
  auto f = tl::compile(tl::dense<8>);
  f.run();
}
