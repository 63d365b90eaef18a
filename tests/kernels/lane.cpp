// SPDX-License-Identifier: BSL-1.0
// Every width of lane against plain arithmetic on its elements; memory is checked on both sides of what may be touched.
#include <tapeless/kernels/lane.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace {

using namespace tapeless;
using kernels::lane;

template <class T>
constexpr T nan_of = std::numeric_limits<T>::quiet_NaN();
template <class T>
constexpr T inf_of = std::numeric_limits<T>::infinity();

/// Equal, both NaN, or both zeros of any sign.
template <class T>
bool same(T a, T b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

/// Calls f(lane<T, N>{}) for every supported N.
template <class T, int N = kernels::native_width<T>, class F>
void for_each_width(F f) {
  f(lane<T, N>(T(0)));
  if constexpr (N > 1) for_each_width<T, (N / 2 >= kernels::narrowest_width<T> ? N / 2 : 1)>(f);
}

/// Values where a rule could go wrong.
template <class T>
std::vector<T> edge_values() {
  const T big = sizeof(T) == 4 ? T(8388608) : T(4503599627370496);
  return {T(0),          T(-0.0),        T(0.5),       T(-0.5),     T(1.5),       T(2.5),        T(-2.5), T(0.49999997),
          T(-0.3),       T(3),           T(-3),        T(1e-30),    T(123456.75), T(-123456.25), big,     big - T(0.5),
          big + T(1),    -big,           T(1e20),      T(-1e20),    inf_of<T>,    -inf_of<T>,    nan_of<T>, -nan_of<T>,
          std::numeric_limits<T>::max(), std::numeric_limits<T>::lowest(), std::numeric_limits<T>::min(),
          std::numeric_limits<T>::denorm_min()};
}

/// N elements of memory with guards around: a write next to them is seen, and so is a read (by the sanitizer).
template <class T>
struct guarded {
  static constexpr T guard = T(-77);
  explicit guarded(int n) : count(n), memory(static_cast<std::size_t>(n) + 64, guard) {}
  T* data() { return memory.data() + 32; }
  bool intact() const {
    for (std::size_t i = 0; i < memory.size(); ++i) {
      const bool inside = i >= 32 && i < 32 + static_cast<std::size_t>(count);
      if (!inside && memory[i] != guard) return false;
    }
    return true;
  }
  int count;
  std::vector<T> memory;
};

template <class L>
std::vector<typename L::value_type> elements(L x) {
  std::vector<typename L::value_type> r;
  for (int i = 0; i < L::width; ++i) r.push_back(x[i]);
  return r;
}

template <class L, class T = typename L::value_type>
L counting(T start) {
  return L::generate([=](int i) { return start + static_cast<T>(i); });
}

template <int Count, class L>
void check_part(L) {
  using T = typename L::value_type;
  const auto count = static_cast<std::size_t>(Count);
  std::vector<T> exact(count);  // reading past its end is an error that the sanitizer reports
  std::vector<std::int32_t> exact_integers(count);
  std::vector<T> spread(count == 0 ? 0 : 3 * (count - 1) + 1, T(-1));
  std::vector<std::int32_t> spread_integers(spread.size(), -1);
  for (std::size_t i = 0; i < count; ++i) {
    exact[i] = spread[3 * i] = static_cast<T>(i + 1);
    exact_integers[i] = spread_integers[3 * i] = static_cast<std::int32_t>(i + 1);
  }

  const L x = L::template load_first<Count>(exact.data());
  const L from_strided = L::template load_first_strided<Count>(spread.data(), 3);
  const L from_integers = L::template load_first_integers<Count>(exact_integers.data());
  const L from_strided_integers = L::template load_first_integers_strided<Count>(spread_integers.data(), 3);
  const L filled = keep_first<Count>(counting<L>(T(1)), T(-5));
  for (int i = 0; i < L::width; ++i) {
    INFO("width " << L::width << " count " << Count << " element " << i);
    const T expected = i < Count ? static_cast<T>(i + 1) : T(0);
    CHECK(x[i] == expected);
    CHECK(from_strided[i] == expected);
    CHECK(from_integers[i] == expected);
    CHECK(from_strided_integers[i] == expected);
    CHECK(filled[i] == (i < Count ? expected : T(-5)));
  }

  const L y = counting<L>(T(10));
  guarded<T> dense(Count), sparse(Count == 0 ? 0 : 2 * (Count - 1) + 1);
  guarded<std::int32_t> integers(Count), sparse_integers(Count == 0 ? 0 : 2 * (Count - 1) + 1);
  y.template store_first<Count>(dense.data());
  y.template store_first_strided<Count>(sparse.data(), 2);
  y.template store_first_integers<Count>(integers.data());
  y.template store_first_integers_strided<Count>(sparse_integers.data(), 2);
  for (int i = 0; i < Count; ++i) {
    CHECK(dense.data()[i] == T(10 + i));
    CHECK(sparse.data()[2 * i] == T(10 + i));
    CHECK(integers.data()[i] == 10 + i);
    CHECK(sparse_integers.data()[2 * i] == 10 + i);
    if (i > 0) CHECK(sparse.data()[2 * i - 1] == guarded<T>::guard);
    if (i > 0) CHECK(sparse_integers.data()[2 * i - 1] == -77);
  }
  CHECK(dense.intact());
  CHECK(sparse.intact());
  CHECK(integers.intact());
  CHECK(sparse_integers.intact());
}

template <int Count, class L>
void check_parts(L l) {
  check_part<Count>(l);
  if constexpr (Count < L::width) check_parts<Count + 1>(l);
}

/// Runs one function on lanes and on elements, over all edge values.
template <class T, class OnLane, class OnElement>
void check_unary(const char* name, OnLane on_lane, OnElement on_element) {
  for_each_width<T>([&](auto l) {
    using L = decltype(l);
    for (T x : edge_values<T>()) {
      const L y = on_lane(L(x));
      for (int i = 0; i < L::width; ++i) {
        INFO(name << " of " << x << " width " << L::width << " gave " << y[i] << " not " << on_element(x));
        REQUIRE(same(y[i], on_element(x)));
      }
    }
  });
}

template <class T, class OnLane, class OnElement>
void check_binary(const char* name, OnLane on_lane, OnElement on_element) {
  for_each_width<T>([&](auto l) {
    using L = decltype(l);
    for (T a : edge_values<T>())
      for (T b : edge_values<T>()) {
        const L y = on_lane(L(a), L(b));
        INFO(name << " of " << a << ", " << b << " width " << L::width << " gave " << y[0] << " not " << on_element(a, b));
        REQUIRE(same(y[0], on_element(a, b)));
        REQUIRE(same(y[L::width - 1], on_element(a, b)));
      }
  });
}

/// The body of the chunk tests: doubles Extent elements and folds them.
template <class T, int Extent>
void check_chunks() {
  std::vector<T> in(static_cast<std::size_t>(Extent));
  guarded<T> out(Extent);
  T expected_sum = 0, expected_largest = -inf_of<T>, expected_smallest = inf_of<T>;
  for (int i = 0; i < Extent; ++i) {
    in[static_cast<std::size_t>(i)] = static_cast<T>((i * 7) % 13 - 20);
    expected_sum += static_cast<T>((i * 7) % 13 - 20);
    expected_largest = std::max(expected_largest, static_cast<T>((i * 7) % 13 - 20));
    expected_smallest = std::min(expected_smallest, static_cast<T>((i * 7) % 13 - 20));
  }
  T sum = 0, largest = -inf_of<T>, smallest = inf_of<T>;
  std::ptrdiff_t next = 0;
  kernels::for_each_chunk<T, Extent>([&](std::ptrdiff_t offset, auto c) {
    using C = decltype(c);
    CHECK(offset == next);
    next = offset + C::count;
    if constexpr (!kernels::has_partial<T>) CHECK(C::full);
    const auto x = C::load(in.data() + offset);
    const auto one_too_low = x - T(1);  // makes the unused places differ from zero
    sum += C::sum(one_too_low) + T(C::count);
    largest = std::max(largest, C::largest(x));
    smallest = std::min(smallest, C::smallest(x + T(100)) - T(100));
    C::store(x + x, out.data() + offset);
  });
  INFO("extent " << Extent);
  CHECK(next == Extent);
  CHECK(sum == expected_sum);
  CHECK(largest == expected_largest);
  CHECK(smallest == expected_smallest);
  CHECK(out.intact());
  for (int i = 0; i < Extent; ++i) CHECK(out.data()[i] == 2 * in[static_cast<std::size_t>(i)]);
}

template <class T, int... Extents>
void check_all_chunks(std::integer_sequence<int, Extents...>) {
  (check_chunks<T, Extents>(), ...);
}

}  // namespace

