// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/nn/layers/adaptive_pooling.hpp>
#include <tapeless/nn/layers/attention.hpp>
#include <tapeless/nn/layers/batch_norm.hpp>
#include <tapeless/nn/layers/channel_dropout.hpp>
#include <tapeless/nn/layers/convolution.hpp>
#include <tapeless/nn/layers/dense.hpp>
#include <tapeless/nn/layers/dropout.hpp>
#include <tapeless/nn/layers/embedding.hpp>
#include <tapeless/nn/layers/flatten.hpp>
#include <tapeless/nn/layers/gated.hpp>
#include <tapeless/nn/layers/layer_norm.hpp>
#include <tapeless/nn/layers/local_response_norm.hpp>
#include <tapeless/nn/layers/mixture_of_experts.hpp>
#include <tapeless/nn/layers/multi_head_attention.hpp>
#include <tapeless/nn/layers/padding.hpp>
#include <tapeless/nn/layers/pooling.hpp>
#include <tapeless/nn/layers/positions.hpp>
#include <tapeless/nn/layers/rectifiers.hpp>
#include <tapeless/nn/layers/recurrent.hpp>
#include <tapeless/nn/layers/sequence.hpp>
#include <tapeless/nn/layers/transformer.hpp>
#include <tapeless/nn/layers/unfold.hpp>
#include <tapeless/nn/layers/upsample.hpp>
#include <tapeless/nn/layers/variational.hpp>
