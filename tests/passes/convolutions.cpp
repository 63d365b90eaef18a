// SPDX-License-Identifier: BSL-1.0
//
// How convolutions become kernels. (That plans of all kinds of them keep the values: random_graphs.cpp.)
#include <string>

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

#include "catch.hpp"
#include "run_plan.hpp"

namespace tl = tapeless;
namespace ir = tapeless::ir;

namespace {

tl::dims sizes(std::initializer_list<int> all) {
  tl::dims d;
  for (int size : all) d[d.rank++] = size;
  return d;
}
tl::ir::value leaf(tl::ir::builder& b, const tl::dims& d) {
  tl::ir::leaf l;
  l.type = tl::element::float64;
  l.shape = d;
  b.leaves.push_back(l);
  return b.of(b.read(b.leaves.size() - 1));
}
constexpr tl::ops::convolve_op::attributes unit_steps{};

/// The kernel of a graph of one result and one launch.
tl::ir::kernel only_kernel(tl::ir::builder& b, tl::ir::value y) {
  b.results.push_back(y.id);
  plan_run run(b.view());
  REQUIRE(run.problem() == "");
  REQUIRE(run.launches().launches.size() == 1);
  reference::memory leaves(b.view());
  int n = 0;
  for (std::size_t l = 0; l < leaves.size(); ++l) {
    for (double& x : leaves[l]) x = (++n * 37 % 101) / 50.0 - 1;
    run.set_leaf(static_cast<int>(l), leaves[l]);
  }
  run.step();
  CHECK(reference::distance(run.result(0), reference::results(b.view(), leaves)[0]) < 1e-12);
  return run.launches().kernels[0];
}

}  // namespace

TEST_CASE("a 1 x 1 convolution is one unit_steps product", "[passes][convolutions]") {
  tl::ir::builder b;
  const tl::ir::value x = leaf(b, sizes({4, 5, 6, 1, 7})), w = leaf(b, sizes({1, 1, 1, 7, 8}));
  const tl::ir::kernel k = only_kernel(b, ir::convolved(x, w, unit_steps));
  CHECK(k.kind == tl::ir::kernel_kind::contract);
  CHECK(k.loops == 3);
  CHECK(k.size[0] == 4 * 5 * 6);
}

TEST_CASE("a product whose right operand is one matrix has one loop of rows",
          "[passes][convolutions]") {
  tl::ir::builder b;
  const tl::ir::value x = leaf(b, sizes({3, 5, 4})), w = leaf(b, sizes({4, 6}));
  const tl::ir::kernel k = only_kernel(b, ir::contract(x, w));
  CHECK(k.loops == 3);
  CHECK(k.size[0] == 15);
}

TEST_CASE("a window's columns and channels are one summed loop; its rows another",
          "[passes][convolutions]") {
  tl::ir::builder b;
  const tl::ir::value x = leaf(b, sizes({2, 8, 9, 1, 4})), w = leaf(b, sizes({3, 2, 1, 4, 5}));
  const tl::ir::kernel k = only_kernel(b, ir::convolved(x, w, unit_steps));
  CHECK(k.loops - k.outer == 2);
  CHECK(k.size[k.outer] == 3);
  CHECK(k.size[k.outer + 1] == 8);
}

TEST_CASE("short rows give way to the longest of the other loops", "[passes][convolutions]") {
  tl::ir::builder b;
  const tl::ir::value x = leaf(b, sizes({16, 4, 3, 1, 4})), w = leaf(b, sizes({3, 2, 1, 4, 5}));
  const tl::ir::kernel k = only_kernel(b, ir::convolved(x, w, unit_steps));
  CHECK(k.size[k.outer - 2] == 16);
}

TEST_CASE("the gradient of a weight sums over many places in blocks", "[passes][convolutions]") {
  tl::ir::builder b;
  const tl::ir::value x = leaf(b, sizes({4, 20, 20, 1, 3})), dy = leaf(b, sizes({4, 18, 18, 1, 5}));
  const tl::ir::kernel k =
      only_kernel(b, ir::convolved_filter(x, dy, sizes({3, 3, 1, 3, 5}), unit_steps));
  CHECK(k.blocks > 0);
  CHECK_FALSE(k.packed);
  int inside = 1;
  for (int l = k.outer + k.blocks; l < k.loops; ++l) inside *= k.size[l];
  CHECK(inside <= 256);
  CHECK(inside >= 32);
}

TEST_CASE("what the gradient of a padded value cuts off is not computed",
          "[passes][convolutions]") {
  tl::ir::builder b;
  const tl::ir::value x = leaf(b, sizes({2, 6, 7, 1, 3})), w = leaf(b, sizes({3, 3, 1, 3, 4}));
  const tl::ir::value wide =
      ir::padded(ir::padded(x, sizes({2, 8, 7, 1, 3}), {.axis = 1, .before = 1}),
                 sizes({2, 8, 9, 1, 3}), {.axis = 2, .before = 1});
  const tl::ir::value loss = ir::sum_to(ir::convolved(wide, w, unit_steps), {});
  b.results.push_back(b.emit(tl::ops::code_of<tl::ops::gradient_op>, {loss.id, x.id, -1}));
  const tl::ir::builder d = tl::passes::differentiate(b.view()), s = tl::passes::simplify(d.view()),
                        g = tl::passes::tidy(s.view());
  const tl::ir::node& dx = g[g.results[0]];
  CHECK(tl::ir::is<tl::ops::convolve_op>(dx));
  CHECK(g[dx.in[0]].shape == sizes({2, 8, 9, 1, 4}));
  reference::memory leaves(b.view());
  for (std::size_t l = 0; l < leaves.size(); ++l)
    for (std::size_t i = 0; i < leaves[l].size(); ++i)
      leaves[l][i] = static_cast<double>(i * 37 % 101) / 50 - 1;
  CHECK(reference::distance(reference::results(g.view(), leaves)[0],
                            reference::results(d.view(), leaves)[0]) < 1e-12);
  // zeros around the rows and the columns of dy are one movement
  plan_run run(g.view());
  REQUIRE(run.problem() == "");
  int copies = 0;
  for (const tl::ir::group& each : run.groups().groups)
    copies += each.kind == tl::ir::group_kind::copy ? 1 : 0;
  CHECK(copies <= 1);
}

TEST_CASE("a convolution of single channels is a fold with lanes along them",
          "[passes][convolutions]") {
  tl::ir::builder b;
  const tl::ir::value x = leaf(b, sizes({2, 5, 6, 7, 1})), w = leaf(b, sizes({3, 2, 7, 1, 1}));
  const tl::ir::kernel k = only_kernel(b, ir::convolved(x, w, unit_steps));
  CHECK(k.kind == tl::ir::kernel_kind::nest);
  CHECK(k.vector_loop == k.outer - 1);
  CHECK(k.size[k.vector_loop] == 7);
}
