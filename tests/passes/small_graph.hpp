// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include <tapeless/ir/builder.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/ir/verify.hpp>

#include "catch.hpp"

/// A graph on leaves a and c, both [2, 3].
struct small_graph {
  tapeless::ir::builder b;
  tapeless::ir::value a, c;
  small_graph() {
    for (const char* name : {"a", "c"}) {
      tapeless::ir::leaf l;
      l.kind = tapeless::leaf_kind::parameter;
      l.shape.rank = 2;
      l.shape[0] = 2;
      l.shape[1] = 3;
      l.name = name;
      b.leaves.push_back(l);
    }
    a = b.of(b.read(0));
    c = b.of(b.read(1));
  }
  tapeless::ir::value number(double v) { return b.of(b.constant(v)); }
};

inline std::string text_of(const tapeless::ir::builder& b) {
  REQUIRE(tapeless::ir::verify_graph(b.view()) == "");
  const auto text = tapeless::ir::print(b.view());
  return std::string{text.view()};
}
