// SPDX-License-Identifier: BSL-1.0
// A lane's register is xsimd's: the two libraries can be used on one value, and agree on arithmetic.

#include <tapeless/lanes/lane.hpp>

#include "catch.hpp"

#ifndef TAPELESS_NO_SIMD

#include <array>
#include <cmath>
#include <xsimd/xsimd.hpp>

#ifndef __clang__  // gcc.gnu.org/PR105593: g++ 12 warns of its own _mm512_max_ps, which xsimd calls
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace {

using namespace tapeless;

/// The elements of both after one operation, compared bit by bit apart from NaN.
template <class T, class OnLane, class OnBatch>
bool agree(OnLane on_lane, OnBatch on_batch) {
  using L = lanes::native_lane<T>;
  const L a = L::generate([](int i) { return T(i) * T(1.37) - T(3.5); });
  const L b = L::generate([](int i) { return T(i % 3) + T(0.25); });
  std::array<T, L::width> wanted{};
  on_batch(xsimd::batch<T>(a.v), xsimd::batch<T>(b.v)).store_unaligned(wanted.data());
  const L got = on_lane(a, b);
  for (int i = 0; i < L::width; ++i)
    if (got[i] != wanted[std::size_t(i)] &&
        !(std::isnan(got[i]) && std::isnan(wanted[std::size_t(i)])))
      return false;
  return true;
}

}  // namespace

TEMPLATE_TEST_CASE("lane and xsimd::batch share registers and results", "[lanes][lane]", float,
                   double) {
  using T = TestType;
  using batch = xsimd::batch<T>;
  if constexpr (batch::size == lanes::native_width<T>) {
    CHECK(agree<T>([](auto a, auto b) { return a + b; }, [](batch a, batch b) { return a + b; }));
    CHECK(agree<T>([](auto a, auto b) { return a * b; }, [](batch a, batch b) { return a * b; }));
    CHECK(agree<T>([](auto a, auto b) { return a / b; }, [](batch a, batch b) { return a / b; }));
    CHECK(agree<T>([](auto a, auto b) { return maximum(a, b); },
                   [](batch a, batch b) { return xsimd::max(a, b); }));
    CHECK(agree<T>([](auto a, auto b) { return minimum(a, b); },
                   [](batch a, batch b) { return xsimd::min(a, b); }));
    CHECK(agree<T>([](auto a, auto) { return sqrt(a); },
                   [](batch a, batch) { return xsimd::sqrt(a); }));
    CHECK(agree<T>([](auto a, auto) { return floor(a); },
                   [](batch a, batch) { return xsimd::floor(a); }));
    CHECK(agree<T>([](auto a, auto) { return abs(a); },
                   [](batch a, batch) { return xsimd::abs(a); }));
    CHECK(agree<T>([](auto a, auto b) { return select(a < b, a, b * a); },
                   [](batch a, batch b) { return xsimd::select(a < b, a, b * a); }));
  }
}

#endif
