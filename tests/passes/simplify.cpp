// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/simplify.hpp>

#include <string>

#include <tapeless/ir/print.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/passes/drop_unused.hpp>
#include <tapeless/passes/merge_equal.hpp>
#include <tapeless/passes/order.hpp>

#include "../catch.hpp"

namespace tl = tapeless;
namespace ir = tapeless::ir;

namespace {

/// A graph on leaves a and c, both [2, 3].
struct made {
  tl::builder b;
  tl::value a, c;
  made() {
    for (const char* name : {"a", "c"}) {
      tl::leaf l;
      l.kind = tl::leaf_kind::parameter;
      l.shape.rank = 2;
      l.shape[0] = 2;
      l.shape[1] = 3;
      l.name = name;
      b.leaves.push_back(l);
    }
    a = b.of(b.read(0));
    c = b.of(b.read(1));
  }
  tl::value number(double v) { return b.of(b.constant(v)); }
};

std::string text_of(const tl::builder& b) {
  REQUIRE(tl::verify_graph(b.view()) == "");
  const auto text = tl::print(b.view());
  return std::string{text.view()};
}

/// The last line of what f's value becomes, without its name: "mul %0, %1 : [2, 3]".
template <class F>
std::string simplified(F f) {
  made m;
  m.b.results.push_back(f(m).id);
  const tl::builder s = tl::drop_unused(tl::simplify(m.b.view()).view());
  REQUIRE(tl::verify_graph(s.view()) == "");
  tl::text<256> line;
  tl::print_node(line, s.view(), s.results[0]);
  const std::string all{line.view()};
  return all.substr(all.find("= ") + 2, all.find(" :") - all.find("= ") - 2);
}

}  // namespace

TEST_CASE("simplify: one line per rule", "[passes][simplify]") {
  CHECK(simplified([](made& m) { return m.a + 0.0; }) == "parameter a");
  CHECK(simplified([](made& m) { return 0.0 + m.a; }) == "parameter a");
  CHECK(simplified([](made& m) { return m.a + (-m.c); }) == "sub %0, %1");
  CHECK(simplified([](made& m) { return -m.a + m.c; }) == "sub %1, %0");
  CHECK(simplified([](made& m) { return m.a + m.a; }) == "mul %0, %1");
  CHECK(simplified([](made& m) { return m.a - 0.0; }) == "parameter a");
  CHECK(simplified([](made& m) { return 0.0 - m.a; }) == "neg %0");
  CHECK(simplified([](made& m) { return m.a - (-m.c); }) == "add %0, %1");
  CHECK(simplified([](made& m) { return 1.0 * m.a; }) == "parameter a");
  CHECK(simplified([](made& m) { return -1.0 * m.a; }) == "neg %0");
  CHECK(simplified([](made& m) { return 2.0 * (3.0 * m.a); }) == "mul %0, %1");
  CHECK(simplified([](made& m) { return -m.a * -m.c; }) == "mul %0, %1");
  CHECK(simplified([](made& m) { return m.a / m.number(1); }) == "parameter a");
  CHECK(simplified([](made& m) { return 1.0 / m.a; }) == "reciprocal %0");
  CHECK(simplified([](made& m) { return -(-m.a); }) == "parameter a");
  CHECK(simplified([](made& m) { return -(m.a - m.c); }) == "sub %1, %0");
  CHECK(simplified([](made& m) { return 1.0 / ir::emit(tl::code_of<tl::sqrt_op>, m.a); }) ==
        "rsqrt %0");
  CHECK(simplified([](made& m) { return ir::pow(m.a, m.number(2)); }) == "mul %0, %0");
  CHECK(simplified([](made& m) { return ir::pow(m.a, m.number(1)); }) == "parameter a");
  CHECK(simplified([](made& m) { return ir::select(m.a, m.c, m.c); }) == "parameter c");
  CHECK(simplified([](made& m) { return ir::select(m.number(1), m.a, m.c); }) == "parameter a");
  CHECK(simplified([](made& m) { return ir::select(m.number(0), m.a, m.c); }) == "parameter c");
  CHECK(simplified([](made& m) { return ir::emit(tl::code_of<tl::stop_gradient_op>, m.a); }) ==
        "parameter a");
  CHECK(simplified([](made& m) { return ir::transposed(ir::transposed(m.a)); }) == "parameter a");
  CHECK(simplified([](made& m) { return m.number(2) * m.number(3) + m.number(4); }) ==
        "constant 10");
}

