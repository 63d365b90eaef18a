// SPDX-License-Identifier: BSL-1.0
//
// Laws of derivatives: products with the Jacobian and its transpose agree; Jacobians in both modes and Hessians agree with
// loops of gradients; all of them can be differentiated again.
#include <utility>

#include <tapeless/expr/derivatives.hpp>
#include <tapeless/expr/matmul.hpp>

#include "laws.hpp"

namespace tl = tapeless;
using laws::operand;

namespace {

template <int I, std::size_t... N>
inline constexpr operand<I, tl::shape<N...>> x{};

template <auto Y, auto... X>
using value = laws::value_of<std::remove_const_t<decltype(Y)>, std::remove_const_t<decltype(X)>...>;
template <auto Y, auto... X>
using first = laws::case_of<std::remove_const_t<decltype(Y)>, std::remove_const_t<decltype(X)>...>;

constexpr auto a = x<0, 3>;
constexpr auto w = x<1, 3, 4>;
constexpr auto u = x<2, 4>;
constexpr auto v = x<3, 3>;
constexpr auto y = tl::tanh(tl::matmul(tl::sin(a) * a, w));
constexpr auto energy = tl::sum(tl::exp(y) * tl::sum(a));
constexpr auto recurrent = tl::last(tl::scan([](auto h, auto row) { return tl::tanh(h * row + h); },
                                             tl::from(a), tl::over(x<4, 4, 3>)));

double distance(const auto& p, const auto& q) {
  return reference::distance(std::vector<double>(p.begin(), p.end()),
                             std::vector<double>(q.begin(), q.end()));
}
struct stage : tl::pipeline<tl::traced<
                   true, std::remove_const_t<decltype(tl::sum(u * tl::jvp(y, a, v)))>,
                   std::remove_const_t<decltype(tl::sum(tl::vjp(y, a, u) * v))>,
                   std::remove_const_t<decltype(tl::jacobian(y, a))>,
                   std::remove_const_t<decltype(tl::jacobian_forward(y, a))>,
                   std::remove_const_t<decltype(tl::hessian(energy, a))>,
                   std::remove_const_t<decltype(tl::transpose(tl::hessian(energy, a)))>,
                   std::remove_const_t<decltype(tl::matmul(tl::hessian(energy, a), v))>,
                   std::remove_const_t<decltype(tl::hvp(energy, a, v))>,
                   std::remove_const_t<decltype(tl::jacobian_forward(tl::gradient(energy, a), a))>,
                   std::remove_const_t<decltype(tl::jacobian(recurrent, a))>,
                   std::remove_const_t<decltype(tl::jacobian_forward(recurrent, a))>>> {};

}  // namespace

TEST_CASE("derivatives: modes agree, Hessians are symmetric", "[properties][derivatives]") {
  tl::program<stage, tl::heap_memory> p;
  double at = 0.1;
  p.view().for_each_leaf([&](const tl::ir::leaf&, auto out) {
    for (auto& e : out)
      e = static_cast<std::remove_reference_t<decltype(e)>>(at = 3.7 * at * (1 - at));
  });
  p.run();
  CHECK(p.result<0>()[0] == Approx(p.result<1>()[0]).epsilon(1e-12));  // u·(J v) = (uᵀJ)·v
  CHECK(distance(p.result<2>(), p.result<3>()) < 1e-12);
  CHECK(distance(p.result<4>(), p.result<5>()) < 1e-12);
  CHECK(distance(p.result<6>(), p.result<7>()) < 1e-12);
  CHECK(distance(p.result<4>(), p.result<8>()) < 1e-12);
  CHECK(distance(p.result<9>(), p.result<10>()) < 1e-12);
}

TEST_CASE("derivatives: values and gradients", "[properties][derivatives]") {
  laws::check_laws<first<tl::vjp(y, a, u), a, w, u>, first<tl::jvp(y, a, v), a, w, v>,
                   first<tl::jacobian(y, a), a, w>, first<tl::hvp(energy, a, v), a, v>,
                   first<tl::jacobian(recurrent, a), a>>();
}