TEMPLATE_TEST_CASE("widths are those of the target", "[kernels][lane]", float, double) {
  using T = TestType;
  STATIC_REQUIRE(kernels::native_width<T> >= 1);
  STATIC_REQUIRE(kernels::native_width<T> % kernels::narrowest_width<T> == 0);
  STATIC_REQUIRE(has_simd == (kernels::native_width<float> > 1));
  STATIC_REQUIRE(sizeof(lane<T, kernels::native_width<T>>) == sizeof(T) * kernels::native_width<T>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<lane<T, kernels::native_width<T>>>);
  STATIC_REQUIRE(std::is_trivially_default_constructible_v<lane<T, kernels::native_width<T>>>);
}

TEMPLATE_TEST_CASE("a lane loads and stores exactly its elements", "[kernels][lane]", float, double) {
  using T = TestType;
  for_each_width<T>([](auto l) {
    using L = decltype(l);
    constexpr int n = L::width;
    alignas(64) std::array<T, 64 + 1> in{};
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<T>(i);
    CHECK(elements(L::load(in.data() + 1)) == elements(counting<L>(T(1))));
    CHECK(elements(L::load_aligned(in.data())) == elements(counting<L>(T(0))));
    CHECK(elements(L::load_strided(in.data(), 3)) == elements(L::generate([](int i) { return T(3 * i); })));
    CHECK(elements(L::load_strided(in.data() + n, -1)) == elements(L::generate([](int i) { return T(n - i); })));
    CHECK(elements(L::load_strided(in.data() + 5, 0)) == elements(L(T(5))));

    guarded<T> out(n);
    counting<L>(T(3)).store(out.data());
    CHECK(out.intact());
    CHECK(elements(L::load(out.data())) == elements(counting<L>(T(3))));
    alignas(64) std::array<T, 16> aligned{};
    counting<L>(T(4)).store_aligned(aligned.data());
    CHECK(aligned[0] == T(4));
    CHECK(aligned[n - 1] == T(4 + n - 1));
    guarded<T> spread(2 * n - 1);
    counting<L>(T(5)).store_strided(spread.data(), 2);
    CHECK(spread.intact());
    CHECK(elements(L::load_strided(spread.data(), 2)) == elements(counting<L>(T(5))));
  });
}

