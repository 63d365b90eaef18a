// SPDX-License-Identifier: BSL-1.0
//
// Losses against PyTorch: value, gradients, sum and single terms of each, by kernels in float, and read in double.
// (ctc: ctc.cpp.)
#include <tapeless/nn/losses.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "compiled.hpp"

namespace tl = tapeless;

namespace {

/// How a loss is called: with two values, with three, or with the target as the last of three.
struct two {
  static constexpr auto call(auto loss, auto p, auto t, auto) { return loss(p, t); }
};
struct three {
  static constexpr auto call(auto loss, auto p, auto t, auto other) { return loss(p, t, other); }
};
struct target_last {
  static constexpr auto call(auto loss, auto p, auto t, auto other) { return loss(p, other, t); }
};

template <std::size_t I>
struct prediction;
template <std::size_t I>
struct target;
template <std::size_t I>
struct other;

/// A loss with the shapes of its values and the type of its targets. Its name is a file's, or what names in
/// training/losses begin with.
template <class Loss, class P, class T, class Element = float, class How = two, class Other = P>
struct named_loss {
  const char* name;

  template <std::size_t I>
  struct at {
    using p = tl::input<prediction<I>, P>;
    using t = tl::target<target<I>, T, Element>;
    using o = tl::input<other<I>, Other>;
    template <tl::reduction R>
    using reduced = decltype(How::call(tl::with_reduction<R>(Loss{}), p{}, t{}, o{}));
    using y = decltype(How::call(Loss{}, p{}, t{}, o{}));
    using sum = reduced<tl::reduction::sum>;
    using each = reduced<tl::reduction::none>;
    using slope = decltype(tl::gradient(y{}, p{}));
    using other_slope =
        decltype(tl::gradient(y{}, std::conditional_t<std::is_same_v<How, two>, p, o>{}));
  };
};

template <class P, class Loss>
named_loss<Loss, P, P> of(const char* name, Loss) {
  return {name};
}
template <class P, class T, class Loss>
named_loss<Loss, P, T, std::int32_t> of_labels(const char* name, Loss) {
  return {name};
}
template <class P, class Other, class Loss>
named_loss<Loss, P, P, float, three, Other> of_three(const char* name, Loss) {
  return {name};
}
/// With weights for the last axis of P.
template <class P, class T, class Weights, class Loss>
named_loss<Loss, P, T, std::int32_t, three, Weights> of_weighted_labels(const char* name, Loss) {
  return {name};
}
template <class P, class T, class Loss>
named_loss<Loss, P, T, float, target_last> of_pairs(const char* name, Loss) {
  return {name};
}

const golden::file& training_losses() {
  static const golden::file file{"training/losses"};
  return file;
}

/// The array of a case; weights that do not stand in a file are those of the comment there.
golden::array array_of(const std::string& name, const std::string& key) {
  if (name.find('/') != std::string::npos) return golden::file{name}[key];
  const std::string path = name + '/' + key;
  if (key != "other" || training_losses().contains(path)) return training_losses()[path];
  const std::size_t count = training_losses()[name + "/prediction"].shape[1];
  const std::vector<double> weights{1, 0.25, 2, 0.5};
  return {{count}, {weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(count)}, 0};
}

/// Runs a program of cases, and compares.
void check_program(auto program, const std::vector<std::string>& names) {
  const tl::ir::graph_view g = program.graph();
  for (int l = 0; l < g.leaves.size(); ++l) {
    const std::string tag{g.leaves[l].name};  // prediction<3>
    const std::size_t bracket = tag.find('<');
    program.set(
        l, array_of(names.at(std::stoul(tag.substr(bracket + 1))), tag.substr(0, bracket)).values);
  }
  program.step();
  int result = 0;
  for (const char* key : {"loss", "sum", "each", "gradient", "gradient/other"})
    for (const std::string& name : names) {
      INFO(name << ' ' << key);
      const int r = result++;
      if (std::string{key} == "gradient/other" && !training_losses().contains(name + '/' + key))
        continue;
      CHECK(golden::relative_distance(program.result(r), array_of(name, key)) < program.tolerance);
    }
}

template <std::size_t... I, class... Case>
void check_numbered(std::index_sequence<I...>, Case... all) {
  const std::vector<std::string> names{all.name...};
  using stage = golden_layers::training<
      typename Case::template at<I>::y..., typename Case::template at<I>::sum...,
      typename Case::template at<I>::each..., typename Case::template at<I>::slope...,
      typename Case::template at<I>::other_slope...>;
  check_program(golden_layers::running<stage>{}, names);
  INFO("read in double");
  check_program(golden_layers::reading{stage::traced_stage::value}, names);
}
void check(auto... all) { check_numbered(std::index_sequence_for<decltype(all)...>{}, all...); }

using rows = tl::shape<5>;
using table = tl::shape<5, 3>;
using scores = tl::shape<5, 4>;
using wide_table = tl::shape<5, 17>;
using one_row = tl::shape<1>;
using row = tl::shape<1, 4>;
using weights = tl::shape<4>;

constexpr auto weighted = [](auto loss) { return tl::class_weighted<1.0, 0.25, 2.0, 0.5>(loss); };
constexpr auto smoothed = tl::label_smoothed_cross_entropy<0.25>;

}  // namespace

