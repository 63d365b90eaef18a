// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <tapeless/core/shape.hpp>
#include <tapeless/data/dataset.hpp>
#include <tapeless/training/early_stopping.hpp>
#include <tapeless/training/progress.hpp>
#include <tapeless/training/reduce_on_plateau.hpp>

namespace tapeless {

/// Rows per training step, as an argument: `batch<64>`.
template <std::size_t Rows>
struct batch_of {};
template <std::size_t Rows>
inline constexpr batch_of<Rows> batch{};

/// Seed of first values, shuffling and random layers: `seed{7}`. The same seed gives the same bits.
struct seed {
  std::uint64_t value = 0;
};

namespace detail {

template <std::size_t Rows, class Shape>
struct batched;
template <std::size_t Rows, std::size_t... Sizes>
struct batched<Rows, shape<Sizes...>> {
  using type = shape<Rows, Sizes...>;
};

/// A data set to judge by, or none.
class maybe_dataset {
 public:
  maybe_dataset() = default;
  maybe_dataset(const data::dataset& set) : set_(&set) {}  // NOLINT(google-explicit-constructor)
  explicit operator bool() const { return set_ != nullptr; }
  const data::dataset& operator*() const { return *set_; }

 private:
  const data::dataset* set_ = nullptr;
};

}  // namespace detail

/// Options of `fit`: how long to train, and on what.
struct fit_options {
  std::size_t epochs = 1;
  detail::maybe_dataset validation{};  ///< judged after every epoch
  progress_callback progress{};        ///< told after every batch and epoch; `console` draws a bar
  std::optional<tapeless::early_stopping>
      early_stopping{};  ///< by the validation loss (else the training loss)
  std::optional<tapeless::reduce_on_plateau>
      reduce_on_plateau{};   ///< lower rates, by the same loss
  bool restore_best = true;  ///< with early stopping: end with the best epoch's parameters
  /// A new order of the rows in every epoch. Rows that do not fill a batch are left out of their epoch: without
  /// shuffling these are always the same.
  bool shuffle = true;
};

/// Result of `evaluate`: means over all rows.
struct evaluation {
  double loss = 0;
  std::optional<double> metric{};  ///< the loss's own (accuracy for classifications), if it has one
};

}  // namespace tapeless
