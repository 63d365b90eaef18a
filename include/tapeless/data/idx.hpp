// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <new>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <tapeless/core/c_library.hpp>
#include <tapeless/data/byte_reader.hpp>
#include <tapeless/data/dataset.hpp>
#include <tapeless/data/error.hpp>

namespace tapeless::data {

/// An array of numbers in IDX format (big-endian; plain or gzip), its header read and checked against
/// the size of the file: nothing is allocated on the word of a header alone.
///
/// Elements  uint8 (0x08), int8 (0x09), int16 (0x0b), int32 (0x0c), float32 (0x0d), float64 (0x0e)
/// Errors    tapeless::error with the byte at which the file and the format part
/// Source    "The IDX file format", page of the MNIST database, LeCun, Cortes, Burges
class idx_file {
 public:
  [[gnu::cold]] explicit idx_file(const std::string& path) : bytes_(path) {
    unsigned char magic[4];
    if (const std::size_t got = bytes_.read(magic); got < 4)
      raise(got, {"expected a magic number of 4 bytes, the file ends after ", got});
    if (magic[0] != 0 || magic[1] != 0)
      raise(0, {"expected two bytes of 0 first, got ", magic[0], " and ", magic[1],
                "; this is no IDX file"});
    code_ = magic[2];
    if (width() == 0) raise(2, {"expected an element type of 8, 9, 11, 12, 13 or 14, got ", code_});
    if (magic[3] == 0) raise(3, {"expected at least 1 dimension, got 0"});
    read_shape(magic[3]);
  }

  /// The sizes of its dimensions, outermost first; at least one, and each at least 1.
  const std::vector<std::size_t>& shape() const { return shape_; }
  /// The product of the sizes.
  std::size_t items() const { return items_; }
  const std::string& path() const { return bytes_.path(); }
  std::size_t header_bytes() const { return 4 + 4 * shape_.size(); }
  std::size_t item_bytes() const { return width(); }

  /// All items (once), each divided by `divisor`. T: float, double or std::int32_t.
  ///
  /// Errors    as the class; also an item that T cannot hold (a fraction as an integer, say), and
  ///           a file that ends too early or goes on
  template <class T>
  [[gnu::cold]] std::vector<T> read(T divisor = 1) {
    std::vector<T> values;
    try {
      // Claims addresses, not memory: that is touched as the file keeps its promise.
      if (bytes_.most_bytes() != UINT64_MAX) values.reserve(items_);
      unsigned char chunk[1 << 14];
      for (std::size_t done = 0; done < items_;) {
        const std::size_t count = read_chunk(chunk, done);
        values.resize(done + count);
        convert(chunk, count, done, values.data() + done);
        if (divisor != 1)
          for (std::size_t i = done; i < done + count; ++i) values[i] /= divisor;
        done += count;
      }
    } catch (const std::bad_alloc&) {
      raise(4, {"expected memory for ", items_, " items of ", sizeof(T), " bytes, got none"});
    }
    if (!bytes_.at_end()) raise_longer();
    return values;
  }

  /// Throws `error` with this file, this byte and the format's name.
  [[noreturn, gnu::cold]] void raise(std::uint64_t byte,
                                     std::initializer_list<error::piece> reason) const {
    error::raise(path(), {"byte", byte}, reason, "IDX: ");
  }

 private:
  std::size_t width() const {
    switch (code_) {
      case 0x08:
      case 0x09: return 1;
      case 0x0b: return 2;
      case 0x0c:
      case 0x0d: return 4;
      case 0x0e: return 8;
      default: return 0;
    }
  }

  [[gnu::cold]] void read_shape(std::size_t rank) {
    constexpr std::uint64_t most = std::numeric_limits<std::ptrdiff_t>::max() / 8;
    shape_.reserve(rank);
    std::uint64_t items = 1;
    for (std::size_t d = 0; d < rank; ++d) {
      unsigned char size[4];
      if (const std::size_t got = bytes_.read(size); got < 4)
        raise(bytes_.offset(), {"expected ", rank, " sizes of 4 bytes, the file ends after ",
                                bytes_.offset(), " bytes"});
      const std::uint32_t n = std::uint32_t{size[0]} << 24 | std::uint32_t{size[1]} << 16 |
                              std::uint32_t{size[2]} << 8 | size[3];
      if (n == 0) raise(4 + 4 * d, {"expected a size of at least 1, got 0"});
      if (items > most / n)
        raise(4 + 4 * d,
              {"expected sizes whose product fits into memory, got ", items, " times ", n});
      items *= n;
      shape_.push_back(n);
    }
    items_ = static_cast<std::size_t>(items);
    const std::uint64_t needed = items * width(), room = bytes_.most_bytes(),
                        header = header_bytes();
    if (room == UINT64_MAX) return;
    if (room < header || needed > room - header) {
      if (bytes_.compressed())
        raise(4, {"expected a header that fits the file, got sizes that need ", needed,
                  " bytes; this file cannot hold more than ", room});
      raise(room, {"expected ", needed, " bytes of items, the file ends after ",
                   room < header ? 0 : room - header});
    }
    if (!bytes_.compressed() && needed < room - header) raise_longer();
  }

