// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tapeless {

/// Exception for bad input: a file, a data set or a call that does not keep its side of the contract.
/// The message is one line, `file: place: what was expected, what was found`:
///
///     train-labels: byte 4: IDX: expected 60000 labels to match 60000 images, got 10000
///
/// Place     a byte offset ("byte 4"), a line and column ("12:7") or an item ("row 3"); may be empty
/// Promise   whoever throws it has changed nothing that belongs to the caller
class error : public std::runtime_error {
 public:
  [[gnu::cold]] error(std::string_view file, std::string_view place, std::string_view reason)
      : std::runtime_error(joined(file, place, reason)),
        file_size_(file.size()),
        place_size_(place.size()) {}

  /// The file, or the name of the thing or function that was given something it cannot take.
  std::string_view file() const noexcept { return whole().substr(0, file_size_); }
  /// Place within the source; empty if all of it is meant.
  std::string_view place() const noexcept {
    return place_size_ == 0 ? std::string_view{} : whole().substr(file_size_ + 2, place_size_);
  }
  /// Reason: what was expected, and what was found.
  std::string_view reason() const noexcept {
    return whole().substr(file_size_ + 2 + (place_size_ == 0 ? 0 : place_size_ + 2));
  }

  /// One piece of a message: text or a number, not yet put into words (so that code that may fail
  /// stays small where it does not).
  // NOLINTBEGIN(google-explicit-constructor): a message is written as a list of texts and numbers
  struct piece {
    enum { is_text, is_natural, is_integer, is_real } kind;
    std::string_view text{};
    std::uint64_t natural = 0;
    std::int64_t integer = 0;
    double real = 0;

    piece(const char* s) : kind(is_text), text(s) {}
    piece(std::string_view s) : kind(is_text), text(s) {}
    piece(const std::string& s) : kind(is_text), text(s) {}
    piece(unsigned n) : kind(is_natural), natural(n) {}
    piece(unsigned long n) : kind(is_natural), natural(n) {}
    piece(unsigned long long n) : kind(is_natural), natural(n) {}
    piece(int n) : kind(is_integer), integer(n) {}
    piece(long n) : kind(is_integer), integer(n) {}
    piece(long long n) : kind(is_integer), integer(n) {}
    piece(double x) : kind(is_real), real(x) {}
  };

  /// A place: nowhere in particular (""), a text ("labels"), or a numbered thing ("row", 3).
  struct spot {
    std::string_view name;
    std::uint64_t number = 0;
    bool numbered = false;

    spot(const char* s) : name(s) {}
    spot(std::string_view s) : name(s) {}
    spot(std::string_view s, std::uint64_t n) : name(s), number(n), numbered(true) {}
  };
  // NOLINTEND(google-explicit-constructor)

  /// Throws; the reason is `subject` and the pieces, one after the other.
  [[noreturn, gnu::cold, gnu::noinline]] static void raise(std::string_view file, spot where,
                                                           std::initializer_list<piece> reason,
                                                           std::string_view subject = {}) {
    std::string place(where.name), all(subject);
    if (where.numbered) place.append(" ").append(std::to_string(where.number));
    for (const piece& p : reason) append(all, p);
    throw error(file, place, all);
  }

  /// Text of a file as it can be shown in a message: at most 24 bytes, control characters as '?'.
  [[gnu::cold]] static std::string quoted(std::string_view found) {
    std::string out = "\"";
    for (char c : found.substr(0, 24))
      out += (static_cast<unsigned char>(c) < 32 || c == 127) ? '?' : c;
    return out + (found.size() > 24 ? "...\"" : "\"");
  }

 private:
  std::string_view whole() const noexcept { return what(); }

  [[gnu::cold]] static void append(std::string& out, const piece& p) {
    char digits[32];
    switch (p.kind) {
      case piece::is_text: out += p.text; return;
      case piece::is_natural: out += std::to_string(p.natural); return;
      case piece::is_integer: out += std::to_string(p.integer); return;
      case piece::is_real:
        std::snprintf(digits, sizeof digits, "%g", p.real);
        out += p.real == p.real ? digits : "nan";  // which printf may give a sign
        return;
    }
  }

  [[gnu::cold]] static std::string joined(std::string_view file, std::string_view place,
                                          std::string_view reason) {
    std::string all;
    all.reserve(file.size() + place.size() + reason.size() + 4);
    all.append(file).append(": ");
    if (!place.empty()) all.append(place).append(": ");
    all.append(reason);
    return all;
  }

  std::size_t file_size_, place_size_;
};

}  // namespace tapeless
