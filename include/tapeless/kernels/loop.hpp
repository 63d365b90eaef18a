// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Before a loop: its body stands once. clang would write it four times or eight, which makes objects four times as
/// large and gains nothing where a body is longer than its loop's bookkeeping.
#if defined(__clang__)
#define TAPELESS_ROLLED _Pragma("clang loop unroll(disable)")
#else
#define TAPELESS_ROLLED
#endif
