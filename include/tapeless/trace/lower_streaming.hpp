// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/streaming.hpp>
#include <tapeless/trace/lower_loops.hpp>

namespace tapeless {

/// The network on a whole sequence, as it is in inference, and the question what that is for these frames.
template <class F, class X>
struct lower<streamed<F, X>> {
  static constexpr int run(tracer& t, tracer::frame& f) {
    using s = streamed<F, X>;
    const int frames = lowered<X>(t, f), whole = lowered<typename s::whole>(t, f);
    const bool around = t.training;
    t.training = false;
    const int y = lowered<typename s::of_whole>(t, f);
    t.training = around;
    return t.graph.emit(code_of<streaming_op>, {y, whole, frames}, {}, s::shape_type::value,
                        t.graph[y].type);
  }
};

}  // namespace tapeless
