// SPDX-License-Identifier: BSL-1.0
// Random numbers: the published words, the same bits on every lane, and distributions that look right.
#include "kernels/plans.hpp"

#include "catch.hpp"

namespace {

using namespace plans;
using kernels::threefry;
using kernels::word_pair;

TEST_CASE("random: Threefry gives the published words", "[kernels][random]") {
  using words = word_pair<std::uint32_t>;
  const auto check = [](words w, std::uint32_t a, std::uint32_t b) {
    CHECK(w.first == a);
    CHECK(w.second == b);
  };
  check(threefry<13>(words{0, 0}, {0, 0}), 0x9d1c5ec6, 0x8bd50731);
  check(threefry<20>(words{0, 0}, {0, 0}), 0x6b200159, 0x99ba4efe);
  check(threefry<20>(words{0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}), 0x1cb996fc,
        0xbb002be7);
  check(threefry<20>(words{0x243f6a88, 0x85a308d3}, {0x13198a2e, 0x03707344}), 0xc4923a9c,
        0x483df7a0);
}

template <int Distribution, class T, int N>
void check_width() {
  T wide[N];
  kernels::random_lane<Distribution, T, N>({7, 3}, 11, 1000, 5, T(0.3)).store(wide);
  for (int i = 0; i < N; ++i) {
    const auto one = kernels::random_lane<Distribution, T, 1>(
        {7, 3}, 11, 1000u + 5u * static_cast<unsigned>(i), 0, T(0.3));
    if (Distribution == 1)
      CHECK(wide[i] == Approx(one[0]).epsilon(1e-5));
    else
      CHECK(wide[i] == one[0]);
  }
}

TEST_CASE("random: every width of lane gives the same numbers", "[kernels][random]") {
  check_width<0, float, kernels::native_width<float>>();
  check_width<1, float, kernels::native_width<float>>();
  check_width<2, float, kernels::native_width<float>>();
  check_width<0, double, kernels::native_width<double>>();
  check_width<1, double, kernels::native_width<double>>();
  check_width<2, double, kernels::native_width<double>>();
}

TEST_CASE("random: a uniform number is its word, exactly", "[kernels][random]") {
  for (std::uint32_t i = 0; i < 100; ++i) {
    const auto w = threefry<13>(word_pair<std::uint32_t>{i, 9}, {5, 2});
    CHECK(kernels::random_lane<0, float, 1>({5, 2}, 9, i, 0, 0.0f)[0] ==
          static_cast<float>(w.first >> 8) / 0x1p24f);
    CHECK(kernels::random_lane<0, double, 1>({5, 2}, 9, i, 0, 0.0)[0] ==
          (static_cast<double>(w.first >> 5) * 0x1p26 + static_cast<double>(w.second >> 6)) /
              0x1p53);
  }
}

/// Moments of one launch: seed, step and a buffer of N numbers.
template <int Distribution, int N, element E>
struct drawn {
  static constexpr auto value = finished<[] {
    draft d;
    const int seed = d.integers(1), step = d.integers(1), out = d.memory(E, N);
    d.map(E, {N});
    d.attr = random_op::attributes{Distribution, 4, 0.3}.packed();
    d.save(d.op<random_op>(d.load(seed, {0}), d.load(step, {0}), d.position({1})), out, {1});
    return d;
  }>();
};

template <class Carrier, class T>
std::vector<T> draw(std::int32_t seed, std::int32_t step) {
  arena memory(Carrier::value.bytes.sum());
  std::memcpy(memory.data(), &seed, 4);
  std::memcpy(memory.data() + Carrier::value.buffers[1].offset, &step, 4);
  plans::execute<Carrier>(memory.data());
  const auto& b = Carrier::value.buffers[2];
  std::vector<T> out(static_cast<std::size_t>(b.bytes) / sizeof(T));
  std::memcpy(out.data(), memory.data() + b.offset, static_cast<std::size_t>(b.bytes));
  return out;
}

template <class T>
void check_moments(const std::vector<T>& x, double mean, double variance, double fourth) {
  double m = 0, v = 0, f = 0;
  for (T a : x) m += static_cast<double>(a);
  m /= static_cast<double>(x.size());
  for (T a : x) {
    const double d = static_cast<double>(a) - m;
    v += d * d;
    f += d * d * d * d;
  }
  v /= static_cast<double>(x.size());
  f /= static_cast<double>(x.size());
  CHECK(m == Approx(mean).margin(0.01));
  CHECK(v == Approx(variance).margin(0.02));
  CHECK(f == Approx(fourth).margin(0.1));
}

TEST_CASE("random: the distributions have their moments", "[kernels][random]") {
  check_moments(draw<drawn<0, 100003, element::float32>, float>(1, 2), 0.5, 1 / 12.0, 1 / 80.0);
  check_moments(draw<drawn<1, 100003, element::float32>, float>(1, 2), 0, 1, 3);
  check_moments(draw<drawn<2, 100003, element::float32>, float>(1, 2), 0.3, 0.21,
                0.3 * 0.7 * (0.027 + 0.343));
  check_moments(draw<drawn<1, 100003, element::float64>, double>(1, 2), 0, 1, 3);
}

TEST_CASE("random: seed and step count with all their bits", "[kernels][random]") {
  using p = drawn<0, 33, element::float32>;
  CHECK(draw<p, float>(16777217, 0) != draw<p, float>(16777216, 0));
  CHECK(draw<p, float>(1, 16777217) != draw<p, float>(1, 16777216));
  CHECK(draw<p, float>(1, 5) == draw<p, float>(1, 5));
}

TEST_CASE("random: dropout on a tile draws by position", "[kernels][random]") {
  // the same numbers from a nest over [6, 20] and from the epilogue of a product of that shape
  using mapped = planned<[] {
    draft d;
    const int seed = d.integers(1), step = d.integers(1), out = d.floats(6 * 20);
    d.map(element::float32, {6, 20});
    d.attr = random_op::attributes{2, 4, 0.5}.packed();
    d.save(d.op<random_op>(d.load(seed, {0, 0}), d.load(step, {0, 0}), d.position({20, 1})), out,
           {20, 1});
    return d;
  }>;
  using tiled = planned<[] {
    draft d;
    const int seed = d.integers(1), step = d.integers(1), out = d.floats(6 * 20),
              zeros = d.floats(20);
    d.contract(element::float32, {6, 20, 1}, false);
    d.load(zeros, {0, 0, 1});
    d.load(zeros, {0, 1, 20});
    const operand x = d.product();
    d.attr = random_op::attributes{2, 4, 0.5}.packed();
    const operand r =
        d.op<random_op>(d.load(seed, {0, 0, 0}), d.load(step, {0, 0, 0}), d.position({20, 1, 0}));
    d.save(d.op<add_op>(x, r), out, {20, 1, 0});
    return d;
  }>;
  const auto a = draw<mapped, float>(3, 4);
  CHECK(a == draw<tiled, float>(3, 4));
  CHECK(std::count(a.begin(), a.end(), 1.0f) > 30);
}

}  // namespace
