// SPDX-License-Identifier: BSL-1.0
//
// The examples of docs/ir.md, and the promise that plans keep.
#include <tapeless/compile/explain.hpp>
#include <tapeless/compile/rule.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/ir/verify_plan.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/dense.hpp>
#include <tapeless/nn/losses/regression.hpp>
#include <tapeless/nn/optimisers/adam.hpp>

#include <string>

#include "golden_text.hpp"

namespace tl = tapeless;

namespace {

inline constexpr tl::input<struct x, tl::shape<8>> x{};
inline constexpr tl::input<struct rows, tl::shape<16, 4>> rows{};

template <class... Outputs>
struct compiled : tl::pipeline<tl::traced<true, Outputs...>> {};

template <class Pipeline>
std::string loops() {
  std::string out;
  auto sink = [&](std::string_view piece) { out += piece; };
  tl::core::text_writer writer(sink);
  tl::ir::print_launches(writer, Pipeline::final_graph::value, Pipeline::value.view());
  return out;
}

using tanh_gradient = compiled<decltype(tl::gradient(tl::sum(tl::tanh(x)), x))>;
using softmax = compiled<decltype(tl::softmax(rows))>;
constexpr auto blocks = rows >> tl::repeat<3>(tl::residual(tl::dense<4> >> tl::relu));
using residual = compiled<decltype(blocks)>;

inline constexpr tl::target<struct wanted, tl::shape<16, 4>> wanted{};
struct training : tl::pipeline<tl::updated<tl::traced<true, decltype(tl::mse(blocks, wanted))>,
                                           tl::traced_rule<tl::adam>>> {};

}  // namespace

TEST_CASE("docs/ir.md: a gradient as a graph and as a loop", "[compile][golden]") {
  check_golden_block("docs/ir.md", "tanh graph",
                     std::string(tl::ir::print(tanh_gradient::final_graph::value).view()));
  check_golden_block("docs/ir.md", "tanh loops", loops<tanh_gradient>());
}

TEST_CASE("docs/ir.md: softmax is one kernel of three phases", "[compile][golden]") {
  check_golden_block("docs/ir.md", "softmax loops", loops<softmax>());
}

TEST_CASE("docs/ir.md: equal layers share a kernel", "[compile][golden]") {
  check_golden_block("docs/ir.md", "shared kernels", loops<residual>());
}

TEST_CASE("verify_plan: finds nothing wrong with the plans of this page", "[compile][verify]") {
  STATIC_REQUIRE(tl::ir::verify_plan(softmax::value.view(), softmax::value.bytes).empty());
  STATIC_REQUIRE(tl::ir::verify_plan(residual::value.view(), residual::value.bytes).empty());
  STATIC_REQUIRE(tl::ir::verify_plan(training::value.view(), training::value.bytes).empty());
}

TEST_CASE("verify_plan: a plan that was tampered with is refused", "[compile][verify]") {
  static constexpr tl::ir::space_sizes bytes = training::value.bytes;
  const auto wrong_with = [](auto change) {
    auto plan = training::value;
    change(plan);
    return std::string(tl::ir::verify_plan(plan.view(), bytes));
  };
  CHECK(wrong_with([](auto&) {}) == "");
  CHECK(wrong_with([](auto& p) { p.buffers[0].offset += 4; }) ==
        "a buffer that does not begin at a multiple of the alignment");
  CHECK(wrong_with([](auto& p) {
          p.buffers[1].in = p.buffers[0].in;
          p.buffers[1].offset = p.buffers[0].offset;
        }) == "buffers that overlap while both live");
  CHECK(wrong_with([](auto& p) { p.accesses[0].start = 1 << 20; }) ==
        "an access that leaves its buffer");
  CHECK(wrong_with([](auto& p) { p.launches[0].kernel = 99; }) == "a launch of no kernel");
  CHECK(wrong_with([](auto& p) {
          for (int i = 0; i < p.buffers.size(); ++i) p.buffers[i].dies = p.buffers[i].born;
        }) == "a launch that uses a dead buffer");
}
