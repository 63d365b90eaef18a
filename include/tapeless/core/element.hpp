// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include <tapeless/core/bfloat16.hpp>
#include <tapeless/core/float16.hpp>

namespace tapeless {

/// Type of one element of a value. `weak` is a number written in an expression: it takes the type of whatever it meets.
/// Integers are labels, tokens and bytes; arithmetic with them gives floats.
enum class element : std::uint8_t { weak, int8, uint8, int32, bfloat16, float16, float32, float64 };

/// A row of the table of element types.
struct element_facts {
  std::string_view name;
  int bytes = 0;             ///< that one element takes in memory
  bool integer = false;      ///< no gradient goes there; arithmetic gives floats
  element computes_in{};     ///< type in a register
  element accumulates_in{};  ///< type of a sum of such elements
  int rank = 0;              ///< of two types the one of higher rank is the result …
  element beside{};          ///< … and this is, of two different ones of the same rank
};

namespace detail {

/// The facts of one element type, and what an element is in C++.
template <element Is, class Stored>
struct element_row : element_facts {
  static_assert(std::is_trivially_copyable_v<Stored>);
};

template <class... Rows>
struct element_table : Rows... {
  element_facts facts[sizeof...(Rows)];
  static constexpr int size = static_cast<int>(sizeof...(Rows));
  constexpr explicit element_table(const Rows&... row) : Rows(row)..., facts{row...} {}
};

/// Type of a number that has met nothing yet: no program stores it.
struct weak_number {};

/// Every element type, a row each, in the order of `element`. With the lane conversions of its storage type
/// (lanes/stored.hpp) a row is all that a type needs.
inline constexpr element_table elements{
    // clang-format off
    // C++                                        name       bytes integer computes in       accumulates in    rank beside
    element_row<element::weak,    weak_number> {{"weak",    4, false, element::float32, element::float32, 0, element::weak}},
    element_row<element::int8,    std::int8_t> {{"int8",    1, true,  element::float32, element::int32,   1, element::int32}},
    element_row<element::uint8,   std::uint8_t>{{"uint8",   1, true,  element::float32, element::int32,   1, element::int32}},
    element_row<element::int32,   std::int32_t>{{"int32",   4, true,  element::float32, element::int32,   2, element::int32}},
    element_row<element::bfloat16, bfloat16>   {{"bfloat16", 2, false, element::float32, element::float32, 3, element::float32}},
    element_row<element::float16, float16>     {{"float16", 2, false, element::float32, element::float32, 3, element::float32}},
    element_row<element::float32, float>       {{"float32", 4, false, element::float32, element::float32, 4, element::float32}},
    element_row<element::float64, double>      {{"float64", 8, false, element::float64, element::float64, 5, element::float64}},
    // clang-format on
};

template <element E, class Stored>
Stored stored_by(const element_row<E, Stored>&);
template <element E>
struct storage {
  using type = decltype(stored_by<E>(elements));
};
/// (of one that no row stores: weak)
template <class T>
constexpr element found_by(...) {
  return element::weak;
}
template <class T, element E>
constexpr element found_by(const element_row<E, T>*) {
  return E;
}

}  // namespace detail

inline constexpr int element_count = detail::elements.size;

/// Type of a leaf that names none, and of a number that meets nothing else.
inline constexpr element default_element = element::float32;
/// Labels, tokens, places: what computed indices become.
inline constexpr element index_element = element::int32;
/// Numbers of a step, one for all of a network: settings of an optimiser, and what is computed of them.
inline constexpr element setting_element = element::float64;

constexpr const element_facts& row_of(element e) {
  return detail::elements.facts[static_cast<int>(e)];
}

namespace detail {
template <>
struct storage<element::weak> : storage<default_element> {};
}  // namespace detail

/// The type that a program stores: a weak number's is the default.
constexpr element stored_element(element e) { return e == element::weak ? default_element : e; }
/// The C++ type of an element in memory.
template <element E>
using storage_of = typename detail::storage<E>::type;
/// The element that a C++ type is; weak if it is none.
template <class T>
inline constexpr element element_of = detail::found_by<T>(&detail::elements);

/// The type of an operation on both.
constexpr element promote(element a, element b) {
  if (a == b) return a;
  const element_facts &x = row_of(a), &y = row_of(b);
  return x.rank > y.rank ? a : x.rank < y.rank ? b : x.beside;
}
constexpr bool is_integer(element e) { return row_of(e).integer; }
constexpr int bytes_of(element e) { return row_of(e).bytes; }
constexpr std::string_view name_of(element e) { return row_of(e).name; }
/// Types in which elements of a type are computed and summed.
constexpr element computes_in(element e) { return row_of(e).computes_in; }
constexpr element accumulates_in(element e) { return row_of(e).accumulates_in; }

/// A number as a template argument: `dropout<0.1>`. (clang 14 has no plain `double` there.)
struct real {
  double value;
  constexpr real(double v) : value(v) {}  // implicit: users write the number
  constexpr real(int v) : value(v) {}     // (clang 14 does not convert twice)
  friend constexpr bool operator==(const real&, const real&) = default;
};

}  // namespace tapeless
