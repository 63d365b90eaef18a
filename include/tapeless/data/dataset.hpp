// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/data/error.hpp>
#include <tapeless/data/shuffle.hpp>

namespace tapeless::data {

struct train_test;

/// x ← (x − offset) · scale for every input value. One offset and one scale for all values, or one
/// per feature. Made by `scaling`, `standard_scores` or by hand.
struct normalisation {
  std::vector<float> offset, scale;
};

/// Examples in rows: an input of `input_size()` numbers and, for each, `target_size()` integer labels (mostly one) or
/// numbers (or nothing). Never empty; its sizes always agree; it owns its numbers.
///
/// Shapes    inputs [size, input_size], labels [size, target_size] with 0 ≤ label < classes, or targets [size, target_size]
/// Errors    tapeless::error from the constructors; vectors that were to be moved in are left as they were
class dataset {
 public:
  /// Labelled examples. `classes` = 0 means one more than the greatest label; `target_size` is how many labels an
  /// example has: one, or one for each character of a text, say.
  dataset(std::vector<float>&& inputs, std::size_t input_size, std::vector<std::int32_t>&& labels,
          std::size_t classes = 0, std::size_t target_size = 1)
      : size_(rows_of(inputs.size(), input_size)),
        input_size_(input_size),
        target_size_(target_size),
        classes_(checked_classes(labels, classes, target_size)) {
    same_rows(targets_of(labels.size(), "labels"));
    inputs_ = std::move(inputs);
    labels_ = std::move(labels);
  }
  dataset(std::span<const float> inputs, std::size_t input_size,
          std::span<const std::int32_t> labels, std::size_t classes = 0,
          std::size_t target_size = 1)
      : dataset(copy(inputs), input_size, copy(labels), classes, target_size) {}

  /// Examples with a row of numbers to predict: one per example unless `target_size` says otherwise.
  dataset(std::vector<float>&& inputs, std::size_t input_size, std::vector<float>&& targets,
          std::size_t target_size = 1)
      : size_(rows_of(inputs.size(), input_size)),
        input_size_(input_size),
        target_size_(target_size) {
    same_rows(targets_of(targets.size(), "targets"));
    inputs_ = std::move(inputs);
    targets_ = std::move(targets);
  }
  dataset(std::span<const float> inputs, std::size_t input_size, std::span<const float> targets,
          std::size_t target_size = 1)
      : dataset(copy(inputs), input_size, copy(targets), target_size) {}

  /// Examples without anything to predict (an autoencoder's, say).
  dataset(std::vector<float>&& inputs, std::size_t input_size)
      : size_(rows_of(inputs.size(), input_size)), input_size_(input_size) {
    inputs_ = std::move(inputs);
  }
  dataset(std::span<const float> inputs, std::size_t input_size)
      : dataset(copy(inputs), input_size) {}

  /// Number of examples; never 0.
  std::size_t size() const { return size_; }
  std::size_t input_size() const { return input_size_; }
  /// Labels or numbers to predict per example; 0 when there is nothing to predict.
  std::size_t target_size() const { return target_size_; }
  /// Number of classes, from which labels are taken; 0 without labels.
  std::size_t classes() const { return classes_; }
  bool has_labels() const { return !labels_.empty(); }
  bool has_targets() const { return !targets_.empty(); }

  std::span<const float> inputs() const { return inputs_; }
  std::span<const std::int32_t> labels() const { return labels_; }
  std::span<const float> targets() const { return targets_; }
  std::span<const float> input(std::size_t row) const {
    return inputs().subspan(row * input_size_, input_size_);
  }
  std::span<const float> target(std::size_t row) const {
    return targets().subspan(row * target_size_, target_size_);
  }
  /// The label of an example, or the first of several.
  std::int32_t label(std::size_t row) const { return labels_[row * target_size_]; }

  /// The examples of these rows, in this order; a row may come twice.
  dataset subset(std::span<const std::uint32_t> rows) const;
  /// The first `count` examples.
  dataset first(std::size_t count) const;

  /// Two parts: `count` examples, and the rest. In order, or, with a seed, in an order drawn from it.
  train_test split(std::integral auto count, std::optional<std::uint64_t> seed = {}) const;
  /// The same with a fraction of the examples (0 < fraction < 1), rounded to the nearest count.
  train_test split(std::floating_point auto fraction, std::optional<std::uint64_t> seed = {}) const;

  /// The same examples with their inputs normalised. Labels and targets stay.
  dataset normalised(const normalisation& by) const& {
    return dataset(*this).normalised_in_place(by);
  }
  dataset normalised(const normalisation& by) && { return std::move(normalised_in_place(by)); }

 private:
  dataset(const dataset& from, std::size_t size)
      : size_(size),
        input_size_(from.input_size_),
        target_size_(from.target_size_),
        classes_(from.classes_) {}

  template <class T>
  static std::vector<T> copy(std::span<const T> of) {
    return std::vector<T>(of.begin(), of.end());
  }

  [[gnu::cold]] static std::size_t rows_of(std::size_t values, std::size_t input_size) {
    if (values == 0) error::raise("dataset", "inputs", {"expected at least one example, got none"});
    if (input_size == 0 || values % input_size != 0)
      error::raise("dataset", "inputs",
                   {"expected rows of ", input_size, " values, got ", values, " values"});
    if (values / input_size > UINT32_MAX)
      error::raise("dataset", "inputs",
                   {"expected at most 4294967295 examples, got ", values / input_size});
    return values / input_size;
  }

