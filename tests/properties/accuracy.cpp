// SPDX-License-Identifier: BSL-1.0
// The largest error of every elementary function on lanes, in units in the last place of the true result, against the
// C++ library in a wider type. The bounds below are the library's promise; docs/accuracy.md quotes them.
#include <tapeless/lanes/lane.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <vector>

#include "catch.hpp"

namespace {

using namespace tapeless;
using lanes::lane;

/// The type that is trusted: double for float, long double (64 bits of fraction on x86) for double.
template <class T>
struct wider;
template <>
struct wider<float> {
  using type = double;
};
template <>
struct wider<double> {
  using type = long double;
};
template <class T>
using wide = typename wider<T>::type;

template <class T>
constexpr T inf_of = std::numeric_limits<T>::infinity();

/// Distance of neighbours around x in T.
template <class T>
wide<T> unit_in_last_place(wide<T> x) {
  using limits = std::numeric_limits<T>;
  if (std::abs(x) < limits::min()) return limits::denorm_min();
  return std::ldexp(wide<T>(1),
                    std::min(std::ilogb(x), limits::max_exponent - 1) + 1 - limits::digits);
}

/// The error of result where truth is right, in units in the last place; infinite where no number is near.
template <class T>
double error_of(T result, wide<T> truth) {
  if (std::isnan(truth)) return std::isnan(result) ? 0 : HUGE_VAL;
  if (static_cast<T>(truth) == result) {
    return std::isinf(result)
               ? 0
               : static_cast<double>(std::abs(result - truth) / unit_in_last_place<T>(truth));
  }
  if (std::isinf(truth) || std::isnan(result)) return HUGE_VAL;
  // Just below overflow infinity stands for the number that would come next.
  const wide<T> next = std::ldexp(wide<T>(1), std::numeric_limits<T>::max_exponent);
  const wide<T> value = std::isinf(result) ? std::copysign(next, wide<T>(result)) : wide<T>(result);
  return static_cast<double>(std::abs(value - truth) / unit_in_last_place<T>(truth));
}

/// Sampled arguments: every Stride-th bit pattern of float; of double some of each exponent, and an even spread.
template <class F>
void for_each_argument(float, F f) {
  for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << 32); bits += 997) {
    const auto pattern = static_cast<std::uint32_t>(bits);
    float x;
    std::memcpy(&x, &pattern, sizeof x);
    f(x);
  }
}
template <class F>
void for_each_argument(double, F f) {
  std::uint64_t state = 7;
  const auto random = [&] { return state = state * 6364136223846793005u + 1442695040888963407u; };
  for (std::uint64_t top = 0; top < 4096; ++top) {  // sign and exponent
    for (int i = 0; i < 100; ++i) {
      const std::uint64_t pattern = top << 52 | random() >> 12;
      double x;
      std::memcpy(&x, &pattern, sizeof x);
      f(x);
    }
  }
  for (int i = -500000; i < 500000; ++i) f(i * 1e-5 + static_cast<double>(random() >> 40) * 1e-14);
  for (int i = -100000; i < 100000; ++i) f(i * 8e-3 + static_cast<double>(random() >> 40) * 1e-10);
}

struct worst_case {
  double error = 0, argument = 0, argument2 = 0;
  void add(double e, double x, double y = 0) {
    if (!(e <= error)) *this = {e, x, y};
  }
};

template <class L, class OnLane, class Truth>
worst_case measure(OnLane on_lane, Truth truth) {
  using T = typename L::value_type;
  worst_case worst;
  T in[L::width], out[L::width];
  int filled = 0;
  const auto flush = [&] {
    on_lane(L::load(in)).store(out);
    for (int i = 0; i < filled; ++i)
      worst.add(error_of<T>(out[i], truth(wide<T>(in[i]))), static_cast<double>(in[i]));
    filled = 0;
  };
  std::fill(in, in + L::width, T(0));
  for_each_argument(T{}, [&](T x) {
    in[filled++] = x;
    if (filled == L::width) flush();
  });
  flush();
  return worst;
}

struct bound {
  const char* name;
  double on_float, on_double;
};

/// name, largest error on float and on double, in units in the last place: lanes of every width.
constexpr bound bounds[] = {
    {"exp", 1.0, 1.0},   {"expm1", 1.5, 2.0},    {"log", 1.0, 1.0}, {"log1p", 1.5, 1.5},
    {"tanh", 2.5, 2.5},  {"logistic", 2.5, 2.5}, {"erf", 1.5, 1.5}, {"sin", 1.75, 1.75},
    {"cos", 1.75, 1.75}, {"pow", 1.0, 1.0},
};

