// SPDX-License-Identifier: BSL-1.0
// Matrix products and their epilogues against the interpreter of plans.
#include "kernels/plans.hpp"

#include "catch.hpp"

namespace {

using namespace plans;

constexpr auto f32 = element::float32;
constexpr auto f64 = element::float64;

struct layout {
  bool a_turned = false, b_turned = false, packed = false;
};

template <int M, int N, int K, layout L, element E = f32>
struct product {
  static constexpr auto value = finished<[] {
    draft d;
    const int a = d.memory(E, M * K), b = d.memory(E, K * N), c = d.memory(E, M * N);
    d.contract(E, {M, N, K}, L.packed);
    if (L.a_turned)
      d.load(a, {1, 0, M});
    else
      d.load(a, {K, 0, 1});
    if (L.b_turned)
      d.load(b, {0, K, 1});
    else
      d.load(b, {0, 1, N});
    d.save(d.product(), c, {N, 1, 0});
    if (L.packed) d.panels();
    return d;
  }>();
};

template <int M, int N, int K, element E = f32>
void check_layouts(double bound) {
  CHECK(difference<product<M, N, K, layout{}, E>>(1, 7, 3) < bound);
  CHECK(difference<product<M, N, K, layout{true, false, true}, E>>(1, 7, 3) < bound);
  CHECK(difference<product<M, N, K, layout{false, true, true}, E>>(1, 7, 3) < bound);
  CHECK(difference<product<M, N, K, layout{true, true, false}, E>>(1, 7, 3) < bound);
}

TEST_CASE("contract: sizes at the edges of tiles, operands as they lie or turned",
          "[kernels][contract]") {
  check_layouts<1, 1, 1>(1e-6);
  check_layouts<1, 7, 33>(1e-5);
  check_layouts<7, 10, 16>(1e-5);
  check_layouts<10, 1, 7>(1e-5);
  check_layouts<33, 33, 33>(1e-5);
  check_layouts<29, 16, 5>(1e-5);
  check_layouts<15, 64, 10>(1e-5);
  check_layouts<64, 100, 1>(1e-5);
  check_layouts<2, 130, 20>(1e-5);
  check_layouts<3, 70, 17>(1e-5);
}

TEST_CASE("contract: one row, one column, one element: long ones are dot products",
          "[kernels][contract]") {
  check_layouts<1, 13, 50>(1e-5);
  check_layouts<13, 1, 50>(1e-5);
  check_layouts<1, 1, 50>(1e-5);
  check_layouts<40, 1, 16>(1e-5);
  check_layouts<1, 9, 35, f64>(1e-14);
  check_layouts<9, 1, 35, f64>(1e-14);
}

TEST_CASE("contract: panels that are copied, rows that would push each other out of the cache",
          "[kernels][contract]") {
  CHECK(difference<product<66, 128, 70, layout{false, false, true}>>(1, 7, 3) < 1e-5);
  CHECK(difference<product<14, 40, 1024, layout{false, true, true}>>(1, 7, 3) < 1e-4);
}

TEST_CASE("contract: in double", "[kernels][contract]") {
  check_layouts<7, 10, 33, f64>(1e-14);
  check_layouts<33, 41, 16, f64>(1e-14);
  check_layouts<1, 64, 10, f64>(1e-14);
}

/// A product of floats whose sums are doubles: what is left is the rounding of the results, also behind an epilogue.
template <int M, int N, int K, bool Packed>
struct wide_sums {
  static constexpr auto value = finished<[] {
    draft d;
    const int a = d.floats(M * K), b = d.floats(K * N), c = d.floats(M * N), e = d.floats(M * N);
    d.contract(f32, {M, N, K}, Packed);
    d.kernels.last().accumulates_in = f64;
    d.load(a, {K, 0, 1});
    d.load(b, {0, 1, N});
    const operand sums = d.product();
    d.save(sums, c, {N, 1, 0});
    d.save(d.op<neg_op>(sums), e, {N, 1, 0});
    if (Packed) d.panels();
    return d;
  }>();
};
TEST_CASE("contract: sums in another type than the epilogue", "[kernels][contract]") {
  CHECK(difference<wide_sums<7, 40, 1000, false>>(1, 7, 4) < 6e-8);
  CHECK(difference<wide_sums<3, 21, 1000, true>>(1, 7, 4) < 6e-8);
  CHECK(difference<wide_sums<1, 5, 1000, false>>(1, 7, 4) < 6e-8);
  CHECK(difference<product<7, 40, 1000, layout{}>>(1, 7, 3) >
        6e-8);  // (it is what makes the difference)
}

TEST_CASE("contract: operands and results of 16 bits, to one step of the results",
          "[kernels][contract]") {
  check_layouts<7, 10, 33, element::bfloat16>(0x1p-7);
  check_layouts<33, 41, 16, element::bfloat16>(0x1p-7);
  check_layouts<1, 13, 50, element::float16>(0x1p-10);
  check_layouts<66, 128, 70, element::float16>(0x1p-10);
  check_layouts<13, 1, 50, element::float16>(0x1p-10);
}

TEST_CASE("contract: batches, one operand shared", "[kernels][contract]") {
  using batched = planned<[] {
    draft d;
    const int a = d.floats(2 * 3 * 5 * 8), b = d.floats(3 * 8 * 18), c = d.floats(2 * 3 * 5 * 18);
    d.contract(f32, {2, 3, 5, 18, 8}, true);
    d.load(a, {120, 40, 8, 0, 1});
    d.load(b, {0, 144, 0, 1, 18});
    d.save(d.product(), c, {270, 90, 18, 1, 0});
    d.panels();
    return d;
  }>;
  CHECK(difference<batched>(1, 7, 3) < 1e-5);
}

/// Images of 6 x 7 places and C channels under a window of 3 x 2: summed over rows, columns, channels.
template <int C, int N, bool Turned, bool Packed, element E = f32>
struct convolution {
  static constexpr auto value = finished<[] {
    draft d;
    const int x = d.memory(E, 3 * 6 * 7 * C), w = d.memory(E, 3 * 2 * C * N),
              y = d.memory(E, 3 * 4 * 6 * N);
    d.contract(E, {3, 4, 6, N, 3, 2, C}, Packed, 3);
    d.load(x, {42 * C, 7 * C, C, 0, 7 * C, C, 1});
    if (Turned)  // the window turned round, channels exchanged
      d.load(w, {0, 0, 0, C, -2 * C * N, -C * N, 1}, 5 * C * N);
    else
      d.load(w, {0, 0, 0, 1, 2 * C * N, C * N, N});
    d.save(d.product(), y, {24 * N, 6 * N, N, 1});
    if (Packed) d.panels();
    return d;
  }>();
};

TEST_CASE("contract: several summed loops, one panel for all images", "[kernels][contract]") {
  CHECK(difference<convolution<5, 18, false, false>>(1, 7, 3) < 1e-5);
  CHECK(difference<convolution<5, 18, true, true>>(1, 7, 3) < 1e-5);
  CHECK(difference<convolution<16, 70, true, true>>(1, 7, 3) < 1e-4);
  CHECK(difference<convolution<3, 6, true, true, f64>>(1, 7, 3) < 1e-13);
  CHECK(difference<convolution<4, 1, false, false>>(1, 7, 3) < 1e-5);
}

/// Sums of Images · 4 products in each tile, over so many images one after the other; then the epilogue.
template <int Images, int M, int N, element E = f32>
struct long_sum {
  static constexpr auto value = finished<[] {
    draft d;
    const int x = d.memory(E, Images * 4 * 2 * M), dy = d.memory(E, Images * 4 * N),
              w = d.memory(E, 2 * M * N);
    d.contract(E, {2, M, N, Images, 4}, false, 2);
    d.kernels.last().blocks = 1;
    d.load(x, {M, 1, 0, 8 * M, 2 * M});
    d.load(dy, {0, 0, 1, 4 * N, N});
    const operand old = d.load(w, {M * N, N, 1});
    d.save(d.op<fma_op>(d.product(), number(-0.125), old), w, {M * N, N, 1});
    d.bind(d.memory(E, panel_elements(N, 2 * M)));
    return d;
  }>();
};

TEST_CASE("contract: long sums in blocks around the tiles", "[kernels][contract]") {
  CHECK(difference<long_sum<7, 5, 18>>(1, 7, 3) < 1e-5);
  CHECK(difference<long_sum<3, 20, 70>>(1, 7, 3) < 1e-5);
  CHECK(difference<long_sum<5, 3, 6, f64>>(1, 7, 3) < 1e-13);
}

template <int M, int N, int K, bool Packed, element E = f32>
struct layer {
  static constexpr auto value = finished<[] {
    draft d;
    const int x = d.memory(E, M * K), w = d.memory(E, K * N), bias = d.memory(E, N),
              row = d.memory(E, M), full = d.memory(E, M * N), scalar = d.memory(E, 1),
              out = d.memory(E, M * N), turned = d.memory(E, N * M), mask = d.memory(E, M * N),
              labels = d.integers(M);
    d.contract(E, {M, N, K}, Packed);
    d.load(x, {K, 0, 1});
    d.load(w, {0, 1, N});
    operand v = d.product();
    v = d.op<add_op>(v, d.load(bias, {0, 1, 0}));
    v = d.op<mul_op>(v, d.op<exp_op>(d.load(scalar, {0, 0, 0})));
    const operand positive = d.op<less_op>(number(0), v);
    v = d.op<select_op>(positive, v, d.op<mul_op>(v, d.load(row, {1, 0, 0})));
    v = d.op<fma_op>(v, number(0.5), d.load(full, {N, 1, 0}));
    d.save(v, out, {N, 1, 0});
    d.save(v, turned, {1, M, 0});
    d.save(d.op<mul_op>(positive, d.op<equal_op>(d.load(labels, {1, 0, 0}), d.position({0, 1, 0}))),
           mask, {N, 1, 0});
    if (Packed) d.panels();
    return d;
  }>();
};

TEST_CASE(
    "contract: epilogues read scalars, rows, columns and whole operands, and store several values",
    "[kernels][contract]") {
  CHECK(difference<layer<7, 10, 12, false>>(1, 7, 10) < 1e-5);
  CHECK(difference<layer<33, 40, 12, true>>(1, 7, 10) < 1e-5);
  CHECK(difference<layer<1, 150, 12, false>>(1, 7, 10) < 1e-5);
  CHECK(difference<layer<64, 64, 8, true>>(1, 7, 10) < 1e-5);
  CHECK(difference<layer<20, 19, 12, true, f64>>(1, 7, 10) < 1e-13);
}

TEST_CASE("contract: epilogues of one row and of one column", "[kernels][contract]") {
  CHECK(difference<layer<1, 20, 40, false>>(1, 7, 10) < 1e-5);
  CHECK(difference<layer<20, 1, 40, false>>(1, 7, 10) < 1e-5);
  CHECK(difference<layer<20, 1, 40, true, f64>>(1, 7, 10) < 1e-13);
  using batched = planned<[] {  // a number for each batch and row: hoisted out of the columns
    draft d;
    const int a = d.floats(3 * 5 * 8), b = d.floats(8), scale = d.floats(3), row = d.floats(5),
              out = d.floats(15);
    d.contract(f32, {3, 5, 1, 8}, false);
    d.load(a, {40, 8, 0, 1});
    d.load(b, {0, 0, 1, 1});
    const operand v = d.op<mul_op>(d.product(), d.op<exp_op>(d.load(scale, {1, 0, 0, 0})));
    d.save(d.op<add_op>(v, d.load(row, {0, 1, 0, 0})), out, {5, 1, 1, 0});
    return d;
  }>;
  CHECK(difference<batched>() < 1e-5);
}

TEST_CASE("contract: the optimiser's update on the tile of the gradient", "[kernels][contract]") {
  using adam = planned<[] {
    draft d;
    constexpr int m = 50, n = 24, k = 30;
    const int x = d.floats(k * m), dy = d.floats(k * n), w = d.floats(m * n),
              first = d.floats(m * n), second = d.floats(m * n), rate = d.floats(1);
    d.contract(f32, {m, n, k}, true);
    d.load(x, {1, 0, m});
    d.load(dy, {0, 1, n});
    const operand g = d.product();
    const operand f =
        d.op<fma_op>(d.load(first, {n, 1, 0}), number(0.9), d.op<mul_op>(g, number(0.1)));
    const operand s = d.op<fma_op>(d.load(second, {n, 1, 0}), number(0.0),
                                   d.op<mul_op>(d.op<mul_op>(g, g), number(0.001)));
    d.save(f, first, {n, 1, 0});
    d.save(s, second, {n, 1, 0});
    const operand change = d.op<div_op>(d.op<mul_op>(f, d.load(rate, {0, 0, 0})),
                                        d.op<add_op>(d.op<sqrt_op>(s), number(1e-1)));
    d.save(d.op<sub_op>(d.load(w, {n, 1, 0}), change), w, {n, 1, 0});
    d.panels();
    return d;
  }>;
  CHECK(difference<adam>(1, 7, 6) < 1e-5);
}

TEST_CASE("contract: operands of another type convert", "[kernels][contract]") {
  using mixed = planned<[] {
    draft d;
    const int a = d.floats(5 * 9), b = d.memory(f64, 9 * 20), c = d.memory(f64, 5 * 20);
    d.contract(f64, {5, 20, 9}, false);
    d.load(a, {9, 0, 1});
    d.load(b, {0, 1, 20});
    d.save(d.product(), c, {20, 1, 0});
    return d;
  }>;
  CHECK(difference<mixed>() < 1e-13);
  using labels = planned<[] {
    draft d;
    const int a = d.floats(5 * 9), b = d.integers(9 * 20), c = d.floats(5 * 20);
    d.contract(f32, {5, 20, 9}, true);
    d.load(a, {9, 0, 1});
    d.load(b, {0, 1, 20});
    d.save(d.product(), c, {20, 1, 0});
    d.panels();
    return d;
  }>;
  CHECK(difference<labels>(1, 7, 3) < 1e-5);
}

}  // namespace
