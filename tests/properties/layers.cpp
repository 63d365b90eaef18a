// SPDX-License-Identifier: BSL-1.0
//
// Every word of nn/: gradients with respect to all parameters and inputs agree with central differences, and the
// plan computes what the graph says. Passes run here, plans are read (run_plan.hpp): no kernel is compiled.
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <tapeless/expr/reductions.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"
#include "passes/run_plan.hpp"

namespace tl = tapeless;

namespace {

template <std::size_t... N>
inline constexpr tl::input<struct x_tag, tl::shape<N...>, double> x{};
template <std::size_t... N>
inline constexpr tl::target<struct target_tag, tl::shape<N...>, double> wanted{};
inline constexpr tl::target<struct label_tag, tl::shape<5>, std::int32_t> labels{};
template <class Shape>
inline constexpr tl::input<struct weight_tag, Shape, double> weights{};

/// Leaves' values: irregular numbers between Low and High, labels 0, 1, 2, 0, …
reference::memory some_values(tl::ir::graph_view g, double low, double high) {
  reference::memory m(g);
  std::uint64_t draw = 12345;
  for (std::size_t l = 0; l < m.size(); ++l)
    for (std::size_t i = 0; i < m[l].size(); ++i) {
      draw = draw * 6364136223846793005u + 1442695040888963407u;
      m[l][i] = g.leaves[static_cast<int>(l)].type == tl::element::int32
                    ? static_cast<double>(i % 3)
                    : low + (high - low) * static_cast<double>(draw >> 11) * 0x1.0p-53;
    }
  return m;
}

/// Results: the scalar, its gradients with respect to leaves, named by leaf.
void check_gradients(const tl::ir::builder& traced, const std::vector<int>& leaf_of_result,
                     double low, double high) {
  REQUIRE(tl::ir::verify_graph(traced.view()) == "");
  const tl::ir::builder differentiated = tl::passes::differentiate(traced.view());
  REQUIRE(tl::ir::verify_graph(differentiated.view()) == "");
  const tl::ir::builder simplified = tl::passes::simplify(differentiated.view());
  const tl::ir::builder tidied = tl::passes::tidy(simplified.view());
  REQUIRE(tl::ir::verify_graph(tidied.view()) == "");

  const reference::memory at = some_values(traced.view(), low, high);
  const auto read = reference::results(differentiated.view(), at);
  plan_run run(tidied.view());
  for (std::size_t l = 0; l < at.size(); ++l) run.set_leaf(static_cast<int>(l), at[l]);
  run.step();
  for (std::size_t r = 0; r < read.size(); ++r)
    CHECK(reference::distance(run.result(static_cast<int>(r)), read[r]) < 1e-11);

  const double h = 1e-5;
  for (std::size_t k = 0; k < leaf_of_result.size(); ++k) {
    const auto l = static_cast<std::size_t>(leaf_of_result[k]);
    INFO("leaf " << traced.leaves[leaf_of_result[k]].name);
    reference::numbers slopes;
    for (std::size_t i = 0; i < at[l].size(); ++i) {
      reference::memory up = at, down = at;
      up[l][i] += h;
      down[l][i] -= h;
      slopes.push_back((reference::results(tidied.view(), up)[0][0] -
                        reference::results(tidied.view(), down)[0][0]) /
                       (2 * h));
    }
    CHECK(reference::distance(read[k + 1], slopes) < 1e-6);
  }
}

int leaf_named(const tl::ir::builder& b, std::string_view name) {
  for (int l = 0; l < b.leaves.size(); ++l)
    if (b.leaves[l].name == name) return l;
  return -1;
}

/// Σ y · weights and all its gradients.
template <class Y, class X>
void check(Y y, X input, bool training = true, double low = -1, double high = 1) {
  using loss = decltype(tl::sum(y * weights<typename Y::shape_type>));
  const auto traced = tl::trace::expressions<loss, decltype(tl::gradient(loss{}, input)),
                                             decltype(tl::gradients(loss{}))>(training);
  std::vector<int> leaves{leaf_named(traced.graph, "x_tag")};
  for (int l = 0; l < traced.graph.leaves.size(); ++l)
    if (traced.graph.leaves[l].kind == tl::leaf_kind::parameter) leaves.push_back(l);
  REQUIRE(traced.graph.results.size() == 1 + static_cast<int>(leaves.size()));
  check_gradients(traced.graph, leaves, low, high);
}

template <class F>
void check_layer(const char* name, F f) {
  INFO(name);
  check(x<5, 7> >> f, x<5, 7>);
}
template <class F>
void check_activation(const char* name, F f) {
  INFO(name);
  check(x<5, 7> >> f, x<5, 7>, true, -2.5, 2.6);
  check(f(tl::constant<3.0> * x<2, 3, 4>), x<2, 3, 4>);
}
template <class Loss>
void check_loss(const char* name, Loss loss, double low = -1, double high = 1) {
  INFO(name);
  check(loss(x<5, 3>, wanted<5, 3>), x<5, 3>, true, low, high);
  check(tl::with_reduction<tl::reduction::none>(loss)(x<5, 3>, wanted<5, 3>), x<5, 3>, true, low,
        high);
}

}  // namespace

