// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include <tapeless/data/dataset.hpp>
#include <tapeless/data/error.hpp>
#include <tapeless/data/shuffle.hpp>

namespace tapeless::detail {
inline void check_gather(const data::dataset& set, std::span<const std::uint32_t> rows,
                         std::size_t width, std::size_t room) {
  if (room != rows.size() * width)
    error::raise("gather", "",
                 {"expected room for ", rows.size(), " rows of ", width, ", got room for ", room,
                  " values"});
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i] >= set.size())
      error::raise("gather", {"item", i}, {"expected a row below ", set.size(), ", got ", rows[i]});
}

/// (to another element type: by conversion)
template <class T, class To>
[[gnu::noinline]] void copy_rows(std::span<const T> from, std::span<const std::uint32_t> rows,
                                 std::size_t width, std::span<To> to) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if constexpr (std::is_same_v<T, To>)
      std::memcpy(&to[i * width], &from[rows[i] * width], width * sizeof(T));
    else
      for (std::size_t k = 0; k < width; ++k)
        to[i * width + k] = static_cast<To>(from[rows[i] * width + k]);
}

// gather_inputs and the others into leaves of any element type.
template <class To>
void write_inputs(const data::dataset& set, std::span<const std::uint32_t> rows, std::span<To> to) {
  check_gather(set, rows, set.input_size(), to.size());
  copy_rows(set.inputs(), rows, set.input_size(), to);
}
template <class To>
void write_labels(const data::dataset& set, std::span<const std::uint32_t> rows, std::span<To> to) {
  if (!set.has_labels())
    error::raise("gather_labels", "", {"expected a data set with labels, got one without"});
  check_gather(set, rows, set.target_size(), to.size());
  copy_rows(set.labels(), rows, set.target_size(), to);
}
template <class To>
void write_targets(const data::dataset& set, std::span<const std::uint32_t> rows,
                   std::span<To> to) {
  if (set.has_labels()) {
    const std::size_t n = set.target_size();
    check_gather(set, rows, n * set.classes(), to.size());
    for (To& x : to) x = static_cast<To>(0);
    for (std::size_t i = 0; i < rows.size() * n; ++i)
      to[i * set.classes() + static_cast<std::size_t>(set.labels()[rows[i / n] * n + i % n])] =
          static_cast<To>(1);
    return;
  }
  if (!set.has_targets())
    error::raise("gather_targets", "", {"expected a data set with targets, got one without"});
  check_gather(set, rows, set.target_size(), to.size());
  copy_rows(set.targets(), rows, set.target_size(), to);
}
}  // namespace tapeless::detail

namespace tapeless::data {

/// Treatment of the rows that do not fill a batch: left out of this epoch, or given as a last
/// batch that is filled up with repetitions of its last row.
enum class last_batch { drop, pad };

/// Rows of a batch: always the full number, of which the first `valid` count.
struct batch_rows {
  std::span<const std::uint32_t> rows;
  std::size_t valid;
};

/// The order in which an epoch visits the rows of a data set, cut into batches of equal size.
///
/// For training: `batch_order order(rows, 64, seed)`, then `order.start_epoch(e)` before each epoch:
/// the order is a function of (seed, e) alone, the same on every machine, and incomplete batches
/// are dropped. For judging: `batch_order::in_order(rows, 64)`: every row once, the last batch padded.
///
///     for (auto [rows, valid] : order) { gather_inputs(set, rows, x); gather_labels(set, rows, y); ... }
///
/// Errors    tapeless::error when there is not a single batch
/// Memory    4 bytes per row, taken in the constructor and never again
class batch_order {
 public:
  batch_order(std::size_t rows, std::size_t batch_size, std::uint64_t seed,
              last_batch last = last_batch::drop)
      : batch_order(rows, batch_size, seed, last, true) {}

  static batch_order in_order(std::size_t rows, std::size_t batch_size,
                              last_batch last = last_batch::pad) {
    return batch_order(rows, batch_size, 0, last, false);
  }

  /// Draws the order of this epoch (in place); orders made by `in_order` stay.
  void start_epoch(std::uint64_t epoch) {
    if (!shuffled_) return;
    shuffled_order(std::span(order_).first(rows_), seed_, epoch);
    pad();
  }