TEST_CASE("losses of classes are PyTorch's", "[goldens][losses]") {
  using few = tl::shape<6, 5>;
  check(of_labels<few, tl::shape<6>>("losses/cross_entropy", tl::softmax_cross_entropy),
        of_labels<few, tl::shape<6>>("losses/cross_entropy_smoothing",
                                     tl::label_smoothed_cross_entropy<0.1>),
        of<few>("losses/cross_entropy_distribution", tl::softmax_cross_entropy),
        of<few>("losses/cross_entropy_distribution_smoothing", smoothed),
        of_labels<wide_table, rows>("cross_entropy_wide", tl::softmax_cross_entropy),
        of_labels<tl::shape<2, 3, 5>, tl::shape<2, 3>>("cross_entropy_deep",
                                                       tl::softmax_cross_entropy),
        of_labels<scores, rows>("nll", tl::nll), of_labels<row, one_row>("nll_of_one", tl::nll),
        of_weighted_labels<scores, rows, weights>("nll_weight", tl::nll),
        of_labels<scores, rows>("nll_ignoring", weighted(tl::nll_ignoring<-100>)));
  check(
      of_weighted_labels<scores, rows, weights>("cross_entropy_weight", tl::softmax_cross_entropy),
      of_weighted_labels<row, one_row, weights>("cross_entropy_weight_of_one",
                                                tl::softmax_cross_entropy),
      of_labels<scores, rows>("cross_entropy_weight_ignoring",
                              weighted(tl::cross_entropy_ignoring<-100>)),
      of_labels<scores, rows>("cross_entropy_ignoring", tl::cross_entropy_ignoring<-100, 0.25>),
      of_labels<scores, rows>("cross_entropy_weight_smoothing",
                              weighted(tl::cross_entropy_ignoring<-100, 0.25>)),
      of_three<scores, weights>("cross_entropy_weight_distribution", smoothed),
      of_three<row, weights>("cross_entropy_weight_distribution_of_one", smoothed),
      of_labels<scores, rows>("multi_margin", tl::multi_margin<1, 1.0>),
      of_labels<row, one_row>("multi_margin_of_one", tl::multi_margin<1, 1.0>),
      of_weighted_labels<scores, rows, weights>("multi_margin_square", tl::multi_margin<2, 0.5>),
      of_labels<scores, scores>("multilabel_margin", tl::multilabel_margin),
      of_labels<row, row>("multilabel_margin_of_one", tl::multilabel_margin));
}

