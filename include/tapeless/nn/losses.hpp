// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/nn/losses/binary.hpp>
#include <tapeless/nn/losses/classes.hpp>
#include <tapeless/nn/losses/cosine_embedding.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>
#include <tapeless/nn/losses/ctc.hpp>
#include <tapeless/nn/losses/gaussian_nll.hpp>
#include <tapeless/nn/losses/kl_divergence.hpp>
#include <tapeless/nn/losses/loss.hpp>
#include <tapeless/nn/losses/loss_of_three.hpp>
#include <tapeless/nn/losses/margin_ranking.hpp>
#include <tapeless/nn/losses/margins.hpp>
#include <tapeless/nn/losses/not_below_zero.hpp>
#include <tapeless/nn/losses/poisson_nll.hpp>
#include <tapeless/nn/losses/regression.hpp>
#include <tapeless/nn/losses/triplet_margin.hpp>
