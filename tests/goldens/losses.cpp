// SPDX-License-Identifier: BSL-1.0
//
// Losses against PyTorch: value, gradients, sum and single terms of each, read as graphs in double; and values and
// gradients of some as one compiled program in float.
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

#include <tapeless/runtime/compile.hpp>

#include "../catch.hpp"
#include "../nn/evaluate.hpp"
#include "golden.hpp"

namespace tl = tapeless;

namespace {

enum class leaf_name { prediction, target, other };
template <int Case, leaf_name Name>
struct of_case;

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

/// A loss and the shapes of its values in the golden file; Labels are integers.
template <class Loss, class P, class T, bool Labels = false, class How = two, class Other = P>
struct one {
  template <class Element, int Case>
  struct expressions {
    using element = std::conditional_t<Labels, std::int32_t, Element>;
    using p = tl::input<of_case<Case, leaf_name::prediction>, P, Element>;
    using t = tl::target<of_case<Case, leaf_name::target>, T, element>;
    using o = tl::input<of_case<Case, leaf_name::other>, Other, Element>;
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

/// The third value of a loss: what is in the file, or weights.
std::vector<double> other_of(const golden::file& golden, const std::string& name,
                             std::size_t count) {
  if (golden.contains(name + "/other")) return golden[name + "/other"].values;
  return count == 4 ? std::vector<double>{1, 0.25, 2, 0.5} : std::vector<double>{1, 0.25, 2};
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

/// The outputs of all cases, two of each.
template <class... Outputs>
struct outputs {
  template <class... More>
  friend constexpr outputs<Outputs..., More...> operator+(outputs, outputs<More...>) {
    return {};
  }
};
template <class... Outputs>
auto program_of(outputs<Outputs...>) {
  return tl::compile(Outputs{}...);
}

/// Some of the cases, by their places.
template <class... Case, std::size_t... I>
void check_program(list<Case...>, std::index_sequence<I...>) {
  const golden::file golden{"training/losses"};
  using all = std::tuple<Case...>;
  const auto with = [](auto f) {
    (f(static_cast<typename std::tuple_element_t<I, all>::template expressions<
           float, static_cast<int>(I)>*>(nullptr),
       names[I]),
     ...);
  };
  auto program = program_of(
      (outputs<>{} + ... +
       outputs<typename std::tuple_element_t<I, all>::template expressions<float,
                                                                           static_cast<int>(I)>::y,
               typename std::tuple_element_t<I, all>::template expressions<
                   float, static_cast<int>(I)>::slope>{}));
  with([&]<class E>(const E*, const std::string& name) {
    const auto put = [&](auto leaf, const auto& values) {
      auto to = program[leaf];
      REQUIRE(values.size() == to.size());
      for (std::size_t i = 0; i < to.size(); ++i)
        to[i] = static_cast<typename decltype(to)::value_type>(values[i]);
    };
    put(typename E::p{}, golden[name + "/prediction"].values);
    put(typename E::t{}, golden[name + "/target"].values);
    if constexpr (!std::is_same_v<typename E::other_slope, typename E::slope>)
      put(typename E::o{}, other_of(golden, name, E::o::shape_type::count));
  });
  program.run();
  const auto judge = [&]<std::size_t At>(std::index_sequence<At>, const std::string& name) {
    INFO(name);
    constexpr int first = 2 * static_cast<int>(At);
    compare(program.template result<first>(), golden[name + "/loss"], 1e-5);
    compare(program.template result<first + 1>(), golden[name + "/gradient"], 1e-5);
  };
  const std::string chosen[] = {names[I]...};
  [&]<std::size_t... At>(std::index_sequence<At...>) {
    (judge(std::index_sequence<At>{}, chosen[At]), ...);
  }
  (std::make_index_sequence<sizeof...(I)>{});
}

}  // namespace

TEST_CASE("losses: values, gradients, sums and single terms are PyTorch's", "[goldens][losses]") {
  [&]<class... Case>(list<Case...>) {
    std::size_t i = 0;
    (check_graph<Case>(names[i++]), ...);
  }(cases{});
}

TEST_CASE("losses: compiled, in float, some of them are PyTorch's", "[goldens][losses]") {
  check_program(cases{}, std::index_sequence<6, 8, 12, 21, 29>{});
}
