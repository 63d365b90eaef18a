// SPDX-License-Identifier: BSL-1.0
/// \file
/// A lane: the elements of one register, or one element, behind one interface. Every loop of every
/// kernel is written over lanes, once for full registers and for the remainder.
///
/// register.hpp      widths and numbers of registers; the only header that includes xsimd
/// instructions.hpp  what C++ operators do not name: fma, square root, roundings, partial moves
/// stored.hpp        elements that memory holds in another type
/// mask.hpp          the result of comparisons
/// lane_simd.hpp     lane of a register                   lane_scalar.hpp  of one element
/// lane_common.hpp   what follows from these              elementary.hpp   exp, log, tanh, ...
/// chunk.hpp         an axis of constant length, cut into lanes
#ifndef TAPELESS_KERNELS_LANE_HPP
#define TAPELESS_KERNELS_LANE_HPP

#include <tapeless/lanes/chunk.hpp>
#include <tapeless/lanes/lane_common.hpp>
#include <tapeless/lanes/lane_scalar.hpp>
#include <tapeless/lanes/lane_simd.hpp>
#include <tapeless/lanes/mask.hpp>
#include <tapeless/lanes/math/elementary.hpp>
#include <tapeless/lanes/stored.hpp>

#endif
