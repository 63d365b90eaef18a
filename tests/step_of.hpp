// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/verify.hpp>
#include <tapeless/passes/derive/apply_updates.hpp>
#include <tapeless/passes/derive/ask_for_gradients.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

#include "catch.hpp"

/// The training step of a traced loss with an optimiser's rule, as the pipeline makes it.
inline tapeless::builder step_of(tapeless::graph_view loss, tapeless::graph_view rule,
                                 tapeless::parameter_groups groups = {}) {
  namespace tl = tapeless;
  const tl::builder asked = tl::ask_for_gradients(loss);
  REQUIRE(tl::verify_graph(asked.view()) == "");
  const tl::builder differentiated = tl::differentiate(asked.view());
  REQUIRE(tl::verify_graph(differentiated.view()) == "");
  const tl::builder simplified = tl::simplify(differentiated.view());
  REQUIRE(tl::verify_graph(simplified.view()) == "");
  const tl::builder tidied = tl::tidy(simplified.view());
  REQUIRE(tl::verify_graph(tidied.view()) == "");
  tl::builder step = tl::apply_updates(
      tidied.view(), tl::trained_leaves(asked.view(), loss.results.size()), rule, groups);
  REQUIRE(tl::verify_graph(step.view()) == "");
  return step;
}
