// SPDX-License-Identifier: BSL-1.0
//
// Counts what the test binary asks of the heap: allocations.cpp stands in for malloc and its family (and so for
// operator new, which calls them), or, where a sanitizer does that already, for operator new alone.

#ifndef TAPELESS_TESTS_ALLOCATIONS_HPP
#define TAPELESS_TESTS_ALLOCATIONS_HPP

/// How often memory has been asked for since the program began.
long allocations();

#endif
