// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include <tapeless/core/element.hpp>
#include <tapeless/core/require.hpp>
#include <tapeless/core/shape.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless {

template <class Element, bool Stored>
struct values_require_an_element_type {
  static_assert(
      Stored,
      "input<tag, shape, element>, parameter<...>, convert<element>(x): elements must be "
      "float, double, bfloat16, float16, std::int32_t, std::int8_t or std::uint8_t [E110]");
};

namespace detail {
/// The element that a C++ type is, in the declaration of a value.
template <class Element>
struct declared_element {
  static constexpr bool stored = element_of<Element> != element::weak;
  using checked = decltype(refuse(sentence<values_require_an_element_type<Element, stored>>{}));
  static constexpr element type = stored ? element_of<Element> : default_element;
};
template <class Element>
inline constexpr element declared = declared_element<Element>::type;
}  // namespace detail

/// Every expression is an empty type that derives from this.
struct expression_base {};

/// A type that stands for a value of a network: it knows its shape and element type, and holds nothing.
template <class E>
concept expression = std::derived_from<std::remove_cvref_t<E>, expression_base>;

/// A thing that can be applied and composed with `>>`: layers, activations, compositions.
struct layer_base {};
template <class F>
concept layer_like = std::derived_from<std::remove_cvref_t<F>, layer_base>;

/// The C++ type of an expression's elements.
template <expression E>
using element_type_of = storage_of<E::type>;

/// The C++ type of parameters beside an expression: that of its elements, but the default beside integers.
template <expression E>
using real_of = storage_of<is_integer(E::type) ? default_element : E::type>;

namespace detail {
/// The C++ type that an expression's elements are computed in: what indices beside it are, exact where 16 bits are not.
template <expression E>
using computed_type_of = storage_of<computes_in(E::type)>;
}  // namespace detail

/// An op together with the numbers it carries, as one type.
template <class Op, int Axis = 0, int First = 0, int Second = 0, real Value = 0.0>
struct with {
  using op = Op;
  static constexpr ops::packed_attributes attr{Axis, First, Second, Value.value};
};

namespace detail {
template <class Op>
struct op_parts {
  using op = Op;
  static constexpr ops::packed_attributes attr{};
};
template <class Op, int A, int F, int S, real V>
struct op_parts<with<Op, A, F, S, V>> : with<Op, A, F, S, V> {};

template <class Op>
constexpr element result_type(std::initializer_list<element> operands) {
  element type = element::weak;
  const element* const all = operands.begin();
  for (auto i = operands.size(); i-- > Op::first_typed;) type = promote(type, all[i]);
  if (type == element::weak) type = *all;
  return ops::type_of_result(Op::kind, type);
}
}  // namespace detail

/// An op applied to operands; `Op` may be `with<Op, …>`.
template <class Op, class Shape, class... Operands>
struct apply : expression_base {
  using shape_type = Shape;
  static constexpr element type =
      detail::result_type<typename detail::op_parts<Op>::op>({Operands::type...});
};
template <class Shape, class X, class Indices>
struct apply<with<ops::gather_op, 0>, Shape, X, Indices> : expression_base {
  using shape_type = Shape;
  static constexpr element type = X::type;
};
template <int Axis, class Shape, class X, class Indices>
struct apply<with<ops::gather_op, Axis>, Shape, X, Indices> : expression_base {
  using shape_type = Shape;
  static constexpr element type = X::type;
};

/// x in another element type.
template <class Element, class X>
struct converted_to : expression_base {
  using shape_type = typename X::shape_type;
  static constexpr element type = detail::declared<Element>;
};

/// The index along an axis: 0, 1, 2, …
template <class Shape, int Axis>
struct iota : expression_base {
  using shape_type = Shape;
  static constexpr element type = default_element;
};

/// The argument of a function while its body is traced.
template <class Shape, class Element, int Index>
struct placeholder : expression_base {
  using shape_type = Shape;
  static constexpr element type = element_of<Element>;
};

/// A number in an expression, `x * constant<0.5>`; it takes the element type of what it meets.
template <real Value>
struct number : expression_base {
  using shape_type = shape<>;
  static constexpr element type = element::weak;
};
template <real Value>
inline constexpr number<Value> constant{};

/// Takes the place of an expression that was refused, in the shape that it was meant to have: one mistake is one error.
template <class Shape, element Type = default_element>
struct stand_in : expression_base {
  using shape_type = Shape;
  static constexpr element type = Type;
};

namespace detail {
/// True if a stand-in is part of E. Looks at all of E, so ask only before reporting an error.
template <class E>
inline constexpr bool was_refused = false;
template <class Shape, element Type>
inline constexpr bool was_refused<stand_in<Shape, Type>> = true;
template <template <class...> class Made, class... Part>
inline constexpr bool was_refused<Made<Part...>> = (was_refused<Part> || ...);
}  // namespace detail

}  // namespace tapeless
