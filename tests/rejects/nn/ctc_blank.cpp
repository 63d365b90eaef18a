// SPDX-License-Identifier: BSL-1.0
// rejected-with: the blank must be one of the classes \[E096\]
#include <cstdint>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/ctc.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct frames, tl::shape<4, 10, 28>> frames{};
inline constexpr tl::target<struct letters, tl::shape<4, 5>, std::int32_t> letters{};
inline constexpr tl::input<struct frame_counts, tl::shape<4>, std::int32_t> frame_counts{};
inline constexpr tl::input<struct letter_counts, tl::shape<4>, std::int32_t> letter_counts{};
constexpr auto y = tl::ctc<28>(frames, letters, frame_counts, letter_counts);