TEMPLATE_TEST_CASE("a part of a lane touches only that part of memory", "[kernels][lane]", float, double) {
  for_each_width<TestType>([](auto l) { check_parts<0>(l); });
}

TEMPLATE_TEST_CASE("integers become numbers and back", "[kernels][lane]", float, double) {
  using T = TestType;
  for_each_width<T>([](auto l) {
    using L = decltype(l);
    std::array<std::int32_t, 64> in{};
    for (int i = 0; i < 64; ++i) in[static_cast<std::size_t>(i)] = i % 2 ? -i * 1000 : i * 16777;
    const L x = L::load_integers(in.data()), y = L::load_integers_strided(in.data(), 3);
    guarded<std::int32_t> out(L::width), spread(2 * L::width - 1);
    (x + T(0)).store_integers(out.data());
    x.store_integers_strided(spread.data(), 2);
    CHECK(out.intact());
    CHECK(spread.intact());
    for (int i = 0; i < L::width; ++i) {
      CHECK(x[i] == static_cast<T>(in[static_cast<std::size_t>(i)]));
      CHECK(y[i] == static_cast<T>(in[static_cast<std::size_t>(3 * i)]));
      CHECK(out.data()[i] == in[static_cast<std::size_t>(i)]);
      CHECK(spread.data()[2 * i] == in[static_cast<std::size_t>(i)]);
    }
    std::array<std::int32_t, 16> toward_zero{};
    L(T(-2.75)).store_integers(toward_zero.data());
    CHECK(toward_zero[0] == -2);
  });
}

