// SPDX-License-Identifier: BSL-1.0
//
// Normalisations against PyTorch: values and gradients in training, running statistics, inference.
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <tapeless/nn/layers.hpp>

#include "compiled.hpp"

using namespace golden_layers;

namespace {

struct plain;
struct images;
struct one;
struct tracked;
using plain_case = case_of<plain, tl::batch_norm<>, 4, 3>;
using images_case = case_of<images, tl::batch_norm<1e-3, tl::no_momentum>, 2, 3, 2, 5>;
using one_case = case_of<one, tl::batch_norm<1e-5, 0.25, tl::affine::none>, 3, 1>;
using tracked_case = case_of<tracked, tl::instance_norm<1e-5, tl::affine::none, 0.1>, 2, 3, 2>;

struct group_1;
struct group_2;
struct group_3;
struct instance_1;
struct instance_2;
struct local_3;
struct local_4;
struct layer;
struct layer_2;
struct rms;
struct rms_2;
using group_2_case = case_of<group_2, tl::group_norm<2>, 3, 2, 2, 6>;
using rms_case = case_of<rms, tl::rms_norm<>, 3, 2, 7>;

/// Compares the states of a program with those that a file has under their paths and an ending.
void check_states(auto& program, const golden_cases& goldens, const std::string& ending) {
  const tl::ir::graph_view g = program.graph();
  for (int l = 0; l < g.leaves.size(); ++l) {
    if (g.leaves[l].kind != tl::leaf_kind::state) continue;
    const std::string path = path_of(g, g.leaves[l]);
    INFO(path << ending);
    if (path.ends_with("num_batches_tracked"))
      CHECK(program.leaf(l)[0] == std::stoi(ending) + 1);
    else
      CHECK(golden::relative_distance(program.leaf(l), goldens[path + ending]) < program.tolerance);
  }
}

/// Gives a program the states of another.
void copy_states(auto& from, auto& to) {
  for (int l = 0; l < to.graph().leaves.size(); ++l)
    for (int m = 0; m < from.graph().leaves.size(); ++m)
      if (to.graph().leaves[l].kind == tl::leaf_kind::state &&
          path_of(to.graph(), to.graph().leaves[l]) ==
              path_of(from.graph(), from.graph().leaves[m]))
        to.set(l, from.leaf(m));
}

template <class... Case>
struct inference : tl::pipeline<tl::traced<false, typename Case::y...>> {};

/// Three steps of training, then inference, on the first batch.
void check_batches(auto training, auto inference, const golden_cases& goldens) {
  const std::string names[] = {"plain", "images", "one"};
  check_step(training, goldens);
  check_states(training, goldens, "0");
  for (const std::string step : {"1", "2"}) {
    const tl::ir::graph_view g = training.graph();
    for (int l = 0; l < g.leaves.size(); ++l)
      if (g.leaves[l].kind == tl::leaf_kind::input)
        training.set(l, goldens[path_of(g, g.leaves[l]) + "/x" + step].values);
    training.step();
    check_states(training, goldens, step);
    for (int r = 0; r < 3; ++r)
      CHECK(golden::relative_distance(training.result(r), goldens[names[r] + "/y" + step]) <
            training.tolerance);
  }
  fill(inference, goldens);
  copy_states(training, inference);
  inference.step();
  for (int r = 0; r < 3; ++r)
    CHECK(golden::relative_distance(inference.result(r), goldens[names[r] + "/inference"]) <
          inference.tolerance);
}

}  // namespace

TEST_CASE("batch_norm is PyTorch's: gradients, running statistics of three steps, inference",
          "[goldens][batch_norm]") {
  const golden_cases goldens{names_of<plain_case, images_case, one_case>(), {"layers/batch_norm"}};
  using steps = stage_of<plain_case, images_case, one_case>;
  using later = inference<plain_case, images_case, one_case>;
  check_batches(running<steps>{}, running<later>{}, goldens);
  check_batches(reading{steps::traced_stage::value}, reading{later::traced_stage::value}, goldens);
}

TEST_CASE("group, instance, layer, rms and local response norms are PyTorch's",
          "[goldens][norms]") {
  // A group of one number has the derivative 0: what cancels are terms of the size dy / sqrt(eps).
  const cancels of_one{"group_3/dx", "group_3/dy", 1 / std::sqrt(1e-5)};
  check<case_of<group_1, tl::group_norm<1>, 2, 3, 4>, group_2_case,
        case_of<group_3, tl::group_norm<3>, 2, 3>,
        case_of<instance_1, tl::instance_norm<1e-5, tl::affine::weight_and_bias>, 2, 5, 3>,
        case_of<instance_2, tl::instance_norm<>, 1, 2, 3, 1>,
        case_of<local_3, tl::local_response_norm<3, 0.5, 0.75, 2.0>, 2, 3, 5>,
        case_of<local_4, tl::local_response_norm<4, 0.5, 0.75, 2.0>, 2, 3, 5>,
        case_of<layer, tl::layer_norm<>, 3, 2, 7>, case_of<layer_2, tl::layer_norm<2>, 2, 3, 4>,
        rms_case, case_of<rms_2, tl::rms_norm<2>, 2, 3, 4>>({"layers/norms"}, {of_one});
}

TEST_CASE("norms by kernels in double are PyTorch's", "[goldens][norms]") {
  check<group_2_case::in_double, rms_case::in_double>({"layers/norms"});
}

TEST_CASE("instance_norm with running statistics is PyTorch's", "[goldens][norms]") {
  const golden_cases goldens{names_of<tracked_case>(), {"layers/norms"}};
  const auto check_both = [&](auto training, auto inference) {
    check_step(training, goldens);
    check_states(training, goldens, "");
    fill(inference, goldens);
    copy_states(training, inference);
    inference.step();
    CHECK(golden::relative_distance(inference.result(0), goldens["tracked/inference"]) <
          inference.tolerance);
  };
  check_both(running<stage_of<tracked_case>>{}, running<inference<tracked_case>>{});
  check_both(reading{stage_of<tracked_case>::traced_stage::value},
             reading{inference<tracked_case>::traced_stage::value});
}
