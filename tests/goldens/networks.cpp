// SPDX-License-Identifier: BSL-1.0
//
// Compiled programs against PyTorch: values and all gradients of every network, and training steps.
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <tapeless/compile/rule.hpp>
#include <tapeless/program/heap_memory.hpp>
#include <tapeless/program/program.hpp>

#include "catch.hpp"
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

/// A step whose last result is the gradient of a parameter, which a rule then updates; options of a group of its own.
template <class Step, class Asked, int Parameter, class Rule>
struct one_update {
  struct operands {
    tl::ir::graph_view step, asked, rule;
  };
  static constexpr tl::ir::graph_extent room{
      Step::extent.nodes + 4 * Rule::extent.nodes, Step::extent.leaves + Rule::extent.leaves,
      Step::extent.scopes, Step::extent.regions, Step::extent.results};
  static constexpr operands from() { return {Step::value, Asked::value, Rule::value}; }
  static constexpr tl::ir::builder run(const operands& with) {
    tl::core::list<int> trained;
    trained.push_back(tl::passes::trained_leaves(with.asked, 1)[Parameter]);
    return tl::passes::apply_updates(with.step, trained, with.rule, {Parameter + 1, own_group});
  }
  static constexpr int own_group(tl::ir::graph_view, const tl::ir::leaf&, std::string_view) {
    return Parameter;
  }
};
/// The first parameters of a step, each updated by an optimiser of its own.
template <class Step, class Asked, int Parameters, class... Optimiser>
struct several_updates
    : several_updates<
          tl::graph_stage<one_update<
              Step, Asked, Parameters - 1,
              tl::traced_rule<std::tuple_element_t<Parameters - 1, std::tuple<Optimiser...>>>>>,
          Asked, Parameters - 1, Optimiser...> {};
template <class Step, class Asked, class... Optimiser>
struct several_updates<Step, Asked, 0, Optimiser...> {
  using type = Step;
};
template <class Asked, class... Optimiser>
struct mixed_stage
    : tl::pipeline<typename several_updates<typename tl::pipeline<Asked>::tidied, Asked,
                                            sizeof...(Optimiser), Optimiser...>::type> {};

void fill(auto& program, const golden::file& values) {
  program.view().for_each_leaf([&](const tl::ir::leaf& l, auto out) {
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
  const tl::ir::graph_view g = p.graph();
  std::vector<std::string> paths;
  for (const tl::ir::leaf& l : g.leaves)
    if (l.kind == tl::leaf_kind::parameter) paths.push_back(networks::path_of(g, l));
  constexpr int results = tl::program_view<values_stage<Network>>::result_count;
  REQUIRE(results == 4 + static_cast<int>(paths.size()));
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    auto one = [&](const auto& slope, const std::string& path) {
      INFO(path);
      check<Element>(slope, networks::in_our_layout(values, "gradient/" + path));
    };
    (one(p.template result<4 + static_cast<int>(I)>(), paths[I]), ...);
  }(std::make_index_sequence<results - 4>{});
}

/// Ten steps against a file's arrays "PREFIXstepN/…"; `option(leaf, n)` is the value of a setting in step n.
template <class Element>
void check_steps(auto& p, const golden::file& steps, const std::string& all, auto option) {
  for (int n = 1; n <= 10; ++n) {
    const std::string prefix = all + "step" + std::to_string(n) + "/";
    p.view().for_each_leaf([&](const tl::ir::leaf& l, auto out) {
      using type = typename decltype(out)::value_type;
      if (l.kind == tl::leaf_kind::option) out[0] = static_cast<type>(option(l, n));
    });
    p.run();
    INFO(prefix);
    check<Element>(p.result(), steps[prefix + "loss"]);
    p.view().for_each_leaf([&](const tl::ir::leaf& l, auto out) {
      if (l.kind != tl::leaf_kind::parameter) return;
      const std::string path = prefix + networks::path_of(p.graph(), l);
      INFO(path);
      if (steps.contains(path)) check<Element>(out, networks::in_our_layout(steps, path));
    });
  }
}

template <class Network, class Element, class Optimiser>
void check_training(const std::string& network, const std::string& name, Optimiser optimiser) {
  INFO(network << " " << name);
  tl::program<training_stage<Network, Optimiser>, tl::heap_memory> p;
  fill(p, golden::file{"networks/" + network + "/values"});
  check_steps<Element>(
      p, golden::file{"networks/" + network + "/" + name}, "",
      [&](const tl::ir::leaf& l, int n) { return networks::option_value(optimiser, l, n); });
}

/// mlp_smooth with an optimiser for each of its parameters.
template <class... Optimiser>
void check_mixed(const std::string& name, Optimiser... optimiser) {
  INFO(name);
  using traced = tl::traced<false, networks::mlp_smooth<float>::loss>;
  using first = std::tuple_element_t<0, std::tuple<Optimiser...>>;
  tl::program<mixed_stage<tl::updated<traced, tl::traced_rule<first>>, Optimiser...>,
              tl::heap_memory>
      p;
  fill(p, golden::file{"networks/mlp_smooth/values"});
  check_steps<float>(p, golden::file{"training/mixed"}, name + "/", [&](tl::ir::leaf l, int n) {
    double found = 0;
    int group = std::exchange(l.group, 0);
    ((group-- == 0 ? void(found = networks::option_value(optimiser, l, n)) : void()), ...);
    return found;
  });
}

}  // namespace

TEST_CASE("networks: values and all gradients are PyTorch's, in double", "[goldens][networks]") {
  check_values<networks::mlp_relu<double>, double>("mlp_relu");
  check_values<networks::normalised<double>, double>("normalised");
  check_values<networks::residual<double>, double>("residual");
}

TEST_CASE("networks: values and all gradients are PyTorch's, in float", "[goldens][networks]") {
  check_values<networks::mlp_smooth<float>, float>("mlp_smooth");
  check_values<networks::normalised<float>, float>("normalised");
  check_values<networks::concat<float>, float>("concat");
  check_values<networks::binary<float>, float>("binary");
}

TEST_CASE("networks: training steps are PyTorch's", "[goldens][networks]") {
  check_training<networks::mlp_relu<double>, double>("mlp_relu", "adamw_clip_norm",
                                                     tl::clip_norm{0.125} >> tl::adamw{});
  check_training<networks::normalised<float>, float>("normalised", "adam", tl::adam{});
  check_training<networks::binary<float>, float>(
      "binary", "sgd_nesterov", tl::sgd_nesterov{.learning_rate = 0.1, .momentum = 0.9});
}

TEST_CASE("networks: training steps are PyTorch's, with an optimiser for each parameter",
          "[goldens][networks]") {
  check_mixed("mixed_averages", tl::adagrad{}, tl::adadelta{.learning_rate = 0.5}, tl::adamax{},
              tl::nadam{}, tl::radam{.learning_rate = 0.0078125}, tl::amsgrad{});
  check_mixed(
      "mixed_signs", tl::lamb{.learning_rate = 0.0078125, .weight_decay = 0.0625}, tl::rprop{},
      tl::lion{.learning_rate = 0.0078125, .weight_decay = 0.0625},
      tl::sgd_momentum{.learning_rate = 0.125},
      tl::rmsprop_centred_momentum{.learning_rate = 0.001},
      tl::asgd{.learning_rate = 0.125, .lambda = 0.0625, .power = 0.5, .averaging_start = 4});
}
