// SPDX-License-Identifier: BSL-1.0
//
// Elements that memory holds in another type than lanes compute in. All 65,536 patterns of the 16-bit types, read and written by
// lanes of every width, against conversions of their own: by the definition of the formats, in double.
#include <tapeless/lanes/lane.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"

namespace {

using namespace tapeless;
using lanes::lane;

/// A format by its definition: bits of the fraction and of the exponent.
struct format {
  int fraction, exponent;

  int bias() const { return (1 << (exponent - 1)) - 1; }
  int least() const { return 1 - bias() - fraction; }  ///< the exponent of the smallest number
  double value(std::uint16_t bits) const {
    const int e = (bits >> fraction) & ((1 << exponent) - 1), f = bits & ((1 << fraction) - 1);
    const double sign = (bits & 0x8000) != 0 ? -1 : 1;
    if (e == (1 << exponent) - 1)
      return f != 0 ? std::numeric_limits<double>::quiet_NaN()
                    : sign * std::numeric_limits<double>::infinity();
    if (e == 0) return sign * std::ldexp(f, least());
    return sign * std::ldexp((1 << fraction) + f, e - bias() - fraction);
  }
  /// The nearest number, of two the even one; nearbyint rounds so.
  double nearest(double x) const {
    if (x == 0 || std::isnan(x) || std::isinf(x)) return x;
    int e = 0;
    std::frexp(x, &e);
    const int last = std::max(e - 1 - fraction, least());
    const double rounded = std::ldexp(std::nearbyint(std::ldexp(x, -last)), last);
    const double greatest = std::ldexp((2 << fraction) - 1, bias() - fraction);
    return std::abs(rounded) > greatest ? std::copysign(std::numeric_limits<double>::infinity(), x)
                                        : rounded;
  }
};
template <class S>
constexpr format format_of{};
template <>
constexpr format format_of<bfloat16>{7, 8};
template <>
constexpr format format_of<float16>{10, 5};

bool same(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b);
}

/// Calls f(lane<T, N>{}) for every supported N.
template <class T, int N = lanes::native_width<T>, class F>
void for_each_width(F f) {
  f(lane<T, N>(T(0)));
  if constexpr (N > 1) for_each_width<T, (N / 2 >= lanes::narrowest_width<T> ? N / 2 : 1)>(f);
}

template <class S>
std::vector<S> all_patterns() {
  std::vector<S> all;
  for (unsigned b = 0; b < 65536; ++b) all.push_back(S::of_bits(static_cast<std::uint16_t>(b)));
  return all;
}

/// Numbers around every step of the format: on it, in the middle to the next, and a little beside both.
template <class T, class S>
std::vector<T> around_all_patterns() {
  std::vector<T> all;
  const T inf = std::numeric_limits<T>::infinity();
  for (unsigned b = 0; b < 65536; ++b) {
    const double here = format_of<S>.value(static_cast<std::uint16_t>(b)),
                 next = format_of<S>.value(static_cast<std::uint16_t>(b + 1));
    const T x = static_cast<T>(here), middle = static_cast<T>(here / 2 + next / 2);
    for (T y : {x, middle})
      for (T z : {y, std::nextafter(y, inf), std::nextafter(y, -inf)}) all.push_back(z);
  }
  for (double x : {65504.0, 65519.99, 65520.0, 1e30, 3.3e38, 3.4e38, 1e-46, 1e300})
    for (double sign : {1.0, -1.0})
      if (sizeof(T) == 8 || x < 3.41e38) all.push_back(static_cast<T>(sign * x));
  while (all.size() % 64 != 0) all.push_back(T(1));
  return all;
}

template <class S, class T>
void check_all_patterns() {
  const std::vector<S> all = all_patterns<S>();
  const std::vector<T> numbers = around_all_patterns<T, S>();
  for_each_width<T>([&]<class L>(L) {
    int wrong_read = 0, wrong_back = 0, wrong_written = 0, wrong_rounded = 0;
    for (std::size_t i = 0; i < all.size(); i += L::width) {
      const L x = L::load(&all[i]);
      S back[L::width];
      x.store(back);
      for (std::size_t k = 0; k < L::width; ++k) {
        const double wanted = format_of<S>.value(all[i + k].bits);
        wrong_read += same(x[static_cast<int>(k)], wanted) ? 0 : 1;
        const bool quiet = std::isnan(wanted) ? std::isnan(static_cast<double>(back[k]))
                                              : back[k].bits == all[i + k].bits;
        wrong_back += quiet ? 0 : 1;
      }
    }
    for (std::size_t i = 0; i < numbers.size(); i += L::width) {
      const L x = L::load(&numbers[i]);
      S out[L::width];
      x.store(out);
      const L rounded = x.template rounded_to<S>();
      for (std::size_t k = 0; k < L::width; ++k) {
        const double wanted = format_of<S>.nearest(static_cast<double>(numbers[i + k]));
        wrong_written += same(format_of<S>.value(out[k].bits), wanted) ? 0 : 1;
        wrong_rounded += same(rounded[static_cast<int>(k)], wanted) ? 0 : 1;
      }
    }
    INFO("width " << L::width);
    CHECK(wrong_read == 0);
    CHECK(wrong_back == 0);
    CHECK(wrong_written == 0);
    CHECK(wrong_rounded == 0);
  });
}