template <class T>
double bound_of(const char* name) {
  for (const bound& b : bounds)
    if (std::strcmp(b.name, name) == 0) return sizeof(T) == 4 ? b.on_float : b.on_double;
  return 0;
}

template <class W>
W logistic_truth(W x) {
  const W e = std::exp(-std::abs(x));
  return (x < 0 ? e : W(1)) / (1 + e);
}

/// Calls f(name, function on lanes, truth) for every function of one argument.
template <class T, class F>
void for_each_function(F f) {
  using W = wide<T>;
  f("exp", [](auto x) { return exp(x); }, [](W x) { return std::exp(x); });
  f("expm1", [](auto x) { return expm1(x); }, [](W x) { return std::expm1(x); });
  f("log", [](auto x) { return log(x); }, [](W x) { return std::log(x); });
  f("log1p", [](auto x) { return log1p(x); }, [](W x) { return std::log1p(x); });
  f("tanh", [](auto x) { return tanh(x); }, [](W x) { return std::tanh(x); });
  f("logistic", [](auto x) { return logistic(x); }, [](W x) { return logistic_truth(x); });
  f("erf", [](auto x) { return erf(x); }, [](W x) { return std::erf(x); });
  f("sin", [](auto x) { return sin(x); }, [](W x) { return std::sin(x); });
  f("cos", [](auto x) { return cos(x); }, [](W x) { return std::cos(x); });
}

/// pow over a grid: bases of all magnitudes, exponents that keep the result around the range of T.
template <class L>
worst_case measure_pow() {
  using T = typename L::value_type;
  worst_case worst;
  std::uint64_t state = 3;
  const auto unit = [&] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(state >> 11) * 0x1p-53;
  };
  const int range = std::numeric_limits<T>::max_exponent;
  for (int i = 0; i < 400000; ++i) {
    T a, b;
    switch (i % 4) {
      case 0:
        a = static_cast<T>(std::exp2((2 * unit() - 1) * range)), b = static_cast<T>(2 * unit() - 1);
        break;
      case 1:
        a = static_cast<T>(1 + (unit() - 0.5) * 0.01),
        b = static_cast<T>((2 * unit() - 1) * 100 * range);
        break;
      case 2:
        a = static_cast<T>(unit() * 10), b = static_cast<T>((2 * unit() - 1) * range / 3);
        break;
      default:
        a = static_cast<T>((2 * unit() - 1) * 20), b = static_cast<T>(std::floor(unit() * 20) - 10);
        break;
    }
    const L y = pow(L(a), L(b));
    worst.add(error_of<T>(y[L::width - 1], std::pow(wide<T>(a), wide<T>(b))),
              static_cast<double>(a), static_cast<double>(b));
  }
  return worst;
}

/// Calls f(lane<T, N>{}) for every supported N > 1, or for N == 1 where there is no other.
template <class T, int N = lanes::native_width<T>, class F>
void for_each_simd_width(F f) {
  f(lane<T, N>(T(0)));
  if constexpr (N / 2 >= lanes::narrowest_width<T> && N > 1) for_each_simd_width<T, N / 2>(f);
}

/// Arguments at which a branch, a pole or a limit lies.
template <class T>
std::vector<T> edges() {
  using limits = std::numeric_limits<T>;
  std::vector<T> r{T(0),
                   T(-0.0),
                   limits::denorm_min(),
                   -limits::denorm_min(),
                   limits::min(),
                   -limits::min(),
                   limits::max(),
                   limits::lowest(),
                   limits::infinity(),
                   -limits::infinity(),
                   limits::quiet_NaN(),
                   limits::epsilon()};
  for (double x : {1.,
                   0.5,
                   0.25,
                   2.,
                   4.,
                   6.,
                   9.,
                   18.,
                   19.,
                   0.34657359,
                   0.70710678,
                   1.41421356,
                   88.02,
                   88.37,
                   88.7228,
                   87.33654,
                   103.278,
                   103.972,
                   104.,
                   708.3964,
                   709.7827,
                   709.78271289,
                   745.13321,
                   746.,
                   1e5,
                   1.5707963267948966,
                   3.14159265358979})
    for (T sign : {T(1), T(-1)}) {
      const T center = sign * static_cast<T>(x);
      r.push_back(center);
      r.push_back(std::nextafter(center, inf_of<T>));
      r.push_back(std::nextafter(center, -inf_of<T>));
    }
  return r;
}

}  // namespace

