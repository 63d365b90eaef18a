// SPDX-License-Identifier: BSL-1.0
//
// Every sentence of the verifier, from a good graph with one thing broken in it. tools/check_tests.py compares the
// sentences here with those of the header.
#include <tapeless/ir/verify.hpp>

#include <string>

#include <tapeless/ir/builder.hpp>

#include "catch.hpp"

namespace ir = tapeless::ir;
namespace ops = tapeless::ops;

namespace {

/// A sum over the slices of a leaf [4, 3], kept in a state [3]: leaves, elementwise ops, a loop, a view, an assignment.
struct looped_graph {
  ir::builder b;
  int rows, kept, carry, slice, sum, next, last, written, flat;

  looped_graph() {
    add_leaf("rows", tapeless::leaf_kind::input, {.rank = 2, .size = {4, 3, 1, 1, 1, 1}});
    add_leaf("kept", tapeless::leaf_kind::state, {.rank = 1, .size = {3, 1, 1, 1, 1, 1}});
    b.regions.push_back({.length = 4});
    rows = b.read(0);
    kept = b.read(1);
    carry = ir::carried(b.of(kept), 0, 0).id;
    slice = ir::each_slice(b.of(rows), 0).id;
    sum = (b.of(carry) + b.of(slice)).id;
    next = ir::advanced(b.of(carry), b.of(sum)).id;
    last = ir::after_last(b.of(next)).id;
    written = b.emit(tapeless::ops::code_of<ops::assign_op>, {kept, last, -1});
    flat = ir::reshape_to(b.of(rows), {.rank = 1, .size = {12, 1, 1, 1, 1, 1}}).id;
    b.results.push_back(flat);
  }

  void add_leaf(const char* name, tapeless::leaf_kind kind, tapeless::dims shape) {
    ir::leaf l;
    l.kind = kind;
    l.shape = shape;
    l.name = name;
    b.leaves.push_back(l);
  }
};

/// What the verifier says of the graph after `damage` was done to it.
std::string complaint(void (*damage)(looped_graph&)) {
  looped_graph g;
  REQUIRE(ir::verify_graph(g.b.view()) == "");
  damage(g);
  return std::string{ir::verify_graph(g.b.view())};
}

}  // namespace

TEST_CASE("verify_graph: a node has an op, and as many operands as it takes", "[ir][verify]") {
  CHECK(complaint([](looped_graph& g) { g.b.nodes[g.sum].op = -1; }) == "unknown op");
  CHECK(complaint([](looped_graph& g) { g.b.nodes[g.sum].op = int{ops::all_ops::size}; }) ==
        "unknown op");
  CHECK(complaint([](looped_graph& g) { g.b.nodes[g.sum].in[2] = g.rows; }) ==
        "more operands than the op's arity");
}

TEST_CASE("verify_graph: operands stand before their users", "[ir][verify]") {
  const auto sentence = "an operand that does not stand before its user";
  CHECK(complaint([](looped_graph& g) { g.b.nodes[g.sum].in[1] = g.sum; }) == sentence);
  CHECK(complaint([](looped_graph& g) { g.b.nodes[g.sum].in[1] = -1; }) == sentence);
}

TEST_CASE("verify_graph: shapes are those of the ops", "[ir][verify]") {
  CHECK(complaint([](looped_graph& g) { g.b.nodes[g.sum].shape[0] = 5; }) ==
        "a shape that is not the op's");
  CHECK(complaint([](looped_graph& g) { g.b.nodes[g.flat].shape[0] = 13; }) ==
        "a shape that is not the op's");  // a reshape that changes the number of elements
}

TEST_CASE("verify_graph: leaves are in the list, and as it says", "[ir][verify]") {
  CHECK(complaint([](looped_graph& g) { g.b.leaves = {}; }) == "a leaf that is not in the list");
  CHECK(complaint([](looped_graph& g) { g.b.leaves[0].type = tapeless::element::float64; }) ==
        "a leaf of another shape or type");
  CHECK(complaint([](looped_graph& g) { g.b.leaves[0].shape[0] = 5; }) ==
        "a leaf of another shape or type");
  CHECK(complaint([](looped_graph& g) { g.b.nodes[g.written].in[0] = g.carry; }) ==
        "an assignment to what is no leaf");
}

TEST_CASE("verify_graph: a loop has a region, its length, and its ops in pairs", "[ir][verify]") {
  CHECK(complaint([](looped_graph& g) { g.b.regions = {}; }) == "a region that is not in the list");
  CHECK(complaint([](looped_graph& g) { g.b.regions[0].length = 5; }) ==
        "slices of another number than the region's iterations");
  CHECK(complaint([](looped_graph& g) { g.b.nodes[g.next].in[0] = g.kept; }) ==
        "an advance of what is no carry");
  CHECK(complaint([](looped_graph& g) { g.b.nodes[g.last].in[0] = g.sum; }) ==
        "the end of what is not advanced");
}

TEST_CASE("verify_graph: results are nodes", "[ir][verify]") {
  CHECK(complaint([](looped_graph& g) { g.b.results.push_back(-1); }) ==
        "a result that is no node");
  CHECK(complaint([](looped_graph& g) { g.b.results.push_back(g.b.size()); }) ==
        "a result that is no node");
}
