// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/layers.hpp>

#include <cstdint>
#include <string>

#include <catch2/catch.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/losses.hpp>

#include "../goldens/golden.hpp"
#include "evaluate.hpp"

namespace tl = tapeless;
using nn_test::memory;

namespace {

template <class Shape>
using batch_of = tl::input<struct x, Shape>;
template <class Shape, class Element>
using target_of = tl::target<struct expected, Shape, Element>;

/// Prediction, loss and gradients of a network with PyTorch's parameters, under PyTorch's names.
template <class X, class T, class Net, class Loss>
void check(X x, T expected, Net net, Loss loss, const std::string& name) {
  INFO(name);
  const golden::file golden{"networks/" + name + "/values"};
  memory leaves{{"x", golden["x"].values}, {"expected", golden["target"].values}};
  using y = decltype(x >> net);
  using cost = decltype(loss(y{}, expected));
  const auto traced = tl::trace<y, cost, decltype(tl::gradients(cost{}))>(false);
  CHECK(tl::verify_graph(traced.graph.view()).empty());
  std::vector<std::string> names;
  for (int i = 0; i < traced.graph.leaves.size(); ++i) {
    const tl::leaf& l = traced.graph.leaves[i];
    if (l.kind != tl::leaf_kind::parameter) continue;
    names.push_back(nn_test::path_of(traced.graph.view(), l));
    const golden::array& given = golden[names.back()];
    leaves[names.back()] = l.shape.rank == 2 ? given.transposed().values : given.values;
  }
  const auto found = nn_test::evaluate(tl::differentiate(traced.graph.view()).view(), leaves);
  CHECK(golden::distance(found[0], golden["y"]) < 1e-12);
  CHECK(golden::distance(found[1], golden["loss"]) < 1e-12);
  REQUIRE(found.size() == names.size() + 2);
  for (std::size_t i = 0; i < names.size(); ++i) {
    INFO(names[i]);
    const golden::array& slope = golden["gradient/" + names[i]];
    CHECK(golden::distance(found[i + 2], slope.shape.size() == 2 ? slope.transposed() : slope) <
          1e-12);
  }
}

}  // namespace

TEST_CASE("networks: values, gradients and names are PyTorch's", "[nn][layers]") {
  check(batch_of<tl::shape<5, 6>>{}, target_of<tl::shape<5, 2>, float>{},
        tl::dense<9> >> tl::tanh >> tl::dense<4> >> tl::gelu >> tl::dense<2> >> tl::silu, tl::mse,
        "mlp_smooth");
  check(batch_of<tl::shape<4, 6>>{}, target_of<tl::shape<4>, std::int32_t>{},
        tl::dense<8> >> tl::layer_norm<> >> tl::gelu_tanh >> tl::dropout<0.5> >> tl::dense<4>,
        tl::label_smoothed_cross_entropy<0.1>, "normalised");
  check(batch_of<tl::shape<4, 5>>{}, target_of<tl::shape<4>, std::int32_t>{},
        tl::dense<6> >> tl::residual(tl::dense<6> >> tl::relu) >>
            tl::residual(tl::dense<6> >> tl::tanh) >> tl::dense<3>,
        tl::softmax_cross_entropy, "residual");
  check(batch_of<tl::shape<4, 4>>{}, target_of<tl::shape<4, 2>, float>{},
        tl::dense<6> >> tl::tanh >>
            tl::concat(tl::dense<3> >> tl::relu, tl::dense<2> >> tl::sigmoid) >> tl::dense<2>,
        tl::mse, "concat");
  check(batch_of<tl::shape<6, 3>>{}, target_of<tl::shape<6, 1>, float>{},
        tl::dense<5> >> tl::tanh >> tl::dense<1>, tl::binary_cross_entropy_with_logits, "binary");
}
