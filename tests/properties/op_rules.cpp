// SPDX-License-Identifier: BSL-1.0
//
// What ops say about themselves is true of their elements: batching rules at both positions, rules along time. Elementwise
// ops, folds and views are found by looking through `all_ops`.
#include <cstddef>
#include <string>
#include <vector>

#include <tapeless/ir/verify.hpp>
#include <tapeless/passes/rewrite/replicate.hpp>
#include <tapeless/passes/rewrite/vectorise.hpp>

#include "catch.hpp"
#include "reference.hpp"

namespace tl = tapeless;
namespace ir = tapeless::ir;
namespace ops = tapeless::ops;

namespace {

constexpr int copies = 3;

/// One node of an op: shapes of operands and result, and numbers.
struct sample {
  int op = 0;
  std::vector<tl::dims> from{};
  tl::dims to{};
  ops::packed_attributes attr{};
};

template <class Op>
constexpr bool is_tested =
    laws::looks_at<Op> && (Op::broadcasts || Op::kind == ops::op_kind::reduction ||
                           (Op::kind == ops::op_kind::view && !Op::is_question &&
                            Op::stands == ops::standing::with_operands));

template <class Op>
sample sample_of() {
  sample s{ops::code_of<Op>, {}, {}, {}};
  if constexpr (Op::broadcasts) {
    for (int k = 0; k < Op::arity; ++k) s.from.push_back(ops::dims_of({2, 5, 4}));
    s.to = s.from[0];
  } else if constexpr (Op::kind == ops::op_kind::reduction) {
    s.from.push_back(ops::dims_of({2, 5, 4}));
    s.to = ops::dims_of({2, 5, 1});
    s.attr = ops::fold_of_axes::attributes{0b100}.packed();
  } else {
    s.from.push_back(Op::sample().from);
    s.to = Op::sample().to;
    s.attr = Op::sample().attr;
  }
  return s;
}

template <class F>
void for_each_sample(F f) {
  ops::all_ops::for_each([&]<class Op>() {
    if constexpr (is_tested<Op>) {
      INFO(std::string(Op::name));
      f(sample_of<Op>());
    }
  });
}

ir::value leaf(ir::builder& b, const tl::dims& d, tl::leaf_kind kind = tl::leaf_kind::input) {
  ir::leaf made;
  made.kind = kind;
  made.type = tl::element::float64;
  made.shape = d;
  b.leaves.push_back(made);
  return b.of(b.read(b.leaves.size() - 1));
}

/// The node of a sample on some operands, with a result of some shape.
ir::value node_of(ir::builder& b, const sample& s, const std::vector<ir::value>& x,
                  const tl::dims& to) {
  tl::core::fixed<int, 3> in{-1, -1, -1};
  for (std::size_t k = 0; k < x.size(); ++k) in[k] = x[k].id;
  const tl::element type =
      ops::facts_of(s.op).broadcasts ? tl::element::float64 : tl::element::weak;
  return b.of(b.emit(s.op, in, s.attr, to, type));
}

/// Numbers in the domain of every op.
reference::memory numbers_for(ir::graph_view g) {
  reference::memory leaves(g);
  unsigned draw = 1;
  for (reference::numbers& l : leaves)
    for (double& x : l) x = 0.4 + (draw = draw * 1103515245u + 12345u) % 1000u * 0.001;
  return leaves;
}

tl::dims with_size(tl::dims d, int axis, int size) {
  d[axis] = size;
  return d;
}
ir::value frames(ir::value x, int axis, int first, int count) {
  return ir::sliced(x, with_size(x.shape(), axis, count), {.axis = axis, .first = first});
}

}  // namespace