  [[noreturn, gnu::cold]] void raise_longer() const {
    raise(header_bytes() + items_ * width(),
          {"expected the end of the file after ", items_, " items, got more"});
  }

  /// The next items that fit into `chunk`, of which the first is item `first`.
  std::size_t read_chunk(std::span<unsigned char> chunk, std::size_t first) {
    const std::size_t left = items_ - first, fits = chunk.size() / width(),
                      count = left < fits ? left : fits;
    if (bytes_.read(chunk.first(count * width())) != count * width())
      raise(bytes_.offset(),
            {"expected ", items_ * width(), " bytes of items, the file ends after ",
             bytes_.offset() - header_bytes()});
    return count;
  }

  /// Bytes are what images are made of; all else goes by double, which holds every type exactly.
  template <class T>
  [[gnu::noinline]] void convert(const unsigned char* from, std::size_t count, std::size_t first,
                                 T* to) const {
    if (code_ == 0x08) {
      for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<T>(from[i]);
      return;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const double x = decoded(from + i * width());
      check<T>(x, first + i);
      to[i] = static_cast<T>(x);
    }
  }

  double decoded(const unsigned char* from) const {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < width(); ++i) bits = bits << 8 | from[i];
    switch (code_) {
      case 0x09: return static_cast<std::int8_t>(bits);
      case 0x0b: return static_cast<std::int16_t>(bits);
      case 0x0c: return static_cast<std::int32_t>(bits);
      case 0x0d: return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
      default: return std::bit_cast<double>(bits);
    }
  }

  template <class T>
  void check(double x, std::size_t item) const {
    using limits = std::numeric_limits<T>;
    const bool fits =
        x >= static_cast<double>(limits::lowest()) && x <= static_cast<double>(limits::max());
    const bool good = std::is_integral_v<T> ? fits && x == core::c_library::trunc(x)
                                            : fits || !core::c_library::isfinite(x);
    if (!good)
      raise(header_bytes() + item * width(),
            {"item ", item, ": expected ",
             std::is_integral_v<T> ? "an integer of 32 bits" : "a number in the range of float",
             ", got ", x});
  }

  files::byte_reader bytes_;
  unsigned code_ = 0;
  std::vector<std::size_t> shape_;
  std::size_t items_ = 0;
};

/// An IDX file of any rank as it stands.
template <class T>
struct idx_array {
  std::vector<std::size_t> shape;
  std::vector<T> values;
};

/// Reads a whole IDX file. T: float, double or std::int32_t. Errors as idx_file.
template <class T>
idx_array<T> read_idx(const std::string& path) {
  idx_file file(path);
  return {file.shape(), file.read<T>()};
}

/// Labelled examples from two IDX files: one input per step of the first dimension of `inputs`,
/// divided by `divisor`, and one label each. `classes` = 0 means one more than the greatest label.
///
/// Errors    as idx_file; also counts that differ, and a label that is no integer, negative or too great
[[gnu::cold]] inline dataset read_idx(const std::string& inputs, const std::string& labels,
                                      float divisor = 1, std::size_t classes = 0) {
  idx_file x(inputs), y(labels);
  if (y.shape().size() != 1) y.raise(3, {"expected 1 dimension of labels, got ", y.shape().size()});
  if (y.items() != x.shape()[0])
    y.raise(4, {"expected ", x.shape()[0], " labels to match ", x.shape()[0], " images, got ",
                y.items()});
  std::vector<std::int32_t> label = y.read<std::int32_t>();
  const std::size_t label_bytes = y.item_bytes();
  for (std::size_t i = 0; i < label.size(); ++i)
    if (label[i] < 0 || (classes != 0 && static_cast<std::size_t>(label[i]) >= classes))
      y.raise(y.header_bytes() + i * label_bytes,
              {"item ", i, ": expected a label from 0",
               classes == 0 ? "" : " to " + std::to_string(classes - 1), ", got ", label[i]});
  return dataset(x.read<float>(divisor), x.items() / x.shape()[0], std::move(label), classes);
}

}  // namespace tapeless::data
