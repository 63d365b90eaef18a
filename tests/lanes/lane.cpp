// SPDX-License-Identifier: BSL-1.0
// Every width of lane against plain arithmetic on its elements; memory is checked on both sides of
// what may be touched.

#include <tapeless/lanes/lane.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "catch.hpp"

namespace {

using namespace tapeless;
using lanes::lane;

template <class T>
constexpr T nan_of = std::numeric_limits<T>::quiet_NaN();
template <class T>
constexpr T inf_of = std::numeric_limits<T>::infinity();

/// Collects what went wrong, out of line: a Catch2 assertion in each of these many instantiations
/// would cost minutes of compiling.
struct mismatches {
  std::string text;

  [[gnu::noinline]] void expect(bool good, const char* what, int width, double got, double wanted) {
    if (good || text.size() > 2000) return;
    text += std::string(what) + ", width " + std::to_string(width) + ": got " +
            std::to_string(got) + ", wanted " + std::to_string(wanted) + "\n";
  }
  /// Equal, both NaN, or both zeros of any sign.
  [[gnu::noinline]] void expect_equal(const char* what, int width, double got, double wanted) {
    expect(got == wanted || (std::isnan(got) && std::isnan(wanted)), what, width, got, wanted);
  }
  template <class L, class F>
  [[gnu::noinline]] void expect_elements(const char* what, L x, F wanted) {
    for (int i = 0; i < L::width; ++i)
      expect_equal(what, L::width, double(x[i]), double(wanted(i)));
  }
};

/// Calls f(lane<T, N>{}) for every supported N.
template <class T, int N = lanes::native_width<T>, class F>
void for_each_width(F f) {
  f(lane<T, N>(T(0)));
  if constexpr (N > 1) for_each_width<T, (N / 2 >= lanes::narrowest_width<T> ? N / 2 : 1)>(f);
}

/// Values where a rule could go wrong.
template <class T>
[[gnu::noinline]] std::vector<T> edge_values() {
  using limits = std::numeric_limits<T>;
  const T big = sizeof(T) == 4 ? T(8388608) : T(4503599627370496);  // no fractions from here on
  return {T(0),
          T(-0.0),
          T(0.5),
          T(-0.5),
          T(1.5),
          T(2.5),
          T(-2.5),
          T(-0.3),
          T(0.49999997),
          T(3),
          T(-3),
          T(1e-30),
          T(123456.75),
          T(-123456.2),
          big,
          big - T(0.5),
          big + T(1),
          -big,
          T(1e20),
          T(-1e20),
          inf_of<T>,
          -inf_of<T>,
          nan_of<T>,
          -nan_of<T>,
          limits::max(),
          limits::min(),
          limits::lowest(),
          limits::denorm_min()};
}

/// Count elements of memory with guards around them: a write beside them is seen.
template <class T>
class guarded {
 public:
  static constexpr T guard = T(-77);

  [[gnu::noinline]] explicit guarded(int count)
      : count_(count), memory_(std::size_t(count) + 64, guard) {}

  T* data() { return memory_.data() + 32; }

  [[gnu::noinline]] bool intact() const {
    for (int i = 0; i < int(memory_.size()); ++i)
      if ((i < 32 || i >= 32 + count_) && memory_[std::size_t(i)] != guard) return false;
    return true;
  }