/// Parts of a register and strides, beside elements that must not be touched.
template <class T, class S>
void check_parts() {
  for_each_width<T>([&]<class L>(L) {
    INFO("width " << L::width);
    lanes::with_indices<L::width + 1>([&](auto... count) {
      const auto check = [&](auto c) {
        constexpr int n = decltype(c)::value;
        S in[3 * L::width + 3], out[3 * L::width + 3], spread[3 * L::width + 3];
        for (int i = 0; i < 3 * L::width + 3; ++i) {
          in[i] = static_cast<S>(i + 1);
          out[i] = spread[i] = static_cast<S>(77);
        }
        const L dense = L::template load_first<n>(in + 1);
        const L apart = L::template load_first_strided<n>(in + 1, 3);
        dense.template store_first<n>(out + 1);
        apart.template store_first_strided<n>(spread + 1, 3);
        bool right = true;
        for (int i = 0; i < L::width; ++i)
          right = right && dense[i] == (i < n ? T(i + 2) : T(0)) &&
                  apart[i] == (i < n ? T(3 * i + 2) : T(0));
        for (int i = 0; i < 3 * L::width + 3; ++i) {
          const bool written = i >= 1 && i < n + 1, hit = i % 3 == 1 && i / 3 < n;
          right = right && static_cast<double>(out[i]) == (written ? i + 1 : 77) &&
                  static_cast<double>(spread[i]) == (hit ? i + 1 : 77);
        }
        return right;
      };
      CHECK((check(count) && ...));
    });
  });
}

}  // namespace

TEST_CASE("bfloat16: every pattern is read, and every number rounded, as the format says",
          "[lanes][elements]") {
  check_all_patterns<bfloat16, float>();
  check_all_patterns<bfloat16, double>();
}
TEST_CASE("float16: every pattern is read, and every number rounded, as the format says",
          "[lanes][elements]") {
  check_all_patterns<float16, float>();
  check_all_patterns<float16, double>();
}
TEST_CASE("16-bit types: a NaN stays one, and numbers beyond the range become infinite",
          "[lanes][elements]") {
  STATIC_REQUIRE(float16(65519.0f).bits == 0x7bff);
  STATIC_REQUIRE(float16(65520.0f).bits == 0x7c00);
  STATIC_REQUIRE(float16(-1e10).bits == 0xfc00);
  STATIC_REQUIRE(bfloat16(3.4e38f).bits == 0x7f80);
  STATIC_REQUIRE(bfloat16(1e300).bits == 0x7f80);
  STATIC_REQUIRE(float16(1).bits == 0x3c00);
  STATIC_REQUIRE(static_cast<float>(float16::of_bits(0x0001)) == 0x1p-24f);
  STATIC_REQUIRE(static_cast<float>(bfloat16::of_bits(0x0001)) == 0x1p-133f);
  // twice rounded it would be the next number: 1 + 2⁻⁸ + 2⁻⁴⁰ lies above the middle
  STATIC_REQUIRE(bfloat16(1 + 0x1p-8 + 0x1p-40).bits == 0x3f81);
  STATIC_REQUIRE(float16(1 + 0x1p-11 + 0x1p-40).bits == 0x3c01);
  for (std::uint32_t b : {0x7f800001u, 0x7fc00000u, 0xff80ffffu, 0x7fffffffu, 0xffffffffu}) {
    const float nan = std::bit_cast<float>(b);
    for_each_width<float>([&]<class L>(L) {
      bfloat16 x[L::width];
      float16 y[L::width];
      const std::vector<float> full(L::width, nan);
      L::load(full.data()).store(x);
      L::load(full.data()).store(y);
      for (int i = 0; i < L::width; ++i) {
        CHECK(std::isnan(static_cast<float>(x[i])));
        CHECK(std::isnan(static_cast<float>(y[i])));
      }
    });
  }
}
/// Bytes are read as numbers, and written without the fraction; of what does not fit the low bits.
template <class T, class S>
void check_bytes() {
  for_each_width<T>([]<class L>(L) {
    int wrong = 0;
    for (int first = -300; first < 300; first += L::width) {
      S bytes[L::width], back[L::width];
      T numbers[L::width];
      for (int i = 0; i < L::width; ++i) {
        bytes[i] = static_cast<S>(static_cast<unsigned>(first + i));
        numbers[i] = static_cast<T>(first + i) + (first + i < 0 ? T(-0.75) : T(0.75));
      }
      const L x = L::load(bytes), rounded = L::load(numbers).template rounded_to<S>();
      L::load(numbers).store(back);
      for (int i = 0; i < L::width; ++i) {
        wrong += x[i] == static_cast<T>(bytes[i]) ? 0 : 1;
        wrong += back[i] == bytes[i] ? 0 : 1;
        wrong += rounded[i] == static_cast<T>(bytes[i]) ? 0 : 1;
      }
    }
    INFO("width " << L::width);
    CHECK(wrong == 0);
  });
}
TEST_CASE("int8 and uint8: all bytes, and numbers beyond them", "[lanes][elements]") {
  check_bytes<float, std::int8_t>();
  check_bytes<float, std::uint8_t>();
  check_bytes<double, std::int8_t>();
  check_bytes<double, std::uint8_t>();
}
TEST_CASE("every storage type: parts of registers and strides", "[lanes][elements]") {
  check_parts<float, bfloat16>();
  check_parts<float, float16>();
  check_parts<double, bfloat16>();
  check_parts<double, float16>();
  check_parts<float, std::int8_t>();
  check_parts<float, std::uint8_t>();
  check_parts<double, std::int8_t>();
  check_parts<double, std::uint8_t>();
  check_parts<double, std::int32_t>();
  check_parts<double, float>();
  check_parts<float, double>();
}