TEST_CASE("activations: gradients agree with central differences", "[properties][nn]") {
  check_activation("relu", tl::relu);
  check_activation("tanh", tl::tanh);
  check_activation("sigmoid", tl::sigmoid);
  check_activation("leaky_relu", tl::leaky_relu<>);
  check_activation("elu", tl::elu<0.7>);
  check_activation("selu", tl::selu);
  check_activation("gelu", tl::gelu);
  check_activation("gelu_tanh", tl::gelu_tanh);
  check_activation("silu", tl::silu);
  check_activation("softplus", tl::softplus);
  check_activation("log_sigmoid", tl::log_sigmoid);
  check_activation("mish", tl::mish);
  check_activation("softsign", tl::softsign);
  check_activation("hard_tanh", tl::hard_tanh);
  check_activation("relu6", tl::relu6);
  check_activation("hard_sigmoid", tl::hard_sigmoid);
  check_activation("hard_swish", tl::hard_swish);
  check_activation("softmax", tl::softmax);
  check_activation("log_softmax", tl::log_softmax);
  check_activation("log_sum_exp", tl::log_sum_exp);
  check_activation("softmax_over<0>", tl::softmax_over<0>);
  check_activation("log_softmax_over<1>", tl::log_softmax_over<1>);
  check_activation("log_sum_exp_over<0>", tl::log_sum_exp_over<0>);
}

TEST_CASE("losses: gradients agree with central differences", "[properties][nn]") {
  check_loss("mse", tl::mse);
  check_loss("mae", tl::mae);
  check_loss("huber", tl::huber<0.5>);
  check_loss("smooth_l1", tl::smooth_l1<0.5>);
  check_loss("binary_cross_entropy", tl::binary_cross_entropy_with_logits, 0.05, 0.95);
  check_loss("hinge", tl::hinge);
  check_loss("kl_divergence", tl::kl_divergence, 0.05, 0.95);
  check_loss("kl_divergence_of_logs", tl::kl_divergence_of_logs);
  check_loss("cross_entropy of distributions", tl::softmax_cross_entropy, 0.05, 0.95);
  check_loss("cross_entropy of distributions, smoothed", tl::label_smoothed_cross_entropy<0.2>,
             0.05, 0.95);
  check(tl::softmax_cross_entropy(x<5, 3>, labels), x<5, 3>);
  check(tl::label_smoothed_cross_entropy<0.2>(x<5, 3>, labels), x<5, 3>);
  check(tl::cross_entropy_ignoring<1>(x<5, 3>, labels), x<5, 3>);
}

TEST_CASE("layers: gradients of all parameters and inputs agree with central differences",
          "[properties][nn]") {
  check_layer("dense", tl::dense<4>);
  check_layer("dense without bias", tl::dense<4, tl::no_bias>);
  check_layer("layer_norm", tl::layer_norm<>);
  check_layer("layer_norm without parameters", tl::layer_norm<1, 1e-5, tl::affine::none>);
  check_layer("rms_norm", tl::rms_norm<>);
  check_layer("residual", tl::residual(tl::dense<7> >> tl::tanh));
  check_layer("concat", tl::concat(tl::dense<3> >> tl::tanh, tl::dense<2>, tl::identity));
  check_layer("concat along the batch", tl::concat<0>(tl::dense<3>, tl::dense<3>));
  check_layer("sum_of", tl::sum_of(tl::dense<3>, tl::dense<3> >> tl::sigmoid));
  check_layer("repeat", tl::repeat<3>(tl::dense<7> >> tl::tanh));
  check_layer("shared",
              tl::shared(tl::dense<7> >> tl::tanh) >> tl::shared(tl::dense<7> >> tl::tanh));
  check_layer("named", tl::named<struct encoder>(tl::dense<3> >> tl::gelu) >> tl::dense<2>);
  check_layer("flatten, reshape_to",
              tl::reshape_to<tl::shape<1, 7>> >> tl::flatten >> tl::dense<2>);
  check_layer(
      "a lambda", tl::dense<3> >> [](auto h) { return h * tl::sigmoid(h); } >> tl::layer_norm<>);
  check(x<2, 3, 4> >> tl::dense<5> >> tl::layer_norm<2>, x<2, 3, 4>);
  check(x<4> >> tl::dense<3> >> tl::tanh, x<4>);
}

TEST_CASE("dropout is the identity in inference", "[properties][nn]") {
  check(x<5, 7> >> tl::dense<7> >> tl::dropout<0.5> >> tl::tanh, x<5, 7>, false);
}
