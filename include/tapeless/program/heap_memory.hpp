// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <utility>

namespace tapeless {

/// Memory as one aligned allocation, made when its owner is made and kept as long as it lives.
/// (By hand: <memory> costs every program 0.2 s of compile time.)
template <std::size_t Bytes>
class heap_memory {
 public:
  heap_memory() : bytes_(new(alignment) std::byte[Bytes]{}) {}
  heap_memory(const heap_memory& other) : heap_memory() {
    std::memcpy(bytes_, other.bytes_, Bytes);
  }
  heap_memory(heap_memory&& other) noexcept : bytes_(std::exchange(other.bytes_, nullptr)) {}
  heap_memory& operator=(heap_memory other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~heap_memory() { ::operator delete[](bytes_, alignment); }

  std::byte* data() { return bytes_; }
  const std::byte* data() const { return bytes_; }

 private:
  static constexpr std::align_val_t alignment{64};
  std::byte* bytes_;
};
template <>
class heap_memory<0> {
 public:
  std::byte* data() const { return nullptr; }
};

}  // namespace tapeless
