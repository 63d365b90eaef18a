// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

#include <tapeless/core/c_library.hpp>

namespace tapeless::files {

/// Outcome of reading a number from text.
enum class number_result { good, unreadable, out_of_range };

/// Reads all of `text` as a finite decimal number with a point, whatever the locale; a leading + is
/// allowed. Too small a number becomes the nearest float, 0 at last. `value` changes only when good.
[[gnu::cold]] inline number_result read_number(std::string_view text, float& value) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
#if defined(__cpp_lib_to_chars)
  const char* const end = text.data() + text.size();
  float x = 0;
  const auto [stop, problem] = std::from_chars(text.data(), end, x);
  if (problem == std::errc::invalid_argument || stop != end) return number_result::unreadable;
  if (problem == std::errc::result_out_of_range) {
    double wide = 1;
    std::from_chars(text.data(), end, wide);
    if (!(core::c_library::fabs(wide) < 1)) return number_result::out_of_range;
    x = static_cast<float>(wide);
  }
#else  // a standard library whose from_chars knows no floating point: the decimal sign is the C locale's
  if (text.empty() || text.find_first_not_of("+-.0123456789eE") != text.npos)
    return number_result::unreadable;
  const std::string copy(text);
  char* stop = nullptr;
  const float x = std::strtof(copy.c_str(), &stop);
  if (stop != copy.c_str() + copy.size()) return number_result::unreadable;
  if (x - x != 0) return number_result::out_of_range;
#endif
  // "nan" and "inf" are words
  if (!core::c_library::isfinite(x)) return number_result::unreadable;
  value = x;
  return number_result::good;
}

/// The same for an integer of 32 bits.
[[gnu::cold]] inline number_result read_number(std::string_view text, std::int32_t& value) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  std::int32_t x = 0;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), x);
  if (problem == std::errc::invalid_argument || stop != text.data() + text.size())
    return number_result::unreadable;
  if (problem == std::errc::result_out_of_range) return number_result::out_of_range;
  value = x;
  return number_result::good;
}

}  // namespace tapeless::files
