// SPDX-License-Identifier: BSL-1.0
//
// Normalisations against PyTorch: values and gradients in training, running statistics, inference.
#include <string>
#include <vector>

#include <tapeless/nn/layers.hpp>

#include "layers.hpp"

using namespace golden_layers;

namespace {

struct plain;
struct images;
struct one;
using plain_case = layer_case<plain, tl::shape<4, 3>, decltype(tl::batch_norm<>)>;
using images_case =
    layer_case<images, tl::shape<2, 3, 2, 5>, decltype(tl::batch_norm<1e-3, tl::no_momentum>)>;
using one_case =
    layer_case<one, tl::shape<3, 1>, decltype(tl::batch_norm<1e-5, 0.25, tl::affine::none>)>;

/// The states of a program, by path and the ending that the file has for them.
void check_statistics(const golden::file& file, const auto& program, const std::string& ending) {
  for (int l = 0; l < program.leaves().size(); ++l) {
    if (program.leaves()[l].kind != tl::leaf_kind::state) continue;
    INFO(program.path(l));
    if (program.leaves()[l].name == "num_batches_tracked")
      CHECK(program.leaf(l)[0] == std::stoi(ending) + 1);
    else
      CHECK(relative(program.leaf(l), file[program.path(l) + ending]) < 1e-12);
  }
}

/// Gives a program the states of another.
void copy_states(const auto& from, auto& to) {
  to.fill([&](const tl::leaf& leaf, const std::string& path) -> std::vector<double> {
    if (leaf.kind == tl::leaf_kind::state)
      for (int l = 0; l < from.leaves().size(); ++l)
        if (from.path(l) == path) return from.leaf(l);
    return {};
  });
}

struct group_1;
struct group_2;
struct group_3;
struct instance_1;
struct instance_2;
struct local_3;
struct local_4;
struct tracked;
struct layer;
struct layer_2;
struct rms;
struct rms_2;
using tracked_case = layer_case<tracked, tl::shape<2, 3, 2>,
                                decltype(tl::instance_norm<1e-5, tl::affine::none, 0.1>)>;

}  // namespace

TEST_CASE("batch_norm is PyTorch's: gradients, running statistics of three steps, inference",
          "[goldens][batch_norm]") {
  const golden::file file{"layers/batch_norm"};
  const auto training = check<plain_case, images_case, one_case>("layers/batch_norm");
  check_statistics(file, *training, "0");
  for (const std::string step : {"1", "2"}) {
    training->fill([&](const tl::leaf& l, const std::string& path) -> std::vector<double> {
      if (l.kind == tl::leaf_kind::input) return file[path + "/x" + step].values;
      return {};
    });
    training->step();
    check_statistics(file, *training, step);
    CHECK(relative(training->result(0), file["plain/y" + step]) < 1e-12);
    CHECK(relative(training->result(1), file["images/y" + step]) < 1e-12);
    CHECK(relative(training->result(2), file["one/y" + step]) < 1e-12);
  }
  reading<false, plain_case::y, images_case::y, one_case::y> inference;
  fill<plain_case, images_case, one_case>(file, inference);
  copy_states(*training, inference);
  inference.step();
  CHECK(relative(inference.result(0), file["plain/inference"]) < 1e-12);
  CHECK(relative(inference.result(1), file["images/inference"]) < 1e-12);
  CHECK(relative(inference.result(2), file["one/inference"]) < 1e-12);
}

TEST_CASE("group, instance, layer, rms and local response norms are PyTorch's",
          "[goldens][norms]") {
  const auto training = check<
      layer_case<group_1, tl::shape<2, 3, 4>, decltype(tl::group_norm<1>)>,
      layer_case<group_2, tl::shape<3, 2, 2, 6>, decltype(tl::group_norm<2>)>,
      layer_case<group_3, tl::shape<2, 3>, decltype(tl::group_norm<3>)>,
      layer_case<instance_1, tl::shape<2, 5, 3>,
                 decltype(tl::instance_norm<1e-5, tl::affine::weight_and_bias>)>,
      layer_case<instance_2, tl::shape<1, 2, 3, 1>, decltype(tl::instance_norm<>)>,
      layer_case<local_3, tl::shape<2, 3, 5>, decltype(tl::local_response_norm<3, 0.5, 0.75, 2.0>)>,
      layer_case<local_4, tl::shape<2, 3, 5>, decltype(tl::local_response_norm<4, 0.5, 0.75, 2.0>)>,
      tracked_case, layer_case<layer, tl::shape<3, 2, 7>, decltype(tl::layer_norm<>)>,
      layer_case<layer_2, tl::shape<2, 3, 4>, decltype(tl::layer_norm<2>)>,
      layer_case<rms, tl::shape<3, 2, 7>, decltype(tl::rms_norm<>)>,
      layer_case<rms_2, tl::shape<2, 3, 4>, decltype(tl::rms_norm<2>)>>("layers/norms");
  const golden::file file{"layers/norms"};
  check_statistics(file, *training, "");
  reading<false, tracked_case::y> inference;
  fill<tracked_case>(file, inference);
  copy_states(*training, inference);
  inference.step();
  CHECK(relative(inference.result(0), file["tracked/inference"]) < 1e-12);
}
