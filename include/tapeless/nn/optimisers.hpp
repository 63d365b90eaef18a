// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/nn/optimisers/accumulate.hpp>
#include <tapeless/nn/optimisers/adadelta.hpp>
#include <tapeless/nn/optimisers/adagrad.hpp>
#include <tapeless/nn/optimisers/adam.hpp>
#include <tapeless/nn/optimisers/adamax.hpp>
#include <tapeless/nn/optimisers/asgd.hpp>
#include <tapeless/nn/optimisers/average.hpp>
#include <tapeless/nn/optimisers/chain.hpp>
#include <tapeless/nn/optimisers/clip.hpp>
#include <tapeless/nn/optimisers/ema.hpp>
#include <tapeless/nn/optimisers/groups.hpp>
#include <tapeless/nn/optimisers/lamb.hpp>
#include <tapeless/nn/optimisers/lion.hpp>
#include <tapeless/nn/optimisers/lookahead.hpp>
#include <tapeless/nn/optimisers/moments.hpp>
#include <tapeless/nn/optimisers/nadam.hpp>
#include <tapeless/nn/optimisers/radam.hpp>
#include <tapeless/nn/optimisers/rmsprop.hpp>
#include <tapeless/nn/optimisers/rprop.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/sgd.hpp>
#include <tapeless/nn/optimisers/swa.hpp>
#include <tapeless/nn/optimisers/then_change.hpp>
#include <tapeless/nn/optimisers/weight_decay.hpp>
