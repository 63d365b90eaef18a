// SPDX-License-Identifier: BSL-1.0
// Expected values worked out by hand.
#include <tapeless/training/metrics.hpp>

#include <catch2/catch.hpp>

#include <limits>

#include "data/temporary_file.hpp"

using namespace tapeless::metrics;
using tapeless_tests::message_of;
using floats = std::vector<float>;
using ints = std::vector<std::int32_t>;

TEST_CASE("metrics: the first of the greatest scores wins", "[training][metrics]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(argmax(floats{1, 3, 3, 2}) == 1);
  CHECK(argmax(floats{1, nan, 3, nan}) == 1);
  CHECK(argmax(floats{nan, 1}) == 0);
  CHECK(predicted_labels(floats{0, 1, 5, 4, 2, 2}, 3) == ints{1, 0, 0});
}

TEST_CASE("metrics: accuracy of scores, of labels and of the k greatest", "[training][metrics]") {
  const floats scores{0.1f, 0.7f, 0.2f,  //
                      0.5f, 0.3f, 0.2f,  //
                      0.3f, 0.3f, 0.4f,  //
                      0.4f, 0.4f, 0.2f};
  const ints labels{1, 2, 0, 1};
  CHECK(accuracy(scores, labels) == 0.25);
  CHECK(top_k_accuracy(scores, labels, 1) == 0.25);
  CHECK(top_k_accuracy(scores, labels, 2) == 0.75);
  CHECK(top_k_accuracy(scores, labels, 3) == 1);
  CHECK(accuracy(ints{1, 2, 3}, ints{1, 2, 0}) == Approx(2 / 3.0));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(accuracy(floats{1, nan, nan}, ints{1}) == 1);
  CHECK(accuracy(floats{1, nan, nan}, ints{2}) == 0);
  CHECK(accuracy(floats{1, nan, nan}, ints{0}) == 0);
}

TEST_CASE("metrics: confusion, precision, recall and F1", "[training][metrics]") {
  const confusion matrix = confusion_matrix(ints{0, 0, 1, 1, 0, 0}, ints{0, 0, 0, 1, 1, 2}, 3);
  CHECK(matrix.counts == std::vector<std::uint64_t>{2, 1, 0, 1, 1, 0, 1, 0, 0});
  CHECK(matrix(0, 1) == 1);
  const retrieval zero = retrieval_of(matrix, 0);
  CHECK(zero.precision == Approx(0.5));
  CHECK(zero.recall == Approx(2 / 3.0));
  CHECK(zero.f1 == Approx(4 / 7.0));
  CHECK(retrieval_of(matrix, 2).f1 == 0);
  const retrieval macro = macro_retrieval(matrix);
  CHECK(macro.precision == Approx(1 / 3.0));
  CHECK(macro.recall == Approx((2 / 3.0 + 0.5) / 3));
  CHECK(macro.f1 == Approx((4 / 7.0 + 0.5) / 3));
  const retrieval binary = binary_retrieval(ints{1, 1, 1, 0}, ints{1, 0, 0, 1});
  CHECK(binary.precision == Approx(1 / 3.0));
  CHECK(binary.recall == Approx(0.5));
  CHECK(binary.f1 == Approx(0.4));
}

TEST_CASE("metrics: the area under the curve counts pairs, equals by half", "[training][metrics]") {
  CHECK(auc(floats{0.1f, 0.4f, 0.35f, 0.8f}, ints{0, 0, 1, 1}) == 0.75);
  CHECK(auc(floats{1, 2, 3, 4}, ints{0, 0, 1, 1}) == 1);
  CHECK(auc(floats{5, 5, 5, 5}, ints{0, 1, 0, 1}) == 0.5);
  CHECK(auc(floats{1, 2, 2, 3}, ints{0, 1, 0, 0}) == Approx(1.5 / 3));
}

TEST_CASE("metrics: errors of numbers", "[training][metrics]") {
  const floats predicted{2.5f, 0, 2, 8}, actual{3, -0.5f, 2, 7};
  CHECK(mae(predicted, actual) == Approx(0.5));
  CHECK(mse(predicted, actual) == Approx(0.375));
  CHECK(r2(predicted, actual) == Approx(0.9486081370449679));
  CHECK(r2(floats{2, 2}, floats{2, 2}) == 1);
  CHECK(r2(floats{2, 3}, floats{2, 2}) == 0);
  CHECK(mean(floats{1, 2, 6}) == 3);
  running_mean running;
  CHECK(running.value() == 0);
  running.add(1, 3);
  running.add(5);
  CHECK(running.value() == 2);
}

TEST_CASE("metrics: what does not fit is an error", "[training][metrics]") {
  CHECK(message_of([] { (void)accuracy(floats{1, 2, 3}, ints{0, 1}); }) ==
        "top_k_accuracy: expected 2 rows of scores, got 3 scores");
  CHECK(message_of([] { (void)accuracy(floats{1, 2}, ints{2}); }) ==
        "top_k_accuracy: row 0: expected a label from 0 to 1, got 2");
  CHECK(message_of([] { (void)accuracy(floats{}, ints{}); }) ==
        "top_k_accuracy: expected at least one example, got none");
  CHECK(message_of([] { (void)top_k_accuracy(floats{1, 2}, ints{0}, 3); }) ==
        "top_k_accuracy: expected k from 1 to 2, got 3");
  CHECK(message_of([] { (void)accuracy(ints{1}, ints{1, 2}); }) ==
        "accuracy: expected 2 values to match 2 others, got 1");
  CHECK(message_of([] { (void)confusion_matrix(ints{3}, ints{0}, 3); }) ==
        "confusion_matrix: row 0: expected a label from 0 to 2, got 3");
  CHECK(message_of([] { (void)mse(floats{1}, floats{}); }) ==
        "mse: expected at least one example, got none");
  CHECK(message_of([] { (void)auc(floats{1, 2}, ints{1, 1}); }) ==
        "auc: expected examples of label 0 and of label 1, got 0 and 2");
  CHECK(message_of([] {
          (void)auc(floats{1, std::numeric_limits<float>::quiet_NaN()}, ints{1, 0});
        }) == "auc: row 1: expected a score, got nan");
}
