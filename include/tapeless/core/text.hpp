// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <tapeless/core/rooms.hpp>

namespace tapeless::core {

/// Text of bounded length that can be built while compiling; what does not fit is cut, and `full()` says so.
template <std::size_t Capacity>
class text {
 public:
  constexpr text() = default;

  constexpr text& add(std::string_view s) {
    for (char c : s) add(c);
    return *this;
  }
  constexpr text& add(char c) {
    if (size_ < Capacity)
      chars_[size_++] = c;
    else
      full_ = true;
    return *this;
  }
  constexpr text& add(long long n) {
    if (n < 0) return add('-').add_digits(0ULL - static_cast<unsigned long long>(n));
    return add_digits(static_cast<unsigned long long>(n));
  }
  constexpr text& add(int n) { return add(static_cast<long long>(n)); }
  /// Six significant digits, as `%g` would: 0.5, 1e-08, 784.
  constexpr text& add(double v) {
    if (v != v) return add("nan");
    if (v < 0) return add('-').add(-v);
    if (v == 0) return add('0');
    if (v > 1.7e308) return add("inf");
    int exponent = 0;
    while (v >= 10) v /= 10, ++exponent;
    while (v < 1) v *= 10, --exponent;
    auto digits = static_cast<long long>(v * 100000 + 0.5);
    if (digits >= 1000000) digits /= 10, ++exponent;
    int kept = 6;
    while (kept > 1 && digits % 10 == 0) digits /= 10, --kept;
    std::array<char, 8> d{};
    for (int i = kept; i-- > 0; digits /= 10)
      d[static_cast<std::size_t>(i)] = static_cast<char>('0' + digits % 10);
    auto digit = [&](int i) { return i < kept ? d[static_cast<std::size_t>(i)] : '0'; };
    if (exponent < -4 || exponent > 8) {
      add(digit(0));
      if (kept > 1) add('.');
      for (int i = 1; i < kept; ++i) add(digit(i));
      return add('e').add(exponent);
    }
    if (exponent < 0) {
      add("0.");
      for (int i = -1; i > exponent; --i) add('0');
      for (int i = 0; i < kept; ++i) add(digit(i));
      return *this;
    }
    for (int i = 0; i <= exponent; ++i) add(digit(i));
    if (kept > exponent + 1) add('.');
    for (int i = exponent + 1; i < kept; ++i) add(digit(i));
    return *this;
  }

  constexpr std::string_view view() const { return {chars_.data(), size_}; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool full() const { return full_; }

 private:
  constexpr text& add_digits(unsigned long long n) {
    std::array<char, 20> reversed{};
    std::size_t k = 0;
    do reversed[k++] = static_cast<char>('0' + n % 10);
    while ((n /= 10) != 0);
    while (k-- > 0) add(reversed[k]);
    return *this;
  }

  std::array<char, Capacity> chars_{};
  std::size_t size_ = 0;
  bool full_ = false;
};

/// The name of a tag type as written in the program: `struct w1` gives "w1".
template <class Tag>
constexpr std::string_view name_of_tag() {
#if defined(__clang__)
  std::string_view s = __PRETTY_FUNCTION__;
  s.remove_prefix(s.find("Tag = ") + 6);
  s = s.substr(0, s.rfind(']'));
#else
  std::string_view s = __PRETTY_FUNCTION__;
  s.remove_prefix(s.find("Tag = ") + 6);
  s = s.substr(0, s.find_first_of(";]"));
#endif
  // only the last name of a path: tapeless::tags::weight → weight
  std::size_t depth = 0, start = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '<' || s[i] == '(') ++depth;
    if (s[i] == '>' || s[i] == ')') --depth;
    if (depth == 0 && s[i] == ':') start = i + 1;
  }
  return s.substr(start);
}

}  // namespace tapeless::core