 private:
  int count_;
  std::vector<T> memory_;
};

template <class L>
L counting(int start) {
  return L::generate([=](int i) { return typename L::value_type(start + i); });
}

/// Loads and stores of the first Count elements. The vectors hold no more, so that the sanitizer
/// sees a read beyond.
template <int Count, class L>
void check_part(mismatches& found) {
  using T = typename L::value_type;
  constexpr int spread_count = Count == 0 ? 0 : 3 * (Count - 1) + 1;
  std::vector<T> dense(Count), spread(spread_count, T(-1));
  std::vector<std::int32_t> integers(Count), spread_integers(spread_count, -1);
  for (std::size_t i = 0; i < Count; ++i) {
    dense[i] = spread[3 * i] = T(i + 1);
    integers[i] = spread_integers[3 * i] = std::int32_t(i + 1);
  }
  const auto wanted = [](int i) { return i < Count ? i + 1 : 0; };
  found.expect_elements("load_first", L::template load_first<Count>(dense.data()), wanted);
  found.expect_elements("load_first_strided",
                        L::template load_first_strided<Count>(spread.data(), 3), wanted);
  found.expect_elements("load_first", L::template load_first<Count>(integers.data()), wanted);
  found.expect_elements("load_first_strided",
                        L::template load_first_strided<Count>(spread_integers.data(), 3), wanted);
  found.expect_elements("keep_first", keep_first<Count>(counting<L>(1), T(-5)),
                        [](int i) { return i < Count ? i + 1 : -5; });

  const L y = counting<L>(10);
  guarded<T> out(Count), spread_out(spread_count);
  guarded<std::int32_t> out_integers(Count), spread_out_integers(spread_count);
  y.template store_first<Count>(out.data());
  y.template store_first_strided<Count>(spread_out.data(), 3);
  y.template store_first<Count>(out_integers.data());
  y.template store_first_strided<Count>(spread_out_integers.data(), 3);
  for (int i = 0; i < spread_count; ++i) {
    const int value = i % 3 == 0 ? 10 + i / 3 : -77;
    found.expect_equal("store_first_strided", L::width, double(spread_out.data()[i]), value);
    found.expect_equal("store_first_strided", L::width, spread_out_integers.data()[i], value);
  }
  for (int i = 0; i < Count; ++i) {
    found.expect_equal("store_first", L::width, double(out.data()[i]), 10 + i);
    found.expect_equal("store_first", L::width, out_integers.data()[i], 10 + i);
  }
  found.expect(out.intact(), "store_first: guards", L::width, Count, Count);
  found.expect(spread_out.intact(), "store_first_strided: guards", L::width, Count, Count);
  found.expect(out_integers.intact(), "store_first: guards", L::width, Count, Count);
  found.expect(spread_out_integers.intact(), "store_first_strided: guards", L::width, Count, Count);
}

template <class L, int... Counts>
void check_parts(mismatches& found, std::integer_sequence<int, Counts...>) {
  (check_part<Counts, L>(found), ...);
}

/// One function on lanes and on elements, over all edge values.
template <class T, class OnLane, class OnElement>
void check_unary(mismatches& found, const char* name, OnLane on_lane, OnElement on_element) {
  for_each_width<T>([&](auto l) {
    using L = decltype(l);
    for (T x : edge_values<T>())
      found.expect_elements(name, on_lane(L(x)), [&](int) { return on_element(x); });
  });
}

template <class T, class OnLane, class OnElement>
void check_binary(mismatches& found, const char* name, OnLane on_lane, OnElement on_element) {
  for_each_width<T>([&](auto l) {
    using L = decltype(l);
    for (T a : edge_values<T>())
      for (T b : edge_values<T>())
        found.expect_elements(name, on_lane(L(a), L(b)), [&](int) { return on_element(a, b); });
  });
}

/// Elements to be doubled and folded chunk by chunk, and the same done one by one. Apart from the
/// chunks nothing here depends on the extent as a constant.
template <class T>
struct doubling {
  [[gnu::noinline]] explicit doubling(int extent) : in(std::size_t(extent)), out(extent) {
    for (int i = 0; i < extent; ++i) in[std::size_t(i)] = T((i * 7) % 13 - 20);
  }

  [[gnu::noinline]] void step(mismatches& found, std::ptrdiff_t offset, int width, int count) {
    found.expect_equal("offset", width, double(offset), double(next));
    found.expect(count == width || lanes::has_partial<T>, "full", width, count, width);
    next += count;
  }

