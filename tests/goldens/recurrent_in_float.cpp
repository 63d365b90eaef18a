// SPDX-License-Identifier: BSL-1.0
//
// Recurrent layers against PyTorch as they run: compiled kernels, in float.
#include <cstddef>
#include <type_traits>

#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/recurrent.hpp>
#include <tapeless/nn/layers/sequence.hpp>

#include "compiled.hpp"

using namespace golden_layers;

namespace {

struct plain;
struct rectified;
struct last;
struct before;
struct projected;
struct rnn;
struct gru;
struct lstm;

using options = tl::recurrent;
constexpr options only_last{.last_step = true}, rectifier{.relu = true},
    scales_h{.reset_after = false}, to_2{.projection = 2};

template <class Tag, auto Layer, std::size_t... Sizes>
using case_of = float_case<Tag, tl::shape<Sizes...>, std::remove_const_t<decltype(Layer)>>;

}  // namespace

TEST_CASE("rnn and gru in float agree with PyTorch", "[goldens][recurrent]") {
  check_compiled<case_of<rectified, tl::rnn<5, rectifier>, 2, 3, 3>,
                 case_of<last, tl::rnn<3, only_last>, 3, 4, 2>>({"recurrent/rnn"});
  check_compiled<case_of<plain, tl::gru<6>, 3, 5, 3>,
                 case_of<before, tl::gru<4, scales_h>, 3, 5, 3>>({"recurrent/gru"});
}

TEST_CASE("lstm in float agrees with PyTorch", "[goldens][recurrent]") {
  check_compiled<case_of<plain, tl::lstm<6>, 3, 5, 3>,
                 case_of<last, tl::lstm<3, only_last>, 3, 4, 2>,
                 case_of<projected, tl::lstm<5, to_2>, 3, 4, 3>>({"recurrent/lstm"});
}

TEST_CASE("bidirectional and stacked layers in float agree with PyTorch", "[goldens][recurrent]") {
  check_compiled<case_of<rnn, tl::bidirectional(tl::rnn<4>), 2, 5, 3>,
                 case_of<gru, tl::bidirectional(tl::gru<4>), 2, 5, 3>,
                 case_of<lstm, tl::bidirectional(tl::lstm<4>), 2, 5, 3>>({"recurrent/both_ways"});
}
