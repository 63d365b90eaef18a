// SPDX-License-Identifier: BSL-1.0
//
// A program may write both directives: the library's own namespace holds the user's words and nothing else. So the containers
// of the standard library, and the nouns of the compiler as names of the program's own, are not ambiguous.
#include <array>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <tapeless/tapeless.hpp>

#include "catch.hpp"

using namespace std;
using namespace tapeless;

struct node {
  int value = 0;
};
struct leaf {};
struct graph {
  list<node> nodes;
};
struct builder {};
struct buffer {};
struct value {};
struct plan {};
struct kernel {};
struct launch {};
struct region {};
struct group {};
struct scope {};
struct operand {};
struct instruction {};
struct text {};
struct lane {};
struct mask {};
struct attributes {};
int place(int x) { return x; }
int schedule_of(int x) { return x; }
int differentiate(int x) { return x; }
int simplify(int x) { return x; }
int fuse(int x) { return x; }
int emit(int x) { return x; }
int unroll(int x) { return x; }

TEST_CASE("namespaces: std and tapeless can both be used without a prefix",
          "[program][namespaces]") {
  list<int> numbers{1, 2};
  graph g;
  g.nodes.push_back(node{3});
  array<leaf, 1> leaves{};
  vector<builder> builders(2);
  deque<buffer> buffers(1);
  map<string, value> values;
  set<int> places{place(1), schedule_of(2), differentiate(3), simplify(4),
                  fuse(5),  emit(6),        unroll(7)};
  optional<plan> planned = plan{};
  tuple<kernel, launch, region, group, scope, operand, instruction> all{};
  variant<text, lane, mask, attributes> one{};
  span<leaf> seen(leaves);
  unique_ptr<node> owned = make_unique<node>();
  function<int(int)> called = place;

  constexpr auto net = dense<4> >> relu >> dense<1>;
  const auto y = compile(tapeless::input<struct x, shape<2, 3>>{} >> net);
  CHECK(decltype(y)::parameter_count == 3 * 4 + 4 + 4 + 1);
  CHECK(numbers.size() + g.nodes.size() + builders.size() + buffers.size() + values.size() == 6);
  CHECK(places.size() + seen.size() == 8);
  CHECK(planned.has_value());
  CHECK(tuple_size_v<decltype(all)> == 7);
  CHECK(one.index() == 0);
  CHECK(owned->value == 0);
  CHECK(called(3) == 3);
}
