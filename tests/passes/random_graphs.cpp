// SPDX-License-Identifier: BSL-1.0
#include <cstdint>
#include <cstdlib>
#include <string>

#include <tapeless/ir/print.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

#include "catch.hpp"
#include "random_graph.hpp"
#include "run_plan.hpp"

namespace tl = tapeless;

namespace {

std::string text_of(const tl::ir::builder& b) {
  std::string out;
  for (int i = 0; i < b.size(); ++i) {
    tl::core::text<512> line;
    tl::ir::print_node(line, b.view(), i);
    out += line.view();
  }
  out += "return";
  for (int r : b.results) out += " %" + std::to_string(r);
  return out + '\n';
}

struct stages {
  tl::ir::builder differentiated, simplified, tidied;
  explicit stages(const tl::ir::builder& from)
      : differentiated(tl::passes::differentiate(from.view())),
        simplified(tl::passes::simplify(differentiated.view())),
        tidied(tl::passes::tidy(simplified.view())) {}
};

/// Values after a step must be those of the reference, in results and in leaves.
double apart(tl::ir::graph_view expected, tl::ir::graph_view actual,
             const reference::memory& first) {
  reference::memory a = first, b = first;
  const auto x = reference::run(expected, a), y = reference::run(actual, b);
  double worst = 0;
  for (int r = 0; r < expected.results.size(); ++r)
    worst = std::max(worst, reference::distance(y[static_cast<std::size_t>(actual.results[r])],
                                                x[static_cast<std::size_t>(expected.results[r])]));
  for (std::size_t l = 0; l < a.size(); ++l)
    worst = std::max(worst, reference::distance(b[l], a[l]));
  return worst;
}

double apart_from_plan(tl::ir::graph_view g, const reference::memory& first) {
  plan_run run(g);
  REQUIRE(run.problem() == "");
  reference::memory leaves = first;
  for (std::size_t l = 0; l < leaves.size(); ++l) run.set_leaf(static_cast<int>(l), leaves[l]);
  double worst = 0;
  for (int step = 0; step < 2; ++step) {
    const auto values = reference::run(g, leaves);
    run.step();
    for (int r = 0; r < g.results.size(); ++r)
      worst = std::max(worst, reference::distance(run.result(r),
                                                  values[static_cast<std::size_t>(g.results[r])]));
    for (std::size_t l = 0; l < leaves.size(); ++l)
      worst = std::max(worst, reference::distance(run.leaf(static_cast<int>(l)), leaves[l]));
  }
  return worst;
}

void check_graph(std::uint64_t seed, random_graph::options o, double tolerance) {
  random_graph made(seed, o);
  const reference::memory first = made.first_values();
  REQUIRE(tl::ir::verify_graph(made.b.view()) == "");
  const stages s(made.b);
  INFO("seed " << seed << "\n" << text_of(s.tidied));
  REQUIRE(tl::ir::verify_graph(s.differentiated.view()) == "");
  REQUIRE(tl::ir::verify_graph(s.simplified.view()) == "");
  REQUIRE(tl::ir::verify_graph(s.tidied.view()) == "");
  {
    INFO("differentiated:\n" << text_of(s.differentiated));
    REQUIRE(apart(s.differentiated.view(), s.simplified.view(), first) < 1e-12);
  }
  REQUIRE(apart(s.simplified.view(), s.tidied.view(), first) < 1e-14);
  REQUIRE(apart_from_plan(s.tidied.view(), first) < tolerance);
}

int seeds() {
  const char* given = std::getenv("TAPELESS_SEEDS");
  return given != nullptr ? std::atoi(given) : 300;
}

}  // namespace

TEST_CASE("random graphs: every pass keeps the values, and so does the plan",
          "[passes][random_graphs]") {
  for (int seed = 0; seed < seeds(); ++seed)
    check_graph(static_cast<std::uint64_t>(seed), {.leaves = 3 + seed % 3, .ops = 3 + seed % 15},
                1e-9);
}

TEST_CASE("random graphs of mixed element types: values agree to float accuracy",
          "[passes][random_graphs]") {
  for (int seed = 0; seed < seeds() / 3; ++seed)
    check_graph(static_cast<std::uint64_t>(seed),
                {.leaves = 4, .ops = 3 + seed % 11, .mixed_types = true}, 1e-4);
}

TEST_CASE("random graphs: gradients agree with central differences", "[passes][random_graphs]") {
  for (int seed = 0; seed < seeds(); ++seed) {
    random_graph made(static_cast<std::uint64_t>(seed) + 5000,
                      {.leaves = 3, .ops = 2 + seed % 9, .gradients = 3});
    const reference::memory at = made.first_values();
    const tl::ir::builder d = tl::passes::differentiate(made.b.view());
    INFO("seed " << seed << "\n" << text_of(made.b));
    const auto slopes = reference::results(d.view(), at);
    const double h = 1e-5;
    for (std::size_t l = 0; l < 3; ++l) {
      reference::numbers expected;
      for (std::size_t i = 0; i < at[l].size(); ++i) {
        reference::memory up = at, down = at;
        up[l][i] += h;
        down[l][i] -= h;
        expected.push_back(
            (reference::results(d.view(), up)[0][0] - reference::results(d.view(), down)[0][0]) /
            (2 * h));
      }
      INFO("leaf " << l);
      CHECK(reference::distance(slopes[3 + l], expected) < 1e-6);
    }
  }
}
