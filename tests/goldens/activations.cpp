// SPDX-License-Identifier: BSL-1.0
//
// Activations against PyTorch, at ordinary places and at ±inf, nan, −0: by kernels in float and read in double. (Those of
// layers/rectifiers: layers.cpp.)
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <tapeless/nn/activations.hpp>

#include "compiled.hpp"

namespace tl = tapeless;
using golden_layers::reading;
using golden_layers::running;

namespace {

constexpr std::size_t ordinary = 46, points = 50;  // those of relu.txt, and its edges
using grid = tl::input<struct x, tl::shape<points>>;

constexpr auto functions = std::tuple{
    tl::relu,  tl::leaky_relu<>, tl::elu<>,      tl::selu,     tl::gelu,       tl::gelu_tanh,
    tl::silu,  tl::tanh,         tl::sigmoid,    tl::softplus, tl::softsign,   tl::hard_tanh,
    tl::relu6, tl::hard_sigmoid, tl::hard_swish, tl::mish,     tl::log_sigmoid};
constexpr const char* names[] = {"relu",      "leaky_relu", "elu",   "selu",        "gelu",
                                 "gelu_tanh", "silu",       "tanh",  "sigmoid",     "softplus",
                                 "softsign",  "hardtanh",   "relu6", "hardsigmoid", "hardswish",
                                 "mish",      "log_sigmoid"};
constexpr int count = static_cast<int>(std::tuple_size_v<decltype(functions)>);
static_assert(std::size(names) == count);

template <std::size_t... I>
auto stage_of_all(std::index_sequence<I...>)
    -> golden_layers::training<decltype(std::get<I>(functions)(grid{}))...,
                               decltype(tl::gradient(tl::sum(std::get<I>(functions)(grid{})),
                                                     grid{}))...>;
using stage = decltype(stage_of_all(std::make_index_sequence<count>{}));

/// The number beside `at` in a file: of x and y, say. A file may have more places than relu's.
double beside(const golden::file& file, const std::string& prefix, const char* what, double at) {
  const golden::array &x = file[prefix + "x"], &found = file[prefix + what];
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] == at || (std::isnan(x[i]) && std::isnan(at))) return found[i];
  FAIL("no place " << at);
  return 0;
}

/// Whether a is b, or within `tolerance` of it, relative to b if that is greater than 1.
bool near(double a, double b, double tolerance) {
  return a == b || (std::isnan(a) && std::isnan(b)) ||
         std::abs(a - b) < tolerance * std::max(1.0, std::abs(b));
}

void check(auto program) {
  const golden::file any{"activations/relu"};
  std::vector<double> x = any["x"].values;
  const std::vector<double> edges = any["edge/x"].values;
  x.insert(x.end(), edges.begin(), edges.end());
  REQUIRE(x.size() == points);
  program.set(0, x);
  program.step();
  for (int f = 0; f < count; ++f) {
    const std::string name = names[f];
    const golden::file file{"activations/" + name};
    // PyTorch's softplus is x from 20 on, which is off by 2e-9
    const double tolerance =
        name == "softplus" ? std::max(3e-9, program.tolerance) : program.tolerance;
    for (std::size_t i = 0; i < points; ++i) {
      INFO(name << " at " << x[i]);
      const std::string prefix = i < ordinary ? "" : "edge/";
      const double y = program.result(f)[i], slope = program.result(count + f)[i];
      INFO(y << ", slope " << slope);
      CHECK(near(y, beside(file, prefix, "y", x[i]), tolerance));
      CHECK(near(slope, beside(file, prefix, "dx", x[i]), tolerance));
    }
  }
}

using rows = tl::input<struct rows_tag, tl::shape<8, 7>>;
using drows = tl::input<struct drows_tag, tl::shape<8, 7>>;
using columns = tl::input<struct columns_tag, tl::shape<4, 7>>;
using dcolumns = tl::input<struct dcolumns_tag, tl::shape<4, 7>>;
using masked = tl::input<struct masked_tag, tl::shape<3, 3>>;

template <class Y, class X, class DY>
using slope_of = decltype(tl::gradient(tl::sum(Y{} * DY{}), X{}));
template <class Over, class OverAxis0>
using softmax_stage = golden_layers::training<
    decltype(Over{}(rows{})), slope_of<decltype(Over{}(rows{})), rows, drows>,
    decltype(OverAxis0{}(columns{})), slope_of<decltype(OverAxis0{}(columns{})), columns, dcolumns>,
    decltype(Over{}(masked{}))>;

void check_softmax(auto program, const std::string& name) {
  INFO(name);
  const golden::file file{"activations/" + name};
  const tl::ir::graph_view g = program.graph();
  for (int l = 0; l < g.leaves.size(); ++l) {
    const std::string tag{g.leaves[l].name};
    program.set(l, file[tag == "rows_tag"      ? "x"
                        : tag == "drows_tag"   ? "dy"
                        : tag == "columns_tag" ? "columns/x"
                        : tag == "masked_tag"  ? "edge/x"
                                               : "columns/dy"]
                       .values);
  }
  program.step();
  int r = 0;
  for (const char* result : {"y", "dx", "columns/y", "columns/dx", "edge/y"}) {
    INFO(result);
    const golden::array& expected = file[result];
    const std::vector<double> found = program.result(r++);
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      INFO(found[i] << ", expected " << expected[i]);
      CHECK(near(found[i], expected[i], program.tolerance));
    }
  }
}

}  // namespace

TEST_CASE("activations are PyTorch's, also at infinities and beside nan",
          "[goldens][activations]") {
  check(running<stage>{});
  INFO("read in double");
  check(reading{stage::traced_stage::value});
}

TEST_CASE("softmax and log_softmax are PyTorch's along any axis, also where all is masked",
          "[goldens][activations]") {
  using plain = softmax_stage<decltype(tl::softmax), decltype(tl::softmax_over<0>)>;
  using of_logs = softmax_stage<decltype(tl::log_softmax), decltype(tl::log_softmax_over<0>)>;
  check_softmax(running<plain>{}, "softmax");
  check_softmax(running<of_logs>{}, "log_softmax");
  INFO("read in double");
  check_softmax(reading{plain::traced_stage::value}, "softmax");
  check_softmax(reading{of_logs::traced_stage::value}, "log_softmax");
}
