// SPDX-License-Identifier: BSL-1.0
#include <cstdint>

#include <tapeless/ir/verify.hpp>
#include <tapeless/passes/differentiate.hpp>
#include <tapeless/passes/simplify.hpp>
#include <tapeless/passes/tidy.hpp>

#include "../catch.hpp"
#include "random_graph.hpp"

namespace tl = tapeless;

TEST_CASE("tidy: gives what merge_equal, drop_unused and order give", "[passes][tidy]") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const random_graph made(seed, {.leaves = 4, .ops = 3 + static_cast<int>(seed % 15)});
    const tl::builder simplified = tl::simplify(tl::differentiate(made.b.view()).view());
    const tl::builder merged = tl::merge_equal(simplified.view());
    const tl::builder needed = tl::drop_unused(merged.view());
    const tl::builder expected = tl::order(needed.view());
    const tl::builder tidied = tl::tidy(simplified.view());
    INFO("seed " << seed);
    CHECK(tl::verify_graph(tidied.view()).empty());
    REQUIRE(tidied.size() == expected.size());
    bool same = true;
    for (int i = 0; i < expected.size(); ++i) same = same && tidied[i] == expected[i];
    for (int r = 0; r < expected.results.size(); ++r)
      same = same && tidied.results[r] == expected.results[r];
    CHECK(same);
  }
}
