// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>
#include <vector>

#include <tapeless/core/c_library.hpp>
#include <tapeless/data/error.hpp>

/// Numbers that judge a model, as plain functions over spans. Sums are made in double.
///
/// Words     scores: [rows, classes], one row of numbers per example, the greatest wins;
///           labels, predicted labels: [rows], from 0; predictions, actual values: [n]
/// Errors    tapeless::error when nothing is given, sizes do not fit, or a label is out of range
/// Source    definitions as in scikit-learn, a ratio of 0 to 0 counting 0
namespace tapeless::metrics {

/// The sizes that every metric needs to agree.
inline void require_sizes(std::string_view metric, std::size_t got, std::size_t expected) {
  if (expected == 0) error::raise(metric, "", {"expected at least one example, got none"});
  if (got != expected)
    error::raise(metric, "",
                 {"expected ", expected, " values to match ", expected, " others, got ", got});
}

/// Scores per row.
inline std::size_t classes_of(std::string_view metric, std::span<const float> scores,
                              std::size_t rows) {
  if (rows == 0) error::raise(metric, "", {"expected at least one example, got none"});
  if (scores.empty() || scores.size() % rows != 0)
    error::raise(metric, "",
                 {"expected ", rows, " rows of scores, got ", scores.size(), " scores"});
  return scores.size() / rows;
}

inline void require_label(std::string_view metric, std::size_t row, std::int32_t label,
                          std::size_t classes) {
  if (label < 0 || static_cast<std::size_t>(label) >= classes)
    error::raise(metric, {"row", row},
                 {"expected a label from 0 to ", classes - 1, ", got ", label});
}

/// The place of the greatest number; the first of equals; a nan counts as the greatest.
inline std::size_t argmax(std::span<const float> row) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < row.size(); ++i)
    if (!(row[i] <= row[best]) && row[best] == row[best]) best = i;
  return best;
}

/// The winner of each row of scores.
inline std::vector<std::int32_t> predicted_labels(std::span<const float> scores, std::size_t rows) {
  const std::size_t classes = classes_of("predicted_labels", scores, rows);
  std::vector<std::int32_t> labels(rows);
  for (std::size_t i = 0; i < rows; ++i)
    labels[i] = static_cast<std::int32_t>(argmax(scores.subspan(i * classes, classes)));
  return labels;
}

/// The fraction of examples whose label has one of the k greatest scores; of equal scores the first
/// counts as greater. k from 1 to classes.
inline double top_k_accuracy(std::span<const float> scores, std::span<const std::int32_t> labels,
                             std::size_t k) {
  const std::size_t classes = classes_of("top_k_accuracy", scores, labels.size());
  if (k == 0 || k > classes)
    error::raise("top_k_accuracy", "", {"expected k from 1 to ", classes, ", got ", k});
  std::size_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    require_label("top_k_accuracy", i, labels[i], classes);
    const auto row = scores.subspan(i * classes, classes);
    const auto label = static_cast<std::size_t>(labels[i]);
    const bool label_is_nan = row[label] != row[label];
    std::size_t ahead = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      const bool is_nan = row[c] != row[c], equal = label_is_nan ? is_nan : row[c] == row[label];
      ahead += c != label && ((equal && c < label) || (!equal && (is_nan || row[c] > row[label])))
                   ? 1
                   : 0;
    }
    right += ahead < k ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(labels.size());
}

/// The fraction of examples whose label has the greatest score.
inline double accuracy(std::span<const float> scores, std::span<const std::int32_t> labels) {
  return top_k_accuracy(scores, labels, 1);
}

/// The fraction of labels that were predicted.
inline double accuracy(std::span<const std::int32_t> predicted,
                       std::span<const std::int32_t> labels) {
  require_sizes("accuracy", predicted.size(), labels.size());
  std::size_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) right += predicted[i] == labels[i] ? 1 : 0;
  return static_cast<double>(right) / static_cast<double>(labels.size());
}

/// Counts of predicted labels for each actual one.
struct confusion {
  std::size_t classes = 0;
  std::vector<std::uint64_t> counts;  ///< [classes, classes]: a row for each actual label

  std::uint64_t operator()(std::size_t actual, std::size_t predicted) const {
    return counts[actual * classes + predicted];
  }
};

inline confusion confusion_matrix(std::span<const std::int32_t> predicted,
                                  std::span<const std::int32_t> labels, std::size_t classes) {
  require_sizes("confusion_matrix", predicted.size(), labels.size());
  confusion matrix{classes, std::vector<std::uint64_t>(classes * classes)};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    require_label("confusion_matrix", i, labels[i], classes);
    require_label("confusion_matrix", i, predicted[i], classes);
    ++matrix.counts[static_cast<std::size_t>(labels[i]) * classes +
                    static_cast<std::size_t>(predicted[i])];
  }
  return matrix;
}

/// precision: how much of what was called positive is; recall: how much of what is was called so;
/// f1: their harmonic mean.
struct retrieval {
  double precision = 0, recall = 0, f1 = 0;
};

