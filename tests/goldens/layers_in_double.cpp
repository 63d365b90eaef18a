// SPDX-License-Identifier: BSL-1.0
//
// One layer of each kind against PyTorch as it runs: compiled kernels, in double.
#include <cstddef>
#include <type_traits>

#include <tapeless/nn/layers.hpp>

#include "compiled.hpp"

using namespace golden_layers;

namespace {

template <class Tag, auto Layer, std::size_t... Sizes>
using case_of = layer_case<Tag, tl::shape<Sizes...>, std::remove_const_t<decltype(Layer)>>;

struct group_2;
struct rms;
struct causal;
struct before;
struct heads;
struct geglu;

constexpr tl::heads_of bare{.causal = true, .bias = false};
constexpr tl::recurrent scales_h{.reset_after = false};

}  // namespace

TEST_CASE("layers in double agree with PyTorch", "[goldens][layers]") {
  check_compiled<case_of<group_2, tl::group_norm<2>, 3, 2, 2, 6>,
                 case_of<rms, tl::rms_norm<>, 3, 2, 7>,
                 case_of<causal, tl::multi_head_attention<2, bare>, 2, 10, 4>,
                 case_of<before, tl::gru<4, scales_h>, 3, 5, 3>,
                 case_of<heads, tl::rotary<1, tl::rotary_pairs::halves, 100.0>, 2, 5, 3, 2>,
                 case_of<geglu, tl::geglu<5>, 2, 3, 4>>({"layers/norms", "layers/positions",
                                                         "layers/gated", "attention/multi_head",
                                                         "recurrent/gru"});
}