TEST_CASE("simplify: a product with 0 stays: nan and infinities count", "[passes][simplify]") {
  CHECK(simplified([](made& m) { return 0.0 * m.a; }) == "mul %0, %1");
  CHECK(simplified([](made& m) { return m.a - m.a; }) == "sub %0, %0");
  CHECK(simplified([](made& m) { return m.a / m.a; }) == "div %0, %0");
}

TEST_CASE("simplify: the sum of a stretched value is a product", "[passes][simplify]") {
  made m;
  const tl::value column = ir::summed(m.a, 2);  // [2, 1]
  tl::dims wide = m.a.shape();
  m.b.results.push_back(ir::summed(ir::broadcast_to(column, wide), 3).id);
  CHECK(text_of(tl::drop_unused(tl::simplify(m.b.view()).view())) ==
        "%0 = parameter a : [2, 3]\n"
        "%1 = reduce_sum %0 over 1 : [2, 1]\n"
        "%2 = reduce_sum %1 over 0 : [1, 1]\n"
        "%3 = constant 3 : []\n"
        "%4 = mul %3, %2 : [1, 1]\n"
        "return %4\n");
}

TEST_CASE("simplify: a result that the step overwrites is copied", "[passes][simplify]") {
  made m;
  m.b.results.push_back(m.a.id);
  m.b.results.push_back(m.c.id);
  m.b.emit(tl::code_of<tl::assign_op>, {m.a.id, m.c.id, -1});
  CHECK(text_of(tl::simplify(m.b.view())) ==
        "%0 = parameter a : [2, 3]\n"
        "%1 = parameter c : [2, 3]\n"
        "%2 = assign %0, %1 : [2, 3]\n"
        "%3 = stop_gradient %0 : [2, 3]\n"
        "return %3, %1\n");
}

TEST_CASE("merge_equal: commutative operands in either order are one value",
          "[passes][merge_equal]") {
  made m;
  m.b.results.push_back((m.a * m.c + m.c * m.a).id);
  m.b.results.push_back((m.a - m.c).id);
  m.b.results.push_back((m.c - m.a).id);
  CHECK(text_of(tl::drop_unused(tl::merge_equal(m.b.view()).view())) ==
        "%0 = parameter a : [2, 3]\n"
        "%1 = parameter c : [2, 3]\n"
        "%2 = mul %0, %1 : [2, 3]\n"
        "%3 = add %2, %2 : [2, 3]\n"
        "%4 = sub %0, %1 : [2, 3]\n"
        "%5 = sub %1, %0 : [2, 3]\n"
        "return %3, %4, %5\n");
}

TEST_CASE("drop_unused: results and assignments keep what they are made of",
          "[passes][drop_unused]") {
  made m;
  const tl::value unused = ir::exp(m.a);
  m.b.results.push_back(ir::sin(m.a).id);
  static_cast<void>(unused + m.c);
  m.b.emit(tl::code_of<tl::assign_op>, {m.a.id, ir::cos(m.c).id, -1});
  CHECK(text_of(tl::drop_unused(m.b.view())) ==
        "%0 = parameter a : [2, 3]\n"
        "%1 = parameter c : [2, 3]\n"
        "%2 = sin %0 : [2, 3]\n"
        "%3 = cos %1 : [2, 3]\n"
        "%4 = assign %0, %3 : [2, 3]\n"
        "return %2\n");
}

TEST_CASE("order: numbers and scalars of leaves come first", "[passes][order]") {
  made m;
  tl::leaf rate;
  rate.kind = tl::leaf_kind::option;
  rate.name = "rate";
  m.b.leaves.push_back(rate);
  const tl::value y = ir::sin(m.a), setting = m.b.of(m.b.read(2)), scale = 2.0 * setting;
  m.b.results.push_back((scale * y).id);
  CHECK(text_of(tl::order(m.b.view())) ==
        "%0 = option rate : []\n"
        "%1 = constant 2 : []\n"
        "%2 = mul %1, %0 : []\n"
        "%3 = parameter a : [2, 3]\n"
        "%4 = parameter c : [2, 3]\n"
        "%5 = sin %3 : [2, 3]\n"
        "%6 = mul %2, %5 : [2, 3]\n"
        "return %6\n");
}