  [[gnu::noinline]] void compare(mismatches& found) {
    T wanted_sum = 0, wanted_largest = -inf_of<T>, wanted_smallest = inf_of<T>;
    for (T x : in) {
      wanted_sum += x - T(1);
      wanted_largest = std::max(wanted_largest, x);
      wanted_smallest = std::min(wanted_smallest, x + T(100));
    }
    const int extent = int(in.size());
    found.expect_equal("extent", extent, double(next), extent);
    found.expect_equal("sum of chunks", extent, double(sum), double(wanted_sum));
    found.expect_equal("largest of chunks", extent, double(largest), double(wanted_largest));
    found.expect_equal("smallest of chunks", extent, double(smallest), double(wanted_smallest));
    found.expect(out.intact(), "guards of chunks", extent, 0, 0);
    for (int i = 0; i < extent; ++i)
      found.expect_equal("stored by chunks", extent, double(out.data()[i]),
                         double(2 * in[std::size_t(i)]));
  }

  std::vector<T> in;
  guarded<T> out;
  T sum = 0, largest = -inf_of<T>, smallest = inf_of<T>;
  std::ptrdiff_t next = 0;
};

template <class T, int Extent>
void check_chunks(mismatches& found) {
  doubling<T> data(Extent);
  lanes::for_each_chunk<T, Extent>([&](std::ptrdiff_t offset, auto c) {
    using C = decltype(c);
    data.step(found, offset, C::width, C::count);
    const auto x = C::load(data.in.data() + offset);
    data.sum += C::sum(x - T(1));  // the places past the count are now -1
    data.largest = std::max(data.largest, C::largest(x));
    data.smallest = std::min(data.smallest, C::smallest(x + T(100)));
    C::store(x + x, data.out.data() + offset);
  });
  data.compare(found);
}

template <class T, int... Extents>
void check_all_chunks(mismatches& found, std::integer_sequence<int, Extents...>) {
  (check_chunks<T, Extents>(found), ...);
}

}  // namespace

TEMPLATE_TEST_CASE("widths are those of the target", "[lanes][lane]", float, double) {
  using T = TestType;
  using native = lanes::native_lane<T>;
  STATIC_REQUIRE(lanes::native_width<T> >= 1);
  STATIC_REQUIRE(lanes::native_width<T> % lanes::narrowest_width<T> == 0);
  STATIC_REQUIRE(has_simd == (lanes::native_width<float> > 1));
  STATIC_REQUIRE(sizeof(native) == sizeof(T) * lanes::native_width<T>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<native>);
  STATIC_REQUIRE(std::is_trivially_default_constructible_v<native>);
}

TEMPLATE_TEST_CASE("a lane loads and stores exactly its elements", "[lanes][lane]", float, double) {
  using T = TestType;
  mismatches found;
  for_each_width<T>([&](auto l) {
    using L = decltype(l);
    constexpr int n = L::width;
    alignas(64) std::array<T, 64 + 1> in{};
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = T(i);
    found.expect_elements("load", L::load(in.data() + 1), [](int i) { return 1 + i; });
    found.expect_elements("load_aligned", L::load_aligned(in.data()), [](int i) { return i; });
    found.expect_elements("stride 3", L::load_strided(in.data(), 3), [](int i) { return 3 * i; });
    found.expect_elements("stride -1", L::load_strided(in.data() + n, -1),
                          [](int i) { return n - i; });
    found.expect_elements("stride 0", L::load_strided(in.data() + 5, 0), [](int) { return 5; });

    guarded<T> out(n), spread(2 * n - 1);
    counting<L>(3).store(out.data());
    counting<L>(5).store_strided(spread.data(), 2);
    found.expect(out.intact(), "store: guards", n, 0, 0);
    found.expect(spread.intact(), "store_strided: guards", n, 0, 0);
    found.expect_elements("store", L::load(out.data()), [](int i) { return 3 + i; });
    found.expect_elements("store_strided", L::load_strided(spread.data(), 2),
                          [](int i) { return 5 + i; });
    alignas(64) std::array<T, 16> aligned{};
    counting<L>(4).store_aligned(aligned.data());
    found.expect_elements("store_aligned", L::load(aligned.data()), [](int i) { return 4 + i; });
  });
  CHECK(found.text == "");
}

