// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <utility>

namespace tapeless {

/// The arena as one aligned allocation, made when the program is made and kept as long as it lives.
/// (By hand: <memory> costs every program 0.2 s of compile time.)
template <std::size_t Bytes>
class heap_memory {
 public:
  heap_memory() : bytes_(new(alignment) std::byte[size]{}) {}
  heap_memory(const heap_memory& other) : heap_memory() { std::memcpy(bytes_, other.bytes_, size); }
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
  static constexpr std::size_t size = Bytes == 0 ? 64 : Bytes;
  std::byte* bytes_;
};

}  // namespace tapeless