TEST_CASE("every op with an axis behind: each copy is the op on that copy",
          "[properties][op_rules]") {
  for_each_sample([](const sample& s) {
    ir::builder one;
    std::vector<ir::value> x;
    for (const tl::dims& d : s.from) x.push_back(leaf(one, d, tl::leaf_kind::parameter));
    one.results.push_back(node_of(one, s, x, s.to).id);

    const ir::builder all = tl::passes::replicate(one.view(), copies);
    REQUIRE(all.problem.what == ir::graph_problem::kind::none);
    REQUIRE(ir::verify_graph(all.view()).empty());
    const reference::memory leaves = numbers_for(all.view());
    const reference::numbers together = reference::results(all.view(), leaves)[0];
    for (int c = 0; c < copies; ++c) {
      reference::memory own(one.view());
      for (std::size_t l = 0; l < own.size(); ++l)
        for (std::size_t i = 0; i < own[l].size(); ++i)
          own[l][i] = leaves[l][i * copies + static_cast<std::size_t>(c)];
      const reference::numbers alone = reference::results(one.view(), own)[0];
      for (std::size_t i = 0; i < alone.size(); ++i)
        REQUIRE(together[i * copies + static_cast<std::size_t>(c)] == alone[i]);
    }
  });
}

TEST_CASE("every op with an axis in front: a loop of it is one node", "[properties][op_rules]") {
  for_each_sample([](const sample& s) {
    ir::builder looped;
    looped.regions.push_back({.length = copies, .parallel = true});
    std::vector<ir::value> x;
    for (const tl::dims& d : s.from) {
      tl::dims all{.rank = d.rank + 1};
      all[0] = copies;
      for (int i = 0; i < d.rank; ++i) all[i + 1] = d[i];
      x.push_back(ir::each_slice(leaf(looped, all), 0));
    }
    looped.results.push_back(ir::stacked(node_of(looped, s, x, s.to), 0).id);

    const ir::builder flat = tl::passes::vectorise(looped.view());
    REQUIRE(ir::verify_graph(flat.view()).empty());
    for (const ir::node& n : flat.nodes) REQUIRE(ops::facts_of(n.op).kind != ops::op_kind::loop);
    const reference::memory leaves = numbers_for(looped.view());
    CHECK(reference::results(flat.view(), leaves)[0] ==
          reference::results(looped.view(), leaves)[0]);
  });
}

TEST_CASE("every op along time: some frames are made of the frames that it names",
          "[properties][op_rules]") {
  int told = 0;
  for_each_sample([&](const sample& s) {
    for (int axis = 0; axis < s.from[0].rank; ++axis) {
      ops::time_request request;
      const int length = s.from[0][axis];
      if (length < 3) continue;
      for (std::size_t k = 0; k < s.from.size(); ++k) {
        request.operand[k] = s.from[k];
        request.at[k] = {.axis = axis, .length = length};
      }
      request.result = s.to;
      request.attr = s.attr;
      const ops::time_rule rule = ops::facts_of(s.op).over_time(request);
      const bool window = rule.need == ops::time_need::window;
      if ((rule.need != ops::time_need::same_frame && !window) || !rule.at.whole_axis()) continue;
      ++told;
      INFO("axis " << axis);
      // frames from the second to the last but one of the result, of so many of the operands
      const int count = s.to[rule.at.axis] - 2;
      REQUIRE(count > 0);
      ir::builder b;
      std::vector<ir::value> whole, some;
      for (const tl::dims& d : s.from) {
        whole.push_back(leaf(b, d));
        some.push_back(frames(whole.back(), axis, 1, count + rule.reach));
      }
      const ir::value all = node_of(b, s, whole, s.to);
      b.results.push_back(frames(all, rule.at.axis, 1, count).id);
      b.results.push_back(node_of(b, s, some, with_size(s.to, rule.at.axis, count)).id);
      REQUIRE(ir::verify_graph(b.view()).empty());
      const auto found = reference::results(b.view(), numbers_for(b.view()));
      CHECK(found[0] == found[1]);
    }
  });
  CHECK(told > (laws::only.empty() ? 40 : 0));  // (or the law would look at nothing)
}