  /// Batches in an epoch; never 0.
  std::size_t size() const { return batches_; }
  std::size_t batch_size() const { return batch_size_; }
  /// Rows that an epoch visits, padding not counted.
  std::size_t valid_rows() const {
    return rows_ < batches_ * batch_size_ ? rows_ : batches_ * batch_size_;
  }

  batch_rows operator[](std::size_t batch) const {
    const std::size_t begin = batch * batch_size_;
    const std::size_t left = rows_ - begin;
    return {std::span(order_).subspan(begin, batch_size_), left < batch_size_ ? left : batch_size_};
  }

  class iterator {
   public:
    iterator(const batch_order* of, std::size_t batch) : of_(of), batch_(batch) {}
    batch_rows operator*() const { return (*of_)[batch_]; }
    iterator& operator++() {
      ++batch_;
      return *this;
    }
    bool operator==(const iterator&) const = default;

   private:
    const batch_order* of_;
    std::size_t batch_;
  };
  iterator begin() const { return {this, 0}; }
  iterator end() const { return {this, batches_}; }

 private:
  batch_order(std::size_t rows, std::size_t batch_size, std::uint64_t seed, last_batch last,
              bool shuffled)
      : rows_(rows), batch_size_(batch_size), seed_(seed), shuffled_(shuffled) {
    if (batch_size == 0)
      error::raise("batch_order", "", {"expected at least 1 row per batch, got 0"});
    if (rows == 0 || rows > UINT32_MAX)
      error::raise("batch_order", "", {"expected 1 to 4294967295 rows, got ", rows});
    batches_ = rows / batch_size + (last == last_batch::pad && rows % batch_size != 0 ? 1 : 0);
    if (batches_ == 0)
      error::raise("batch_order", "",
                   {"expected at least ", batch_size, " rows for one batch, got ", rows,
                    "; take smaller batches or last_batch::pad"});
    order_.resize(rows > batches_ * batch_size ? rows : batches_ * batch_size);
    for (std::size_t i = 0; i < rows; ++i) order_[i] = static_cast<std::uint32_t>(i);
    pad();
    start_epoch(0);
  }

  void pad() {
    for (std::size_t i = rows_; i < order_.size(); ++i) order_[i] = order_[rows_ - 1];
  }

  std::vector<std::uint32_t> order_;
  std::size_t rows_, batch_size_, batches_ = 0;
  std::uint64_t seed_;
  bool shuffled_;
};

/// Copies the inputs of these rows, one after the other.
///
/// Shapes    to: [rows, input_size]
/// Errors    tapeless::error, before anything is written, when `to` has another size or a row does not exist
inline void gather_inputs(const dataset& set, std::span<const std::uint32_t> rows,
                          std::span<float> to) {
  detail::write_inputs(set, rows, to);
}

/// Copies the labels of these rows. Shapes and errors as `gather_inputs`, with to: [rows, target_size].
inline void gather_labels(const dataset& set, std::span<const std::uint32_t> rows,
                          std::span<std::int32_t> to) {
  detail::write_labels(set, rows, to);
}

/// Copies the targets of these rows, to: [rows, target_size]; of a labelled set it writes each label
/// as a row of zeros with a one in its place, to: [rows, target_size, classes].
inline void gather_targets(const dataset& set, std::span<const std::uint32_t> rows,
                           std::span<float> to) {
  detail::write_targets(set, rows, to);
}

/// Inputs and labels of a batch at once; nothing is written unless both fit.
inline void gather(const dataset& set, std::span<const std::uint32_t> rows, std::span<float> inputs,
                   std::span<std::int32_t> labels) {
  detail::check_gather(set, rows, set.input_size(), inputs.size());
  gather_labels(set, rows, labels);
  detail::copy_rows(set.inputs(), rows, set.input_size(), inputs);
}

/// Inputs and targets of a batch at once; nothing is written unless both fit.
inline void gather(const dataset& set, std::span<const std::uint32_t> rows, std::span<float> inputs,
                   std::span<float> targets) {
  detail::check_gather(set, rows, set.input_size(), inputs.size());
  gather_targets(set, rows, targets);
  detail::copy_rows(set.inputs(), rows, set.input_size(), inputs);
}

}  // namespace tapeless::data
