// SPDX-License-Identifier: BSL-1.0
// rejected-with: verify_graph\(graph\): a pass must make a sound graph; the arguments of this type name the pass, and what is wrong
// rejected-with(gcc): pass_requires_its_graph_to_be_sound<gives_another_shape, .*"a shape that is not the op
// rejected-with(clang): pass_requires_its_graph_to_be_sound<gives_another_shape,
#define TAPELESS_VERIFY
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<2, 3>> x{};
using traced = tl::traced<false, decltype(tl::exp(x))>;

struct gives_another_shape {
  static constexpr tl::ir::graph_extent room = traced::extent;
  static constexpr tl::ir::graph_view from() { return traced::value; }
  static constexpr tl::ir::builder run(tl::ir::graph_view from) {
    tl::ir::builder to(from);
    for (tl::ir::node n : from.nodes) {
      if (tl::ir::is<tl::ops::exp_op>(n)) n.shape[0] = 1;
      to.nodes.push_back(n);
    }
    to.results = tl::core::list<int>(from.results);
    return to;
  }
};
struct inference : tl::pipeline<tl::graph_stage<gives_another_shape>> {};

int main() { static_assert(inference::value.bytes.sum() > 0); }
