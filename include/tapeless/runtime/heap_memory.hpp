// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace tapeless {

/// The arena as one aligned allocation, made when the program is made and kept as long as it lives.
template <std::size_t Bytes>
class heap_memory {
 public:
  heap_memory() : bytes_(new (alignment) std::byte[size]{}) {}
  heap_memory(const heap_memory& other) : heap_memory() { std::copy_n(other.data(), size, data()); }
  heap_memory(heap_memory&&) noexcept = default;
  heap_memory& operator=(heap_memory other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }

  std::byte* data() { return bytes_.get(); }
  const std::byte* data() const { return bytes_.get(); }

 private:
  static constexpr std::align_val_t alignment{64};
  static constexpr std::size_t size = Bytes == 0 ? 64 : Bytes;
  struct release {
    void operator()(std::byte* p) const { ::operator delete[](p, alignment); }
  };
  std::unique_ptr<std::byte[], release> bytes_;
};

}  // namespace tapeless
