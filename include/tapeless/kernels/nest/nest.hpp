// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/kernels/nest/columns.hpp>
#include <tapeless/kernels/nest/rows.hpp>

namespace tapeless::kernels {

/// Loops over elements with a body: maps, and reductions in phases.
template <class Carrier, int K>
struct nest {
  using body = kernels::body<Carrier, K>;
  using state = typename body::state;
  static constexpr loop_form form = body::form;

  TAPELESS_INLINE static void run(std::byte* const* spaces, const std::ptrdiff_t* offsets) {
    state s(spaces, offsets);
    outer<0>(s);
  }

 private:
  static constexpr int kept_loops = form.columns ? form.vector_loop : form.outer;

  template <int L>
  TAPELESS_INLINE static void outer(state& s) {
    if constexpr (!body::template is_idle<stage::hoisted, L>)
      body::template run<stage::hoisted, L, typename body::one>(s, s.shared);
    if constexpr (L < kept_loops) {
      TAPELESS_ROLLED
      for (std::ptrdiff_t i = 0; i < form.size[L]; ++i) {
        s.at[L] = i;
        outer<L + 1>(s);
      }
    } else if constexpr (form.columns) {
      columns<Carrier, K>::run(s);
    } else {
      rows<Carrier, K>::run(s);
    }
  }
};

}  // namespace tapeless::kernels
