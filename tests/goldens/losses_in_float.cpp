// SPDX-License-Identifier: BSL-1.0
//
// Losses of delicate numbers against PyTorch as they run: values, single terms and all gradients by compiled kernels, in
// float. (ctc: ctc.cpp.)
#include <algorithm>
#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/nn/losses.hpp>
#include <tapeless/runtime/compile.hpp>

#include "../catch.hpp"
#include "golden.hpp"
#include "losses.hpp"

using namespace golden_losses;

namespace {

using tl::shape;
using table = shape<5, 3>;
using scores = shape<5, 4>;
template <class Loss, class P, class T>
using two_of = one<std::remove_const_t<Loss>, P, T>;
template <class Loss, class P, class T>
using of_labels = one<std::remove_const_t<Loss>, P, T, true>;
template <class Loss, class Other = table>
using three_of = one<Loss, table, table, false, three, Other>;
template <class Loss>
using triplet = one<Loss, scores, scores, false, three>;

/// Where a case stands: the file, and what its names begin with.
struct place {
  const char* file;
  const char* prefix;
};

template <class Case, int I>
using of = typename Case::template expressions<float, I>;

/// Runs the cases as one program.
template <class... Case>
void check_in_float(const place (&places)[sizeof...(Case)]) {
  const auto with_places = [&](auto f) {
    [&]<int... I>(std::integer_sequence<int, I...>) { (f.template operator()<Case, I>(), ...); }
    (std::make_integer_sequence<int, sizeof...(Case)>{});
  };
  auto program = []<int... I>(std::integer_sequence<int, I...>) {
    return std::apply(
        [](auto... y) { return tl::compile(y...); },
        std::tuple<typename of<Case, I>::y..., typename of<Case, I>::each...,
                   typename of<Case, I>::slope..., typename of<Case, I>::other_slope...>{});
  }
  (std::make_integer_sequence<int, sizeof...(Case)>{});

  with_places([&]<class C, int I>() {
    const golden::file golden{places[I].file};
    const std::string prefix = places[I].prefix;
    const auto set = [&](auto leaf, const auto& values) {
      using element = tl::element_type_of<decltype(leaf)>;
      auto to = program[leaf];
      REQUIRE(values.size() == to.size());
      std::transform(values.begin(), values.end(), to.begin(),
                     [](double x) { return static_cast<element>(x); });
    };
    using e = of<C, I>;
    set(typename e::p{}, golden[prefix + "prediction"].values);
    set(typename e::t{}, golden[prefix + "target"].values);
    if constexpr (C::has_other) set(typename e::o{}, golden[prefix + "other"].values);
  });
  program.run();
  with_places([&]<class C, int I>() {
    const golden::file golden{places[I].file};
    const std::string prefix = places[I].prefix;
    INFO(places[I].file << ' ' << prefix);
    constexpr int n = sizeof...(Case);
    CHECK(golden::relative_distance(program.template result<I>(), golden[prefix + "loss"]) < 1e-5);
    CHECK(golden::relative_distance(program.template result<n + I>(), golden[prefix + "each"]) <
          1e-5);
    CHECK(golden::relative_distance(program.template result<2 * n + I>(),
                                    golden[prefix + "gradient"]) < 1e-5);
    if (C::has_other)
      CHECK(golden::relative_distance(program.template result<3 * n + I>(),
                                      golden[prefix + "gradient/other"]) < 1e-5);
  });
}

}  // namespace

TEST_CASE("losses of classes and distributions in float agree with PyTorch", "[goldens][losses]") {
  check_in_float<of_labels<decltype(tl::softmax_cross_entropy), shape<6, 5>, shape<6>>,
                 of_labels<decltype(tl::label_smoothed_cross_entropy<0.1>), shape<6, 5>, shape<6>>,
                 two_of<decltype(tl::label_smoothed_cross_entropy<0.25>), shape<6, 5>, shape<6, 5>>,
                 two_of<decltype(tl::kl_divergence), shape<4, 5>, shape<4, 5>>,
                 two_of<decltype(tl::kl_divergence_of_logs), shape<4, 5>, shape<4, 5>>,
                 two_of<decltype(tl::binary_cross_entropy_with_logits), shape<4, 3>, shape<4, 3>>,
                 two_of<decltype(tl::binary_cross_entropy), table, table>,
                 two_of<decltype(tl::focal<0.25, 2.0>), table, table>,
                 two_of<tl::soft_margin_loss<>, table, table>,
                 two_of<tl::multilabel_soft_margin_loss<>, table, table>>({
      {"losses/cross_entropy", ""},
      {"losses/cross_entropy_smoothing", ""},
      {"losses/cross_entropy_distribution_smoothing", ""},
      {"losses/kl_div", ""},
      {"losses/kl_div_log_target", ""},
      {"losses/bce_with_logits", ""},
      {"training/losses", "bce/"},
      {"training/losses", "focal/"},
      {"training/losses", "soft_margin/"},
      {"training/losses", "multilabel_soft_margin/"},
  });
}

TEST_CASE("losses of differences and distances in float agree with PyTorch", "[goldens][losses]") {
  check_in_float<two_of<decltype(tl::huber<0.5>), shape<3, 4>, shape<3, 4>>,
                 two_of<decltype(tl::smooth_l1<0.5>), shape<3, 4>, shape<3, 4>>,
                 two_of<tl::poisson_nll_loss<true, false, 1e-8>, table, table>,
                 two_of<tl::poisson_nll_loss<false, true, 1e-8>, table, table>,
                 three_of<tl::gaussian_nll_loss<false, 0.0625>>,
                 three_of<tl::gaussian_nll_loss<true, 1e-6>, shape<5>>,
                 one<tl::cosine_embedding_loss<0.25>, scores, shape<5>, false, target_last>,
                 triplet<tl::triplet_margin_loss<2.0, 1.0, false>>,
                 triplet<tl::triplet_margin_loss<3.0, 1.0, true>>,
                 two_of<tl::dice_loss<1.0>, table, table>>({
      {"losses/huber_half", ""},
      {"losses/smooth_l1_half", ""},
      {"training/losses", "poisson_nll/"},
      {"training/losses", "poisson_nll_full/"},
      {"training/losses", "gaussian_nll/"},
      {"training/losses", "gaussian_nll_rows/"},
      {"training/losses", "cosine_embedding/"},
      {"training/losses", "triplet_margin/"},
      {"training/losses", "triplet_margin_swap/"},
      {"training/losses", "dice/"},
  });
}
