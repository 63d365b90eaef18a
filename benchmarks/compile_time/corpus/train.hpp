// SPDX-License-Identifier: BSL-1.0
//
// What every program of the corpus ends in: one training step on an arena.
#pragma once

#include <tapeless/freestanding.hpp>

#include <cstddef>

template <class Step, class Optimiser>
float train_once(std::byte* arena) {
  const tapeless::program_view<Step> program(tapeless::program_facts<Step>::map_in(arena));
  program.initialise(7);
  tapeless::configure(program, Optimiser{});
  program.run();
  return program.result()[0];
}
