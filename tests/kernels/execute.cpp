// SPDX-License-Identifier: BSL-1.0
// Plans of several launches: in order, kernels shared, more launches than one fold takes.
#include "plans.hpp"

#include "catch.hpp"

namespace {

using namespace plans;

constexpr auto f32 = element::float32;

TEST_CASE("execute: launches run in order", "[kernels][execute]") {
  using chain = planned<[] {
    draft d;
    const int x = d.floats(6 * 8), w = d.floats(8 * 12), h = d.floats(6 * 12), y = d.floats(6);
    d.contract(f32, {6, 12, 8}, false);
    d.load(x, {8, 0, 1});
    d.load(w, {0, 1, 12});
    d.save(d.op<tanh_op>(d.product()), h, {12, 1, 0});
    d.rows(f32, {6, 12}, 1);
    const operand sum = d.op<reduce_sum_op>(d.load(h, {12, 1}));
    d.level = 1;
    d.save(sum, y, {1, 0});
    return d;
  }>;
  CHECK(difference<chain>() < 1e-5);
}

/// `Steps` launches of one kernel, from one buffer to the next and back.
template <int Steps>
struct repeated {
  static constexpr auto value = [] {
    constexpr auto one = finished<[] {
      draft d;
      const int x = d.floats(20), y = d.floats(20);
      d.map(element::float32, {20});
      d.save(d.op<add_op>(d.load(x, {1}), number(1)), y, {1});
      return d;
    }>();
    plan<plan_extent{1, static_cast<std::size_t>(Steps), 1, 2, 1, 4, 2}> p;
    p.kernels = one.kernels;
    p.instructions = one.instructions;
    p.accesses = one.accesses;
    p.stores = one.stores;
    p.buffers = one.buffers;
    p.bindings = {{0, 1, 1, 0}};
    for (int i = 0; i < Steps; ++i) p.launches[i] = {0, i % 2 * 2, 0};
    p.bytes = one.bytes;
    settle_spaces(p.kernels, p.view());
    return p;
  }();
};

TEST_CASE("execute: launches share a kernel, and there may be hundreds", "[kernels][execute]") {
  CHECK(difference<repeated<3>>() < 1e-6);
  CHECK(difference<repeated<400>>() < 1e-4);
}

/// The same from a buffer of inputs to scratch and back: the bindings of the one kernel lie in two spaces.
template <int Steps>
struct between_spaces {
  static constexpr auto value = [] {
    auto p = repeated<Steps>::value;
    p.buffers[0].in = space::io;
    p.buffers[1].in = space::scratch;
    p.buffers[1].offset = 0;
    settle_spaces(p.kernels, p.view());
    return p;
  }();
};

TEST_CASE("execute: a binding may lie in another space in another launch", "[kernels][execute]") {
  const auto run = []<class Carrier>(std::type_identity<Carrier>) {
    arena io(128), scratch(128);
    auto* x = reinterpret_cast<float*>(io.data());
    for (int i = 0; i < 20; ++i) x[i] = static_cast<float>(i);
    std::byte* const spaces[space_count]{nullptr, nullptr, nullptr, io.data(), scratch.data()};
    kernels::execute<Carrier>(spaces);
    const auto* y = reinterpret_cast<float*>(scratch.data());
    bool good = true;
    for (int i = 0; i < 20; ++i)
      good = good && x[i] == static_cast<float>(i + 2) && y[i] == static_cast<float>(i + 1);
    return good;
  };
  STATIC_REQUIRE(has_one_space(between_spaces<1>::value.kernels[0], 0));
  STATIC_REQUIRE(!has_one_space(between_spaces<2>::value.kernels[0], 0));
  STATIC_REQUIRE(!has_one_space(between_spaces<2>::value.kernels[0], 1));
  CHECK(run(std::type_identity<between_spaces<2>>{}));
}

}  // namespace
