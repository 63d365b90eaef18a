// SPDX-License-Identifier: BSL-1.0
//
// Single operations against PyTorch. Graphs are made from the shapes that stand in the files; the passes run here and
// their plans are read (../passes/run_plan.hpp).
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

#include "catch.hpp"
#include "golden.hpp"
#include "passes/run_plan.hpp"

namespace tl = tapeless;
namespace ir = tapeless::ir;

namespace {

tl::dims dims_of(const golden::array& a) {
  tl::dims d;
  for (std::size_t extent : a.shape) d[d.rank++] = static_cast<int>(extent);
  return d;
}

/// y of some leaves, and the gradients of Σ y dy.
class operation {
 public:
  tl::ir::value leaf(const golden::array& from, tl::element type = tl::element::float64) {
    tl::ir::leaf l;
    l.kind = tl::leaf_kind::input;
    l.type = type;
    l.shape = dims_of(from);
    l.name = "x";
    b.leaves.push_back(l);
    values.push_back(from.values);
    return b.of(b.read(b.leaves.size() - 1));
  }

  void check(tl::ir::value y, const golden::array& expected, const golden::array& dy,
             const std::vector<tl::ir::value>& x, const std::vector<golden::array>& dx) {
    const tl::ir::value upstream = leaf(dy);
    const tl::ir::value loss = ir::sum_to(y * upstream, {});
    b.results.push_back(y.id);
    for (const tl::ir::value& each : x)
      b.results.push_back(b.emit(tl::ops::code_of<tl::ops::gradient_op>, {loss.id, each.id, -1}));
    const tl::ir::builder d = tl::passes::differentiate(b.view()),
                          s = tl::passes::simplify(d.view()), o = tl::passes::tidy(s.view());
    REQUIRE(tl::ir::verify_graph(o.view()) == "");
    plan_run run(o.view());
    REQUIRE(run.problem() == "");
    for (std::size_t l = 0; l < values.size(); ++l) run.set_leaf(static_cast<int>(l), values[l]);
    run.step();
    CHECK(golden::distance(run.result(0), expected) < 1e-14);
    for (std::size_t k = 0; k < x.size(); ++k) {
      INFO("operand " << k);
      CHECK(golden::distance(run.result(static_cast<int>(k) + 1), dx[k]) < 1e-14);
    }
  }

 private:
  tl::ir::builder b;
  std::vector<reference::numbers> values;
};

int op_named(const std::string& name) {
  for (int code = 0; code < static_cast<int>(tl::ops::all_ops::size); ++code)
    if (tl::ops::facts_of(code).name == name) return code;
  FAIL("no op " << name);
  return -1;
}

/// The names of a file up to the last slash, of those that end in `ending`.
std::vector<std::string> cases(const golden::file& file, const std::string& ending) {
  std::vector<std::string> out;
  for (const std::string& name : file.names())
    if (name.ends_with(ending)) out.push_back(name.substr(0, name.size() - ending.size()));
  return out;
}

int axes_in(const std::string& digits) {
  int set = 0;
  for (char c : digits) set |= 1 << (c - '0');
  return set;
}

}  // namespace

TEST_CASE("broadcasting operations are PyTorch's", "[goldens][operations]") {
  const golden::file file{"operations/broadcast"};
  const auto all = cases(file, "/a");
  CHECK(all.size() == 38);
  for (const std::string& name : all) {
    INFO(name);
    operation at;
    const tl::ir::value a = at.leaf(file[name + "/a"]), b = at.leaf(file[name + "/b"]);
    golden::array da = file[name + "/da"], db = file[name + "/db"];
    // beside a nan, PyTorch gives all of dy to both operands; here it is half to each, by the rule for equal ones
    if (name.starts_with("edge/"))
      for (std::size_t i = 0; i < da.size(); ++i)
        if (std::isnan(file[name + "/a"][i] + file[name + "/b"][i]) &&
            !std::isinf(file[name + "/y"][i]))
          da.values[i] = db.values[i] = file[name + "/dy"][i] / 2;
    at.check(ir::emit(op_named(name.substr(name.find('/') + 1)), a, b), file[name + "/y"],
             file[name + "/dy"], {a, b}, {da, db});
  }
}

