// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace tapeless {

/// The arena as a member: for programs that are static objects, on machines without a heap.
template <std::size_t Bytes>
class inline_memory {
 public:
  std::byte* data() { return bytes_; }
  const std::byte* data() const { return bytes_; }

 private:
  alignas(64) std::byte bytes_[Bytes == 0 ? 64 : Bytes]{};
};

}  // namespace tapeless
