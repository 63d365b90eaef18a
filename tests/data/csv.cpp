// SPDX-License-Identifier: BSL-1.0
#include <tapeless/data/csv.hpp>

#include <catch2/catch.hpp>

#include <clocale>

#include "temporary_file.hpp"

using namespace tapeless::data;
using namespace tapeless_tests;
using floats = std::vector<float>;
using texts = std::vector<std::string>;
using ints = std::vector<std::int32_t>;

namespace {
floats numbers(std::span<const float> of) { return floats(of.begin(), of.end()); }
ints numbers(std::span<const std::int32_t> of) { return ints(of.begin(), of.end()); }
}  // namespace

TEST_CASE("csv: inputs, targets by name, label by index", "[data][csv]") {
  const std::string text = "a,b,y,c\n1,2,3,0\n4,5,6,1\n";
  const csv_data plain = parse_csv(text);
  CHECK(plain.set.input_size() == 4);
  CHECK(plain.input_names == texts{"a", "b", "y", "c"});

  const csv_data valued = parse_csv(text, {.targets = {"y", "a"}, .skip = {"c"}});
  CHECK(numbers(valued.set.inputs()) == floats{2, 5});
  CHECK(numbers(valued.set.targets()) == floats{3, 1, 6, 4});
  CHECK(valued.input_names == texts{"b"});
  CHECK(valued.target_names == texts{"y", "a"});

  const csv_data labelled = parse_csv(text, {.label = -1, .classes = 5});
  CHECK(numbers(labelled.set.labels()) == ints{0, 1});
  CHECK(labelled.set.classes() == 5);
  CHECK(labelled.target_names == texts{"c"});
  CHECK(numbers(labelled.set.inputs()) == floats{1, 2, 3, 4, 5, 6});
}

TEST_CASE("csv: what RFC 4180 allows", "[data][csv]") {
  const floats expected{1, 2, 3, 4};
  const auto read = [](const std::string& text, const csv_options& options = {}) {
    return numbers(parse_csv(text, options).set.inputs());
  };
  CHECK(read("a,b\r\n1,2\r\n3,4\r\n") == expected);
  CHECK(read("a,b\n1,2\n3,4") == expected);
  CHECK(read("a,b\n1,2\n3,4\r") == expected);
  CHECK(read("\xEF\xBB\xBF"
             "a,b\n1,2\n3,4\n") == expected);
  CHECK(read("a,b\n\n1 ,\t2\n  \n \"3\" , \"4\" \n\n") == expected);
  CHECK(read("\"a\nx\",\"b\"\"\"\n\"1\",2\n3,4\n") == expected);
  CHECK(read("1;2\n3;4\n", {.separator = ';', .header = false}) == expected);
  CHECK(read("1\t2\n3\t4\n", {.separator = '\t', .header = false}) == expected);
  CHECK(read("1 2\n3 4\n", {.separator = ' ', .header = false}) == expected);
  CHECK(read("made by hand, \"2020\n\na,b\n#1\n1,2\n#,\n3,4\n#",
             {.comment = '#', .skip_lines = 1}) == expected);
  CHECK(parse_csv("\"a\nx\",\"b\"\"\"\n1,2").input_names == texts{"a\nx", "b\""});
  CHECK(parse_csv("1,2", {.header = false}).input_names == texts{"", ""});
}

TEST_CASE("csv: labels may be names, missing numbers may have a stand-in", "[data][csv]") {
  const csv_options options{
      .label = "kind", .class_names = {"setosa", "virginica, big"}, .missing = -1.f};
  const csv_data data =
      parse_csv("x,kind\n1,setosa\nNA,\"virginica, big\"\n,setosa\n?,setosa\n", options);
  CHECK(numbers(data.set.labels()) == ints{0, 1, 0, 0});
  CHECK(numbers(data.set.inputs()) == floats{1, -1, -1, -1});
  CHECK(data.set.classes() == 2);
}

TEST_CASE("csv: numbers have a point whatever the locale", "[data][csv]") {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  CHECK(parse_csv("1.5\n", {.header = false}).set.inputs()[0] == 1.5f);
  std::setlocale(LC_ALL, before.c_str());
}