TEMPLATE_TEST_CASE("a part of a lane touches only that part of memory", "[lanes][lane]", float,
                   double) {
  mismatches found;
  for_each_width<TestType>([&](auto l) {
    using L = decltype(l);
    check_parts<L>(found, std::make_integer_sequence<int, L::width + 1>{});
  });
  CHECK(found.text == "");
}

TEMPLATE_TEST_CASE("integers become numbers and back", "[lanes][lane]", float, double) {
  using T = TestType;
  mismatches found;
  for_each_width<T>([&](auto l) {
    using L = decltype(l);
    std::array<std::int32_t, 64> in{};
    for (int i = 0; i < 64; ++i) in[std::size_t(i)] = i % 2 ? -i * 1000 : i * 16777;
    const L x = L::load(in.data());
    found.expect_elements("load", x, [&](int i) { return in[std::size_t(i)]; });
    found.expect_elements("load_strided", L::load_strided(in.data(), 3),
                          [&](int i) { return in[std::size_t(3 * i)]; });
    guarded<std::int32_t> out(L::width), spread(2 * L::width - 1);
    x.store(out.data());
    x.store_strided(spread.data(), 2);
    found.expect(out.intact(), "store: guards", L::width, 0, 0);
    found.expect(spread.intact(), "store_strided: guards", L::width, 0, 0);
    for (int i = 0; i < L::width; ++i) {
      found.expect_equal("store", L::width, out.data()[i], in[std::size_t(i)]);
      found.expect_equal("store_strided", L::width, spread.data()[2 * i], in[std::size_t(i)]);
    }
    L(T(-2.75)).store(in.data());
    found.expect_equal("store drops the fraction", L::width, in[0], -2);
  });
  CHECK(found.text == "");
}

TEMPLATE_TEST_CASE("a lane is filled by a number, by indices, by a function", "[lanes][lane]",
                   float, double) {
  using T = TestType;
  mismatches found;
  for_each_width<T>([&](auto l) {
    using L = decltype(l);
    const std::int64_t start = std::int64_t{3} << 33;
    found.expect_elements("indices", L::indices(start, -5),
                          [=](int i) { return T(start - 5 * i); });
    found.expect_elements("generate", L::generate([](int i) { return T(i * i); }),
                          [](int i) { return i * i; });
    for (T x : edge_values<T>()) {
      found.expect_elements("broadcast", L(x), [=](int) { return x; });
      found.expect(std::isnan(x) || std::signbit(L(x)[L::width - 1]) == std::signbit(x),
                   "sign of a broadcast", L::width, double(x), double(x));
    }
  });
  CHECK(found.text == "");
}

TEMPLATE_TEST_CASE("arithmetic and comparisons are those of the elements", "[lanes][lane]", float,
                   double) {
  using T = TestType;
  mismatches f;
  check_binary<T>(f, "+", [](auto a, auto b) { return a + b; }, [](T a, T b) { return a + b; });
  check_binary<T>(f, "-", [](auto a, auto b) { return a - b; }, [](T a, T b) { return a - b; });
  check_binary<T>(f, "*", [](auto a, auto b) { return a * b; }, [](T a, T b) { return a * b; });
  check_binary<T>(
      f, "==", [](auto a, auto b) { return number(a == b); }, [](T a, T b) { return a == b; });
  check_binary<T>(
      f, "!=", [](auto a, auto b) { return number(a != b); }, [](T a, T b) { return a != b; });
  check_binary<T>(
      f, "<", [](auto a, auto b) { return number(a < b); }, [](T a, T b) { return a < b; });
  check_binary<T>(
      f, "<=", [](auto a, auto b) { return number(a <= b); }, [](T a, T b) { return a <= b; });
  check_binary<T>(
      f, ">", [](auto a, auto b) { return number(a > b); }, [](T a, T b) { return a > b; });
  check_binary<T>(
      f, ">=", [](auto a, auto b) { return number(a >= b); }, [](T a, T b) { return a >= b; });
  check_unary<T>(f, "-x", [](auto a) { return -a; }, [](T a) { return -a; });
  check_unary<T>(f, "x + 1", [](auto a) { return a + T(1); }, [](T a) { return a + T(1); });
  check_unary<T>(f, "2 * x", [](auto a) { return T(2) * a; }, [](T a) { return T(2) * a; });
  check_unary<T>(f, "x / 3", [](auto a) { return a / T(3); }, [](T a) { return a / T(3); });
  CHECK(f.text == "");
}

