// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/rewrite/scatter_updates.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include <tapeless/ir/print.hpp>

#include "passes/run_plan.hpp"

namespace tl = tapeless;
namespace ir = tapeless::ir;

namespace {

/// A table [4, 2], indices [3] into it, updates [3, 2], a rate.
class table_graph {
 public:
  tl::ir::builder b;
  tl::ir::value w = leaf(tl::leaf_kind::parameter, tl::shape<4, 2>::value, "w"),
                u = leaf(tl::leaf_kind::input, tl::shape<3, 2>::value, "u"),
                rate = leaf(tl::leaf_kind::option, {}, "rate"),
                i = leaf(tl::leaf_kind::input, tl::shape<3>::value, "i", tl::element::int32);

  tl::ir::value scattered() { return scattered(u); }
  tl::ir::value scattered(tl::ir::value x) { return ir::scattered(x, i, tl::dims(w.shape()), 0); }
  void assign(tl::ir::value y) { b.emit(tl::ops::code_of<tl::ops::assign_op>, {w.id, y.id, -1}); }
  tl::ir::builder finished() {
    const tl::ir::builder tidied = tl::passes::tidy(b.view());
    return tl::passes::scatter_updates(tidied.view());
  }

  static int count(const tl::ir::builder& g, int op) {
    int n = 0;
    for (const tl::ir::node& each : g.nodes) n += each.op == op ? 1 : 0;
    return n;
  }

 private:
  tl::ir::value leaf(tl::leaf_kind kind, const tl::dims& d, const char* name,
                     tl::element type = tl::element::float64) {
    b.leaves.push_back({.kind = kind, .type = type, .shape = d, .name = name});
    return b.of(b.read(b.leaves.size() - 1));
  }
};

}  // namespace

TEST_CASE("scatter_updates: descent on rows adds to them in place", "[passes][scatter_updates]") {
  table_graph at;
  const tl::ir::value rows = ir::gathered(at.w, at.i, 0);
  at.b.results.push_back((rows * at.u).id);
  at.assign(at.w - at.rate * (2.0 * at.scattered()));
  const tl::ir::builder g = at.finished();
  CHECK(tl::ir::verify_graph(g.view()) == "");
  CHECK(at.count(g, tl::ops::code_of<tl::ops::add_at_op>) == 1);
  CHECK(at.count(g, tl::ops::code_of<tl::ops::assign_op>) == 0);
  CHECK(at.count(g, tl::ops::code_of<tl::ops::scatter_add_op>) == 0);
  plan_run run(g.view());
  REQUIRE(run.problem() == "");
  run.set_leaf(0, {1, 2, 3, 4, 5, 6, 7, 8});
  run.set_leaf(1, {10, 20, 30, 40, 50, 60});
  run.set_leaf(2, {0.5});
  run.set_leaf(3, {3, 0, 3});
  run.step();
  CHECK(run.result(0) == std::vector<double>{70, 160, 30, 80, 350, 480});  // of the old rows
  CHECK(run.leaf(0) == std::vector<double>{1 - 30, 2 - 40, 3, 4, 5, 6, 7 - 60, 8 - 80});
}

TEST_CASE("scatter_updates: a sum of two reads becomes two additions",
          "[passes][scatter_updates]") {
  table_graph at;
  const tl::ir::value other = at.scattered(at.u + 1.0);
  at.assign((at.scattered() + other) + at.w);
  const tl::ir::builder g = at.finished();
  CHECK(at.count(g, tl::ops::code_of<tl::ops::add_at_op>) == 2);
  plan_run run(g.view());
  run.set_leaf(0, std::vector<double>(8));
  run.set_leaf(1, {1, 2, 3, 4, 5, 6});
  run.set_leaf(2, {0});
  run.set_leaf(3, {1, 1, 2});
  run.step();
  CHECK(run.leaf(0) == std::vector<double>{0, 0, 4 + 6, 6 + 8, 5 + 6, 6 + 7, 0, 0});
}

TEST_CASE("scatter_updates: leaves alone what others read, and what is not linear",
          "[passes][scatter_updates]") {
  SECTION("a result") {
    table_graph at;
    at.b.results.push_back(at.scattered().id);
    at.assign(at.w - at.rate * at.scattered());
    CHECK(at.count(at.finished(), tl::ops::code_of<tl::ops::assign_op>) == 1);
  }
  SECTION("a norm") {
    table_graph at;
    const tl::ir::value norm = ir::sum_to(at.scattered() * at.scattered(), {});
    at.assign(at.w - norm * at.scattered());
    CHECK(at.count(at.finished(), tl::ops::code_of<tl::ops::assign_op>) == 1);
  }
  SECTION("decay") {
    table_graph at;
    at.assign(at.w - at.rate * (at.scattered() + at.rate * at.w));
    CHECK(at.count(at.finished(), tl::ops::code_of<tl::ops::assign_op>) == 1);
  }
  SECTION("indices that the step changes") {
    table_graph at;
    at.b.emit(tl::ops::code_of<tl::ops::assign_op>, {at.i.id, at.i.id, -1});
    at.assign(at.w - at.rate * at.scattered());
    CHECK(at.count(at.finished(), tl::ops::code_of<tl::ops::add_at_op>) == 0);
  }
}
