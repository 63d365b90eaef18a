// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace tapeless {

/// Evidence in error messages: which operand a type was. Never instantiated.
template <class X>
struct left_operand;
template <class X>
struct right_operand;
template <class X>
struct operand_of;

// A requirement that fails reads, in both compilers, as one sentence and its numbers:
//
//   error: static assertion failed: matmul(A, B): columns of A must equal rows of B [E012]
//   note: the comparison reduces to '(784 == 748)'
//
// Form: call : subject must relation [code]. Operands stand as evidence types, numbers as bare
// arguments. One failure only: what follows sees a harmless stand-in. See docs/errors.md.

/// Instantiates a requirement and says whether it held, without a second error if it did not. (For clang a
/// class whose static_assert failed has no constants: asked directly, it would complain of that as well.)
template <class Requirement>
inline constexpr bool require = [] {
  if constexpr (requires { requires Requirement::holds; })
    return true;
  else
    return false;
}();

}  // namespace tapeless
