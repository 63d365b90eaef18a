// SPDX-License-Identifier: BSL-1.0
//
// The networks and optimisers of make_goldens.py, in the words of the library.

#ifndef TAPELESS_TESTS_GOLDENS_NETWORKS_HPP
#define TAPELESS_TESTS_GOLDENS_NETWORKS_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tapeless/core/text.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/nn/optimisers.hpp>

#include "golden.hpp"

namespace networks {

namespace tl = tapeless;

/// One network: its input and prediction, its loss, and the leaves to fill.
template <class Net, class Loss, class InputShape, class Element>
struct network {
  using x = tl::input<struct x_tag, InputShape, Element>;
  using y = decltype(x{} >> Net{});
  using target = typename Loss::template target_of<y>;
  using loss = decltype(Loss{}(y{}, target{}));
};

constexpr auto mlp_relu_net = tl::dense<7> >> tl::relu >> tl::dense<3>;
constexpr auto mlp_smooth_net =
    tl::dense<9> >> tl::tanh >> tl::dense<4> >> tl::gelu >> tl::dense<2> >> tl::silu;
constexpr auto normalised_net =
    tl::dense<8> >> tl::layer_norm<> >> tl::gelu_tanh >> tl::dropout<0.5> >> tl::dense<4>;
constexpr auto residual_net = tl::dense<6> >> tl::residual(tl::dense<6> >> tl::relu) >>
                              tl::residual(tl::dense<6> >> tl::tanh) >> tl::dense<3>;
constexpr auto concat_net =
    tl::dense<6> >> tl::tanh >>
    tl::concat(tl::dense<3> >> tl::relu, tl::dense<2> >> tl::sigmoid) >> tl::dense<2>;
constexpr auto binary_net = tl::dense<5> >> tl::tanh >> tl::dense<1>;

template <auto& Net, auto& Loss, class Shape, class Element>
using network_of = network<std::remove_cvref_t<decltype(Net)>, std::remove_cvref_t<decltype(Loss)>,
                           Shape, Element>;

template <class Element>
using mlp_relu = network_of<mlp_relu_net, tl::softmax_cross_entropy, tl::shape<4, 5>, Element>;
template <class Element>
using mlp_smooth = network_of<mlp_smooth_net, tl::mse, tl::shape<5, 6>, Element>;
template <class Element>
using normalised =
    network_of<normalised_net, tl::label_smoothed_cross_entropy<0.1>, tl::shape<4, 6>, Element>;
template <class Element>
using residual = network_of<residual_net, tl::softmax_cross_entropy, tl::shape<4, 5>, Element>;
template <class Element>
using concat = network_of<concat_net, tl::mse, tl::shape<4, 4>, Element>;
template <class Element>
using binary =
    network_of<binary_net, tl::binary_cross_entropy_with_logits, tl::shape<6, 3>, Element>;

template <class F>
void for_each_network(F f) {
  f.template operator()<mlp_relu>("mlp_relu");
  f.template operator()<mlp_smooth>("mlp_smooth");
  f.template operator()<normalised>("normalised");
  f.template operator()<residual>("residual");
  f.template operator()<concat>("concat");
  f.template operator()<binary>("binary");
}

/// f(name, optimiser) for every optimiser of the goldens.
template <class F>
void for_each_optimiser(F f) {
  f("sgd", tl::sgd{.learning_rate = 0.1});
  f("sgd_momentum", tl::sgd_momentum{.learning_rate = 0.1, .momentum = 0.9});
  f("sgd_nesterov", tl::sgd_nesterov{.learning_rate = 0.1, .momentum = 0.9});
  f("sgd_weight_decay", tl::sgd{.learning_rate = 0.1, .weight_decay = 0.0625});
  f("sgd_momentum_weight_decay",
    tl::sgd_momentum{.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 0.0625});
  f("adam", tl::adam{});
  f("adam_weight_decay", tl::adam{.weight_decay = 0.0625});
  f("adam_amsgrad", tl::amsgrad{});
  f("adamw", tl::adamw{});
  f("rmsprop", tl::rmsprop{});
  f("rmsprop_centered", tl::rmsprop_centred{});
  f("rmsprop_momentum", tl::rmsprop_momentum{.learning_rate = 0.001});
  f("rmsprop_centered_momentum", tl::rmsprop_centred_momentum{.learning_rate = 0.001});
  f("adagrad", tl::adagrad{});
  f("sgd_clip_value", tl::clip_value{0.0625} >> tl::sgd{.learning_rate = 0.1});
  f("adam_clip_value", tl::clip_value{0.0625} >> tl::adam{});
  f("sgd_clip_norm", tl::clip_norm{0.125} >> tl::sgd{.learning_rate = 0.1});
  f("sgd_momentum_clip_norm",
    tl::clip_norm{0.125} >> tl::sgd_momentum{.learning_rate = 0.1, .momentum = 0.9});
  f("adamw_clip_norm", tl::clip_norm{0.125} >> tl::adamw{});
}

/// The path of a leaf as state_dict has it.
inline std::string path_of(tl::ir::graph_view g, const tl::ir::leaf& l) {
  tl::core::text<256> path;
  tl::ir::print_path(path, g, l);
  return std::string{path.view()};
}

/// An array of a golden file in the library's layout: matrices of layers are transposed.
inline golden::array in_our_layout(const golden::file& from, const std::string& name) {
  const golden::array& found = from[name];
  return found.shape.size() == 2 && name.ends_with("weight") ? found.transposed() : found;
}

/// What a leaf holds before the first step: data and parameters from the file, constants in states, settings later.
inline std::vector<double> first_value(tl::ir::graph_view g, const tl::ir::leaf& l,
                                       const golden::file& values) {
  if (l.kind == tl::leaf_kind::input) return values["x"].values;
  if (l.kind == tl::leaf_kind::target) return values["target"].values;
  if (l.kind == tl::leaf_kind::parameter) return in_our_layout(values, path_of(g, l)).values;
  return std::vector<double>(static_cast<std::size_t>(l.shape.count()), l.initial.a);
}

template <class Tag>
struct option_of {
  static constexpr bool is(const tl::ir::leaf& l) {
    return l.group == 0 && l.name == tl::core::name_of_tag<Tag>();
  }
};
template <class Tag, int Group>
struct option_of<tl::in_group<Tag, Group>> {
  static constexpr bool is(const tl::ir::leaf& l) {
    return l.group == Group && l.name == tl::core::name_of_tag<Tag>();
  }
};

/// The settings of an optimiser by their leaves, and the number of the step.
inline double option_value(const auto& optimiser, const tl::ir::leaf& l, int step) {
  double found = step;  // "step", "update"
  tl::for_each_setting(optimiser, [&](auto tag, const auto& setting) {
    if (!option_of<typename decltype(tag)::type>::is(l)) return;
    if constexpr (requires { setting(step); })
      found = setting(step);
    else
      found = setting;
  });
  return found;
}

/// |a − b| relative to the greatest |b| (at least 10⁻³).
inline double relative(const auto& actual, const golden::array& expected) {
  double greatest = 1e-3;
  for (double x : expected.values) greatest = std::max(greatest, std::abs(x));
  return golden::distance(actual, expected) / greatest;
}

}  // namespace networks

#endif
