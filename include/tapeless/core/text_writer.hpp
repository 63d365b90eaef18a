// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <tapeless/core/text.hpp>

namespace tapeless::core {

/// A text of any length that goes to `Sink`, a callable that takes a std::string_view; it has the `add` of `text`.
template <class Sink>
class text_writer {
 public:
  constexpr explicit text_writer(Sink& sink) : sink_(sink) {}

  constexpr text_writer& add(std::string_view s) {
    sink_(s);
    return *this;
  }
  constexpr text_writer& add(char c) { return add(std::string_view(&c, 1)); }
  constexpr text_writer& add(int n) { return add_number(n); }
  constexpr text_writer& add(long long n) { return add_number(n); }
  constexpr text_writer& add(double v) { return add_number(v); }

 private:
  Sink& sink_;

  constexpr text_writer& add_number(auto n) { return add(text<40>().add(n).view()); }
};

}  // namespace tapeless::core
