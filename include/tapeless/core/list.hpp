// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/core/rooms.hpp>

namespace tapeless::core {

// The three sequences of the compiler inside the compiler. The standard ones would do, but each of
// their accesses costs a constant evaluation several steps: a pass over 2,000 nodes takes 8 times as long
// with std::vector and std::array, and exceeds clang's step limit (docs/adr/0006).

/// Elements somewhere else, to read.
template <class T>
struct view {
  const T* items = nullptr;
  int count = 0;

  constexpr const T& operator[](auto i) const { return items[i]; }
  constexpr int size() const { return count; }
  constexpr bool empty() const { return count == 0; }
  constexpr const T* begin() const { return items; }
  constexpr const T* end() const { return items + count; }
};

/// A fixed number of elements: what a finished stage holds.
template <class T, auto N>
struct fixed {
  T items[N == 0 ? 1 : N]{};

  constexpr T& operator[](auto i) { return items[i]; }
  constexpr const T& operator[](auto i) const { return items[i]; }
  static constexpr int size() { return static_cast<int>(N); }
  constexpr const T* begin() const { return items; }
  constexpr const T* end() const { return items + N; }
  constexpr operator view<T>() const { return {items, size()}; }
};

/// A growing sequence; lives only while compiling.
template <class T>
class list {
 public:
  constexpr list() = default;
  /// `n` elements of value zero.
  constexpr explicit list(int n) : items_(new T[static_cast<unsigned>(n)]{}), size_(n), room_(n) {}
  constexpr list(int n, const T& fill)
      : items_(new T[static_cast<unsigned>(n)]), size_(n), room_(n) {
    for (int i = 0; i < n; ++i) items_[i] = fill;
  }
  constexpr list(const T* from, int n) : list() {
    reserve(n);
    for (int i = 0; i < n; ++i) items_[i] = from[i];
    size_ = n;
  }
  constexpr list(view<T> from) : list(from.items, from.count) {}
  constexpr list(const list& other) : list(other.items_, other.size_) {}
  constexpr list(list&& other) noexcept
      : items_(std::exchange(other.items_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        room_(std::exchange(other.room_, 0)) {}
  constexpr list& operator=(list other) noexcept {
    std::swap(items_, other.items_);
    std::swap(size_, other.size_);
    std::swap(room_, other.room_);
    return *this;
  }
  constexpr ~list() { delete[] items_; }

  constexpr T& operator[](auto i) { return items_[i]; }
  constexpr const T& operator[](auto i) const { return items_[i]; }
  constexpr int size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T& back() { return items_[size_ - 1]; }
  constexpr const T& back() const { return items_[size_ - 1]; }
  constexpr T* begin() { return items_; }
  constexpr T* end() { return items_ + size_; }
  constexpr const T* begin() const { return items_; }
  constexpr const T* end() const { return items_ + size_; }
  constexpr operator view<T>() const { return {items_, size_}; }

  constexpr void push_back(const T& x) {
    if (size_ == room_) {
      const T kept = x;  // x may be one of our own elements
      reserve(room_ < 4 ? 4 : 2 * room_);
      items_[size_++] = kept;
    } else {
      items_[size_++] = x;
    }
  }
  constexpr void insert(int at, const T& x) {
    push_back(x);
    for (int i = size_ - 1; i > at; --i) items_[i] = items_[i - 1];
    items_[at] = x;
  }
  constexpr void assign(int n, const T& fill) { *this = list(n, fill); }
  constexpr void resize(int n) { *this = list(n); }  ///< forgets what was there
  constexpr void shrink(int n) { size_ = n; }
  constexpr void clear() { size_ = 0; }
  constexpr void reserve(int n) {
    if (n <= room_) return;
    T* more = new T[static_cast<unsigned>(n)];
    for (int i = 0; i < size_; ++i) more[i] = std::move(items_[i]);
    delete[] items_;
    items_ = more;
    room_ = n;
  }

 private:
  T* items_ = nullptr;
  int size_ = 0;
  int room_ = 0;
};

/// Copies the first `count` elements of a sequence.
template <class T>
constexpr void copy_start(view<T> from, T* to, int count) {
  for (int i = 0; i < count; ++i) to[i] = from.items[i];
}
template <class Sequence, class T>
constexpr void copy_start(const Sequence& from, T* to, int count) {
  copy_start(view<T>(from), to, count);
}

}  // namespace tapeless::core