TEMPLATE_TEST_CASE("indices and generate fill a lane in order", "[kernels][lane]", float, double) {
  using T = TestType;
  for_each_width<T>([](auto l) {
    using L = decltype(l);
    const L x = L::indices(std::int64_t{3} << 33, -5), y = L::generate([](int i) { return T(i * i); });
    for (int i = 0; i < L::width; ++i) {
      CHECK(x[i] == static_cast<T>((std::int64_t{3} << 33) - 5 * i));
      CHECK(y[i] == T(i * i));
    }
    for (T e : edge_values<T>()) {
      const T element = L(e)[L::width - 1];
      CHECK(same(element, e));
      CHECK((std::isnan(e) || std::signbit(element) == std::signbit(e)));
    }
  });
}

TEMPLATE_TEST_CASE("arithmetic and comparisons are those of the elements", "[kernels][lane]", float, double) {
  using T = TestType;
  check_binary<T>("+", [](auto a, auto b) { return a + b; }, [](T a, T b) { return a + b; });
  check_binary<T>("-", [](auto a, auto b) { return a - b; }, [](T a, T b) { return a - b; });
  check_binary<T>("*", [](auto a, auto b) { return a * b; }, [](T a, T b) { return a * b; });
  check_binary<T>("==", [](auto a, auto b) { return number(a == b); }, [](T a, T b) { return T(a == b); });
  check_binary<T>("!=", [](auto a, auto b) { return number(a != b); }, [](T a, T b) { return T(a != b); });
  check_binary<T>("<", [](auto a, auto b) { return number(a < b); }, [](T a, T b) { return T(a < b); });
  check_binary<T>("<=", [](auto a, auto b) { return number(a <= b); }, [](T a, T b) { return T(a <= b); });
  check_binary<T>(">", [](auto a, auto b) { return number(a > b); }, [](T a, T b) { return T(a > b); });
  check_binary<T>(">=", [](auto a, auto b) { return number(a >= b); }, [](T a, T b) { return T(a >= b); });
  check_unary<T>("-x", [](auto a) { return -a; }, [](T a) { return -a; });
  check_unary<T>("x + 1", [](auto a) { return a + T(1); }, [](T a) { return a + T(1); });
  check_unary<T>("2 * x", [](auto a) { return T(2) * a; }, [](T a) { return T(2) * a; });
  check_unary<T>("x / 3", [](auto a) { return a / T(3); }, [](T a) { return a / T(3); });
}

TEMPLATE_TEST_CASE("maximum and minimum let NaN through from either side", "[kernels][lane]", float, double) {
  using T = TestType;
  check_binary<T>("maximum", [](auto a, auto b) { return maximum(a, b); },
                  [](T a, T b) { return std::isnan(a) || std::isnan(b) ? nan_of<T> : std::max(a, b); });
  check_binary<T>("minimum", [](auto a, auto b) { return minimum(a, b); },
                  [](T a, T b) { return std::isnan(a) || std::isnan(b) ? nan_of<T> : std::min(a, b); });
  check_unary<T>("maximum(x, 0)", [](auto a) { return maximum(a, T(0)); }, [](T a) { return a < T(0) ? T(0) : a; });
  check_unary<T>("maximum(0, x)", [](auto a) { return maximum(T(0), a); }, [](T a) { return a < T(0) ? T(0) : a; });
}

TEMPLATE_TEST_CASE("roundings, sign and magnitude are those of the elements", "[kernels][lane]", float, double) {
  using T = TestType;
  check_unary<T>("abs", [](auto a) { return abs(a); }, [](T a) { return std::abs(a); });
  check_unary<T>("sign", [](auto a) { return sign(a); }, [](T a) { return std::isnan(a) ? a : T((a > 0) - (a < 0)); });
  check_unary<T>("floor", [](auto a) { return floor(a); }, [](T a) { return std::floor(a); });
  check_unary<T>("ceil", [](auto a) { return ceil(a); }, [](T a) { return std::ceil(a); });
  check_unary<T>("trunc", [](auto a) { return trunc(a); }, [](T a) { return std::trunc(a); });
  check_unary<T>("round", [](auto a) { return round(a); }, [](T a) { return std::nearbyint(a); });
  check_unary<T>("sqrt", [](auto a) { return sqrt(a); }, [](T a) { return std::sqrt(a); });
  check_unary<T>("rsqrt", [](auto a) { return rsqrt(a); }, [](T a) { return T(1) / std::sqrt(a); });
  check_unary<T>("reciprocal", [](auto a) { return reciprocal(a); }, [](T a) { return T(1) / a; });
  check_unary<T>("is_nan", [](auto a) { return number(is_nan(a)); }, [](T a) { return T(std::isnan(a)); });
  check_unary<T>("sign bits", [](auto a) { return with_sign_of(T(-1) * abs(a) - T(1), abs(a)); },
                 [](T a) { return std::isnan(a) ? a : -std::abs(a); });
}