TEST_CASE("losses of probabilities and distributions are PyTorch's", "[goldens][losses]") {
  using three_weights = tl::shape<3>;
  check(
      of<tl::shape<4, 3>>("losses/bce_with_logits", tl::binary_cross_entropy_with_logits),
      of<wide_table>("bce_with_logits_wide", tl::binary_cross_entropy_with_logits),
      of_three<table, three_weights>("bce_with_logits_weight",
                                     tl::binary_cross_entropy_with_logits),
      of<table>("bce_with_logits_pos_weight", tl::positive_weighted_cross_entropy<1.0, 0.25, 2.0>),
      of<table>("bce", tl::binary_cross_entropy),
      of<wide_table>("bce_wide", tl::binary_cross_entropy),
      of_three<table, three_weights>("bce_weight", tl::binary_cross_entropy),
      of<table>("focal", tl::focal<0.25, 2.0>), of<wide_table>("focal_wide", tl::focal<0.25, 2.0>),
      of<table>("focal_plain", tl::focal<-1.0, 1.5>), of<table>("dice", tl::dice<1.0>),
      of<tl::shape<1, 3>>("dice_of_one", tl::dice<1.0>));
  check(
      of<table>("multilabel_soft_margin", tl::multilabel_soft_margin),
      of<tl::shape<1, 3>>("multilabel_soft_margin_of_one", tl::multilabel_soft_margin),
      of_three<table, three_weights>("multilabel_soft_margin_weight", tl::multilabel_soft_margin),
      of<tl::shape<4, 5>>("losses/kl_div", tl::kl_divergence),
      of<tl::shape<4, 5>>("losses/kl_div_log_target", tl::kl_divergence_of_logs),
      of<tl::shape<4, 17>>("kl_div_wide", tl::kl_divergence),
      of<table>("poisson_nll", tl::poisson_nll<true, false, 1e-8>),
      of<wide_table>("poisson_nll_wide", tl::poisson_nll<true, false, 1e-8>),
      of<table>("poisson_nll_full", tl::poisson_nll<false, true, 1e-8>),
      of_three<table, table>("gaussian_nll", tl::gaussian_nll<false, 0.0625>),
      of_three<wide_table, wide_table>("gaussian_nll_wide", tl::gaussian_nll<false, 0.0625>),
      of_three<table, rows>("gaussian_nll_rows", tl::gaussian_nll<true, 1e-6>),
      of_three<tl::shape<1, 3>, one_row>("gaussian_nll_rows_of_one", tl::gaussian_nll<true, 1e-6>));
}

TEST_CASE("losses of differences, margins and distances are PyTorch's", "[goldens][losses]") {
  using few = tl::shape<3, 4>;
  using wide = tl::shape<3, 17>;
  check(of<few>("losses/mse", tl::mse), of<wide>("mse_wide", tl::mse),
        of<few>("losses/l1", tl::mae), of<wide>("l1_wide", tl::mae),
        of<few>("losses/huber", tl::huber<>), of<few>("losses/huber_half", tl::huber<0.5>),
        of<wide>("huber_wide", tl::huber<>), of<few>("losses/smooth_l1", tl::smooth_l1<>),
        of<few>("losses/smooth_l1_half", tl::smooth_l1<0.5>),
        of<wide>("smooth_l1_wide", tl::smooth_l1<>), of<tl::shape<8>>("losses/hinge", tl::hinge),
        of<table>("soft_margin", tl::soft_margin),
        of<wide_table>("soft_margin_wide", tl::soft_margin),
        of<table>("hinge_embedding", tl::hinge_embedding<1.0>),
        of<wide_table>("hinge_embedding_wide", tl::hinge_embedding<1.0>));
  check(of_pairs<table, table>("margin_ranking", tl::margin_ranking<0.0>),
        of_pairs<table, table>("margin_ranking_half", tl::margin_ranking<0.5>),
        of_pairs<wide_table, wide_table>("margin_ranking_half_wide", tl::margin_ranking<0.5>),
        of_pairs<scores, rows>("cosine_embedding", tl::cosine_embedding<0.25>),
        of_pairs<row, one_row>("cosine_embedding_of_one", tl::cosine_embedding<0.25>),
        of_three<scores, scores>("triplet_margin", tl::triplet_margin<2.0, 1.0, false>),
        of_three<row, row>("triplet_margin_of_one", tl::triplet_margin<2.0, 1.0, false>),
        of_three<scores, scores>("triplet_margin_one", tl::triplet_margin<1.0, 0.5, false>),
        of_three<scores, scores>("triplet_margin_swap", tl::triplet_margin<3.0, 1.0, true>));
}
