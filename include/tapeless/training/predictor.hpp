// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

#include <tapeless/compile/index_limits.hpp>
#include <tapeless/data/error.hpp>
#include <tapeless/program/heap_memory.hpp>
#include <tapeless/program/instance.hpp>
#include <tapeless/training/feeding.hpp>

namespace tapeless {

/// Applies a network to any number of rows, in batches: a program whose input is `Input` and whose first result is the
/// prediction, as an instance of a model that it only reads. trainer.predictor() makes one.
template <class Program, class Input, class Set>
class predictor {
  static constexpr dims in = Input::shape_type::value;
  static constexpr std::size_t rows = static_cast<std::size_t>(in[0]),
                               row = static_cast<std::size_t>(in.count()) / rows,
                               out_row = static_cast<std::size_t>(
                                             Program::final_graph::value
                                                 .nodes[Program::final_graph::value.results[0]]
                                                 .shape.count()) /
                                         rows;
  static constexpr index_limits indices =
      index_limits_of(Program::traced_stage::value, core::name_of_tag<typename Input::tag>());

 public:
  explicit predictor(const model_view<const Set>& of) : program_(of) {}

  /// The outputs for rows of inputs, row after row.
  ///
  /// Shapes    inputs: [n, input shape…]   →  [n, output shape…]
  /// Errors    tapeless::error for a broken last row, or an index outside of an embedding's table
  std::vector<float> operator()(std::span<const float> inputs) {
    if (inputs.size() % row != 0)
      error::raise("predict", "",
                   {"expected a multiple of ", row, " numbers (one row), got ", inputs.size()});
    detail::check_indices<row>(inputs, indices);
    const std::size_t n = inputs.size() / row;
    std::vector<float> out(n * out_row);
    for (std::size_t first = 0; first < n; first += rows) {
      const std::size_t count = n - first < rows ? n - first : rows;
      const auto x = program_[Input{}];
      std::memcpy(x.data(), &inputs[first * row], count * row * sizeof(float));
      std::memset(x.data() + count * row, 0, (rows - count) * row * sizeof(float));
      program_.run();
      const auto y = program_.result();
      std::memcpy(&out[first * out_row], y.data(), count * out_row * sizeof(float));
    }
    return out;
  }

 private:
  instance<Program, const Set, heap_memory> program_;
};

}  // namespace tapeless
