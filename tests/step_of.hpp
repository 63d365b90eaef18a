// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/verify.hpp>
#include <tapeless/passes/derive/apply_updates.hpp>
#include <tapeless/passes/derive/ask_for_gradients.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

#include "catch.hpp"

/// The training step of a traced loss with an optimiser's rule, as the pipeline makes it.
inline tapeless::ir::builder step_of(tapeless::ir::graph_view loss, tapeless::ir::graph_view rule,
                                     tapeless::passes::parameter_groups groups = {}) {
  namespace tl = tapeless;
  const tl::ir::builder asked = tl::passes::ask_for_gradients(loss);
  REQUIRE(tl::ir::verify_graph(asked.view()) == "");
  const tl::ir::builder differentiated = tl::passes::differentiate(asked.view());
  REQUIRE(tl::ir::verify_graph(differentiated.view()) == "");
  const tl::ir::builder simplified = tl::passes::simplify(differentiated.view());
  REQUIRE(tl::ir::verify_graph(simplified.view()) == "");
  const tl::ir::builder tidied = tl::passes::tidy(simplified.view());
  REQUIRE(tl::ir::verify_graph(tidied.view()) == "");
  tl::ir::builder step = tl::passes::apply_updates(
      tidied.view(), tl::passes::trained_leaves(asked.view(), loss.results.size()), rule, groups);
  REQUIRE(tl::ir::verify_graph(step.view()) == "");
  return step;
}
