// SPDX-License-Identifier: BSL-1.0
//
// Embeddings, positions, rectifiers, gated layers and distances against PyTorch. (Normalisations: norms.cpp.)
#include <cstdint>

#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/distances.hpp>
#include <tapeless/nn/layers.hpp>

#include "compiled.hpp"

using namespace golden_layers;
using tl::shape;

namespace {

struct plain;
struct deep;
struct padded;
struct bag_sum;
struct bag_mean;
struct bag_max;

struct sinusoidal;
struct odd;
struct learned;
struct halves;
struct neighbours;
struct heads;
using heads_case = case_of<heads, tl::rotary<1, tl::rotary_pairs::halves, 100.0>, 2, 5, 3, 2>;

struct celu;
struct threshold;
struct hard_shrink;
struct soft_shrink;
struct tanh_shrink;
struct quick_gelu;
struct softmin;
struct softmin_1;
struct glu;
struct glu_1;
struct prelu;
struct prelu_3;
struct rrelu;

struct swiglu;
struct geglu;
struct reglu;
using geglu_case = case_of<geglu, tl::geglu<5>, 2, 3, 4>;
struct maxout;
struct bilinear;
constexpr auto two_parts = [](auto x) {
  return tl::bilinear<4>(tl::slice<-1, 0, 3>(x), tl::slice<-1, 3, 5>(x));
};

struct normalize_2;
struct normalize_1;
struct normalize_axis;
struct similarity;
struct similarity_1;
struct pairwise_2;
struct pairwise_1;
struct kl;
template <class F>
struct of_halves : tl::layer<of_halves<F>> {
  template <tl::expression X>
  static constexpr auto body(X x) {
    constexpr int n = X::shape_type::value[0];
    return F{}(tl::slice<0, 0, n / 2>(x), tl::slice<0, n / 2, n>(x));
  }
};
constexpr auto to_length_1 = [](auto x) { return tl::normalize(x); };
constexpr auto to_sum_1 = [](auto x) { return tl::normalize<1.0>(x); };
constexpr auto along_1 = [](auto x) { return tl::normalize<3.0>(x, tl::axis<1>); };
constexpr auto cosine = [](auto a, auto b) { return tl::cosine_similarity(a, b); };
constexpr auto cosine_1 = [](auto a, auto b) { return tl::cosine_similarity(a, b, tl::axis<1>); };
constexpr auto distance = [](auto a, auto b) { return tl::pairwise_distance(a, b); };
constexpr auto city_blocks = [](auto a, auto b) { return tl::pairwise_distance<1.0>(a, b); };
constexpr auto divergence = [](auto m, auto v) { return tl::kl_to_standard_normal(m, v); };

}  // namespace

TEST_CASE("embeddings are PyTorch's", "[goldens][layers]") {
  check<case_of_rows<plain, tl::embedding<5, 3>, 3>,
        case_of_rows<deep, tl::embedding<4, 2>, 2, 2, 3>,
        case_of_rows<padded, tl::embedding<3, 4, 1>, 2, 5>,
        case_of_rows<bag_sum, tl::embedding_bag<6, 3, tl::bag::sum>, 3, 4>,
        case_of_rows<bag_mean, tl::embedding_bag<6, 3, tl::bag::mean>, 3, 4>,
        case_of_rows<bag_max, tl::embedding_bag<6, 3, tl::bag::max>, 3, 4>>({"layers/embedding"});
}

TEST_CASE("positions are those of the papers", "[goldens][layers]") {
  check<case_of<sinusoidal, tl::sinusoidal<>, 2, 7, 6>, case_of<odd, tl::sinusoidal<>, 1, 3, 5>,
        case_of<learned, tl::learned_positions<>, 2, 4, 3>, case_of<halves, tl::rotary<>, 2, 5, 6>,
        case_of<neighbours, tl::rotary<-2, tl::rotary_pairs::neighbours>, 2, 1, 3, 4>, heads_case>(
      {"layers/positions"});
}

TEST_CASE("rectifiers and shrinking functions are PyTorch's", "[goldens][layers]") {
  check<case_of<celu, tl::celu<1.5>, 3, 6>, case_of<threshold, tl::threshold<0.1, 20.0>, 3, 6>,
        case_of<hard_shrink, tl::hard_shrink<>, 3, 6>,
        case_of<soft_shrink, tl::soft_shrink<>, 3, 6>, case_of<tanh_shrink, tl::tanh_shrink, 3, 6>,
        case_of<quick_gelu, tl::quick_gelu, 3, 6>, case_of<softmin, tl::softmin, 3, 6>,
        case_of<softmin_1, tl::softmin_over<1>, 2, 3, 2>, case_of<glu, tl::glu, 3, 6>,
        case_of<glu_1, tl::glu_over<1>, 2, 4, 3>, case_of<prelu, tl::prelu<>, 3, 5>,
        case_of<prelu_3, tl::prelu<3>, 2, 4, 3>>({"layers/rectifiers"});
}

TEST_CASE("rotary positions and gates by kernels in double are PyTorch's", "[goldens][layers]") {
  check<heads_case::in_double, geglu_case::in_double>({"layers/positions", "layers/gated"});
}

TEST_CASE("rrelu in inference is PyTorch's", "[goldens][layers]") {
  using one = case_of<rrelu, tl::rrelu<>, 2, 5>;
  const auto traced =
      tl::trace::expressions<one::y, decltype(tl::gradient(one::loss{}, one::x{}))>(false);
  check_read(traced.graph.view(), {names_of<one>(), {"layers/rectifiers"}});
}

TEST_CASE("gated layers, maxout and bilinear are PyTorch's", "[goldens][layers]") {
  check<case_of<swiglu, tl::swiglu<5>, 2, 3, 4>, geglu_case, case_of<reglu, tl::reglu<5>, 2, 3, 4>,
        case_of<maxout, tl::maxout<3, 2>, 3, 4>, case_of<bilinear, two_parts, 2, 5, 5>>(
      {"layers/gated"});
}

TEST_CASE("distances, similarities and divergences are PyTorch's", "[goldens][layers]") {
  check<case_of<normalize_2, to_length_1, 3, 5>, case_of<normalize_1, to_sum_1, 3, 4>,
        case_of<normalize_axis, along_1, 2, 4, 3>,
        case_of<similarity, of_halves<decltype(cosine)>{}, 6, 5>,
        case_of<similarity_1, of_halves<decltype(cosine_1)>{}, 4, 4, 3>,
        case_of<pairwise_2, of_halves<decltype(distance)>{}, 6, 5>,
        case_of<pairwise_1, of_halves<decltype(city_blocks)>{}, 8, 3>,
        case_of<kl, of_halves<decltype(divergence)>{}, 6, 4>>({"layers/distances"});
}
