// SPDX-License-Identifier: BSL-1.0
//
// Embeddings, positions, rectifiers, gated layers and distances against PyTorch. (Normalisations: norms.cpp.)
#include <cstdint>

#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/distances.hpp>
#include <tapeless/nn/layers.hpp>

#include "layers.hpp"

using namespace golden_layers;
using tl::shape;

namespace {

template <class Tag, class Shape, class Layer>
using of_integers = layer_case<Tag, Shape, Layer, std::int32_t>;

template <std::size_t Count, std::size_t Width, long Padding = tl::no_padding>
using table = tl::embedding_layer<Count, Width, Padding, tl::init::zeros, double>;
template <tl::bag Mode>
using bag_of = tl::embedding_bag_layer<6, 3, Mode, tl::init::zeros, double>;

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
  check<of_integers<plain, shape<3>, table<5, 3>>, of_integers<deep, shape<2, 2, 3>, table<4, 2>>,
        of_integers<padded, shape<2, 5>, table<3, 4, 1>>,
        of_integers<bag_sum, shape<3, 4>, bag_of<tl::bag::sum>>,
        of_integers<bag_mean, shape<3, 4>, bag_of<tl::bag::mean>>,
        of_integers<bag_max, shape<3, 4>, bag_of<tl::bag::max>>>("layers/embedding");
}

TEST_CASE("positions are those of the papers", "[goldens][layers]") {
  check<layer_case<sinusoidal, shape<2, 7, 6>, decltype(tl::sinusoidal<>)>,
        layer_case<odd, shape<1, 3, 5>, decltype(tl::sinusoidal<>)>,
        layer_case<learned, shape<2, 4, 3>, decltype(tl::learned_positions<>)>,
        layer_case<halves, shape<2, 5, 6>, decltype(tl::rotary<>)>,
        layer_case<neighbours, shape<2, 1, 3, 4>,
                   decltype(tl::rotary<-2, tl::rotary_pairs::neighbours>)>,
        layer_case<heads, shape<2, 5, 3, 2>,
                   decltype(tl::rotary<1, tl::rotary_pairs::halves, 100.0>)>>("layers/positions");
}

TEST_CASE("rectifiers and shrinking functions are PyTorch's", "[goldens][layers]") {
  check<layer_case<celu, shape<3, 6>, decltype(tl::celu<1.5>)>,
        layer_case<threshold, shape<3, 6>, decltype(tl::threshold<0.1, 20.0>)>,
        layer_case<hard_shrink, shape<3, 6>, decltype(tl::hard_shrink<>)>,
        layer_case<soft_shrink, shape<3, 6>, decltype(tl::soft_shrink<>)>,
        layer_case<tanh_shrink, shape<3, 6>, decltype(tl::tanh_shrink)>,
        layer_case<quick_gelu, shape<3, 6>, decltype(tl::quick_gelu)>,
        layer_case<softmin, shape<3, 6>, decltype(tl::softmin)>,
        layer_case<softmin_1, shape<2, 3, 2>, decltype(tl::softmin_over<1>)>,
        layer_case<glu, shape<3, 6>, decltype(tl::glu)>,
        layer_case<glu_1, shape<2, 4, 3>, decltype(tl::glu_over<1>)>,
        layer_case<prelu, shape<3, 5>, decltype(tl::prelu<>)>,
        layer_case<prelu_3, shape<2, 4, 3>, decltype(tl::prelu<3>)>>("layers/rectifiers");
  // in inference the slope is the mean
  using rrelu_case = layer_case<rrelu, shape<2, 5>, decltype(tl::rrelu<>)>;
  const golden::file file{"layers/rectifiers"};
  reading<false, rrelu_case::y, decltype(rrelu_case::dx())> inference;
  fill<rrelu_case>(file, inference);
  inference.step();
  CHECK(relative(inference.result(0), file["rrelu/y"]) < 1e-12);
  CHECK(relative(inference.result(1), file["rrelu/dx"]) < 1e-12);
}

TEST_CASE("gated layers, maxout and bilinear are PyTorch's", "[goldens][layers]") {
  check<layer_case<swiglu, shape<2, 3, 4>, decltype(tl::swiglu<5>)>,
        layer_case<geglu, shape<2, 3, 4>, decltype(tl::geglu<5>)>,
        layer_case<reglu, shape<2, 3, 4>, decltype(tl::reglu<5>)>,
        layer_case<maxout, shape<3, 4>, decltype(tl::maxout<3, 2>)>,
        layer_case<bilinear, shape<2, 5, 5>, decltype(two_parts)>>("layers/gated");
}

TEST_CASE("distances, similarities and divergences are PyTorch's", "[goldens][layers]") {
  check<layer_case<normalize_2, shape<3, 5>, decltype(to_length_1)>,
        layer_case<normalize_1, shape<3, 4>, decltype(to_sum_1)>,
        layer_case<normalize_axis, shape<2, 4, 3>, decltype(along_1)>,
        layer_case<similarity, shape<6, 5>, of_halves<decltype(cosine)>>,
        layer_case<similarity_1, shape<4, 4, 3>, of_halves<decltype(cosine_1)>>,
        layer_case<pairwise_2, shape<6, 5>, of_halves<decltype(distance)>>,
        layer_case<pairwise_1, shape<8, 3>, of_halves<decltype(city_blocks)>>,
        layer_case<kl, shape<6, 4>, of_halves<decltype(divergence)>>>("layers/distances");
}