TEMPLATE_TEST_CASE("maximum and minimum let NaN through from either side", "[lanes][lane]", float,
                   double) {
  using T = TestType;
  mismatches f;
  const auto larger = [](T a, T b) {
    return std::isnan(a + b) && a != -b ? nan_of<T> : a < b ? b : a;
  };
  const auto smaller = [](T a, T b) {
    return std::isnan(a + b) && a != -b ? nan_of<T> : b < a ? b : a;
  };
  check_binary<T>(f, "maximum", [](auto a, auto b) { return maximum(a, b); }, larger);
  check_binary<T>(f, "minimum", [](auto a, auto b) { return minimum(a, b); }, smaller);
  check_unary<T>(
      f, "maximum(x, 0)", [](auto a) { return maximum(a, T(0)); },
      [](T a) { return a < T(0) ? T(0) : a; });
  check_unary<T>(
      f, "minimum(0, x)", [](auto a) { return minimum(T(0), a); },
      [](T a) { return a > T(0) ? T(0) : a; });
  CHECK(f.text == "");
}

TEMPLATE_TEST_CASE("roundings, sign and magnitude are those of the elements", "[lanes][lane]",
                   float, double) {
  using T = TestType;
  mismatches f;
  check_unary<T>(f, "abs", [](auto a) { return abs(a); }, [](T a) { return std::abs(a); });
  check_unary<T>(
      f, "sign", [](auto a) { return sign(a); },
      [](T a) { return std::isnan(a) ? a : T((a > 0) - (a < 0)); });
  check_unary<T>(f, "floor", [](auto a) { return floor(a); }, [](T a) { return std::floor(a); });
  check_unary<T>(f, "ceil", [](auto a) { return ceil(a); }, [](T a) { return std::ceil(a); });
  check_unary<T>(f, "trunc", [](auto a) { return trunc(a); }, [](T a) { return std::trunc(a); });
  check_unary<T>(
      f, "round", [](auto a) { return round(a); }, [](T a) { return std::nearbyint(a); });
  check_unary<T>(f, "sqrt", [](auto a) { return sqrt(a); }, [](T a) { return std::sqrt(a); });
  check_unary<T>(
      f, "rsqrt", [](auto a) { return rsqrt(a); }, [](T a) { return T(1) / std::sqrt(a); });
  check_unary<T>(
      f, "reciprocal", [](auto a) { return reciprocal(a); }, [](T a) { return T(1) / a; });
  check_unary<T>(
      f, "is_nan", [](auto a) { return number(is_nan(a)); }, [](T a) { return std::isnan(a); });
  check_unary<T>(
      f, "with_sign_of", [](auto a) { return with_sign_of(T(-1), abs(a)); },
      [](T a) { return -std::abs(a); });
  CHECK(f.text == "");
}

TEMPLATE_TEST_CASE("fma rounds once where the target has it", "[lanes][lane]", float, double) {
  using T = TestType;
  mismatches found;
  for_each_width<T>([&](auto l) {
    using L = decltype(l);
    // (1 + e)(1 - e) - 1 = -e^2, which vanishes if the product is rounded first.
    volatile T e = std::numeric_limits<T>::epsilon();
    const T square = lanes::has_fma<T> ? e * e : T(0);
    found.expect_elements("fma", fma(L(T(1) + e), L(T(1) - e), L(T(-1))),
                          [=](int) { return -square; });
    found.expect_elements("fnma", fnma(L(T(1) + e), L(T(1) - e), L(T(1))),
                          [=](int) { return square; });
    found.expect_elements("2 * 3 + 4", fma(L(T(2)), T(3), T(4)), [](int) { return 10; });
    found.expect_elements("4 - 2 * 3", fnma(L(T(2)), T(3), T(4)), [](int) { return -2; });
  });
  CHECK(found.text == "");
}

