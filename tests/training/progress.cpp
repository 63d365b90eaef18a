// SPDX-License-Identifier: BSL-1.0
#include <tapeless/training/progress.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace tapeless;

namespace {

const progress_event midway{.epoch = 3,
                            .epochs = 10,
                            .batch = 412,
                            .batches = 937,
                            .examples = 26368,
                            .loss = 0.31271,
                            .accuracy = 0.88612,
                            .seconds = 0.5};
const progress_event done{.epoch = 3,
                          .epochs = 10,
                          .batch = 937,
                          .batches = 937,
                          .examples = 59968,
                          .loss = 0.3,
                          .accuracy = 0.9,
                          .seconds = 2,
                          .validation_loss = 0.33915,
                          .validation_accuracy = 0.878,
                          .epoch_done = true};

/// What a reporter writes about `epochs` of 100 batches that take `batch_seconds` each.
std::string written(console_reporter reporter, double batch_seconds, std::size_t epochs = 1) {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  reporter.stream = file;
  for (std::size_t epoch = 1; epoch <= epochs; ++epoch) {
    progress_event e{.epoch = epoch, .epochs = epochs, .batches = 100};
    for (e.batch = 1; e.batch <= 100; ++e.batch) {
      e.examples = e.batch * 10;
      e.seconds = static_cast<double>(e.batch) * batch_seconds;
      reporter(e);
    }
    e.batch = 100;
    e.epoch_done = true;
    reporter(e);
  }
  std::rewind(file);
  std::string text(100000, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

std::size_t count(const std::string& text, char c) {
  std::size_t n = 0;
  for (const char t : text) n += t == c ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE("format_progress: a running epoch", "[training][progress]") {
  CHECK(format_progress(midway) ==
        "epoch  3/10 412/937  loss 0.3127  acc 88.61 %  52736/s  8.60 s left");
  CHECK(format_progress(midway, 79) ==
        "epoch  3/10 [===>     ] 412/937  loss 0.3127  acc 88.61 %  52736/s  8.60 s left");
  CHECK(format_progress(midway, 200) ==
        "epoch  3/10 [=============>                ] 412/937  loss 0.3127  acc 88.61 %  52736/s  "
        "8.60 s left");
  CHECK(format_progress(midway, 20) == "epoch  3/10 412/937 ");
  CHECK(format_progress({.epoch = 1, .epochs = 1, .batch = 0, .batches = 5}) ==
        "epoch 1/1 0/5  loss 0");
}

TEST_CASE("format_progress: an epoch that is done", "[training][progress]") {
  CHECK(format_progress(done, 200) ==
        "epoch  3/10  loss 0.3  acc 90.00 %  val loss 0.3392  val acc 87.80 %  29984/s  2.00 s");
}

TEST_CASE("format_progress: keeps to any width and survives odd numbers", "[training][progress]") {
  progress_event odd{.epoch = 7,
                     .epochs = 3,
                     .batch = 9,
                     .batches = 2,
                     .examples = 5,
                     .loss = 1e300 * 1e300,
                     .seconds = -1};
  for (std::size_t width = 1; width < 150; ++width) {
    CHECK(format_progress(midway, width).size() <= width);
    CHECK(format_progress(odd, width).size() <= width);
  }
  odd.batches = 0;
  CHECK(format_progress(odd) == "epoch 7/3 9/0  loss inf");
}

TEST_CASE("format_duration: reads like a clock", "[training][progress]") {
  CHECK(format_duration(0) == "0.00 s");
  CHECK(format_duration(9.994) == "9.99 s");
  CHECK(format_duration(9.996) == "10 s");
  CHECK(format_duration(59.6) == "1:00");
  CHECK(format_duration(245) == "4:05");
  CHECK(format_duration(7400) == "2:03:20");
  CHECK(format_duration(1e300 * 1e300) == "?");
}

TEST_CASE("console: elsewhere than on a terminal, one line for a short epoch",
          "[training][progress]") {
  const std::string text = written({}, 0.001, 3);  // a file is no terminal
  CHECK(text ==
        "epoch 1/3  loss 0  10000/s  0.10 s\n"
        "epoch 2/3  loss 0  10000/s  0.10 s\n"
        "epoch 3/3  loss 0  10000/s  0.10 s\n");
}

TEST_CASE("console: elsewhere than on a terminal, at most ten lines and one in 5 seconds",
          "[training][progress]") {
  CHECK(count(written({}, 10), '\n') == 10);
  CHECK(count(written({}, 0.11), '\n') == 3);  // after 5 s, 10 s and at the end
  CHECK(count(written({}, 10), '\r') == 0);
}

TEST_CASE("console: on a terminal one line, drawn at most ten times a second",
          "[training][progress]") {
  const console_reporter terminal{.how = console_reporter::style::terminal, .columns = 60};
  const std::string text = written(terminal, 0.01, 2);
  CHECK(count(text, '\n') == 2);
  CHECK(count(text, '\r') <= 2 * (10 + 2));
  CHECK(count(text, '\r') >= 2 * 8);
  CHECK(text.back() == '\n');
  std::size_t length = 0;
  for (const char c : text) {
    length = c == '\r' || c == '\n' ? 0 : length + 1;
    CHECK(length < 60);
  }
}

TEST_CASE("console: an unfinished epoch keeps its line", "[training][progress]") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  console_reporter terminal{
      .stream = file, .how = console_reporter::style::terminal, .columns = 60};
  terminal({.epoch = 1, .epochs = 2, .batch = 1, .batches = 2, .seconds = 1});
  terminal({.epoch = 2, .epochs = 2, .batch = 1, .batches = 2, .seconds = 1});
  std::rewind(file);
  char text[300];
  const std::string all(text, std::fread(text, 1, sizeof text, file));
  std::fclose(file);
  CHECK(count(all, '\n') == 1);
  CHECK(all.find("epoch 2/2") > all.find('\n'));
}

TEST_CASE("progress_callback: takes the console, silence, or anything that can be called",
          "[training][progress]") {
  CHECK_FALSE(progress_callback{});
  CHECK_FALSE(progress_callback{silent});
  CHECK(progress_callback{console});
  progress_callback{}(midway);

  std::vector<std::size_t> seen;
  progress_callback note = [&](const progress_event& e) { seen.push_back(e.batch); };
  note(midway);
  progress_callback copy = note, moved = std::move(note);
  copy(done);
  moved(midway);
  moved = copy;
  moved(midway);
  CHECK(seen == std::vector<std::size_t>{412, 937, 412, 412});
}
