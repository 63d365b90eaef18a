// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/schedule/share_leaves.hpp>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/builder.hpp>
#include <tapeless/ir/print.hpp>

#include <initializer_list>
#include <string>
#include <vector>

#include "catch.hpp"

namespace tl = tapeless;
using tl::leaf_kind;

namespace {

constexpr char some_type = 0, other_type = 0;

/// A program's leaves: no nodes are needed.
struct program {
  tl::ir::builder graph;

  int scope(int parent, std::string_view name, int position, const void* function = nullptr) {
    graph.scopes.push_back(
        {.parent = parent, .name = name, .position = position, .function = function});
    return graph.scopes.size() - 1;
  }
  int leaf(int scope, std::string_view name, tl::dims shape, leaf_kind kind = leaf_kind::parameter,
           int owner = -1) {
    tl::ir::leaf l{.kind = kind, .shape = shape, .scope = scope, .name = name, .owner = owner};
    graph.leaves.push_back(l);
    return graph.leaves.size() - 1;
  }
};

std::string layout(std::vector<program>& programs) {
  std::vector<tl::ir::graph_view> graphs;
  for (program& p : programs) graphs.push_back(p.graph.view());
  const auto made = tl::passes::share_leaves({graphs.data(), static_cast<int>(graphs.size())},
                                             tl::ir::host.alignment);
  std::string out;
  int i = 0;
  for (const tl::ir::graph_view& g : graphs) {
    for (const tl::ir::leaf& l : g.leaves) {
      const auto& place = made.places[i++];
      tl::core::text<64> path;
      tl::ir::print_path(path, g, l);
      out += std::string(path.view()) + " " + std::to_string(place.offset) +
             (place.first ? "" : " again") + "\n";
    }
    out += "--\n";
  }
  using kind = tl::passes::leaf_layout::problem::kind;
  if (made.wrong.what == kind::two_shapes) out += "two shapes\n";
  if (made.wrong.what == kind::ambiguous_network) out += "ambiguous\n";
  return out + std::to_string(made.bytes[tl::ir::space::parameters]) + " + " +
         std::to_string(made.bytes[tl::ir::space::states]);
}

constexpr tl::dims vector{.rank = 1, .size = {20, 1, 1, 1, 1, 1}},
    matrix{.rank = 2, .size = {4, 5, 1, 1, 1, 1}};

}  // namespace

TEST_CASE("share_leaves: what stands at one path has one place; optimisers' states come last",
          "[passes][share_leaves]") {
  std::vector<program> p(2);
  const int a = p[0].scope(-1, "a", 0), b = p[0].scope(-1, "b", 1);
  p[0].leaf(b, "weight", vector);
  p[0].leaf(0, "exp_avg", vector, leaf_kind::state, 0);
  p[0].leaf(b, "running_mean", vector, leaf_kind::state);
  const int c = p[1].scope(-1, "b", 0);
  p[1].leaf(c, "weight", vector);
  p[1].leaf(c, "running_mean", vector, leaf_kind::state);
  p[1].leaf(c, "bias", vector);
  p[1].leaf(c, "x", vector, leaf_kind::input);
  static_cast<void>(a);
  CHECK(layout(p) ==
        "b.weight 0\nb.weight.exp_avg 128\nb.running_mean 0\n--\n"
        "b.weight 0 again\nb.running_mean 0 again\nb.bias 128\nb.x -1 again\n--\n256 + 256");
}

TEST_CASE("share_leaves: networks without names are known by their types, wherever they stand",
          "[passes][share_leaves]") {
  std::vector<program> p(2);
  const int first = p[0].scope(-1, {}, 0, &some_type), second = p[0].scope(-1, {}, 1, &other_type);
  p[0].leaf(first, "weight", vector);
  p[0].leaf(second, "weight", vector);
  const int alone = p[1].scope(-1, {}, 0, &other_type);
  p[1].graph.scopes[alone].silent = true;
  p[1].leaf(alone, "weight", vector);
  CHECK(layout(p) == "0.weight 0\n1.weight 128\n--\nweight 128 again\n--\n256 + 0");
}

TEST_CASE("share_leaves: one of several networks of one type is ambiguous",
          "[passes][share_leaves]") {
  std::vector<program> p(2);
  p[0].leaf(p[0].scope(-1, {}, 0, &some_type), "weight", vector);
  p[0].leaf(p[0].scope(-1, {}, 1, &some_type), "weight", vector);
  p[1].leaf(p[1].scope(-1, {}, 0, &some_type), "weight", vector);
  CHECK(layout(p).find("ambiguous") != std::string::npos);
  p[1].leaf(p[1].scope(-1, {}, 1, &some_type), "weight", vector);
  CHECK(layout(p) ==
        "0.weight 0\n1.weight 128\n--\n0.weight 0 again\n1.weight 128 again\n--\n256 + 0");
}

TEST_CASE("share_leaves: one leaf has one shape", "[passes][share_leaves]") {
  std::vector<program> p(2);
  p[0].leaf(p[0].scope(-1, "a", 0), "weight", vector);
  p[1].leaf(p[1].scope(-1, "a", 0), "weight", matrix);
  CHECK(layout(p).find("two shapes") != std::string::npos);
}

TEST_CASE("share_leaves: of nothing, and of many", "[passes][share_leaves]") {
  std::vector<program> none(3);
  CHECK(layout(none) == "--\n--\n--\n0 + 0");
  std::vector<program> many(2);
  for (program& p : many)
    for (int i = 0; i < 700; ++i) p.leaf(p.scope(-1, "net", i), "weight", vector);
  // (one name 700 times: each in its turn)
  std::vector<program> first{many[0]};
  const std::string alone = layout(first), both = layout(many);
  CHECK(both.ends_with(alone.substr(alone.rfind('\n') + 1)));
}
