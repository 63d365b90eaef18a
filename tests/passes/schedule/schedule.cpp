// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/schedule/schedule.hpp>

#include <cstdint>
#include <string>

#include <tapeless/expr/convolve.hpp>
#include <tapeless/expr/effects.hpp>
#include <tapeless/expr/matmul.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/scan.hpp>
#include <tapeless/ir/print_plan.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"
#include "passes/run_plan.hpp"

namespace tl = tapeless;

namespace {

/// The launches of expressions as loops, without what they cost.
template <class... Y>
std::string scheduled(const tl::ir::target& on = tl::ir::host) {
  const tl::ir::builder b = tl::passes::tidy(
      tl::passes::simplify(tl::trace::expressions<Y...>(true).graph.view()).view());
  const plan_run run(b.view(), on);
  REQUIRE(run.problem() == "");
  tl::core::text<8192> out;
  tl::ir::print_launches(out, b.view(), run.launches().view());
  std::string all;
  for (std::string_view rest = out.view(); !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n') + 1);
    rest.remove_prefix(line.size());
    if (line.substr(0, 6) == "total:") continue;
    const auto cost = line.find(": ");
    const bool head = line.substr(0, 6) == "launch" && cost < line.size();
    all += head ? std::string(line.substr(0, cost)) + "\n" : std::string(line);
  }
  return all;
}

constexpr tl::input<struct a, tl::shape<2, 3>> a{};
constexpr tl::input<struct b, tl::shape<2, 3>> b{};
constexpr tl::input<struct w, tl::shape<3, 4>> w{};
constexpr tl::input<struct v, tl::shape<4, 4>> v{};
constexpr tl::input<struct chosen, tl::shape<2>, std::int32_t> chosen{};
constexpr tl::state<struct average, tl::shape<2, 3>> average{};

}  // namespace

TEST_CASE("schedule: axes that all accesses walk through as one are one loop",
          "[passes][schedule]") {
  CHECK(scheduled<decltype(a * b)>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 6 (lanes):\n"
        "    %2[i] = a[i] * b[i]\n");
}

TEST_CASE("schedule: a product and a sum that alone reads it are one multiply-add",
          "[passes][schedule]") {
  CHECK(scheduled<decltype(a * b + a)>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 6 (lanes):\n"
        "    %3[i] = a[i] * b[i] + a[i]\n");
  CHECK(scheduled<decltype(a - a * b)>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 6 (lanes):\n"
        "    %3[i] = a[i] - a[i] * b[i]\n");
}

TEST_CASE(
    "schedule: folds of a row are phases, a dear value waits for the next, a cheap one is made "
    "again",
    "[passes][schedule]") {
  CHECK(scheduled<decltype(tl::softmax(a))>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 2:\n"
        "    for j in 3 (lanes):\n"
        "      a = max(a, a[i, j])\n"
        "    for j in 3 (lanes):\n"
        "      b = exp(a[i, j] - a)\n"
        "      c += b\n"
        "      %3[j] = b\n"
        "    d = reciprocal(c)\n"
        "    for j in 3 (lanes):\n"
        "      %6[i, j] = %3[j] * d\n");
}

TEST_CASE("schedule: folded axes are the inner loops", "[passes][schedule]") {
  CHECK(scheduled<decltype(tl::sum(tl::exp(a), tl::axis<0>))>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 3 (lanes):\n"
        "    for j in 2:\n"
        "      a += exp(a[j, i])\n"
        "    %2[i] = a\n");
}

TEST_CASE("schedule: a product runs the ops on its result on each tile", "[passes][schedule]") {
  CHECK(scheduled<decltype(tl::tanh(tl::matmul(a, w)))>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 2:\n"
        "    for j in 4 (lanes):\n"
        "      a = sum over k in 3 of a[i, k] * w[k, j]\n"
        "      %3[i, j] = tanh(a)\n");
}

TEST_CASE("schedule: equal kernels are one, launched on other buffers", "[passes][schedule]") {
  const auto twice = tl::matmul(tl::matmul(tl::matmul(a, w), v), v);
  CHECK(scheduled<decltype(twice)>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 2:\n"
        "    for j in 4 (lanes):\n"
        "      a = sum over k in 3 of a[i, k] * w[k, j]\n"
        "      %2[i, j] = a\n"
        "launch 1 of group 1, kernel 1\n"
        "  for i in 2:\n"
        "    for j in 4 (lanes):\n"
        "      a = sum over k in 4 of %2[i, k] * v[k, j]\n"
        "      %4[i, j] = a\n"
        "launch 2 of group 2, kernel 1 as in launch 1, with %4 for %2, %5 for %4\n");
}

