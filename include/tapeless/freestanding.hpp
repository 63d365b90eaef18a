// SPDX-License-Identifier: BSL-1.0
/// \file
/// The library without heap, streams or exceptions: what a microcontroller takes.
#pragma once

#include <tapeless/config.hpp>  // first: what the compiler must be
#include <tapeless/expr/around_axis.hpp>
#include <tapeless/expr/index_beside.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/repeat.hpp>
#include <tapeless/expr/split.hpp>
#include <tapeless/expr/take_along_axis.hpp>

#include <tapeless/compile/explain.hpp>
#include <tapeless/compile/index_limits.hpp>
#include <tapeless/compile/pipeline.hpp>
#include <tapeless/compile/rule.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/convolve.hpp>
#include <tapeless/expr/cumulative.hpp>
#include <tapeless/expr/derivatives.hpp>
#include <tapeless/expr/effects.hpp>
#include <tapeless/expr/fallback_overloads.hpp>
#include <tapeless/expr/gradient_rules.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/matmul.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/scan.hpp>
#include <tapeless/expr/streaming.hpp>
#include <tapeless/expr/top_k.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/expr/triangles.hpp>
#include <tapeless/expr/vmap.hpp>
#include <tapeless/expr/windows.hpp>
#include <tapeless/fwd.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/distances.hpp>
#include <tapeless/nn/initialisers.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/nn/optimisers.hpp>
#include <tapeless/nn/schedules.hpp>
#include <tapeless/nn/streaming.hpp>
#include <tapeless/program/averages.hpp>
#include <tapeless/program/configure.hpp>
#include <tapeless/program/copy_parameters.hpp>
#include <tapeless/program/inline_memory.hpp>
#include <tapeless/program/model.hpp>
#include <tapeless/program/model_image.hpp>
#include <tapeless/program/parameters.hpp>
#include <tapeless/program/program.hpp>
