// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/data/error.hpp>

namespace tapeless {

/// A number with the name of what it measures.
struct named_metric {
  std::string name;
  double value = 0;
};

/// Results of an epoch.
struct epoch_record {
  std::size_t epoch = 0;  ///< from 1
  double train_loss = 0;
  std::optional<double> validation_loss = {};
  std::vector<named_metric> metrics = {};
  double learning_rate = 0;
  double seconds = 0;
};

/// The records of a training, epoch by epoch.
struct history {
  std::vector<epoch_record> epochs;

  /// As CSV: epoch, train_loss, validation_loss, learning_rate, seconds, then the metrics in the order
  /// in which they first came. Numbers read back as the same doubles, whatever the locale; what an
  /// epoch has not is empty.
  [[gnu::cold]] std::string csv() const {
    std::vector<std::string_view> names;
    for (const epoch_record& e : epochs)
      for (const named_metric& m : e.metrics) {
        bool known = false;
        for (std::string_view n : names) known = known || n == m.name;
        if (!known) names.push_back(m.name);
      }
    std::string out = "epoch,train_loss,validation_loss,learning_rate,seconds";
    for (std::string_view n : names) add_name(out, n);
    for (const epoch_record& e : epochs) {
      out += '\n' + std::to_string(e.epoch);
      add_number(out, e.train_loss);
      add_number(out, e.validation_loss);
      add_number(out, e.learning_rate);
      add_number(out, e.seconds);
      for (std::string_view n : names) {
        std::optional<double> value;
        for (const named_metric& m : e.metrics)
          if (m.name == n) value = m.value;
        add_number(out, value);
      }
    }
    return out + '\n';
  }

  /// Writes `csv()` to a file. Errors: tapeless::error when it cannot be written.
  [[gnu::cold]] void write_csv(const std::string& path) const {
    const std::string text = csv();
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
      error::raise(path, "", {"expected a file that can be written: ", std::strerror(errno)});
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    if (std::fclose(file) != 0 || !written)
      error::raise(path, "", {"expected a file that can be written: ", std::strerror(errno)});
  }

 private:
  static void add_number(std::string& out, std::optional<double> value) {
    out += ',';
    if (!value) return;
    char digits[64];
#if defined(__cpp_lib_to_chars)
    out.append(digits, std::to_chars(digits, digits + sizeof digits, *value).ptr);
#else
    out.append(digits,
               static_cast<std::size_t>(std::snprintf(digits, sizeof digits, "%.17g", *value)));
#endif
  }

  static void add_name(std::string& out, std::string_view name) {
    out += ',';
    if (name.find_first_of(",\"\r\n") == name.npos) {
      out += name;
      return;
    }
    out += '"';
    for (char c : name) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
};

}  // namespace tapeless
