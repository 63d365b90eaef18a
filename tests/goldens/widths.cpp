// SPDX-License-Identifier: BSL-1.0
//
// Layers whose widths are those of registers, so that there is no tail, and larger ones, against PyTorch: values and all
// gradients.
#include <cstddef>

#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers.hpp>

#include "compiled.hpp"

using namespace golden_layers;

namespace {

struct dense_8_8;
struct dense_16_64;
struct dense_64_32;
struct dense_1_16;
struct dense_32_1;
struct layer_norm_32;
struct batch_norm_16;
struct group_norm_64;
struct softmax_64;
struct log_softmax_8;
struct gelu_64;
struct embedding_16;
struct swiglu_32;

struct conv2d_32;
struct conv2d_16;
struct conv2d_8;
struct conv1d_16;
struct depthwise_32;
struct transposed_8;
struct max_pool_16;
struct avg_pool_32;
struct global_avg_64;
struct bilinear_8;

struct attention_32;
struct gru_16;
struct lstm_16;
struct rotary_16;

}  // namespace

TEST_CASE("layers of rows as wide as registers are PyTorch's", "[goldens][widths]") {
  check<case_of<dense_8_8, tl::dense<8>, 8, 8>, case_of<dense_16_64, tl::dense<64>, 16, 16>,
        case_of<dense_64_32, tl::dense<32>, 16, 64>, case_of<dense_1_16, tl::dense<16>, 1, 1>,
        case_of<dense_32_1, tl::dense<1>, 16, 32>, case_of<layer_norm_32, tl::layer_norm<>, 8, 32>,
        case_of<batch_norm_16, tl::batch_norm<>, 16, 16>,
        case_of<group_norm_64, tl::group_norm<8>, 2, 2, 4, 64>,
        case_of<softmax_64, tl::softmax, 4, 64>, case_of<log_softmax_8, tl::log_softmax, 32, 8>,
        case_of<gelu_64, tl::gelu, 4, 64>, case_of_rows<embedding_16, tl::embedding<32, 16>, 4, 8>,
        case_of<swiglu_32, tl::swiglu<32>, 8, 16>>({"widths/rows"});
}

TEST_CASE("layers of images as wide as registers are PyTorch's", "[goldens][widths]") {
  using tl::interpolation;
  check<case_of<conv2d_32, tl::conv2d<32, 3, tl::same>, 1, 8, 8, 8>,
        case_of<conv2d_16, tl::conv2d<16, 3, tl::stride(2), tl::padding(1)>, 1, 8, 8, 8>,
        case_of<conv2d_8, tl::conv2d<8, 1>, 2, 4, 4, 64>,
        case_of<conv1d_16, tl::conv1d<16, 5>, 2, 16, 16>,
        case_of<depthwise_32, tl::depthwise_conv2d<3, tl::same>, 1, 4, 4, 32>,
        case_of<transposed_8, tl::conv_transpose2d<8, 2, tl::stride(2)>, 1, 4, 4, 16>,
        case_of<max_pool_16, tl::max_pool2d<2>, 1, 8, 8, 16>,
        case_of<avg_pool_32, tl::avg_pool2d<3, tl::stride(2), tl::padding(1)>, 1, 4, 8, 32>,
        case_of<global_avg_64, tl::global_avg_pool, 2, 2, 4, 64>,
        case_of<bilinear_8, tl::upsample2d<2, interpolation::linear>, 1, 4, 4, 8>>(
      {"widths/images"});
}

TEST_CASE("layers of sequences as wide as registers are PyTorch's", "[goldens][widths]") {
  check<case_of<attention_32, tl::multi_head_attention<4>, 2, 8, 32>,
        case_of<gru_16, tl::gru<16>, 8, 8, 8>, case_of<lstm_16, tl::lstm<16>, 16, 4, 16>,
        case_of<rotary_16, tl::rotary<>, 2, 8, 16>>({"widths/sequences"});
}
