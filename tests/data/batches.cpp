// SPDX-License-Identifier: BSL-1.0
#include <tapeless/data/batches.hpp>

#include <catch2/catch.hpp>

#include <array>

#include "temporary_file.hpp"

using namespace tapeless::data;
using tapeless_tests::message_of;
using floats = std::vector<float>;
using ints = std::vector<std::int32_t>;
using rows = std::vector<std::uint32_t>;

TEST_CASE("batch_order: drops what does not fill a batch, and shuffles anew each epoch",
          "[data][batches]") {
  batch_order order(10, 4, 7);
  CHECK(order.size() == 2);
  CHECK(order.valid_rows() == 8);
  const auto visited = [&] {
    rows all;
    for (const auto [batch, valid] : order) {
      CHECK(batch.size() == 4);
      CHECK(valid == 4);
      all.insert(all.end(), batch.begin(), batch.end());
    }
    return all;
  };
  CHECK(visited() == rows{0, 1, 2, 4, 9, 5, 8, 6});
  order.start_epoch(1);
  CHECK(visited() == rows{0, 1, 7, 6, 9, 5, 2, 4});
  const std::uint32_t* const place = order[0].rows.data();
  order.start_epoch(0);
  CHECK(visited() == rows{0, 1, 2, 4, 9, 5, 8, 6});
  CHECK(order[0].rows.data() == place);  // nothing was allocated
}

TEST_CASE("batch_order: in order, it visits every row once and pads the last batch",
          "[data][batches]") {
  batch_order order = batch_order::in_order(10, 4);
  order.start_epoch(3);
  CHECK(order.size() == 3);
  CHECK(order.valid_rows() == 10);
  const auto [last, valid] = order[2];
  CHECK(valid == 2);
  CHECK(rows(last.begin(), last.end()) == rows{8, 9, 9, 9});
  CHECK(batch_order::in_order(8, 4).size() == 2);
  CHECK(batch_order::in_order(8, 4)[1].valid == 4);
  CHECK(batch_order::in_order(3, 4)[0].valid == 3);
  CHECK(batch_order(3, 4, 7, last_batch::pad)[0].valid == 3);
}

TEST_CASE("batch_order: refuses an epoch without a batch", "[data][batches]") {
  CHECK(message_of([] { batch_order(3, 4, 7); }) ==
        "batch_order: expected at least 4 rows for one batch, got 3; take smaller batches or "
        "last_batch::pad");
  CHECK(message_of([] { batch_order(3, 0, 7); }) ==
        "batch_order: expected at least 1 row per batch, got 0");
  CHECK(message_of([] { batch_order(0, 4, 7); }) ==
        "batch_order: expected 1 to 4294967295 rows, got 0");
}

TEST_CASE("gather: copies the rows of a batch", "[data][batches]") {
  const dataset labelled(floats{0, 1, 2, 3, 4, 5}, 2, ints{2, 0, 1});
  const dataset valued(floats{0, 1, 2, 3, 4, 5}, 2, floats{6, 7, 8});
  const rows two{2, 0};
  floats x(4), t(2);
  ints y(2);
  gather(labelled, two, x, y);
  CHECK(x == floats{4, 5, 0, 1});
  CHECK(y == ints{1, 2});
  gather(valued, two, x, t);
  CHECK(t == floats{8, 6});
  floats one_hot(6, 9.f);
  gather(labelled, two, x, one_hot);
  CHECK(one_hot == floats{0, 1, 0, 0, 0, 1});
  const dataset several(floats{0, 1, 2, 3, 4, 5}, 2, ints{1, 0, 0, 0, 0, 1}, 2, 2);
  ints four(4);
  gather_labels(several, two, four);
  CHECK(four == ints{0, 1, 1, 0});
  floats eight(8, 9.f);
  gather_targets(several, two, eight);
  CHECK(eight == floats{1, 0, 0, 1, 0, 1, 1, 0});
}

TEST_CASE("gather: writes nothing unless all of it fits", "[data][batches]") {
  const dataset set(floats{0, 1, 2, 3, 4, 5}, 2, ints{2, 0, 1});
  const dataset valued(floats{0, 1, 2}, 1, floats{6, 7, 8});
  floats x(4, -1.f), small(3, -1.f);
  ints y(2, -1), long_y(3, -1);
  const rows two{2, 0}, beyond{1, 3};
  CHECK(message_of([&] { gather(set, two, small, y); }) ==
        "gather: expected room for 2 rows of 2, got room for 3 values");
  CHECK(message_of([&] { gather(set, two, x, long_y); }) ==
        "gather: expected room for 2 rows of 1, got room for 3 values");
  CHECK(message_of([&] { gather(set, beyond, x, y); }) ==
        "gather: item 1: expected a row below 3, got 3");
  CHECK(message_of([&] { gather_labels(valued, two, y); }) ==
        "gather_labels: expected a data set with labels, got one without");
  CHECK(message_of([&] { gather_targets(dataset(floats{1}, 1), rows{0}, x); }) ==
        "gather_targets: expected a data set with targets, got one without");
  CHECK(x == floats(4, -1.f));
  CHECK(y == ints(2, -1));
}
