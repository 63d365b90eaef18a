// SPDX-License-Identifier: BSL-1.0
/// \file
/// The whole library, for a hosted program.
#pragma once

#include <tapeless/config.hpp>  // first: what the compiler must be

#include <tapeless/core.hpp>
#include <tapeless/runtime/compile.hpp>
#include <tapeless/runtime/data/batches.hpp>
#include <tapeless/runtime/data/csv.hpp>
#include <tapeless/runtime/data/dataset.hpp>
#include <tapeless/runtime/data/idx.hpp>
#include <tapeless/runtime/data/mnist.hpp>
#include <tapeless/runtime/data/normalise.hpp>
#include <tapeless/runtime/early_stopping.hpp>
#include <tapeless/runtime/error.hpp>
#include <tapeless/runtime/explain.hpp>
#include <tapeless/runtime/feeding.hpp>
#include <tapeless/runtime/fit_options.hpp>
#include <tapeless/runtime/heap_memory.hpp>
#include <tapeless/runtime/history.hpp>
#include <tapeless/runtime/metrics.hpp>
#include <tapeless/runtime/multi_start.hpp>
#include <tapeless/runtime/progress.hpp>
#include <tapeless/runtime/trainer.hpp>
