// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace tapeless {

/// Evidence in error messages: which operand a type was. Never instantiated.
template <class X>
struct left_operand;
template <class X>
struct right_operand;
template <class X>
struct operand_of;
template <class... Given>
struct arguments_given;

// A requirement that fails reads, in both compilers, as one sentence and its numbers:
//
//   error: static assertion failed: matmul(A, B): columns of A must equal rows of B [E012]
//   note: the comparison reduces to '(784 == 748)'
//
// Form: call : subject must relation [code]. Operands stand as evidence types, numbers as bare
// arguments. One failure only: what follows sees a stand-in of the shape that was meant (expr/expression.hpp).
//
// A function that finds its operands wanting says so, and goes on:
//
//     refuse(sentence<matmul_requires_inner_sizes_to_agree<left_operand<A>, right_operand<B>, 784, 748>>{});
//     return stand_in<shape<32, 128>, A::type>{};
//
// The function that the user called stands right below the sentence then, and the layer it is in below that: both
// compilers print about five such lines before they abridge. See docs/errors.md, docs/adr/0003-error-form.md.

/// Points to a requirement: see `refuse`.
template <class Requirement>
using sentence = Requirement*;

/// Makes the compiler complete a requirement, and so say its sentence. (To be called by this plain name: looking for
/// functions beside the argument's type completes that type, and the compilers take no offence when it fails. Any
/// other use of a class whose static_assert failed makes clang complain a second time.)
constexpr void refuse(const void*) {}

}  // namespace tapeless