TEMPLATE_TEST_CASE("elementary functions keep their bounds over the whole range",
                   "[properties][accuracy]", float, double) {
  using T = TestType;
  for_each_function<T>([](const char* name, auto on_lane, auto truth) {
    const worst_case worst = measure<lanes::native_lane<T>>(on_lane, truth);
    INFO(name << ": error " << worst.error << " ulp at " << worst.argument);
    CHECK(worst.error <= bound_of<T>(name));
  });
}

TEMPLATE_TEST_CASE("elementary functions keep their bounds at the edges, on every width",
                   "[properties][accuracy]", float, double) {
  using T = TestType;
  for_each_function<T>([](const char* name, auto on_lane, auto truth) {
    for_each_simd_width<T>([&](auto l) {
      using L = decltype(l);
      for (T x : edges<T>()) {
        const T y = on_lane(L(x))[L::width - 1];
        const auto expected = truth(wide<T>(x));
        INFO(name << "(" << x << ") on width " << L::width << " gave " << y << " not "
                  << static_cast<T>(expected));
        CHECK(error_of<T>(y, expected) <= bound_of<T>(name));
        CHECK(std::isnan(y) == std::isnan(on_lane(lane<T, 1>(x)).v));
      }
    });
  });
}

TEMPLATE_TEST_CASE("one element of a lane does not disturb the others", "[properties][accuracy]",
                   float, double) {
  using T = TestType;
  for_each_function<T>([](const char* name, auto on_lane, auto truth) {
    for_each_simd_width<T>([&](auto l) {
      using L = decltype(l);
      const auto values = edges<T>();
      const L x = L::generate(
          [&](int i) { return values[static_cast<std::size_t>(i * 5) % values.size()]; });
      const L y = on_lane(x);
      for (int i = 0; i < L::width; ++i) {
        INFO(name << " of " << x[i] << " beside others, width " << L::width);
        CHECK(error_of<T>(y[i], truth(wide<T>(x[i]))) <= bound_of<T>(name));
      }
    });
  });
}

TEMPLATE_TEST_CASE("pow keeps its bound and its special cases", "[properties][accuracy]", float,
                   double) {
  using T = TestType;
  for_each_simd_width<T>([](auto l) {
    using L = decltype(l);
    const worst_case worst = measure_pow<L>();
    INFO("pow: error " << worst.error << " ulp at " << worst.argument << ", " << worst.argument2);
    CHECK(worst.error <= bound_of<T>("pow"));

    const T inf = inf_of<T>, nan = std::numeric_limits<T>::quiet_NaN();
    for (T a : {T(0), T(-0.0), T(1), T(-1), T(2), T(-2), T(0.5), T(-0.5), inf, -inf, nan, T(1e30),
                T(-1e30)})
      for (T b : {T(0), T(-0.0), T(1), T(-1), T(2), T(3), T(-3), T(0.5), T(-0.5), T(2.5), T(1e30),
                  T(-1e30), inf, -inf, nan}) {
        const T y = pow(L(a), L(b))[0], expected = std::pow(a, b);
        INFO("pow(" << a << ", " << b << ") gave " << y << " not " << expected);
        CHECK(
            ((std::isnan(y) && std::isnan(expected)) || error_of<T>(y, wide<T>(expected)) <= 1.5));
        CHECK((std::isnan(y) || std::signbit(y) == std::signbit(expected)));
      }
  });
}

TEST_CASE("print the measured errors as the table of docs/accuracy.md", "[.][measure]") {
  const auto column = [](auto l) {
    using L = decltype(l);
    using T = typename L::value_type;
    std::printf("\n%s, width %d\n", sizeof(T) == 4 ? "float" : "double", L::width);
    for_each_function<T>([](const char* name, auto on_lane, auto truth) {
      const worst_case worst = measure<L>(on_lane, truth);
      std::printf("| %-8s | %.3f | at %.9g\n", name, worst.error, worst.argument);
    });
    const worst_case worst = measure_pow<L>();
    std::printf("| pow      | %.3f | at %.9g, %.9g\n", worst.error, worst.argument,
                worst.argument2);
  };
  column(lanes::native_lane<float>(0.f));
  column(lane<float, 1>(0.f));
  column(lanes::native_lane<double>(0.));
  column(lane<double, 1>(0.));
}
