// SPDX-License-Identifier: BSL-1.0
//
// Compiled programs against PyTorch: values and all gradients of every network, and training steps.
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/compile/rule.hpp>
#include <tapeless/runtime/heap_memory.hpp>
#include <tapeless/runtime/program.hpp>

#include "../catch.hpp"
#include "networks.hpp"

namespace tl = tapeless;

namespace {

template <class Network>
struct values_stage
    : tl::pipeline<
          tl::traced<false, typename Network::loss, typename Network::y,
                     decltype(tl::gradient(typename Network::loss{}, typename Network::x{})),
                     decltype(tl::gradient(typename Network::loss{}, typename Network::y{})),
                     decltype(tl::gradients(typename Network::loss{}))>> {};

template <class Network, class Optimiser>
struct training_stage
    : tl::pipeline<
          tl::updated<tl::traced<false, typename Network::loss>, tl::traced_rule<Optimiser>>> {};

void fill(auto& program, const golden::file& values) {
  program.view().for_each_leaf([&](const tl::leaf& l, auto out) {
    using type = typename decltype(out)::value_type;
    const auto given = networks::first_value(program.graph(), l, values);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<type>(given[i]);
  });
}

/// double to 10⁻¹⁰; float to 10⁻⁵, or four times what PyTorch's own float is off by.
template <class Element>
double allowed(const golden::array& expected) {
  if (std::is_same_v<Element, double>) return 1e-10;
  double greatest = 1e-3;
  for (double x : expected.values) greatest = std::max(greatest, std::abs(x));
  return std::max(1e-5, 4 * expected.float_error / greatest);
}

template <class Element>
void check(const auto& actual, const golden::array& expected) {
  CHECK(networks::relative(actual, expected) < allowed<Element>(expected));
}

template <class Network, class Element>
void check_values(const std::string& network) {
  INFO(network);
  const golden::file values{"networks/" + network + "/values"};
  tl::program<values_stage<Network>, tl::heap_memory> p;
  fill(p, values);
  p.run();
  check<Element>(p.template result<0>(), values["loss"]);
  check<Element>(p.template result<1>(), values["y"]);
  check<Element>(p.template result<2>(), values["gradient/x"]);
  check<Element>(p.template result<3>(), values["gradient/y"]);
  const tl::graph_view g = p.graph();
  std::vector<std::string> paths;
  for (const tl::leaf& l : g.leaves)
    if (l.kind == tl::leaf_kind::parameter) paths.push_back(networks::path_of(g, l));
  constexpr int results = tl::program_view<values_stage<Network>>::result_count;
  REQUIRE(results == 4 + static_cast<int>(paths.size()));
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    auto one = [&](const auto& slope, const std::string& path) {
      INFO(path);
      check<Element>(slope, networks::in_our_layout(values, "gradient/" + path));
    };
    (one(p.template result<4 + static_cast<int>(I)>(), paths[I]), ...);
  }
  (std::make_index_sequence<results - 4>{});
}

template <class Network, class Element, class Optimiser>
void check_training(const std::string& network, const std::string& name, Optimiser optimiser) {
  INFO(network << " " << name);
  const golden::file values{"networks/" + network + "/values"},
      steps{"networks/" + network + "/" + name};
  tl::program<training_stage<Network, Optimiser>, tl::heap_memory> p;
  fill(p, values);
  for (int n = 1; n <= 10; ++n) {
    const std::string prefix = "step" + std::to_string(n) + "/";
    p.view().for_each_leaf([&](const tl::leaf& l, auto out) {
      using type = typename decltype(out)::value_type;
      if (l.kind == tl::leaf_kind::option)
        out[0] = static_cast<type>(networks::option_value(optimiser, l, n));
    });
    p.run();
    INFO(prefix);
    check<Element>(p.result(), steps[prefix + "loss"]);
    p.view().for_each_leaf([&](const tl::leaf& l, auto out) {
      if (l.kind != tl::leaf_kind::parameter) return;
      const std::string path = prefix + networks::path_of(p.graph(), l);
      INFO(path);
      if (steps.contains(path)) check<Element>(out, networks::in_our_layout(steps, path));
    });
  }
}

}  // namespace

TEST_CASE("networks: values and all gradients are PyTorch's, in double", "[goldens][networks]") {
  check_values<networks::mlp_relu<double>, double>("mlp_relu");
  check_values<networks::mlp_smooth<double>, double>("mlp_smooth");
  check_values<networks::normalised<double>, double>("normalised");
  check_values<networks::residual<double>, double>("residual");
  check_values<networks::concat<double>, double>("concat");
  check_values<networks::binary<double>, double>("binary");
}

TEST_CASE("networks: values and all gradients are PyTorch's, in float", "[goldens][networks]") {
  check_values<networks::mlp_smooth<float>, float>("mlp_smooth");
  check_values<networks::normalised<float>, float>("normalised");
}

TEST_CASE("networks: training steps are PyTorch's", "[goldens][networks]") {
  check_training<networks::mlp_relu<double>, double>("mlp_relu", "adamw_clip_norm",
                                                     tl::clip_norm{0.125} >> tl::adamw{});
  check_training<networks::residual<double>, double>(
      "residual", "rmsprop_centered_momentum",
      tl::rmsprop_centred_momentum{.learning_rate = 0.001});
  check_training<networks::normalised<float>, float>("normalised", "adam", tl::adam{});
  check_training<networks::binary<float>, float>(
      "binary", "sgd_nesterov", tl::sgd_nesterov{.learning_rate = 0.1, .momentum = 0.9});
}
