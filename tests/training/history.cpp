// SPDX-License-Identifier: BSL-1.0
#include <tapeless/training/history.hpp>

#include <catch2/catch.hpp>

#include "data/temporary_file.hpp"

using namespace tapeless_tests;

TEST_CASE("history: is written as CSV", "[training][history]") {
  tapeless::history past;
  CHECK(past.csv() == "epoch,train_loss,validation_loss,learning_rate,seconds\n");
  past.epochs.push_back({.epoch = 1,
                         .train_loss = 0.1,
                         .metrics = {{"accuracy", 0.5}},
                         .learning_rate = 1e-3,
                         .seconds = 2});
  past.epochs.push_back({.epoch = 2,
                         .train_loss = 1.0 / 3,
                         .validation_loss = 0.25,
                         .metrics = {{"a \"b\", c", 1}, {"accuracy", 0.75}}});
  const std::string expected =
      "epoch,train_loss,validation_loss,learning_rate,seconds,accuracy,\"a \"\"b\"\", c\"\n"
      "1,0.1,,0.001,2,0.5,\n"
      "2,0.3333333333333333,0.25,0,0,0.75,1\n";
  CHECK(past.csv() == expected);

  const temporary_folder folder;
  past.write_csv(folder / "h.csv");
  std::FILE* file = std::fopen((folder / "h.csv").c_str(), "rb");
  REQUIRE(file != nullptr);
  char content[1000];
  const std::size_t size = std::fread(content, 1, sizeof content, file);
  std::fclose(file);
  CHECK(std::string(content, size) == expected);
  CHECK(message_of([&] { past.write_csv(folder / "no" + "/h.csv"); }) ==
        folder / "no" + "/h.csv: expected a file that can be written: No such file or directory");
}
