// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/rewrite/simplify.hpp>

#include <string>

#include <tapeless/passes/rewrite/tidy.hpp>

#include "catch.hpp"
#include "passes/small_graph.hpp"

namespace tl = tapeless;
namespace ir = tapeless::ir;

namespace {

/// The last line of what f's value becomes, without its name: "mul %0, %1 : [2, 3]".
template <class F>
std::string simplified(F f) {
  small_graph m;
  m.b.results.push_back(f(m).id);
  const tl::ir::builder s = tl::passes::tidy(tl::passes::simplify(m.b.view()).view());
  REQUIRE(tl::ir::verify_graph(s.view()) == "");
  tl::core::text<256> line;
  tl::ir::print_node(line, s.view(), s.results[0]);
  const std::string all{line.view()};
  return all.substr(all.find("= ") + 2, all.find(" :") - all.find("= ") - 2);
}

}  // namespace

TEST_CASE("simplify: one line per rule", "[passes][simplify]") {
  CHECK(simplified([](small_graph& m) { return m.a + 0.0; }) == "parameter a");
  CHECK(simplified([](small_graph& m) { return 0.0 + m.a; }) == "parameter a");
  CHECK(simplified([](small_graph& m) { return m.a + (-m.c); }) == "sub %0, %1");
  CHECK(simplified([](small_graph& m) { return -m.a + m.c; }) == "sub %1, %0");
  CHECK(simplified([](small_graph& m) { return m.a + m.a; }) == "mul %1, %0");
  CHECK(simplified([](small_graph& m) { return m.a - 0.0; }) == "parameter a");
  CHECK(simplified([](small_graph& m) { return 0.0 - m.a; }) == "neg %0");
  CHECK(simplified([](small_graph& m) { return m.a - (-m.c); }) == "add %0, %1");
  CHECK(simplified([](small_graph& m) { return 1.0 * m.a; }) == "parameter a");
  CHECK(simplified([](small_graph& m) { return -1.0 * m.a; }) == "neg %0");
  CHECK(simplified([](small_graph& m) { return 2.0 * (3.0 * m.a); }) == "mul %1, %0");
  CHECK(simplified([](small_graph& m) { return -m.a * -m.c; }) == "mul %0, %1");
  CHECK(simplified([](small_graph& m) { return m.a / m.number(1); }) == "parameter a");
  CHECK(simplified([](small_graph& m) { return 1.0 / m.a; }) == "reciprocal %0");
  CHECK(simplified([](small_graph& m) { return -(-m.a); }) == "parameter a");
  CHECK(simplified([](small_graph& m) { return -(m.a - m.c); }) == "sub %1, %0");
  CHECK(simplified([](small_graph& m) {
          return 1.0 / ir::emit(tl::ops::code_of<tl::ops::sqrt_op>, m.a);
        }) == "rsqrt %0");
  CHECK(simplified([](small_graph& m) { return ir::pow(m.a, m.number(2)); }) == "mul %0, %0");
  CHECK(simplified([](small_graph& m) { return ir::pow(m.a, m.number(1)); }) == "parameter a");
  CHECK(simplified([](small_graph& m) { return ir::select(m.a, m.c, m.c); }) == "parameter c");
  CHECK(simplified([](small_graph& m) { return ir::select(m.number(1), m.a, m.c); }) ==
        "parameter a");
  CHECK(simplified([](small_graph& m) { return ir::select(m.number(0), m.a, m.c); }) ==
        "parameter c");
  CHECK(simplified([](small_graph& m) {
          return ir::emit(tl::ops::code_of<tl::ops::stop_gradient_op>, m.a);
        }) == "parameter a");
  CHECK(simplified([](small_graph& m) { return ir::transposed(ir::transposed(m.a)); }) ==
        "parameter a");
  CHECK(simplified([](small_graph& m) { return m.number(2) * m.number(3) + m.number(4); }) ==
        "constant 10");
}

TEST_CASE("simplify: a product with 0 stays: nan and infinities count", "[passes][simplify]") {
  CHECK(simplified([](small_graph& m) { return 0.0 * m.a; }) == "mul %1, %0");
  CHECK(simplified([](small_graph& m) { return m.a - m.a; }) == "sub %0, %0");
  CHECK(simplified([](small_graph& m) { return m.a / m.a; }) == "div %0, %0");
}

TEST_CASE("simplify: the sum of a stretched value is a product", "[passes][simplify]") {
  small_graph m;
  const tl::ir::value column = ir::summed(m.a, 2);  // [2, 1]
  tl::dims wide = m.a.shape();
  m.b.results.push_back(ir::summed(ir::broadcast_to(column, wide), 3).id);
  CHECK(text_of(tl::passes::tidy(tl::passes::simplify(m.b.view()).view())) ==
        "%0 = constant 3 : []\n"
        "%1 = parameter a : [2, 3]\n"
        "%2 = reduce_sum %1 over 1 : [2, 1]\n"
        "%3 = reduce_sum %2 over 0 : [1, 1]\n"
        "%4 = mul %3, %0 : [1, 1]\n"
        "return %4\n");
}

TEST_CASE("simplify: a result that the step overwrites is copied", "[passes][simplify]") {
  small_graph m;
  m.b.results.push_back(m.a.id);
  m.b.results.push_back(m.c.id);
  m.b.emit(tl::ops::code_of<tl::ops::assign_op>, {m.a.id, m.c.id, -1});
  CHECK(text_of(tl::passes::simplify(m.b.view())) ==
        "%0 = parameter a : [2, 3]\n"
        "%1 = parameter c : [2, 3]\n"
        "%2 = assign %0, %1 : [2, 3]\n"
        "%3 = stop_gradient %0 : [2, 3]\n"
        "return %3, %1\n");
}
