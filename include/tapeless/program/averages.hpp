// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/require.hpp>
#include <tapeless/core/text.hpp>
#include <tapeless/nn/optimisers/average.hpp>
#include <tapeless/program/program_view.hpp>

namespace tapeless {

template <class Program, bool Kept>
struct use_averages_requires_averages {
  static_assert(
      Kept, "trainer.use_averages(): the optimiser must keep averages: ema, swa or asgd [E056]");
};

/// While it lives, the averages that an optimiser keeps stand in the parameters' places, and these in theirs.
template <class Program, class Set = programs<Program>>
class averages_in_use {
 public:
  explicit averages_in_use(program_view<Program, Set> view) : view_(view) {
    constexpr bool kept = [] {
      for (const ir::leaf& l : Program::final_graph::value.leaves)
        if (l.owner >= 0 && l.name == core::name_of_tag<tags::average>()) return true;
      return false;
    }();
    if constexpr (!kept) refuse(sentence<use_averages_requires_averages<Program, false>>{});
    view_.swap_with_parameters(core::name_of_tag<tags::average>());
  }
  averages_in_use(const averages_in_use&) = delete;
  averages_in_use& operator=(const averages_in_use&) = delete;
  ~averages_in_use() { view_.swap_with_parameters(core::name_of_tag<tags::average>()); }

 private:
  program_view<Program, Set> view_;
};

}  // namespace tapeless
