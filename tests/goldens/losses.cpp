// SPDX-License-Identifier: BSL-1.0
//
// Losses against PyTorch: value, gradients, sum and single terms of each, read as graphs in double. (As compiled programs in
// float: losses_in_float.cpp.)
#include <tapeless/nn/losses.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "../catch.hpp"
#include "../nn/evaluate.hpp"
#include "golden.hpp"
#include "losses.hpp"

using namespace golden_losses;

namespace {

using scores = tl::shape<5, 4>;
using rows = tl::shape<5>;
using table = tl::shape<5, 3>;
template <class Loss>
using of_labels = one<Loss, scores, rows, true>;
template <class Loss>
using weighted_labels = one<Loss, scores, rows, true, three, tl::shape<4>>;
template <class Loss>
using of_table = one<Loss, table, table>;
template <class Loss>
using weighted_table = one<Loss, table, table, false, three, tl::shape<3>>;

template <class... Case>
struct list {
  static constexpr std::size_t size = sizeof...(Case);
};
constexpr auto weighted = [](auto loss) { return tl::class_weighted<1.0, 0.25, 2.0, 0.5>(loss); };
using mean_smoothed = tl::softmax_cross_entropy_loss<tl::reduction::mean, 0.25>;
using cases =
    list<of_labels<tl::nll_loss<>>, weighted_labels<tl::nll_loss<>>,
         of_labels<decltype(weighted(tl::nll_ignoring<-100>))>,
         weighted_labels<tl::softmax_cross_entropy_loss<>>,
         of_labels<decltype(weighted(tl::cross_entropy_ignoring<-100>))>,
         of_labels<std::remove_const_t<decltype(tl::cross_entropy_ignoring<-100, 0.25>)>>,
         of_labels<decltype(weighted(tl::cross_entropy_ignoring<-100, 0.25>))>,
         one<mean_smoothed, scores, scores, false, three, tl::shape<4>>,
         of_table<tl::binary_cross_entropy_of_probabilities<>>,
         weighted_table<tl::binary_cross_entropy_of_probabilities<>>,
         weighted_table<tl::binary_cross_entropy_loss<>>,
         of_table<tl::binary_cross_entropy_loss<tl::reduction::mean, 1.0, 0.25, 2.0>>,
         of_table<tl::focal_loss<0.25, 2.0>>, of_table<tl::focal_loss<-1.0, 1.5>>,
         of_table<tl::dice_loss<1.0>>, of_table<tl::soft_margin_loss<>>,
         of_table<tl::hinge_embedding_loss<1.0>>, of_labels<tl::multi_margin_loss<1, 1.0>>,
         weighted_labels<tl::multi_margin_loss<2, 0.5>>,
         of_table<tl::multilabel_soft_margin_loss<>>,
         weighted_table<tl::multilabel_soft_margin_loss<>>,
         one<tl::multilabel_margin_loss<>, scores, scores, true>,
         of_table<tl::poisson_nll_loss<true, false, 1e-8>>,
         of_table<tl::poisson_nll_loss<false, true, 1e-8>>,
         one<tl::margin_ranking_loss<0.0>, table, table, false, target_last>,
         one<tl::margin_ranking_loss<0.5>, table, table, false, target_last>,
         one<tl::cosine_embedding_loss<0.25>, scores, rows, false, target_last>,
         one<tl::triplet_margin_loss<2.0, 1.0, false>, scores, scores, false, three>,
         one<tl::triplet_margin_loss<1.0, 0.5, false>, scores, scores, false, three>,
         one<tl::triplet_margin_loss<3.0, 1.0, true>, scores, scores, false, three>,
         one<tl::gaussian_nll_loss<false, 0.0625>, table, table, false, three>,
         one<tl::gaussian_nll_loss<true, 1e-6>, table, table, false, three, rows>>;
constexpr const char* names[] = {"nll",
                                 "nll_weight",
                                 "nll_ignoring",
                                 "cross_entropy_weight",
                                 "cross_entropy_weight_ignoring",
                                 "cross_entropy_ignoring",
                                 "cross_entropy_weight_smoothing",
                                 "cross_entropy_weight_distribution",
                                 "bce",
                                 "bce_weight",
                                 "bce_with_logits_weight",
                                 "bce_with_logits_pos_weight",
                                 "focal",
                                 "focal_plain",
                                 "dice",
                                 "soft_margin",
                                 "hinge_embedding",
                                 "multi_margin",
                                 "multi_margin_square",
                                 "multilabel_soft_margin",
                                 "multilabel_soft_margin_weight",
                                 "multilabel_margin",
                                 "poisson_nll",
                                 "poisson_nll_full",
                                 "margin_ranking",
                                 "margin_ranking_half",
                                 "cosine_embedding",
                                 "triplet_margin",
                                 "triplet_margin_one",
                                 "triplet_margin_swap",
                                 "gaussian_nll",
                                 "gaussian_nll_rows"};
static_assert(std::size(names) == cases::size);

void compare(const auto& found, const golden::array& expected, double tolerance) {
  double greatest = 1;
  for (const double x : expected.values) greatest = std::max(greatest, std::abs(x));
  CHECK(golden::distance(found, expected) < tolerance * greatest);
}

/// One loss, its graph read in double.
template <class Case>
void check_graph(const std::string& name) {
  INFO(name);
  using e = typename Case::template expressions<double, 0>;
  const golden::file golden{"training/losses"};
  const auto found = nn_test::evaluate_all<typename e::y, typename e::slope, typename e::sum,
                                           typename e::each, typename e::other_slope>(
      {{std::string{tl::name_of_tag<typename e::p::tag>()}, golden[name + "/prediction"].values},
       {std::string{tl::name_of_tag<typename e::t::tag>()}, golden[name + "/target"].values},
       {std::string{tl::name_of_tag<typename e::o::tag>()},
        other_of(golden, name, e::o::shape_type::count)}});
  compare(found[0], golden[name + "/loss"], 1e-10);
  compare(found[1], golden[name + "/gradient"], 1e-10);
  compare(found[2], golden[name + "/sum"], 1e-10);
  compare(found[3], golden[name + "/each"], 1e-10);
  if (golden.contains(name + "/gradient/other"))
    compare(found[4], golden[name + "/gradient/other"], 1e-10);
}

}  // namespace

TEST_CASE("losses: values, gradients, sums and single terms are PyTorch's", "[goldens][losses]") {
  [&]<class... Case>(list<Case...>) {
    std::size_t i = 0;
    (check_graph<Case>(names[i++]), ...);
  }(cases{});
}