TEMPLATE_TEST_CASE("fma rounds once where the target has it", "[kernels][lane]", float, double) {
  using T = TestType;
  for_each_width<T>([](auto l) {
    using L = decltype(l);
    // (1 + e)(1 - e) - 1 = -e^2, which vanishes if the product is rounded first.
    volatile T e = std::numeric_limits<T>::epsilon();
    const L y = fma(L(T(1) + e), L(T(1) - e), L(T(-1))), z = fnma(L(T(1) + e), L(T(1) - e), L(T(1)));
    CHECK(y[0] == (kernels::has_fma<T> ? -e * e : T(0)));
    CHECK(z[0] == (kernels::has_fma<T> ? e * e : T(0)));
    CHECK(fma(L(T(2)), T(3), T(4))[L::width - 1] == T(10));
    CHECK(fnma(L(T(2)), T(3), T(4))[L::width - 1] == T(-2));
  });
}

TEMPLATE_TEST_CASE("masks combine and select element by element", "[kernels][lane]", float, double) {
  using T = TestType;
  for_each_width<T>([](auto l) {
    using L = decltype(l);
    constexpr int n = L::width;
    const L i = L::indices(0, 1);
    const auto low = i < T(n / 2), even = L::generate([](int k) { return T(k % 2); }) == T(0);
    for (int k = 0; k < n; ++k) {
      const bool a = k < n / 2, b = k % 2 == 0;
      CHECK(number(low & even)[k] == T(a && b));
      CHECK(number(low | even)[k] == T(a || b));
      CHECK(number(!low)[k] == T(!a));
      CHECK(select(low, i, L(T(-9)))[k] == (a ? T(k) : T(-9)));
    }
    for (int k = 0; k < n; ++k) CHECK(any(i == T(k)));
    CHECK_FALSE(any(i == T(n)));
    CHECK(any(kernels::first<T, n, 1>()));
    CHECK_FALSE(any(kernels::first<T, n, 0>()));
    CHECK_FALSE(any(!kernels::first<T, n, n>()));
  });
}

TEMPLATE_TEST_CASE("folds take every element, and NaN wins", "[kernels][lane]", float, double) {
  using T = TestType;
  for_each_width<T>([](auto l) {
    using L = decltype(l);
    constexpr int n = L::width;
    const L x = L::generate([](int i) { return T((i * 5) % n + 1); });
    CHECK(sum(x) == T(n * (n + 1) / 2));
    CHECK(largest(x) == T(n));
    CHECK(smallest(x) == T(1));
    for (int k = 0; k < n; ++k) {
      const L spoilt = L::generate([=](int i) { return i == k ? nan_of<T> : T(i); });
      CHECK(std::isnan(sum(spoilt)));
      CHECK(std::isnan(largest(spoilt)));
      CHECK(std::isnan(smallest(spoilt)));
    }
    CHECK(largest(L(-inf_of<T>)) == -inf_of<T>);
    CHECK(smallest(L(inf_of<T>)) == inf_of<T>);
  });
}

TEMPLATE_TEST_CASE("chunks cover an extent once, in order, and nothing else", "[kernels][lane]", float, double) {
  check_all_chunks<TestType>(std::make_integer_sequence<int, 71>{});
}

TEMPLATE_TEST_CASE("a partial chunk ignores what lies past its count", "[kernels][lane]", float, double) {
  using T = TestType;
  constexpr int n = kernels::native_width<T>;
  using C = kernels::chunk<T, n, (n + 1) / 2>;
  const auto x = C::lane_type::generate([](int i) { return i < C::count ? T(i + 2) : nan_of<T>; });
  CHECK(C::sum(x) == T(C::count * (C::count + 3) / 2));
  CHECK(C::largest(x) == T(C::count + 1));
  CHECK(C::smallest(x) == T(2));
}
