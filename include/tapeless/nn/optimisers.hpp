// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/nn/optimisers/accumulate.hpp>
#include <tapeless/nn/optimisers/adagrad.hpp>
#include <tapeless/nn/optimisers/adam.hpp>
#include <tapeless/nn/optimisers/adaptive.hpp>
#include <tapeless/nn/optimisers/averaging.hpp>
#include <tapeless/nn/optimisers/classical.hpp>
#include <tapeless/nn/optimisers/clip.hpp>
#include <tapeless/nn/optimisers/groups.hpp>
#include <tapeless/nn/optimisers/rmsprop.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/sgd.hpp>
