// SPDX-License-Identifier: BSL-1.0
//
// One network, planned for two machines.
#include <tapeless/compile/explain.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/dense.hpp>

#include <string>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

inline constexpr tl::input<struct measures, tl::shape<8, 10>> measures{};
constexpr auto net = tl::dense<5> >> tl::silu >> tl::softmax;
using traced = tl::traced<false, decltype(measures >> net)>;

struct on_host : tl::pipeline<traced> {};
struct on_avx512 : tl::pipeline<traced, tl::ir::avx512> {};
struct on_cortex_m : tl::pipeline<traced, tl::ir::cortex_m> {};

template <class Planned>
std::string memory_of() {
  std::string out;
  tl::explain(tl::explanation_of<Planned>(), [&](std::string_view piece) { out += piece; },
              {.traced = false,
               .streamed = false,
               .differentiated = false,
               .simplified = false,
               .final_graph = false,
               .groups = false,
               .loops = false});
  return out;
}

}  // namespace

TEST_CASE("target: with vector registers buffers begin at cache lines, and products pack panels",
          "[compile][target]") {
  CHECK(memory_of<on_avx512>() ==
        "# 7. memory: spaces, and where in them\n"
        "     offset       bytes  launches  holds\n"
        "parameters: 320 bytes\n"
        "          0         200  always    parameter 0.weight : [10, 5]\n"
        "        256          20  always    parameter 0.bias : [5]\n"
        "io: 512 bytes\n"
        "          0         320  always    input measures : [8, 10]\n"
        "        320         160  1-end     %12 : [8, 5]\n"
        "scratch: 832 bytes\n"
        "          0         160  0-1       %6 : [8, 5]\n"
        "        192         640  0-0       panel\n"
        "        192          20  1-1       %9, for one outer index\n"
        "all: 1,664 bytes, of which 832 are free between runs\n");
}

TEST_CASE("target: a microcontroller packs nothing, and its buffers stand side by side",
          "[compile][target]") {
  CHECK(memory_of<on_cortex_m>() ==
        "# 7. memory: spaces, and where in them\n"
        "     offset       bytes  launches  holds\n"
        "parameters: 224 bytes\n"
        "          0         200  always    parameter 0.weight : [10, 5]\n"
        "        200          20  always    parameter 0.bias : [5]\n"
        "io: 480 bytes\n"
        "          0         320  always    input measures : [8, 10]\n"
        "        320         160  1-end     %12 : [8, 5]\n"
        "scratch: 184 bytes\n"
        "          0         160  0-1       %6 : [8, 5]\n"
        "        160          20  1-1       %9, for one outer index\n"
        "all: 888 bytes, of which 184 are free between runs\n");
}

TEST_CASE("target: a program is planned for the host if nobody says more", "[compile][target]") {
  CHECK(&on_host::machine == &tl::ir::host);
  CHECK(memory_of<on_host>() == memory_of<on_avx512>());  // processors with caches plan alike
}

TEST_CASE("target: the loops of both machines compute the same", "[compile][target]") {
  CHECK(on_avx512::value.launches.size() == on_cortex_m::value.launches.size());
  CHECK(tl::ir::work_of(on_avx512::value.view()).flops ==
        tl::ir::work_of(on_cortex_m::value.view()).flops);
}
