// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include <tapeless/data/error.hpp>

namespace tapeless::files {

/// Cuts text into records and fields, as RFC 4180 has it: fields in quotes may hold separators, line
/// breaks and doubled quotes; lines end in LF or CRLF; the last need not end. Blank lines and lines
/// that begin with the comment character are no records. Spaces and tabs around a field are dropped.
///
///     while (fields.next_record()) while (fields.next_field()) use(fields.field());
///
/// Errors    tapeless::error at line:column (both from 1, columns in bytes) for a stray or open quote
class csv_fields {
 public:
  csv_fields(std::string_view text, std::string_view name, char separator, char comment)
      : text_(text), name_(name), separator_(separator), comment_(comment) {
    if (text_.starts_with("\xEF\xBB\xBF")) position_ = line_begin_ = 3;  // byte order mark
  }

  /// Passes over whole lines, whatever is in them.
  void skip_line() {
    const std::size_t end = text_.find('\n', position_);
    if (end == text_.npos)
      position_ = text_.size();
    else
      end_line(end + 1);
  }

  /// Goes to the next record; false at the end of the text.
  bool next_record() {
    while (position_ < text_.size() &&
           (blank_line() || (comment_ != '\0' && text_[position_] == comment_)))
      skip_line();
    more_fields_ = position_ < text_.size();
    return more_fields_;
  }

  /// Goes to the next field of the record; false after the last.
  bool next_field() {
    if (!more_fields_) return false;
    while (position_ < text_.size() && is_space(text_[position_])) ++position_;
    field_line_ = line_;
    field_column_ = position_ - line_begin_ + 1;
    if (position_ < text_.size() && text_[position_] == '"')
      quoted_field();
    else
      plain_field();
    return true;
  }

  /// The current field, valid until the next.
  std::string_view field() const { return field_; }
  std::size_t line() const { return line_; }

  /// Throws `error` at the beginning of the current field.
  [[noreturn, gnu::cold]] void raise(std::initializer_list<error::piece> reason) const {
    raise_at(field_line_, field_column_, reason);
  }
  [[noreturn, gnu::cold]] void raise_at(std::size_t line, std::size_t column,
                                        std::initializer_list<error::piece> reason) const {
    const std::string place = std::to_string(line) + ':' + std::to_string(column);
    error::raise(name_, std::string_view(place), reason, "CSV: ");
  }

 private:
  bool is_space(char c) const { return (c == ' ' || c == '\t') && c != separator_; }
  bool at_line_end(std::size_t p) const {
    return p >= text_.size() || text_[p] == '\n' ||
           (text_[p] == '\r' && (p + 1 == text_.size() || text_[p + 1] == '\n'));
  }
  bool blank_line() const {
    std::size_t p = position_;
    while (p < text_.size() && is_space(text_[p])) ++p;
    return at_line_end(p);
  }
  void end_line(std::size_t next) {
    position_ = line_begin_ = next;
    ++line_;
  }

  void plain_field() {
    const std::size_t begin = position_;
    for (; !at_line_end(position_) && text_[position_] != separator_; ++position_)
      if (text_[position_] == '"')
        raise_at(line_, position_ - line_begin_ + 1,
                 {"expected the whole field in quotes, or a quote nowhere in it"});
    field_ = text_.substr(begin, position_ - begin);
    while (!field_.empty() && is_space(field_.back())) field_.remove_suffix(1);
    end_field();
  }

  void quoted_field() {
    unquoted_.clear();
    bool doubled = false;
    const std::size_t begin = ++position_;
    std::size_t from = begin;
    for (;; ++position_) {
      if (position_ >= text_.size()) raise({"expected a closing quote, got the end of the text"});
      if (text_[position_] == '\n') {
        ++line_;
        line_begin_ = position_ + 1;
      }
      if (text_[position_] != '"') continue;
      if (position_ + 1 >= text_.size() || text_[position_ + 1] != '"') break;
      doubled = true;
      unquoted_.append(text_, from, position_ + 1 - from);
      from = ++position_ + 1;
    }
    unquoted_.append(text_, from, position_ - from);
    field_ = doubled ? std::string_view(unquoted_) : text_.substr(begin, position_ - begin);
    ++position_;
    while (position_ < text_.size() && is_space(text_[position_])) ++position_;
    if (!at_line_end(position_) && text_[position_] != separator_)
      raise_at(line_, position_ - line_begin_ + 1,
               {"expected a separator or the end of the line after the closing quote"});
    end_field();
  }

  void end_field() {
    more_fields_ = position_ < text_.size() && text_[position_] == separator_;
    if (more_fields_)
      ++position_;
    else
      skip_line();
  }

  std::string_view text_, field_;
  std::string unquoted_;
  std::string_view name_;
  std::size_t position_ = 0, line_ = 1, line_begin_ = 0, field_line_ = 1, field_column_ = 1;
  char separator_, comment_;
  bool more_fields_ = false;
};

}  // namespace tapeless::files
