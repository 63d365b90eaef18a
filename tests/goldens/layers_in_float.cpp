// SPDX-License-Identifier: BSL-1.0
//
// Normalisations, embeddings, positions, rectifiers, gates and distances against PyTorch as they run: compiled kernels,
// in float.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/distances.hpp>
#include <tapeless/nn/layers.hpp>

#include "compiled.hpp"

using namespace golden_layers;
using tl::shape;

namespace {

template <class Tag, auto Layer, std::size_t... Sizes>
using case_of = float_case<Tag, shape<Sizes...>, std::remove_const_t<decltype(Layer)>>;
template <class Tag, auto Layer, std::size_t... Sizes>
using of_rows =
    layer_case<Tag, shape<Sizes...>, std::remove_const_t<decltype(Layer)>, std::int32_t>;

struct plain;
struct images;
struct group_1;
struct group_2;
struct group_3;
struct instance_1;
struct local_3;
struct tracked;
struct layer_2;
struct rms;

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
struct tanh_shrink;
struct softmin;
struct softmin_1;
struct glu;
struct glu_1;
struct prelu;
struct prelu_3;
struct swiglu;
struct geglu;
struct maxout;
struct bilinear;
constexpr auto two_parts = [](auto x) {
  return tl::bilinear<4>(tl::slice<-1, 0, 3>(x), tl::slice<-1, 3, 5>(x));
};

struct normalize_2;
struct normalize_axis;
struct similarity;
struct similarity_1;
struct pairwise_2;
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
constexpr auto along_1 = [](auto x) { return tl::normalize<3.0>(x, tl::axis<1>); };
constexpr auto cosine = [](auto a, auto b) { return tl::cosine_similarity(a, b); };
constexpr auto cosine_1 = [](auto a, auto b) { return tl::cosine_similarity(a, b, tl::axis<1>); };
constexpr auto distance = [](auto a, auto b) { return tl::pairwise_distance(a, b); };
constexpr auto divergence = [](auto m, auto v) { return tl::kl_to_standard_normal(m, v); };

}  // namespace

TEST_CASE("normalisations in float agree with PyTorch", "[goldens][norms]") {
  // A group of one number has the derivative 0: what cancels are terms of the size dy / sqrt(eps).
  const cancels of_one{"group_3/dx", 1 / std::sqrt(1e-5)};
  check_compiled<
      case_of<plain, tl::batch_norm<>, 4, 3>,
      case_of<images, tl::batch_norm<1e-3, tl::no_momentum>, 2, 3, 2, 5>,
      case_of<group_1, tl::group_norm<1>, 2, 3, 4>, case_of<group_2, tl::group_norm<2>, 3, 2, 2, 6>,
      case_of<group_3, tl::group_norm<3>, 2, 3>,
      case_of<instance_1, tl::instance_norm<1e-5, tl::affine::weight_and_bias>, 2, 5, 3>,
      case_of<local_3, tl::local_response_norm<3, 0.5, 0.75, 2.0>, 2, 3, 5>,
      case_of<tracked, tl::instance_norm<1e-5, tl::affine::none, 0.1>, 2, 3, 2>,
      case_of<layer_2, tl::layer_norm<2>, 2, 3, 4>, case_of<rms, tl::rms_norm<>, 3, 2, 7>>(
      {"layers/batch_norm", "layers/norms"}, {of_one});
}

TEST_CASE("embeddings and positions in float agree with PyTorch", "[goldens][layers]") {
  check_compiled<
      of_rows<deep, tl::embedding<4, 2>, 2, 2, 3>, of_rows<padded, tl::embedding<3, 4, 1>, 2, 5>,
      of_rows<bag_sum, tl::embedding_bag<6, 3, tl::bag::sum>, 3, 4>,
      of_rows<bag_mean, tl::embedding_bag<6, 3, tl::bag::mean>, 3, 4>,
      of_rows<bag_max, tl::embedding_bag<6, 3, tl::bag::max>, 3, 4>,
      case_of<sinusoidal, tl::sinusoidal<>, 2, 7, 6>, case_of<odd, tl::sinusoidal<>, 1, 3, 5>,
      case_of<learned, tl::learned_positions<>, 2, 4, 3>, case_of<halves, tl::rotary<>, 2, 5, 6>,
      case_of<neighbours, tl::rotary<-2, tl::rotary_pairs::neighbours>, 2, 1, 3, 4>,
      case_of<heads, tl::rotary<1, tl::rotary_pairs::halves, 100.0>, 2, 5, 3, 2>>(
      {"layers/embedding", "layers/positions"});
}

TEST_CASE("rectifiers and gates in float agree with PyTorch", "[goldens][layers]") {
  check_compiled<case_of<celu, tl::celu<1.5>, 3, 6>, case_of<tanh_shrink, tl::tanh_shrink, 3, 6>,
                 case_of<softmin, tl::softmin, 3, 6>,
                 case_of<softmin_1, tl::softmin_over<1>, 2, 3, 2>, case_of<glu, tl::glu, 3, 6>,
                 case_of<glu_1, tl::glu_over<1>, 2, 4, 3>, case_of<prelu, tl::prelu<>, 3, 5>,
                 case_of<prelu_3, tl::prelu<3>, 2, 4, 3>, case_of<swiglu, tl::swiglu<5>, 2, 3, 4>,
                 case_of<geglu, tl::geglu<5>, 2, 3, 4>, case_of<maxout, tl::maxout<3, 2>, 3, 4>,
                 case_of<bilinear, two_parts, 2, 5, 5>>({"layers/rectifiers", "layers/gated"});
}

TEST_CASE("distances and similarities in float agree with PyTorch", "[goldens][layers]") {
  check_compiled<case_of<normalize_2, to_length_1, 3, 5>, case_of<normalize_axis, along_1, 2, 4, 3>,
                 case_of<similarity, of_halves<decltype(cosine)>{}, 6, 5>,
                 case_of<similarity_1, of_halves<decltype(cosine_1)>{}, 4, 4, 3>,
                 case_of<pairwise_2, of_halves<decltype(distance)>{}, 6, 5>,
                 case_of<kl, of_halves<decltype(divergence)>{}, 6, 4>>({"layers/distances"});
}
