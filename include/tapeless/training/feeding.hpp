// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <tapeless/compile/index_limits.hpp>
#include <tapeless/core/element.hpp>
#include <tapeless/data/batches.hpp>
#include <tapeless/data/error.hpp>
#include <tapeless/expr/expression.hpp>

namespace tapeless::detail {

/// Copies rows of a data set into the input and target leaves of a program. A set that says nothing about what to
/// predict is to be reproduced: its inputs are the targets (an autoencoder).
template <class Input, class Target>
void load_rows(auto view, const data::dataset& set, std::span<const std::uint32_t> rows) {
  const std::span<element_type_of<Input>> inputs = view[Input{}];
  const std::span<element_type_of<Target>> targets = view[Target{}];
  write_inputs(set, rows, inputs);
  if constexpr (is_integer(Target::type))
    write_labels(set, rows, targets);
  else if (set.has_labels() || set.has_targets())
    write_targets(set, rows, targets);
  else
    write_inputs(set, rows, targets);
}

/// Errors    tapeless::error if rows of the set are not what a trainer's network and loss take
template <class InputShape, class Target, class Prediction, std::size_t Rows>
[[gnu::cold]] void check_fits(const data::dataset& set) {
  if (set.input_size() != InputShape::count)
    error::raise("trainer", "",
                 {"expected rows of ", InputShape::count, " inputs, got ", set.input_size()});
  constexpr std::size_t wanted = Target::shape_type::count / Rows;
  if constexpr (is_integer(Target::type)) {
    if (!set.has_labels())
      error::raise(
          "trainer", "",
          {"expected a data set with integer labels (std::vector<std::int32_t>), got one without"});
    if (set.target_size() != wanted)
      error::raise("trainer", "",
                   {"expected ", wanted, " labels per row, got ", set.target_size()});
    constexpr auto out = Prediction::shape_type::value;
    constexpr int classes = out[out.rank - 1];
    if (set.classes() > static_cast<std::size_t>(classes))
      error::raise("trainer", "", {"expected labels below ", classes, ", got ", set.classes() - 1});
  } else {
    if (set.has_labels() && set.target_size() * set.classes() != wanted)
      error::raise("trainer", "",
                   {"expected ", wanted, " target numbers per row, got labels of ", set.classes(),
                    " classes; give the targets as floats"});
    const std::size_t have = set.has_targets() ? set.target_size() : set.input_size();
    if (!set.has_labels() && have != wanted)
      error::raise("trainer", "", {"expected ", wanted, " target numbers per row, got ", have});
  }
}

/// Errors    tapeless::error for a row with an index that is outside of what it picks from
template <std::size_t Row>
[[gnu::cold]] void check_indices(std::span<const float> inputs, const index_limits& limits) {
  for (const index_limit& l : limits)
    for (std::size_t row = 0; l.size > 0 && row * Row < inputs.size(); ++row)
      for (int i = 0; i < l.count; ++i) {
        const int at = l.first + i * l.step;
        const float index = inputs[row * Row + static_cast<std::size_t>(at)];
        if (!(index > -1.0f && index < static_cast<float>(l.size)))
          error::raise("trainer", {"row", row},
                       {"expected input ", at, " to be an index below ", l.size, ", got ",
                        static_cast<double>(index)});
      }
}

}  // namespace tapeless::detail
