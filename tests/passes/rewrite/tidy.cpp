// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/rewrite/tidy.hpp>

#include "catch.hpp"
#include "passes/small_graph.hpp"

namespace tl = tapeless;
namespace ir = tapeless::ir;

TEST_CASE("tidy: commutative operands in either order are one value", "[passes][tidy]") {
  small_graph m;
  m.b.results.push_back((m.a * m.c + m.c * m.a).id);
  m.b.results.push_back((m.a - m.c).id);
  m.b.results.push_back((m.c - m.a).id);
  CHECK(text_of(tl::passes::tidy(m.b.view())) ==
        "%0 = parameter a : [2, 3]\n"
        "%1 = parameter c : [2, 3]\n"
        "%2 = mul %0, %1 : [2, 3]\n"
        "%3 = add %2, %2 : [2, 3]\n"
        "%4 = sub %0, %1 : [2, 3]\n"
        "%5 = sub %1, %0 : [2, 3]\n"
        "return %3, %4, %5\n");
}

TEST_CASE("tidy: results and assignments keep what they are made of", "[passes][tidy]") {
  small_graph m;
  const tl::ir::value unused = ir::exp(m.a);
  m.b.results.push_back(ir::sin(m.a).id);
  static_cast<void>(unused + m.c);
  m.b.emit(tl::ops::code_of<tl::ops::assign_op>, {m.a.id, ir::cos(m.c).id, -1});
  CHECK(text_of(tl::passes::tidy(m.b.view())) ==
        "%0 = parameter a : [2, 3]\n"
        "%1 = parameter c : [2, 3]\n"
        "%2 = sin %0 : [2, 3]\n"
        "%3 = cos %1 : [2, 3]\n"
        "%4 = assign %0, %3 : [2, 3]\n"
        "return %2\n");
}

TEST_CASE("tidy: numbers and scalars of leaves come first", "[passes][tidy]") {
  small_graph m;
  tl::ir::leaf rate;
  rate.kind = tl::leaf_kind::option;
  rate.name = "rate";
  m.b.leaves.push_back(rate);
  const tl::ir::value y = ir::sin(m.a), setting = m.b.of(m.b.read(2)), scale = 2.0 * setting;
  m.b.results.push_back((scale * y).id);
  CHECK(text_of(tl::passes::tidy(m.b.view())) ==
        "%0 = option rate : []\n"
        "%1 = constant 2 : []\n"
        "%2 = mul %0, %1 : []\n"
        "%3 = parameter a : [2, 3]\n"
        "%4 = sin %3 : [2, 3]\n"
        "%5 = mul %4, %2 : [2, 3]\n"
        "return %5\n");
}
