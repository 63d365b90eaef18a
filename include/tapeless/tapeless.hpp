// SPDX-License-Identifier: BSL-1.0
/// \file
/// The whole library, for a hosted program.
#pragma once

#include <tapeless/config.hpp>  // first: what the compiler must be

#include <tapeless/data/batches.hpp>
#include <tapeless/data/csv.hpp>
#include <tapeless/data/dataset.hpp>
#include <tapeless/data/error.hpp>
#include <tapeless/data/idx.hpp>
#include <tapeless/data/mnist.hpp>
#include <tapeless/data/normalise.hpp>
#include <tapeless/freestanding.hpp>
#include <tapeless/program/compile.hpp>
#include <tapeless/program/explain.hpp>
#include <tapeless/program/heap_memory.hpp>
#include <tapeless/training/early_stopping.hpp>
#include <tapeless/training/feeding.hpp>
#include <tapeless/training/fit_options.hpp>
#include <tapeless/training/history.hpp>
#include <tapeless/training/judgement.hpp>
#include <tapeless/training/metrics.hpp>
#include <tapeless/training/multi_start.hpp>
#include <tapeless/training/progress.hpp>
#include <tapeless/training/trainer.hpp>