TEMPLATE_TEST_CASE("masks combine and select element by element", "[lanes][lane]", float, double) {
  using T = TestType;
  mismatches found;
  for_each_width<T>([&](auto l) {
    using L = decltype(l);
    constexpr int n = L::width;
    const L i = L::indices(0, 1);
    const auto low = i < T(n / 2), even = L::generate([](int k) { return T(k % 2); }) == T(0);
    const auto is_low = [](int k) { return k < n / 2; };
    const auto is_even = [](int k) { return k % 2 == 0; };
    found.expect_elements("&", number(low & even), [=](int k) { return is_low(k) && is_even(k); });
    found.expect_elements("|", number(low | even), [=](int k) { return is_low(k) || is_even(k); });
    found.expect_elements("!", number(!low), [=](int k) { return !is_low(k); });
    found.expect_elements("select", select(low, i, L(T(-9))),
                          [=](int k) { return is_low(k) ? k : -9; });
    for (int k = 0; k < n; ++k) found.expect(any(i == T(k)), "any of one", n, k, k);
    found.expect(!any(i == T(n)), "any of none", n, 0, 0);
    found.expect(any(lanes::first<T, n, 1>()), "any of first 1", n, 0, 0);
    found.expect(!any(lanes::first<T, n, 0>()), "any of first 0", n, 0, 0);
    found.expect(!any(!lanes::first<T, n, n>()), "all of first n", n, 0, 0);
  });
  CHECK(found.text == "");
}

TEMPLATE_TEST_CASE("folds take every element, and NaN wins", "[lanes][lane]", float, double) {
  using T = TestType;
  mismatches found;
  for_each_width<T>([&](auto l) {
    using L = decltype(l);
    constexpr int n = L::width;
    const L x = L::generate([](int i) { return T((i * 5) % n + 1); });
    found.expect_equal("sum", n, double(sum(x)), n * (n + 1) / 2);
    found.expect_equal("largest", n, double(largest(x)), n);
    found.expect_equal("smallest", n, double(smallest(x)), 1);
    for (int k = 0; k < n; ++k) {
      const L spoilt = L::generate([=](int i) { return i == k ? nan_of<T> : T(i); });
      found.expect_equal("sum with NaN", n, double(sum(spoilt)), nan_of<double>);
      found.expect_equal("largest with NaN", n, double(largest(spoilt)), nan_of<double>);
      found.expect_equal("smallest with NaN", n, double(smallest(spoilt)), nan_of<double>);
    }
    found.expect_equal("largest -inf", n, double(largest(L(-inf_of<T>))), -inf_of<double>);
    found.expect_equal("smallest inf", n, double(smallest(L(inf_of<T>))), inf_of<double>);
  });
  CHECK(found.text == "");
}

TEMPLATE_TEST_CASE("chunks cover an extent once, in order, and nothing else", "[lanes][lane]",
                   float, double) {
  mismatches found;
  check_all_chunks<TestType>(found, std::make_integer_sequence<int, 71>{});
  CHECK(found.text == "");
}

TEMPLATE_TEST_CASE("a partial chunk ignores what lies past its count", "[lanes][lane]", float,
                   double) {
  using T = TestType;
  constexpr int n = lanes::native_width<T>;
  using C = lanes::chunk<T, n, (n + 1) / 2>;
  const auto x = C::lane_type::generate([](int i) { return i < C::count ? T(i + 2) : nan_of<T>; });
  CHECK(C::sum(x) == T(C::count * (C::count + 3) / 2));
  CHECK(C::largest(x) == T(C::count + 1));
  CHECK(C::smallest(x) == T(2));
}
