// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/data/byte_reader.hpp>
#include <tapeless/data/csv_fields.hpp>
#include <tapeless/data/dataset.hpp>
#include <tapeless/data/error.hpp>
#include <tapeless/data/number.hpp>

namespace tapeless::data {

/// A column by its name in the header, or by its index from 0; from −1 backwards for the last ones.
struct csv_column {
  std::string name;
  long long index = 0;

  // NOLINTBEGIN(google-explicit-constructor): users write the name or the index
  csv_column(const char* n) : name(n) {}
  csv_column(std::string n) : name(std::move(n)) {}
  csv_column(std::integral auto i) : index(static_cast<long long>(i)) {}
  // NOLINTEND(google-explicit-constructor)
};

/// Contents of a CSV file. Every column that is neither label, target nor skipped is an input.
struct csv_options {
  char separator = ',';
  bool header = true;                    ///< the first record holds the names of the columns
  std::optional<csv_column> label = {};  ///< the column of integer labels (or of `class_names`)
  /// the columns to predict as numbers; not together with `label`
  std::vector<csv_column> targets = {};
  std::vector<csv_column> skip = {};          ///< columns that may hold anything
  std::size_t classes = 0;                    ///< number of labels; 0: one more than the greatest
  std::vector<std::string> class_names = {};  ///< labels are these texts; the first is 0
  std::optional<float> missing =
      {};               ///< stands for fields that are empty, NA, NaN or ?; else those are errors
  char comment = '\0';  ///< lines that begin with it are passed over
  std::size_t skip_lines = 0;  ///< lines to pass over at the top, before the header
};

/// Examples and the names of their columns (empty texts when the file has no header).
struct csv_data {
  dataset set;
  std::vector<std::string> input_names, target_names;
};

/// Reads one CSV text with its options.
class csv_reader {
 public:
  csv_reader(std::string_view text, const csv_options& options, std::string_view name)
      : options_(options), fields_(text, name, options.separator, options.comment), name_(name) {}

  [[gnu::cold]] csv_data read() {
    check_options();
    for (std::size_t i = 0; i < options_.skip_lines; ++i) fields_.skip_line();
    bool more = fields_.next_record();
    if (more) {
      files::csv_fields ahead = fields_;
      for (files::csv_fields& first = options_.header ? fields_ : ahead; first.next_field();)
        names_.emplace_back(options_.header ? first.field() : "");
      choose_columns();
      if (options_.header) more = fields_.next_record();
    }
    for (; more; more = fields_.next_record()) read_record();
    if (rows_ == 0) fields_.raise_at(fields_.line(), 1, {"expected at least one record, got none"});
    return result();
  }

 private:
  enum class role : unsigned char { input, label, target, skipped };

  void check_options() const {
    const char s = options_.separator, c = options_.comment;
    if (s == '"' || s == '\n' || s == '\r' || s == '\0' || s == c || c == '"')
      raise_options(
          {"expected a separator and a comment character apart from each other, quotes and line "
           "ends"});
    if (options_.label && !options_.targets.empty())
      raise_options({"expected a label or targets, got both"});
    if (options_.classes != 0 && !options_.class_names.empty() &&
        options_.classes != options_.class_names.size())
      raise_options(
          {"expected ", options_.classes, " class names, got ", options_.class_names.size()});
  }

  [[noreturn, gnu::cold]] void raise_options(std::initializer_list<error::piece> reason) const {
    error::raise(name_, "options", reason, "CSV: ");
  }

  /// Once the number of columns is known: what each of them is for.
  void choose_columns() {
    roles_.assign(names_.size(), role::input);
    target_place_.assign(names_.size(), 0);
    if (options_.label) give_role(*options_.label, role::label);
    for (std::size_t i = 0; i < options_.targets.size(); ++i)
      target_place_[give_role(options_.targets[i], role::target)] = i;
    for (const csv_column& column : options_.skip) give_role(column, role::skipped);
    for (const role r : roles_) input_size_ += r == role::input ? 1 : 0;
    if (input_size_ == 0) raise_options({"expected at least one column for inputs, got none"});
    row_targets_.resize(options_.targets.size());
  }

  std::size_t give_role(const csv_column& column, role r) {
    const std::size_t count = names_.size();
    std::size_t at = count;
    if (!column.name.empty()) {
      for (std::size_t i = 0; i < count; ++i) {
        if (names_[i] != column.name) continue;
        if (at != count)
          raise_options(
              {"expected one column named ", error::quoted(column.name), ", got several"});
        at = i;
      }
      if (at == count)
        raise_options({"expected a column named ", error::quoted(column.name), ", got none"});
    } else {
      const auto n = static_cast<long long>(count),
                 i = column.index < 0 ? n + column.index : column.index;
      if (i < 0 || i >= n)
        raise_options({"expected the index of one of ", count, " columns, got ", column.index});
      at = static_cast<std::size_t>(i);
    }
    if (roles_[at] != role::input)
      raise_options({"expected one use of each column, got two of column ", at});
    roles_[at] = r;
    return at;
  }

