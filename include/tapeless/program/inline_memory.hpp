// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace tapeless {

/// Memory as a member: for programs that are static objects, on machines without a heap.
template <std::size_t Bytes>
class inline_memory {
 public:
  std::byte* data() { return bytes_; }
  const std::byte* data() const { return bytes_; }

 private:
  alignas(64) std::byte bytes_[Bytes]{};
};
template <>
class inline_memory<0> {
 public:
  std::byte* data() const { return nullptr; }
};

namespace detail {

/// Memory whose contents are of no use to a copy: the scratch of a program.
template <class Memory>
class scratch_memory : public Memory {
 public:
  scratch_memory() = default;
  scratch_memory(const scratch_memory&) : Memory() {}
  scratch_memory(scratch_memory&&) noexcept = default;
  scratch_memory& operator=(const scratch_memory&) { return *this; }
  scratch_memory& operator=(scratch_memory&&) noexcept = default;
  ~scratch_memory() = default;
};

}  // namespace detail

}  // namespace tapeless