  /// Number of examples that these labels or numbers belong to.
  [[gnu::cold]] std::size_t targets_of(std::size_t values, std::string_view what) const {
    if (target_size_ == 0 || values % target_size_ != 0)
      error::raise("dataset", what,
                   {"expected rows of ", target_size_, " values, got ", values, " values"});
    return values / target_size_;
  }

  [[gnu::cold]] void same_rows(std::size_t rows) const {
    if (rows != size_)
      error::raise("dataset", classes_ != 0 ? "labels" : "targets",
                   {"expected ", size_, " to match ", size_, " inputs, got ", rows});
  }

  [[gnu::cold]] static std::size_t checked_classes(std::span<const std::int32_t> labels,
                                                   std::size_t classes, std::size_t each) {
    std::size_t needed = 1;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const std::int32_t label = labels[i];
      const std::size_t row = each == 0 ? i : i / each;
      if (label < 0)
        error::raise("dataset", {"row", row}, {"expected a label of 0 or more, got ", label});
      if (classes != 0 && static_cast<std::size_t>(label) >= classes)
        error::raise("dataset", {"row", row},
                     {"expected a label below ", classes, ", got ", label});
      if (static_cast<std::size_t>(label) >= needed) needed = static_cast<std::size_t>(label) + 1;
    }
    return classes != 0 ? classes : needed;
  }

  dataset& normalised_in_place(const normalisation& by) {
    const std::size_t n = by.scale.size();
    if (by.offset.size() != n || (n != 1 && n != input_size_))
      error::raise("normalisation", "",
                   {"expected 1 or ", input_size_, " offsets and scales, got ", by.offset.size(),
                    " and ", n});
    if (n == 1) {
      for (float& x : inputs_) x = (x - by.offset[0]) * by.scale[0];
    } else {
      for (std::size_t row = 0; row < size_; ++row)
        for (std::size_t i = 0; i < n; ++i)
          inputs_[row * n + i] = (inputs_[row * n + i] - by.offset[i]) * by.scale[i];
    }
    return *this;
  }

  train_test split_rows(std::size_t count, std::optional<std::uint64_t> seed) const;

  std::vector<float> inputs_, targets_;
  std::vector<std::int32_t> labels_;
  std::size_t size_ = 0, input_size_ = 0, target_size_ = 0, classes_ = 0;
};

/// Two data sets: one to learn from, one to judge by.
struct train_test {
  dataset train, test;
};

[[gnu::cold]] inline dataset dataset::subset(std::span<const std::uint32_t> rows) const {
  if (rows.empty()) error::raise("subset", "", {"expected at least one row, got none"});
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i] >= size_)
      error::raise("subset", {"item", i}, {"expected a row below ", size_, ", got ", rows[i]});
  dataset part(*this, rows.size());
  part.inputs_.reserve(rows.size() * input_size_);
  part.targets_.reserve(has_targets() ? rows.size() * target_size_ : 0);
  part.labels_.reserve(has_labels() ? rows.size() : 0);
  for (const std::uint32_t row : rows) {
    const auto x = input(row);
    part.inputs_.insert(part.inputs_.end(), x.begin(), x.end());
    const auto copy_row = [&](const auto& from, auto& to) {
      if (from.empty()) return;
      const auto y = std::span(from).subspan(row * target_size_, target_size_);
      to.insert(to.end(), y.begin(), y.end());
    };
    copy_row(labels_, part.labels_);
    copy_row(targets_, part.targets_);
  }
  return part;
}

[[gnu::cold]] inline train_test dataset::split_rows(std::size_t count,
                                                    std::optional<std::uint64_t> seed) const {
  if (count == 0 || count >= size_)
    error::raise(
        "split", "",
        {"expected a count from 1 to ", size_ - 1, ", both parts need an example, got ", count});
  std::vector<std::uint32_t> order(size_);
  if (seed) {
    shuffled_order(order, *seed);
  } else {
    for (std::size_t i = 0; i < size_; ++i) order[i] = static_cast<std::uint32_t>(i);
  }
  const std::span<const std::uint32_t> rows = order;
  return {subset(rows.first(count)), subset(rows.subspan(count))};
}

train_test dataset::split(std::integral auto count, std::optional<std::uint64_t> seed) const {
  if (!std::in_range<std::size_t>(count))
    error::raise("split", "", {"expected a count from 1 to ", size_ - 1, ", got ", count});
  return split_rows(static_cast<std::size_t>(count), seed);
}

train_test dataset::split(std::floating_point auto fraction,
                          std::optional<std::uint64_t> seed) const {
  if (!(fraction > 0 && fraction < 1))
    error::raise("split", "",
                 {"expected a fraction between 0 and 1, got ", static_cast<double>(fraction)});
  return split_rows(
      static_cast<std::size_t>(static_cast<double>(fraction) * static_cast<double>(size_) + 0.5),
      seed);
}

[[gnu::cold]] inline dataset dataset::first(std::size_t count) const {
  if (count == 0 || count > size_)
    error::raise("first", "", {"expected a count from 1 to ", size_, ", got ", count});
  dataset part(*this, count);
  const auto rows = [count](const auto& all, std::size_t width) {
    return all.empty() ? all
                       : std::remove_cvref_t<decltype(all)>(all.data(), all.data() + count * width);
  };
  part.inputs_ = rows(inputs_, input_size_);
  part.labels_ = rows(labels_, target_size_);
  part.targets_ = rows(targets_, target_size_);
  return part;
}

}  // namespace tapeless::data