TEST_CASE("reductions are PyTorch's, ties included", "[goldens][operations]") {
  const golden::file file{"operations/reduce"};
  const auto all = cases(file, "/dy");
  CHECK(all.size() == 40);
  for (const std::string& name : all) {
    INFO(name);
    const std::size_t slash = name.find('/'), dot = name.find('.');
    const std::string which = name.substr(slash + 1, dot - slash - 1);
    const int axes = axes_in(name.substr(dot + 1));
    operation at;
    const tl::ir::value x = at.leaf(file[name.substr(0, slash) + "/x"]);
    tl::ir::value y =
        ir::emit(op_named("reduce_" + (which == "mean" ? "sum" : which)), x, {.axis = axes});
    if (which == "mean") y = (static_cast<double>(y.shape().count()) / x.shape().count()) * y;
    at.check(ir::reshape_to(y, dims_of(file[name + "/y"])), file[name + "/y"], file[name + "/dy"],
             {x}, {file[name + "/dx"]});
  }
}

TEST_CASE("matrix products are PyTorch's", "[goldens][operations]") {
  const golden::file file{"operations/matmul"};
  for (const std::string& name : cases(file, "/a")) {
    INFO(name);
    operation at;
    const tl::ir::value a = at.leaf(file[name + "/a"]), b = at.leaf(file[name + "/b"]);
    auto matrix = [](tl::ir::value x,
                     bool left) {  // a vector is a row on the left, a column on the right
      if (x.shape().rank != 1) return x;
      tl::dims d;
      d.rank = 2;
      d[left ? 1 : 0] = x.shape()[0];
      return ir::reshape_to(x, d);
    };
    const tl::ir::value y = ir::contract(matrix(a, true), matrix(b, false));
    at.check(ir::reshape_to(y, dims_of(file[name + "/y"])), file[name + "/y"], file[name + "/dy"],
             {a, b}, {file[name + "/da"], file[name + "/db"]});
  }
}

TEST_CASE("movements are PyTorch's", "[goldens][operations]") {
  const golden::file file{"operations/movement"};
  for (const std::string& name : cases(file, "/x")) {
    INFO(name);
    operation at;
    const tl::ir::value x = at.leaf(file[name + "/x"]);
    const auto number = [&](const char* what, std::size_t i) {
      return static_cast<int>(file[name + what][i]);
    };
    tl::ir::value y = x;
    tl::dims d = x.shape();
    if (name.starts_with("permute")) {
      int packed = 0;
      for (int i = 0; i < d.rank; ++i)
        packed |= number("/axes", static_cast<std::size_t>(i)) << (4 * i);
      y = ir::permuted(x, packed);
    } else if (name.starts_with("flip")) {
      y = ir::reversed(x, axes_in(name.substr(5)));
    } else if (name == "reshape") {
      y = ir::reshape_to(x, dims_of(file[name + "/y"]));
    } else {
      for (int axis = 0; axis < d.rank; ++axis) {
        const auto i = static_cast<std::size_t>(axis);
        if (name.starts_with("slice")) {
          const int first = number("/begin", i), step = number("/step", i);
          d[axis] = (number("/end", i) - first + step - 1) / step;
          y = ir::sliced(y, d, {.axis = axis, .first = first, .step = step});
        } else {
          d[axis] += number("/before", i) + number("/after", i);
          y = ir::padded(y, d,
                         {.axis = axis,
                          .before = number("/before", i),
                          .value = file[name + "/value"].value()});
        }
      }
    }
    // its gradient of Σ y dy meets ∞ · 0; values: tests/properties
    if (name == "pad.minus_infinity") continue;
    at.check(y, file[name + "/y"], file[name + "/dy"], {x}, {file[name + "/dx"]});
  }
  for (const std::string& name : cases(file, "/x0")) {
    INFO(name);
    operation at;
    const tl::ir::value a = at.leaf(file[name + "/x0"]), b = at.leaf(file[name + "/x1"]),
                        c = at.leaf(file[name + "/x2"]);
    const int axis = static_cast<int>(file[name + "/axis"].value());
    at.check(ir::joined(ir::joined(a, b, axis), c, axis), file[name + "/y"], file[name + "/dy"],
             {a, b, c}, {file[name + "/dx0"], file[name + "/dx1"], file[name + "/dx2"]});
  }
}

// torch.gather and scatter_add with an index for every element have no op here: gather takes whole slices.
TEST_CASE("picking slices by index is PyTorch's index_select", "[goldens][operations]") {
  const golden::file file{"operations/gather"};
  int checked = 0;
  for (const std::string& name : cases(file, "/x")) {
    if (!name.starts_with("select.")) continue;
    INFO(name);
    operation at;
    const tl::ir::value x = at.leaf(file[name + "/x"]),
                        index = at.leaf(file[name + "/index"], tl::element::int32);
    at.check(ir::gathered(x, index, name.back() - '0'), file[name + "/y"], file[name + "/dy"], {x},
             {file[name + "/dx"]});
    ++checked;
  }
  CHECK(checked == 3);
}
