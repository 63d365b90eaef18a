// SPDX-License-Identifier: BSL-1.0
//
// The same formulas in float and in double, in one program: float agrees to float accuracy. And random layers,
// which no plain reading models.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <tapeless/expr/matmul.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/layers.hpp>

#include "laws.hpp"

namespace tl = tapeless;

namespace {

template <class Element>
using x = tl::input<struct x_tag, tl::shape<3, 33>, Element>;
template <class Element>
using a = tl::input<struct a_tag, tl::shape<33, 10>, Element>;

template <class Element>
constexpr auto formula() {
  constexpr auto h = tl::constant<4.0> * x<Element>{} - tl::constant<2.0>;
  constexpr auto y = tl::gelu(h) + tl::softplus(h) * tl::sin(h) +
                     tl::exp(-h) / (tl::constant<1.5> + tl::square(tl::tanh(h)));
  constexpr auto z = tl::log_softmax(tl::matmul(y, a<Element>{}));
  return tl::sum(z * z) + tl::sum(tl::pow(tl::abs(h) + tl::constant<0.1>, tl::constant<1.7>)) +
         tl::max(y);
}
template <class Element>
struct stage : tl::pipeline<tl::traced<true, decltype(formula<Element>()),
                                       decltype(tl::gradient(formula<Element>(), x<Element>{})),
                                       decltype(tl::gradient(formula<Element>(), a<Element>{}))>> {
};

template <class Element>
std::vector<reference::numbers> run() {
  tl::program<stage<Element>, tl::heap_memory> p;
  std::uint64_t draw = 77;
  p.view().for_each_leaf([&](const tl::ir::leaf&, auto out) {
    for (auto& each : out) {
      draw = draw * 6364136223846793005u + 1442695040888963407u;
      each = static_cast<std::remove_reference_t<decltype(each)>>(static_cast<float>(draw >> 40) /
                                                                  16777216.0f);
    }
  });
  p.run();
  auto numbers = [](auto span) { return reference::numbers(span.begin(), span.end()); };
  return {numbers(p.template result<0>()), numbers(p.template result<1>()),
          numbers(p.template result<2>())};
}

inline constexpr tl::input<struct u_tag, tl::shape<7, 33>, double> u{};
inline constexpr tl::input<struct c_tag, tl::shape<7, 33>, double> c{};
constexpr auto dropped = u >> tl::dropout<0.25>;
using loss = decltype(tl::sum(dropped * c));
struct random_stage
    : tl::pipeline<tl::traced<true, decltype(dropped), decltype(tl::gradient(loss{}, u))>> {};
struct quiet_stage
    : tl::pipeline<tl::traced<false, decltype(dropped), decltype(tl::gradient(loss{}, u))>> {};

}  // namespace

TEST_CASE("float agrees with double to float accuracy", "[properties][precision]") {
  const auto exact = run<double>(), rounded = run<float>();
  for (std::size_t r = 0; r < exact.size(); ++r) {
    INFO("result " << r);
    double greatest = 0, apart = 0;
    for (std::size_t i = 0; i < exact[r].size(); ++i) {
      greatest = std::max(greatest, std::abs(exact[r][i]));
      apart = std::max(apart, std::abs(rounded[r][i] - exact[r][i]));
    }
    CHECK(apart < 1e-5 * greatest);
    CHECK(apart > 0);
  }
}

TEST_CASE("dropout: the gradient passes where the value did, scaled alike; each step is another",
          "[properties][precision]") {
  tl::program<random_stage, tl::heap_memory> p{5}, again{5}, other{6};
  for (auto* each : {&p, &again, &other})
    for (std::size_t i = 0; i < 7 * 33; ++i) {
      (*each)[u][i] = 1 + static_cast<double>(i);
      (*each)[c][i] = 2 - 0.01 * static_cast<double>(i);
    }
  std::vector<double> before;
  for (int step = 0; step < 3; ++step) {
    p.run();
    again.run();
    other.run();
    int kept = 0;
    std::vector<double> mask, others;
    for (std::size_t i = 0; i < 7 * 33; ++i) {
      const double m = p.result<0>()[i] / p[u][i];
      CHECK((m == 0 || m == Approx(1 / 0.75)));
      CHECK(p.result<1>()[i] == Approx(m * p[c][i]));
      CHECK(again.result<0>()[i] == p.result<0>()[i]);
      kept += m != 0 ? 1 : 0;
      mask.push_back(m);
      others.push_back(other.result<0>()[i] / other[u][i]);
    }
    CHECK(kept > 145);  // 173 expected, standard deviation 6.6
    CHECK(kept < 201);
    CHECK(mask != before);
    CHECK(mask != others);
    before = mask;
  }
  tl::program<quiet_stage, tl::heap_memory> q;
  for (std::size_t i = 0; i < 7 * 33; ++i) q[u][i] = q[c][i] = static_cast<double>(i);
  q.run();
  for (std::size_t i = 0; i < 7 * 33; ++i) {
    CHECK(q.result<0>()[i] == q[u][i]);
    CHECK(q.result<1>()[i] == q[c][i]);
  }
}
