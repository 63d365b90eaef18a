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

The example is a network with four measures, eight hidden values and three species, trained on batches of 16 by gradient
descent:

```cpp
inline constexpr tl::input<struct measures, tl::shape<16, 4>> measures{};
inline constexpr tl::target<struct species, tl::shape<16>, std::int32_t> species{};
constexpr auto net = tl::dense<8> >> tl::relu >> tl::dense<3>;
constexpr auto loss = tl::softmax_cross_entropy(measures >> net, species);
struct step : tl::pipeline<tl::updated<tl::traced<true, decltype(loss)>, tl::traced_rule<tl::sgd>>> {};
```

`tl::explain<step>()` prints the rest of this page (`tl::explain(trainer)` does the same for a trainer); [ir.md](ir.md)
describes the format. All of it happens in the C++ compiler: each stage is one `constexpr` value.

## The traced graph

The types of the expressions become a list of values, each computed from earlier ones. The position of a leaf gives its name:
`0.weight` belongs to the first layer, as in PyTorch's `state_dict`. With an optimiser, the results after the loss are its
gradients with respect to every parameter. In this stage they are still unanswered questions.

)";
  page += block(&parts::traced);
  page += R"(
## Gradients

A reverse sweep answers the questions. Every op's own file defines the gradients of its operands, as values of the same kind.
The forward part does not change. The gradient of `measures` is computed too; nothing uses it, so a later stage removes it.

)";
  page += block(&parts::differentiated);
  page += R"(
## Algebra

Rules rewrite one value at a time: a product with 1, the sum of a broadcast number, a view of a view. They also hold for
infinities and NaN, so x · 0 is not simplified.

)";
  page += block(&parts::simplified);
  page += R"(
## The graph that runs

Equal values are merged and unused ones removed. The optimiser's rule was traced once, on scalars; here it appears once
per parameter. Values that depend only on options come first.

)";
  page += block(&parts::final_graph);
  page += R"(
## Groups

Values that can share a loop form a group. A matrix product includes the elementwise ops after it: bias and activation in the
forward pass, the derivative of the activation in the backward pass, the update of the weights. The loss and its gradient are
one group, because they walk over the same rows.

)";
  page += block(&parts::groups);
  page += R"(
## Loops

The processor executes these loops. A letter is a value in a register; an accumulator starts from the neutral element of its
operation. `(lanes)` marks the loop that fills SIMD registers. No gradient of a parameter is ever stored in memory: the update
consumes it. `species[i] == j` reads a label where another library would build a one-hot matrix.

)";
  page += block(&parts::loops);
  page += R"(
## Memory

The memory map is known at compile time. Parameters come first, then the inputs from the caller, then the intermediate values.
The address of an intermediate value is reused as soon as the last launch that reads it is done.

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
