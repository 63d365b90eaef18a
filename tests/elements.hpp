// SPDX-License-Identifier: BSL-1.0
//
// Elements of every type in memory, as numbers: for the plain readers of graphs and plans.
#ifndef TAPELESS_TESTS_ELEMENTS_HPP
#define TAPELESS_TESTS_ELEMENTS_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <tapeless/core/element.hpp>
#include <tapeless/core/unroll.hpp>

namespace elements {

template <class F>
void with_storage(tapeless::element type, F f) {
  tapeless::core::unroll<tapeless::element_count>([&](auto i) {
    constexpr auto e = static_cast<tapeless::element>(int{i});
    if (e == tapeless::stored_element(type)) f(tapeless::storage_of<e>{});
  });
}

/// The element at an address.
inline double read(tapeless::element type, const std::byte* at) {
  double x = 0;
  with_storage(type, [&](auto stored) {
    std::memcpy(static_cast<void*>(&stored), at, sizeof stored);
    x = static_cast<double>(stored);
  });
  return x;
}
inline void write(tapeless::element type, std::byte* at, double x) {
  with_storage(type, [&](auto stored) {
    using S = decltype(stored);
    if (tapeless::is_integer(type))  // the low bits
      stored = static_cast<S>(static_cast<std::int64_t>(x));
    else
      stored = static_cast<S>(x);
    std::memcpy(at, static_cast<const void*>(&stored), sizeof stored);
  });
}
/// x as memory keeps it.
inline double rounded(tapeless::element type, double x) {
  std::byte place[8];
  write(type, place, x);
  return read(type, place);
}

}  // namespace elements

#endif
