// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/schedule/kernel_writer.hpp>

#include <cmath>

#include <tapeless/expr/matmul.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"
#include "passes/run_plan.hpp"

namespace tl = tapeless;

TEST_CASE("kernel_writer: the same of two parts of a value is one kernel, launched twice",
          "[passes][kernel_writer]") {
  constexpr tl::input<struct x, tl::shape<4, 3>, double> x{};
  constexpr tl::input<struct w, tl::shape<3, 2>, double> w{};
  const auto of_rows = [=](auto part) { return tl::tanh(tl::matmul(part, w)); };
  using first = decltype(of_rows(tl::slice<0, 0, 2>(x)));
  using second = decltype(of_rows(tl::slice<0, 2, 4>(x)));
  const tl::ir::builder made =
      tl::passes::tidy(tl::trace::expressions<first, second>().graph.view());

  plan_run run(made.view());
  REQUIRE(run.problem() == "");
  CHECK(run.launches().kernels.size() == 1);
  CHECK(run.launches().launches.size() == 2);

  run.set_leaf(0, {1, 2, 3, 4, 5, 6, -1, 0, 1, 2, 0, -2});
  run.set_leaf(1, {0.1, 0.2, 0.3, -0.1, 0.1, 0.4});
  run.step();
  CHECK(run.result(0)[0] == Approx(std::tanh(1.0)));
  CHECK(run.result(1)[0] == Approx(0).margin(1e-15));
  CHECK(run.result(1)[1] == Approx(std::tanh(0.2)));
  CHECK(run.result(1)[3] == Approx(std::tanh(-0.4)));
}