/// Of one class against all others.
inline retrieval retrieval_of(const confusion& matrix, std::size_t positive) {
  if (positive >= matrix.classes)
    error::raise("retrieval_of", "",
                 {"expected a class below ", matrix.classes, ", got ", positive});
  double called = 0, are = 0;
  const auto both = static_cast<double>(matrix(positive, positive));
  for (std::size_t c = 0; c < matrix.classes; ++c) {
    called += static_cast<double>(matrix(c, positive));
    are += static_cast<double>(matrix(positive, c));
  }
  const auto ratio = [](double part, double whole) { return whole > 0 ? part / whole : 0.0; };
  return {ratio(both, called), ratio(both, are), ratio(2 * both, called + are)};
}

/// The mean over all classes, each counting the same.
inline retrieval macro_retrieval(const confusion& matrix) {
  retrieval mean;
  const auto classes = static_cast<double>(matrix.classes);
  for (std::size_t c = 0; c < matrix.classes; ++c) {
    const retrieval one = retrieval_of(matrix, c);
    mean.precision += one.precision / classes;
    mean.recall += one.recall / classes;
    mean.f1 += one.f1 / classes;
  }
  return mean;
}

/// Of label 1 among labels 0 and 1.
inline retrieval binary_retrieval(std::span<const std::int32_t> predicted,
                                  std::span<const std::int32_t> labels) {
  return retrieval_of(confusion_matrix(predicted, labels, 2), 1);
}

/// The area under the ROC curve: how often an example of label 1 has a greater score than one of
/// label 0, equal scores counting one half. Needs examples of both; no score may be nan.
///
/// Source    Mann, Whitney, "On a test of whether one of two random variables is stochastically larger", 1947
inline double auc(std::span<const float> scores, std::span<const std::int32_t> labels) {
  require_sizes("auc", scores.size(), labels.size());
  struct example {
    float score;
    std::int32_t label;
  };
  std::vector<example> order(scores.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    require_label("auc", i, labels[i], 2);
    if (core::c_library::isnan(scores[i]))
      error::raise("auc", {"row", i}, {"expected a score, got nan"});
    order[i] = {scores[i], labels[i]};
  }
  // (std::sort is in <algorithm>, which costs every program 0.15 s of compile time)
  std::qsort(order.data(), order.size(), sizeof(example), [](const void* a, const void* b) {
    const float x = static_cast<const example*>(a)->score,
                y = static_cast<const example*>(b)->score;
    return x < y ? -1 : x > y ? 1 : 0;
  });
  double below = 0, ones = 0,
         wins = 0;  // examples of label 0 and of label 1 so far; pairs in order
  for (std::size_t i = 0; i < order.size();) {
    double equal[2] = {0, 0};
    for (const float score = order[i].score; i < order.size() && order[i].score == score; ++i)
      ++equal[order[i].label];
    wins += equal[1] * (below + equal[0] / 2);
    below += equal[0];
    ones += equal[1];
  }
  const double all = ones * below;
  if (all == 0)
    error::raise("auc", "",
                 {"expected examples of label 0 and of label 1, got ", below, " and ", ones});
  return wins / all;
}

/// The mean of some losses.
inline double mean(std::span<const float> losses) {
  require_sizes("mean", losses.size(), losses.size());
  double sum = 0;
  for (const float loss : losses) sum += static_cast<double>(loss);
  return sum / static_cast<double>(losses.size());
}

/// A mean that is gathered batch by batch, each counting as many examples as it has.
struct running_mean {
  double sum = 0, weight = 0;

  void add(double value, std::size_t examples = 1) {
    sum += value * static_cast<double>(examples);
    weight += static_cast<double>(examples);
  }
  double value() const { return weight > 0 ? sum / weight : 0; }
};

/// The mean absolute error.
inline double mae(std::span<const float> predicted, std::span<const float> actual) {
  require_sizes("mae", predicted.size(), actual.size());
  double sum = 0;
  for (std::size_t i = 0; i < actual.size(); ++i)
    sum +=
        core::c_library::fabs(static_cast<double>(predicted[i]) - static_cast<double>(actual[i]));
  return sum / static_cast<double>(actual.size());
}

/// The mean squared error.
inline double mse(std::span<const float> predicted, std::span<const float> actual) {
  require_sizes("mse", predicted.size(), actual.size());
  double sum = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const double e = static_cast<double>(predicted[i]) - static_cast<double>(actual[i]);
    sum += e * e;
  }
  return sum / static_cast<double>(actual.size());
}

/// Share of the variance that is explained: 1 − mse / variance. For constant values: 1 if all are met, else 0.
inline double r2(std::span<const float> predicted, std::span<const float> actual) {
  const double error_of_model = mse(predicted, actual), centre = mean(actual);
  double variance = 0;
  for (const float a : actual)
    variance += (static_cast<double>(a) - centre) * (static_cast<double>(a) - centre);
  variance /= static_cast<double>(actual.size());
  if (variance == 0) return error_of_model == 0 ? 1 : 0;
  return 1 - error_of_model / variance;
}

}  // namespace tapeless::metrics