TEST_CASE("schedule: a pad of a pad is one fill and one copy", "[passes][schedule]") {
  CHECK(scheduled<decltype(tl::pad<0, 1, 0>(tl::pad<1, 1, 1>(a)))>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 15 (lanes):\n"
        "    %2[i] = 0\n"
        "launch 1 of group 0, kernel 1\n"
        "  for i in 2:\n"
        "    for j in 3 (lanes):\n"
        "      %2[i + 1, j + 1] = a[i, j]\n");
}

TEST_CASE("schedule: a gather is a load whose place an integer says", "[passes][schedule]") {
  CHECK(scheduled<decltype(tl::exp(tl::gather<0>(w, chosen)))>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 2:\n"
        "    for j in 4 (lanes):\n"
        "      %3[i, j] = exp(w[chosen[i], j])\n");
}

TEST_CASE("schedule: an assignment is written by the loop that makes its value",
          "[passes][schedule]") {
  CHECK(scheduled<decltype(tl::assign(average, tl::constant<0.9> * average + a))>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 6 (lanes):\n"
        "    average[i] = average[i] * 0.9 + a[i]\n");
}

TEST_CASE("schedule: an assignment whose old value is still read waits for the end",
          "[passes][schedule]") {
  const auto turned = tl::assign(average, tl::reverse<0>(average));
  CHECK(scheduled<decltype(turned)>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 2:\n"
        "    for j in 3 (lanes):\n"
        "      %1[i, j] = average[1 - i, j]\n"
        "launch 1 of group 0, kernel 1\n"
        "  for i in 6 (lanes):\n"
        "    average[i] = %1[i]\n");
}

TEST_CASE("schedule: a loop's launches say how often they run", "[passes][schedule]") {
  const auto run = tl::scan([](auto h, auto x) { return tl::next(tl::tanh(h * x)).emit(h); },
                            tl::from(tl::sum(a, tl::axis<0>)), tl::over(b));
  CHECK(scheduled<decltype(tl::last(run)), decltype(tl::outputs(run))>() ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 3 (lanes):\n"
        "    for j in 2:\n"
        "      a += a[j, i]\n"
        "    %1[i] = a\n"
        "launch 1 of group 1, kernel 1\n"
        "  for i in 3 (lanes):\n"
        "    %4[i] = %1[i]\n"
        "launch 2 of group 2, 2 times, kernel 2\n"
        "  for i in 3 (lanes):\n"
        "    %7[i] = tanh(%4[i] * b[0, i])\n"
        "launch 3 of group 3, 2 times, kernel 1 as in launch 1, with %4 for %1, %10 "
        "for %4\n"
        "launch 4 of group 4, 2 times, kernel 1 as in launch 1, with %7 for %1\n");
}

TEST_CASE("schedule: a value that is as cheap as memory is made again, dearer ones are kept",
          "[passes][schedule][target]") {
  const auto y = (a * a + b) * a - b;  // four instructions
  const auto scaled = y / tl::sum(y, tl::axis<1>, tl::keep_dims);
  CHECK(scheduled<decltype(scaled)>(tl::ir::avx512) ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 2:\n"
        "    for j in 3 (lanes):\n"
        "      a += a[i, j] * (a[i, j] * a[i, j] + b[i, j]) - b[i, j]\n"
        "    for j in 3 (lanes):\n"
        "      %7[i, j] = (a[i, j] * (a[i, j] * a[i, j] + b[i, j]) - b[i, j]) / a\n");
  CHECK(scheduled<decltype(scaled)>(tl::ir::cortex_m) ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 2:\n"
        "    for j in 3 (lanes):\n"
        "      a = a[i, j] * (a[i, j] * a[i, j] + b[i, j]) - b[i, j]\n"
        "      b += a\n"
        "      %5[j] = a\n"
        "    for j in 3 (lanes):\n"
        "      %7[i, j] = %5[j] / b\n");
}

TEST_CASE("schedule: a long sum is cut where its operands would leave the cache",
          "[passes][schedule][target]") {
  constexpr tl::input<struct wide, tl::shape<4, 4096>> wide{};
  constexpr tl::input<struct tall, tl::shape<4096, 8>> tall{};
  const auto product = tl::matmul(wide, tall);
  CHECK(scheduled<decltype(product)>(tl::ir::avx512) ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 4:\n"
        "    for j in 8 (lanes):\n"
        "      a = sum over k in 16, l in 256 of wide[i, 256k + l] * tall[256k + l, j]\n"
        "      %2[i, j] = a\n");
  CHECK(scheduled<decltype(product)>(tl::ir::cortex_m) ==
        "launch 0 of group 0, kernel 0\n"
        "  for i in 4:\n"
        "    for j in 8 (lanes):\n"
        "      a = sum over k in 4096 of wide[i, k] * tall[k, j]\n"
        "      %2[i, j] = a\n");
}