TEST_CASE("csv: a malformed text is one error with line and column", "[data][csv]") {
  struct sample {
    std::string text;
    csv_options options;
    std::string message;
  };
  const sample samples[] = {
      {"", {}, "f: 1:1: CSV: expected at least one record, got none"},
      {"a,b\n\n", {}, "f: 3:1: CSV: expected at least one record, got none"},
      {"a,b\n1,x2\n", {}, "f: 2:3: CSV: expected a number in column \"b\", got \"x2\""},
      {"1, 2\n3,  1e99\n",
       {.header = false},
       "f: 2:5: CSV: expected a number in the range of float in column 1, got \"1e99\""},
      {"a,b\n1,\n", {}, "f: 2:3: CSV: expected a number in column \"b\", got \"\""},
      {"a,b\n1,nan\n", {}, "f: 2:3: CSV: expected a number in column \"b\", got \"nan\""},
      {"a,b\n1,inf\n",
       {.missing = 0.f},
       "f: 2:3: CSV: expected a number in column \"b\", got \"inf\""},
      {"a,b\n1,2\n3\n", {}, "f: 3:1: CSV: expected 2 fields, got 1"},
      {"a,b\n1,2\n3,4,5\n", {}, "f: 3:5: CSV: expected 2 fields, got more"},
      {"a,b\n\"1,2\n3,4\n", {}, "f: 2:1: CSV: expected a closing quote, got the end of the text"},
      {"a,b\n1,\"2\"x\n",
       {},
       "f: 2:6: CSV: expected a separator or the end of the line after the closing quote"},
      {"a,b\n1,2\"\n",
       {},
       "f: 2:4: CSV: expected the whole field in quotes, or a quote nowhere in it"},
      {"\"a\nb\",c\n1,x\n", {}, "f: 3:3: CSV: expected a number in column \"c\", got \"x\""},
      {"a,y\n1,-1\n",
       {.label = "y"},
       "f: 2:3: CSV: expected a label of 0 or more in column \"y\", got \"-1\""},
      {"a,y\n1,1.5\n",
       {.label = "y"},
       "f: 2:3: CSV: expected an integer label in column \"y\", got \"1.5\""},
      {"a,y\n1,99999999999\n",
       {.label = "y"},
       "f: 2:3: CSV: expected an integer label in column \"y\", got \"99999999999\""},
      {"a,y\n1,3\n",
       {.label = "y", .classes = 3},
       "f: 2:3: CSV: expected a label below 3 in column \"y\", got \"3\""},
      {"a,y\n1,cat\n",
       {.label = 1, .class_names = {"dog"}},
       "f: 2:3: CSV: expected one of the class names in column \"y\", got \"cat\""},
      {"a,b\n1,2\n", {.label = "z"}, "f: options: CSV: expected a column named \"z\", got none"},
      {"a,a\n1,2\n",
       {.label = "a"},
       "f: options: CSV: expected one column named \"a\", got several"},
      {"a,b\n1,2\n",
       {.label = 2},
       "f: options: CSV: expected the index of one of 2 columns, got 2"},
      {"a,b\n1,2\n",
       {.label = -3},
       "f: options: CSV: expected the index of one of 2 columns, got -3"},
      {"a,b\n1,2\n",
       {.label = "b", .skip = {1}},
       "f: options: CSV: expected one use of each column, got two of column 1"},
      {"a,b\n1,2\n",
       {.label = "b", .skip = {"a"}},
       "f: options: CSV: expected at least one column for inputs, got none"},
      {"a,b\n1,2\n",
       {.label = "b", .targets = {"a"}},
       "f: options: CSV: expected a label or targets, got both"},
      {"a,b\n1,2\n",
       {.label = "b", .classes = 1, .class_names = {"x", "y"}},
       "f: options: CSV: expected 1 class names, got 2"},
      {"a,b\n1,2\n",
       {.separator = '"'},
       "f: options: CSV: expected a separator and a comment character apart from each other, "
       "quotes and line ends"},
  };
  for (const sample& bad : samples) {
    INFO(bad.text);
    CHECK(message_of([&] { (void)parse_csv(bad.text, bad.options, "f"); }) == bad.message);
  }
}

TEST_CASE("csv: a text cut or changed anywhere is read or refused, never a crash", "[data][csv]") {
  const std::string good = "\"a\",b,\"c\"\"d\"\r\n1,\"2\",3\r\n\n4.5,-5e1,\"6\"\r\n";
  const auto survives = [](const std::string& text) {
    const std::string message = message_of([&] { (void)parse_csv(text, {.label = "b"}, "f"); });
    return message == "(none)" || message.find("f: ") == 0;
  };
  for (std::size_t size = 0; size <= good.size(); ++size) REQUIRE(survives(good.substr(0, size)));
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const char c : {'"', ',', '\n', '\r', '\0', ' ', 'x', '9'}) {
      std::string changed = good;
      changed[i] = c;
      REQUIRE(survives(changed));
    }
}

TEST_CASE("csv: reads files, plain and packed", "[data][csv]") {
  const temporary_folder folder;
  std::string text = "a,b\n";
  for (int i = 0; i < 20000; ++i) text += std::to_string(i) + "," + std::to_string(i % 7) + "\n";
  const csv_data plain = read_csv(folder.write("f.csv", text), {.label = "b"});
  CHECK(plain.set.size() == 20000);
  CHECK(plain.set.inputs()[19999] == 19999);
  CHECK(plain.set.classes() == 7);
#if TAPELESS_HAS_ZLIB
  CHECK(read_csv(folder.write("f.csv.gz", gzipped(text)), {.label = "b"}).set.size() == 20000);
#endif
  const std::string bad = folder.write("bad.csv", "a\nx\n");
  CHECK(message_of([&] { (void)read_csv(bad); }) ==
        bad + ": 2:1: CSV: expected a number in column \"a\", got \"x\"");
}
