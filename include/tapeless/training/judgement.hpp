// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/nn/losses/loss.hpp>

namespace tapeless::detail {

/// Combines the losses and metrics of batches into those of all rows: a mean is weighted by what it was divided
/// by (the rows, or what the loss says: rows with an ignored label do not count, weighted ones count as their weight);
/// a sum is added up.
template <class Loss, class Prediction, class Target, std::size_t Rows>
struct judgement {
  static constexpr bool is_sum = [] {
    if constexpr (requires { typename Loss::template reduced<reduction::sum>; })
      return std::is_same_v<Loss, typename Loss::template reduced<reduction::sum>>;
    else
      return false;
  }();
  static constexpr bool has_divisor = requires { Loss::divisor(Prediction{}, Target{}); };
  static constexpr bool has_metric_divisor =
      requires { Loss::metric_divisor(Prediction{}, Target{}); };

  /// The judging program's outputs: prediction, loss, metric, and the divisors that are no constants.
  template <class LossOf, class MetricOf>
  static constexpr auto stage() {
    if constexpr (has_divisor && has_metric_divisor)
      return traced<false, Prediction, LossOf, MetricOf,
                    decltype(Loss::divisor(Prediction{}, Target{})),
                    decltype(Loss::metric_divisor(Prediction{}, Target{}))>{};
    else if constexpr (has_divisor)
      return traced<false, Prediction, LossOf, MetricOf,
                    decltype(Loss::divisor(Prediction{}, Target{}))>{};
    else
      return traced<false, Prediction, LossOf, MetricOf>{};
  }

  double loss = 0, rows = 0, metric = 0, metric_rows = 0;  ///< sums, and what to divide them by

  judgement() = default;
  /// Of the batch that has been judged.
  explicit judgement(auto judge) : rows(Rows), metric_rows(Rows) {
    if constexpr (has_divisor && !is_sum) rows = number<3>(judge);
    if constexpr (has_metric_divisor) metric_rows = number<4>(judge);
    if (rows > 0) loss = number<1>(judge) * (is_sum ? 1.0 : rows);
    if (metric_rows > 0) metric = number<2>(judge) * metric_rows;
  }
  void add(const judgement& other, double times = 1) {
    loss += other.loss * times;
    rows += other.rows * times;
    metric += other.metric * times;
    metric_rows += other.metric_rows * times;
  }
  double mean_loss() const { return is_sum ? loss : loss / rows; }
  double mean_metric() const { return metric / metric_rows; }

 private:
  template <int I>
  static double number(auto judge) {
    return static_cast<double>(judge.template result<I>()[0]);
  }
};

}  // namespace tapeless::detail
