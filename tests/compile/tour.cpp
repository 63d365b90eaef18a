// SPDX-License-Identifier: BSL-1.0
//
// docs/tour.md: one network through all stages, printed by the library.
#include <tapeless/compile/explain.hpp>
#include <tapeless/compile/rule.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/dense.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>
#include <tapeless/nn/optimisers/sgd.hpp>

#include <cstdint>
#include <string>

#include "golden_text.hpp"

namespace tl = tapeless;

namespace {

inline constexpr tl::input<struct measures, tl::shape<16, 4>> measures{};
inline constexpr tl::target<struct species, tl::shape<16>, std::int32_t> species{};
constexpr auto net = tl::dense<8> >> tl::relu >> tl::dense<3>;
constexpr auto loss = tl::softmax_cross_entropy(measures >> net, species);
struct step
    : tl::pipeline<tl::updated<tl::traced<true, decltype(loss)>, tl::traced_rule<tl::sgd>>> {};

constexpr tl::explain_options nothing{.traced = false,
                                      .differentiated = false,
                                      .simplified = false,
                                      .final_graph = false,
                                      .groups = false,
                                      .loops = false,
                                      .memory = false};

/// One part of the explanation as a block of the page.
std::string block(bool tl::explain_options::* part) {
  tl::explain_options options = nothing;
  options.*part = true;
  std::string out = "```text\n";
  tl::explain(tl::explanation_of<step>(), [&](std::string_view piece) { out += piece; }, options);
  while (out.ends_with("\n\n")) out.pop_back();
  return out + "```\n";
}

std::string tour() {
  using parts = tl::explain_options;
  std::string page = R"(<!-- SPDX-License-Identifier: BSL-1.0 -->
<!-- Written by tests/compile/tour.cpp from what explain prints. Do not edit: tools/bless.py compile -->

# The compiler in one page

A network of four measures, eight hidden values and three species, trained on batches of 16 by gradient
descent:

```cpp
inline constexpr tl::input<struct measures, tl::shape<16, 4>> measures{};
inline constexpr tl::target<struct species, tl::shape<16>, std::int32_t> species{};
constexpr auto net = tl::dense<8> >> tl::relu >> tl::dense<3>;
constexpr auto loss = tl::softmax_cross_entropy(measures >> net, species);
struct step : tl::pipeline<tl::updated<tl::traced<true, decltype(loss)>, tl::traced_rule<tl::sgd>>> {};
```

`tl::explain<step>()` prints all that follows (`tl::explain(trainer)` does it for a trainer); what each line may
hold stands in [ir.md](ir.md). Everything here happened in the C++ compiler: each stage is one `constexpr` value.

## What was written

The types of the expressions become a list of values, each made of earlier ones. A leaf is named by where it stands:
`0.weight` belongs to the first layer, as in PyTorch's `state_dict`. With an optimiser, the gradient of the loss by every
parameter is asked for behind the loss itself; these are still questions.

)";
  page += block(&parts::traced);
  page += R"(
## Gradients

The questions are answered in reverse order: every op's own file says what its operands' gradients are, in the same
kind of values. The forward part stays as it was. The gradient of the measures falls out, too; nobody reads it, and a
later stage drops it.

)";
  page += block(&parts::differentiated);
  page += R"(
## Algebra

Rules rewrite one value at a time: a product with 1, the sum of a stretched number, a view of a view. They hold for
infinities and NaN, too, so x · 0 stays what it is.

)";
  page += block(&parts::simplified);
  page += R"(
## The graph that runs

Equal values are one, unused ones are gone, and the optimiser's rule, which was traced once on scalars, stands here once
per parameter. What it computes from options alone comes first.

)";
  page += block(&parts::final_graph);
  page += R"(
## Groups

What can share a loop does. A matrix product takes what follows it element by element: bias and activation forwards,
the activation's derivative backwards, the update of the weights. The loss and its gradient are one group, as all of
it walks over the same rows.

)";
  page += block(&parts::groups);
  page += R"(
## Loops

This is what the processor does. A letter is a value in a register; an accumulator begins with its operation's
neutral number. `(lanes)` marks the loop that fills SIMD registers. No gradient of a parameter is ever in memory: it
ends in the update. `species[i] == j` reads a label where another library would make a one-hot matrix.

)";
  page += block(&parts::loops);
  page += R"(
## Memory

All of it, known while compiling. Parameters come first, then what the caller provides, then the values between:
their addresses are used again as soon as the last launch that reads them is done.

)";
  page += block(&parts::memory);
  return page;
}

}  // namespace

TEST_CASE("explain: docs/tour.md is what it prints", "[compile][explain][golden]") {
  check_golden_text("docs/tour.md", tour());
}

TEST_CASE("explain: a part that is not wanted is not printed", "[compile][explain]") {
  std::string out;
  tl::explain(tl::explanation_of<step>(), [&](std::string_view piece) { out += piece; }, nothing);
  CHECK(out.empty());
}
