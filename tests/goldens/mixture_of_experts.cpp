// SPDX-License-Identifier: BSL-1.0
//
// A mixture of experts against its definition, written with PyTorch: values and all gradients, read for every case, and by
// the kernels of a trainer for one.
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/tapeless.hpp>

#include "layers.hpp"

using namespace golden_layers;

namespace {

struct one_choice;
struct two_choices;
struct roomy;
struct single;
struct many;

/// A case whose gradients are those of the total loss, with the term for an even use of the experts.
template <class Tag, class Shape, auto Layer>
struct routed_case : layer_case<Tag, Shape, std::remove_const_t<decltype(Layer)>> {
  using plain = layer_case<Tag, Shape, std::remove_const_t<decltype(Layer)>>;
  using loss = decltype(tl::total_loss(typename plain::loss{}));
};

constexpr tl::routing by_one{.experts = 3, .capacity = 1.0, .balance = 0.05};
constexpr auto one = tl::mixture_of_experts<by_one>(tl::dense<4>);

}  // namespace

TEST_CASE("mixture_of_experts is its definition", "[goldens][moe]") {
  constexpr tl::routing by_two{.experts = 4, .choices = 2, .capacity = 0.75, .balance = 0.5},
      all{.experts = 2, .choices = 2, .capacity = 1.0, .balance = 0.0}, alone{.experts = 1},
      nine{.experts = 9, .choices = 2, .capacity = 1.0};
  check_read<routed_case<one_choice, tl::shape<8, 4>, one>,
             routed_case<two_choices, tl::shape<2, 5, 4>,
                         tl::mixture_of_experts<by_two>(tl::dense<6> >> tl::tanh >> tl::dense<3>)>,
             routed_case<roomy, tl::shape<6, 3>, tl::mixture_of_experts<all>(tl::dense<3>)>,
             routed_case<single, tl::shape<1, 2>, tl::mixture_of_experts<alone>(tl::dense<2>)>,
             routed_case<many, tl::shape<40, 3>, tl::mixture_of_experts<nine>(tl::dense<3>)>>(
      {"moe/mixture_of_experts"});
}

TEST_CASE("a trainer of a mixture of experts: one step by the gradients, then to lower losses",
          "[goldens][moe]") {
  tl::trainer trainer{one, tl::with_reduction<tl::reduction::sum>(tl::mse), tl::sgd{}, tl::batch<8>,
                      tl::shape<4>{}};
  // the gradient of the sum of (y − target)² is dy where the target is y − dy / 2
  const golden::file file{"moe/mixture_of_experts"};
  const auto value = [&](const std::string& name) { return file["one_choice/" + name]; };
  std::vector<float> targets;
  for (std::size_t i = 0; i < 32; ++i)
    targets.push_back(static_cast<float>(value("y")[i] - value("dy")[i] / 2));
  const tl::data::dataset set(value("x").as<float>(), 4, std::move(targets), 4);

  const auto for_each_parameter = [&](auto f) {
    trainer.step_view().for_each_leaf([&](const tl::ir::leaf& l, auto elements) {
      const std::string name = path_of(trainer.step_view().graph(), l);
      if (l.kind != tl::leaf_kind::parameter) return;
      const golden::array start = value(name), slope = value("d" + name);
      REQUIRE(start.size() == elements.size());
      INFO(name);
      for (std::size_t i = 0; i < elements.size(); ++i) f(elements[i], start[i], slope[i]);
    });
  };
  for_each_parameter([](auto& w, double start, double) { w = static_cast<float>(start); });
  trainer.optimiser().learning_rate = 1;
  const tl::history first = trainer.fit(set, {.epochs = 1, .shuffle = false});
  for_each_parameter([](const auto& w, double start, double slope) {
    CHECK(static_cast<double>(w) == Approx(start - slope).margin(1e-5));
  });

  trainer.optimiser().learning_rate = 0.02;
  const double loss = trainer.fit(set, {.epochs = 100, .shuffle = false}).epochs[99].train_loss;
  INFO(first.epochs[0].train_loss << " became " << loss);
  CHECK(loss < 0.7 * first.epochs[0].train_loss);
}

TEST_CASE("a trainer of a mixture of experts: what becomes of a row does not depend on the others",
          "[goldens][moe]") {
  tl::trainer trainer{one, tl::mse, tl::sgd{}, tl::batch<8>, tl::shape<4>{}};
  std::vector<float> rows, targets(13 * 4);
  for (int i = 0; i < 13 * 4; ++i) rows.push_back(static_cast<float>(i * 7 % 11 - 5));
  const std::vector<float> all = trainer.predict(rows);
  double sum = 0;
  for (float y : all) sum += static_cast<double>(y) * static_cast<double>(y);
  const tl::data::dataset set(rows, 4, std::move(targets), 4);
  CHECK(trainer.evaluate(set).loss == Approx(sum / 52).epsilon(1e-5));  // 13 rows in batches of 8
  const std::vector<float> last = trainer.predict(std::span(rows).last(4));
  for (std::size_t i = 0; i < 4; ++i) CHECK(last[i] == Approx(all[48 + i]).epsilon(1e-5));
}