  void read_record() {
    const std::size_t line = fields_.line();
    std::size_t column = 0;
    for (; fields_.next_field(); ++column) {
      if (column >= roles_.size()) fields_.raise({"expected ", roles_.size(), " fields, got more"});
      switch (roles_[column]) {
        case role::input: inputs_.push_back(number(column)); break;
        case role::target: row_targets_[target_place_[column]] = number(column); break;
        case role::label: labels_.push_back(label(column)); break;
        case role::skipped: break;
      }
    }
    if (column != roles_.size())
      fields_.raise_at(line, 1, {"expected ", roles_.size(), " fields, got ", column});
    targets_.insert(targets_.end(), row_targets_.begin(), row_targets_.end());
    ++rows_;
  }

  float number(std::size_t column) const {
    const std::string_view text = fields_.field();
    float value = 0;
    const files::number_result result = files::read_number(text, value);
    if (result == files::number_result::good) return value;
    if (options_.missing &&
        (text.empty() || text == "NA" || text == "NaN" || text == "nan" || text == "?"))
      return *options_.missing;
    raise_field(column, result == files::number_result::unreadable
                            ? "a number"
                            : "a number in the range of float");
  }

  std::int32_t label(std::size_t column) const {
    const std::string_view text = fields_.field();
    for (std::size_t i = 0; i < options_.class_names.size(); ++i)
      if (options_.class_names[i] == text) return static_cast<std::int32_t>(i);
    if (!options_.class_names.empty()) raise_field(column, "one of the class names");
    std::int32_t value = 0;
    if (files::read_number(text, value) != files::number_result::good)
      raise_field(column, "an integer label");
    if (value < 0) raise_field(column, "a label of 0 or more");
    if (options_.classes != 0 && static_cast<std::size_t>(value) >= options_.classes)
      raise_field(column, "a label below " + std::to_string(options_.classes));
    return value;
  }

  [[noreturn, gnu::cold]] void raise_field(std::size_t column, std::string_view expected) const {
    const std::string name =
        names_[column].empty() ? std::to_string(column) : error::quoted(names_[column]);
    fields_.raise(
        {"expected ", expected, " in column ", name, ", got ", error::quoted(fields_.field())});
  }

  csv_data result() {
    std::vector<std::string> inputs, targets(options_.targets.size());
    for (std::size_t i = 0; i < roles_.size(); ++i) {
      if (roles_[i] == role::input) inputs.push_back(names_[i]);
      if (roles_[i] == role::target) targets[target_place_[i]] = names_[i];
      if (roles_[i] == role::label) targets.push_back(names_[i]);
    }
    const std::size_t classes =
        options_.class_names.empty() ? options_.classes : options_.class_names.size();
    if (options_.label)
      return {dataset(std::move(inputs_), input_size_, std::move(labels_), classes), inputs,
              targets};
    if (!options_.targets.empty())
      return {
          dataset(std::move(inputs_), input_size_, std::move(targets_), options_.targets.size()),
          inputs, targets};
    return {dataset(std::move(inputs_), input_size_), inputs, targets};
  }

  const csv_options& options_;
  files::csv_fields fields_;
  std::string_view name_;
  std::vector<std::string> names_;
  std::vector<role> roles_;  // of each column
  std::vector<std::size_t>
      target_place_;  // of each column that is a target: its place among the targets
  std::vector<float> inputs_, targets_, row_targets_;
  std::vector<std::int32_t> labels_;
  std::size_t input_size_ = 0, rows_ = 0;
};

/// Examples from the text of a CSV file; `name` stands for the file in messages.
///
/// Errors    tapeless::error at line:column: unreadable number, ragged record, stray quote, bad label,
///           nothing to read, options that do not fit the columns
/// Source    RFC 4180
inline csv_data parse_csv(std::string_view text, const csv_options& options = {},
                          std::string_view name = "text") {
  return csv_reader(text, options, name).read();
}

/// Examples from a CSV file, plain or gzip. Errors as `parse_csv`, and those of `files::byte_reader`.
[[gnu::cold]] inline csv_data read_csv(const std::string& path, const csv_options& options = {}) {
  files::byte_reader bytes(path);
  std::vector<unsigned char> content;
  try {
    if (!bytes.compressed() && bytes.most_bytes() < UINT64_MAX)
      content.reserve(static_cast<std::size_t>(bytes.most_bytes()));
    constexpr std::size_t step = std::size_t{1} << 16;
    for (std::size_t got = step; got == step;) {
      const std::size_t begin = content.size();
      content.resize(begin + step);
      got = bytes.read(std::span(content).subspan(begin));
      content.resize(begin + got);
    }
  } catch (const std::bad_alloc&) {
    error::raise(path, {"byte", bytes.offset()}, {"expected memory for the whole file, got none"},
                 "CSV: ");
  }
  return parse_csv({reinterpret_cast<const char*>(content.data()), content.size()}, options, path);
}

}  // namespace tapeless::data
