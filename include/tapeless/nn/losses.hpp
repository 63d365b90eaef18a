// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/nn/losses/binary.hpp>
#include <tapeless/nn/losses/classes.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>
#include <tapeless/nn/losses/ctc.hpp>
#include <tapeless/nn/losses/divergence.hpp>
#include <tapeless/nn/losses/loss.hpp>
#include <tapeless/nn/losses/margins.hpp>
#include <tapeless/nn/losses/regression.hpp>
#include <tapeless/nn/losses/several.hpp>
