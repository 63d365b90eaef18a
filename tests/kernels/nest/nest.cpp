// SPDX-License-Identifier: BSL-1.0
// Loop nests against the interpreter of plans: maps, rows, columns, phases, strides, indices, long sums.
#include "kernels/plans.hpp"

#include "catch.hpp"

#include <vector>

namespace {

using namespace plans;

constexpr auto f32 = element::float32;
constexpr auto f64 = element::float64;

/// A CHECK that can stand in a fold.
void check_below(double difference, double bound) { CHECK(difference < bound); }

template <int N, element E>
struct map_of {
  static constexpr auto value = finished<[] {
    draft d;
    const int x = d.memory(E, N), y = d.memory(E, N), scale = d.memory(E, 1), out = d.memory(E, N),
              truth = d.memory(E, N);
    d.map(E, {N});
    const operand a = d.load(x, {1}), b = d.load(y, {1}), s = d.load(scale, {0});
    const operand positive = d.op<less_op>(number(0), a);
    const operand root = d.op<sqrt_op>(d.op<mul_op>(s, s));  // does not move
    const operand chosen = d.op<select_op>(positive, d.op<mul_op>(a, b), d.op<add_op>(b, root));
    d.save(d.op<fma_op>(chosen, s, positive), out, {1});
    d.save(positive, truth, {1});
    return d;
  }>();
};

TEST_CASE("nest: a map computes every element, whatever the length", "[kernels][nest]") {
  const auto check = []<int... N>(std::integer_sequence<int, N...>) {
    (check_below(difference<map_of<N, f32>>(), 1e-6), ...);
    (check_below(difference<map_of<N, f64>>(), 1e-14), ...);
  };
  check(std::integer_sequence<int, 1, 3, 7, 8, 10, 16, 33, 64, 100>{});
}

TEST_CASE("nest: a kernel without loops is one element", "[kernels][nest]") {
  using scalar = planned<[] {
    draft d;
    const int x = d.floats(1), step = d.integers(1), out = d.floats(1);
    d.map(f32, {});
    const operand next = d.op<add_op>(d.load(step, {}), number(1));
    d.save(next, step, {});
    d.save(d.op<mul_op>(d.load(x, {}), next), out, {});
    return d;
  }>;
  CHECK(difference<scalar>() < 1e-6);
}

TEST_CASE("nest: operands broadcast, move by any stride and against the loop", "[kernels][nest]") {
  using map = planned<[] {
    draft d;
    const int x = d.floats(4 * 33), row = d.floats(33), column = d.floats(4),
              turned = d.floats(33 * 4), back = d.floats(33), out = d.floats(4 * 33),
              stretched = d.floats(3 * 4 * 33);
    d.map(f32, {4, 33});
    operand v = d.op<add_op>(d.load(x, {33, 1}), d.load(row, {0, 1}));
    v = d.op<mul_op>(v, d.load(column, {1, 0}));
    v = d.op<add_op>(v, d.op<exp_op>(d.load(column, {1, 0})));
    v = d.op<sub_op>(v, d.load(turned, {1, 4}));
    v = d.op<add_op>(v, d.load(back, {0, -1}, 32));
    v = d.op<add_op>(v, d.position({33, 1}, 5));
    d.save(v, out, {33, 1});
    d.save(v, stretched, {99, 3});
    return d;
  }>;
  CHECK(difference<map>() < 1e-6);
}

TEST_CASE("nest: elements of other types convert on their way", "[kernels][nest]") {
  using narrow = planned<[] {
    draft d;
    const int x = d.memory(f64, 21), k = d.integers(21), out = d.floats(21),
              wide = d.memory(f64, 42), whole = d.integers(21), copy = d.integers(21);
    d.map(f32, {21});
    const operand v = d.op<add_op>(d.op<mul_op>(d.load(x, {1}), number(100)), d.load(k, {1}));
    d.save(v, out, {1});
    d.save(d.op<mul_op>(d.load(k, {-1}, 20), number(3)), wide, {2});
    d.save(d.op<add_op>(d.load(k, {1}), number(2)), whole, {1});
    d.save(d.load(k, {1}), copy, {1});
    return d;
  }>;
  CHECK(difference<narrow>() < 1e-6);
  using wide = planned<[] {
    draft d;
    const int x = d.floats(21), k = d.integers(21), out = d.floats(21), y = d.memory(f64, 21);
    d.map(f64, {21});
    const operand v = d.op<div_op>(d.load(x, {1}), d.op<add_op>(d.load(k, {1}), number(1)));
    d.save(v, out, {1});
    d.save(v, y, {1});
    return d;
  }>;
  CHECK(difference<wide>() < 1e-6);
}

TEST_CASE("nest: integers that are only moved keep all their bits", "[kernels][nest]") {
  using copy = planned<[] {
    draft d;
    const int x = d.integers(21), y = d.integers(21), z = d.integers(21);
    d.map(f32, {21});
    d.save(d.load(x, {1}), y, {-1}, 20);
    d.save(d.op<stop_gradient_op>(d.load(x, {-1}, 20)), z, {1});
    return d;
  }>;
  CHECK(difference<copy>(3, 2147483647) == 0);
}

template <int Rows, int N, element E>
struct softmax {
  static constexpr auto value = finished<[] {
    draft d;
    const int x = d.memory(E, Rows * N), y = d.memory(E, Rows * N), total = d.memory(E, Rows),
              bias = d.memory(E, Rows);
    d.rows(E, {Rows, N}, 1, 3);
    const operand a = d.op<add_op>(d.load(x, {N, 1}), d.load(bias, {1, 0}));
    const operand most = d.op<reduce_max_op>(a);
    d.phase = 1;
    const operand e = d.op<exp_op>(d.op<sub_op>(a, most));
    const operand sum = d.op<reduce_sum_op>(e);
    d.level = 1;
    const operand scale = d.op<div_op>(number(1), sum);
    d.save(d.op<add_op>(d.op<log_op>(sum), most), total, {1, 0});
    d.level = 0;
    d.phase = 2;
    d.save(d.op<mul_op>(e, scale), y, {N, 1});
    return d;
  }>();
};

TEST_CASE("nest: rows fold in phases: softmax and its logarithm", "[kernels][nest]") {
  const auto check = []<int... N>(std::integer_sequence<int, N...>) {
    (check_below(difference<softmax<3, N, f32>>(), 2e-6), ...);
    (check_below(difference<softmax<2, N, f64>>(), 1e-12), ...);
  };
  check(std::integer_sequence<int, 1, 2, 7, 10, 16, 33, 64, 150>{});
}

template <int R, int N, element E>
struct folds {
  static constexpr auto value = finished<[] {
    draft d;
    const int x = d.memory(E, 2 * R * N), all = d.memory(E, 6), means = d.memory(E, 2);
    d.rows(E, {2, R, N}, 1, 1);
    const operand a = d.load(x, {R * N, N, 1});
    const operand sum = d.op<reduce_sum_op>(d.op<mul_op>(a, a)), most = d.op<reduce_max_op>(a),
                  least = d.op<reduce_min_op>(a);
    d.level = 1;
    d.save(sum, all, {3, 0, 0}, 0);
    d.save(most, all, {3, 0, 0}, 1);
    d.save(least, all, {3, 0, 0}, 2);
    d.save(d.op<mul_op>(sum, number(1.0 / (R * N))), means, {1, 0, 0});
    return d;
  }>();
};

TEST_CASE("nest: rows of several loops fold with all kinds of reductions", "[kernels][nest]") {
  CHECK(difference<folds<5, 10, f32>>() < 1e-5);
  CHECK(difference<folds<1, 64, f32>>() < 1e-5);
  CHECK(difference<folds<9, 7, f32>>() < 1e-5);
  CHECK(difference<folds<3, 333, f32>>() < 1e-5);
  CHECK(difference<folds<3, 1, f32>>() < 1e-5);
  CHECK(difference<folds<700, 130, f64>>() < 1e-12);
}

template <int R, int N, element E>
struct batch_statistics {
  static constexpr auto value = finished<[] {
    draft d;
    const int x = d.memory(E, R * N), y = d.memory(E, R * N), mean = d.memory(E, N),
              variance = d.memory(E, N), gain = d.memory(E, N);
    d.columns(E, {N, R}, 1, 3);
    const operand a = d.load(x, {1, N});
    const operand sum = d.op<reduce_sum_op>(a);
    d.level = 1;
    const operand m = d.op<mul_op>(sum, number(1.0 / R));
    d.save(m, mean, {1, 0});
    d.level = 0;
    d.phase = 1;
    const operand off = d.op<sub_op>(a, m);
    const operand squares = d.op<reduce_sum_op>(d.op<mul_op>(off, off));
    d.level = 1;
    const operand var = d.op<mul_op>(squares, number(1.0 / R));
    const operand scale =
        d.op<div_op>(d.load(gain, {1, 0}), d.op<sqrt_op>(d.op<add_op>(var, number(1e-3))));
    d.save(var, variance, {1, 0});
    d.level = 0;
    d.phase = 2;
    d.save(d.op<mul_op>(off, scale), y, {1, N});
    return d;
  }>();
};

TEST_CASE("nest: columns fold in phases: statistics of a batch", "[kernels][nest]") {
  const auto check = []<int... N>(std::integer_sequence<int, N...>) {
    (check_below(difference<batch_statistics<12, N, f32>>(), 1e-5), ...);
    (check_below(difference<batch_statistics<5, N, f64>>(), 1e-12), ...);
  };
  check(std::integer_sequence<int, 1, 7, 10, 16, 33, 64, 96, 150>{});
}

TEST_CASE("nest: columns have outer loops and several folded ones", "[kernels][nest]") {
  using plan = planned<[] {
    draft d;
    const int x = d.floats(3 * 4 * 5 * 20), w = d.floats(20), c = d.floats(3),
              out = d.floats(3 * 20), last = d.floats(3 * 20);
    d.columns(f32, {3, 20, 4, 5}, 2);
    const operand scaled =
        d.op<mul_op>(d.load(x, {400, 1, 100, 20}),
                     d.op<add_op>(d.load(w, {0, 1, 0, 0}), d.load(c, {1, 0, 0, 0})));
    const operand sum = d.op<reduce_sum_op>(scaled), most = d.op<reduce_max_op>(scaled);
    d.level = 1;
    d.save(sum, out, {20, 1, 0, 0});
    d.save(d.op<mul_op>(most, d.load(c, {1, 0, 0, 0})), last, {20, 1, 0, 0});
    return d;
  }>;
  CHECK(difference<plan>() < 1e-5);
}

TEST_CASE("nest: a value kept in memory is there in the next phase", "[kernels][nest]") {
  using plan = planned<[] {
    draft d;
    const int x = d.floats(3 * 10), kept = d.floats(10), y = d.floats(3 * 10), first = d.floats(1),
              last = d.floats(3);
    d.rows(f32, {3, 10}, 1, 2);
    const operand a = d.op<exp_op>(d.load(x, {10, 1}));
    const operand sum = d.op<reduce_sum_op>(a);
    d.save(a, kept, {0, 1});
    d.level = 1;
    d.save(sum, first, {0, 0});
    d.level = 0;
    d.phase = 1;
    const operand again = d.op<div_op>(d.load(kept, {0, 1}), d.load(first, {0, 0}));
    d.save(again, y, {10, 1});
    const operand most = d.op<reduce_max_op>(again);
    d.level = 1;
    d.save(most, last, {1, 0});
    return d;
  }>;
  CHECK(difference<plan>() < 1e-6);
}

TEST_CASE("nest: sums of ten million floats stay accurate", "[kernels][nest]") {
  static constexpr int n = 10'000'000, side = 3162;
  using row = planned<[] {
    draft d;
    const int x = d.floats(n), out = d.floats(1);
    d.rows(f32, {n}, 0);
    const operand sum = d.op<reduce_sum_op>(d.load(x, {1}));
    d.level = 1;
    d.save(sum, out, {0});
    return d;
  }>;
  using rows = planned<[] {
    draft d;
    const int x = d.floats(n), out = d.floats(1);
    d.rows(f32, {n / 10, 10}, 0);
    const operand sum = d.op<reduce_sum_op>(d.load(x, {10, 1}));
    d.level = 1;
    d.save(sum, out, {0, 0});
    return d;
  }>;
  using columns = planned<[] {
    draft d;
    const int x = d.floats(n), out = d.floats(1);
    d.columns(f32, {1, side, side}, 1);
    const operand sum = d.op<reduce_sum_op>(d.load(x, {0, side, 1}));
    d.level = 1;
    d.save(sum, out, {0, 0, 0});
    return d;
  }>;
  const auto sum = []<class Carrier>(std::type_identity<Carrier>) {
    arena memory(Carrier::value.bytes.sum());
    auto* x = reinterpret_cast<float*>(memory.data());
    for (int i = 0; i < n; ++i) x[i] = 1.1f;
    plans::execute<Carrier>(memory.data());
    return static_cast<double>(
               *reinterpret_cast<float*>(memory.data() + Carrier::value.buffers[1].offset)) /
           static_cast<double>(1.1f);
  };
  CHECK(std::abs(sum(std::type_identity<row>{}) / n - 1) < 1e-5);
  CHECK(std::abs(sum(std::type_identity<rows>{}) / n - 1) < 1e-5);
  CHECK(std::abs(sum(std::type_identity<columns>{}) / (double(side) * side) - 1) < 1e-5);
}

TEST_CASE("nest: indices choose rows, columns and single elements, clamped", "[kernels][nest]") {
  using gather = planned<[] {
    draft d;
    const int table = d.floats(9 * 20), chosen = d.integers(6), lanes = d.integers(20),
              rows = d.floats(6 * 20), elements = d.floats(6 * 20);
    d.map(f32, {6, 20});
    const int row = d.place(chosen, {1, 0}), lane = d.place(lanes, {0, 1});
    d.save({from::load, d.place_at(row, 20, 9, table, {0, 1})}, rows, {20, 1});
    d.save({from::load, d.place_at(lane, 1, 20, table, {20, 0})}, elements, {20, 1});
    return d;
  }>;
  CHECK(difference<gather>(1, 12) == 0);  // indices up to 11 of 9 rows: clamped
  using scatter = planned<[] {
    draft d;
    const int x = d.floats(6 * 20), chosen = d.integers(6), lanes = d.integers(20),
              table = d.floats(9 * 20), bins = d.floats(8), set = d.floats(9 * 20);
    d.map(f32, {6, 20});
    const int row = d.place(chosen, {1, 0}), lane = d.place(lanes, {0, 1});
    const operand v = d.op<mul_op>(d.load(x, {20, 1}), number(2));
    d.save(v, d.place_at(row, 20, 9, table, {0, 1}), true);
    d.save(v, d.place_at(lane, 1, 8, bins, {0, 0}), true);  // lanes meet
    d.save(v, d.place_at(row, 20, 9, set, {0, 1}));
    return d;
  }>;
  CHECK(difference<scatter>(1, 12) < 1e-6);
}

TEST_CASE("nest: a store may add to memory, also where all lanes meet", "[kernels][nest]") {
  using plan = planned<[] {
    draft d;
    const int x = d.floats(3 * 37), sums = d.floats(37), total = d.floats(1),
              counts = d.integers(1), per_row = d.memory(f64, 3);
    d.map(f32, {3, 37});
    const operand v = d.load(x, {37, 1});
    d.save(v, d.place(sums, {0, 1}), true);
    d.save(v, d.place(total, {0, 0}), true);
    d.save(number(1), d.place(counts, {0, 0}), true);
    d.save(v, d.place(per_row, {1, 0}), true);
    return d;
  }>;
  CHECK(difference<plan>() < 1e-6);
}

}  // namespace
