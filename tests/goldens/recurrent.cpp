// SPDX-License-Identifier: BSL-1.0
//
// Recurrent layers against PyTorch: values and all gradients.
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/bidirectional.hpp>
#include <tapeless/nn/layers/last_step.hpp>
#include <tapeless/nn/layers/recurrent.hpp>

#include "compiled.hpp"

using namespace golden_layers;

namespace {

struct plain;
struct single;
struct rectified;
struct bare;
struct last;
struct before;
struct before_bare;
struct projected;
struct projected_last;
struct rnn;
struct gru;
struct lstm;
struct one_step;
struct stacked;

using options = tl::recurrent;
constexpr options no_bias{.bias = false}, only_last{.last_step = true}, rectifier{.relu = true};
constexpr options scales_h{.reset_after = false},
    scales_h_bare{.bias = false, .reset_after = false};

using before_case = case_of<before, tl::gru<4, scales_h>, 3, 5, 3>;

}  // namespace

TEST_CASE("rnn is PyTorch's", "[goldens][recurrent]") {
  check<case_of<plain, tl::rnn<6>, 3, 5, 3>, case_of<rectified, tl::rnn<5, rectifier>, 2, 3, 3>,
        case_of<last, tl::rnn<3, only_last>, 3, 4, 2>>({"recurrent/rnn"});
}

TEST_CASE("gru is PyTorch's, or scales h itself", "[goldens][recurrent]") {
  check<case_of<plain, tl::gru<6>, 3, 5, 3>, before_case>({"recurrent/gru"});
}

TEST_CASE("gru by kernels in double is what it should be", "[goldens][recurrent]") {
  check<before_case::in_double>({"recurrent/gru"});
}

TEST_CASE("lstm is PyTorch's", "[goldens][recurrent]") {
  constexpr options to_2{.projection = 2}, to_1{.last_step = true, .projection = 1};
  check<case_of<plain, tl::lstm<6>, 3, 5, 3>, case_of<single, tl::lstm<1>, 1, 1, 1>,
        case_of<last, tl::lstm<3, only_last>, 3, 4, 2>,
        case_of<projected, tl::lstm<5, to_2>, 3, 4, 3>,
        case_of<projected_last, tl::lstm<3, to_1>, 2, 3, 1>>({"recurrent/lstm"});
}

// Each of them costs kernels of its own.
TEST_CASE("recurrent layers without bias, or as small as can be, are PyTorch's",
          "[goldens][recurrent]") {
  check_read<case_of<bare, tl::rnn<2, no_bias>, 1, 5, 3>, case_of<single, tl::rnn<1>, 1, 1, 1>>(
      {"recurrent/rnn"});
  check_read<case_of<bare, tl::gru<2, no_bias>, 1, 5, 3>, case_of<single, tl::gru<1>, 1, 1, 1>,
             case_of<last, tl::gru<3, only_last>, 3, 4, 2>,
             case_of<before_bare, tl::gru<1, scales_h_bare>, 1, 3, 2>>({"recurrent/gru"});
  check_read<case_of<bare, tl::lstm<2, no_bias>, 1, 5, 3>>({"recurrent/lstm"});
}

TEST_CASE("bidirectional and stacked layers are PyTorch's", "[goldens][recurrent]") {
  check<case_of<rnn, tl::bidirectional(tl::rnn<4>), 2, 5, 3>,
        case_of<gru, tl::bidirectional(tl::gru<4>), 2, 5, 3>,
        case_of<lstm, tl::bidirectional(tl::lstm<4>), 2, 5, 3>,
        case_of<one_step, tl::bidirectional(tl::lstm<3>), 1, 1, 2>,
        case_of<stacked, (tl::lstm<4> >> tl::lstm<4>), 2, 5, 3>>({"recurrent/both_ways"});
}
