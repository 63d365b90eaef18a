// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/data/error.hpp>

// 1: gzip files can be read, and the program links zlib (-lz). 0: they are refused with a message.
#ifndef TAPELESS_HAS_ZLIB
#define TAPELESS_HAS_ZLIB 0
#endif
#if TAPELESS_HAS_ZLIB
#include <zlib.h>
#endif

namespace tapeless::files {

/// The bytes of a file, one after the other; unpacked on the way if the file is gzip (told by its
/// first two bytes, not by its name), in 64 KiB of memory.
///
/// Errors    tapeless::error: cannot be opened or read; gzip damaged, cut off, followed by other bytes,
///           or not compiled in (TAPELESS_HAS_ZLIB). The checksum is known to be right once `at_end()`.
class byte_reader {
 public:
  [[gnu::cold]] explicit byte_reader(std::string path)
      : path_(std::move(path)), file_(path_), buffer_(1 << 16) {
    refill();
    if (buffered_ >= 2 && buffer_[0] == 0x1f && buffer_[1] == 0x8b) start_gzip();
  }

  /// Fills `out`; returns how many bytes there were: fewer than asked for only at the end.
  [[gnu::cold]] std::size_t read(std::span<unsigned char> out) {
    const std::size_t count = compressed_ ? read_gzip(out) : read_plain(out);
    offset_ += count;
    return count;
  }

  /// True if nothing follows. Reads one byte ahead to find out.
  bool at_end() {
    unsigned char next;
    return read({&next, 1}) == 0;
  }

  const std::string& path() const { return path_; }
  /// Number of bytes read so far, after unpacking.
  std::uint64_t offset() const { return offset_; }
  bool compressed() const { return compressed_; }
  /// More bytes than this the file cannot give: its size, or what gzip can make of it (1032 to 1)
  /// at best. The greatest number when the size is unknown (a pipe).
  std::uint64_t most_bytes() const {
    if (!compressed_ || file_.size > UINT64_MAX / 1032) return file_.size;
    return file_.size * 1032;
  }

 private:
  struct handle {
    [[gnu::cold]] explicit handle(const std::string& path)
        : stream(std::fopen(path.c_str(), "rb")) {
      if (stream == nullptr)
        error::raise(path, "", {"expected a file that can be read: ", std::strerror(errno)});
      if (std::fseek(stream, 0, SEEK_END) == 0) {
        const long end = std::ftell(stream);
        if (end >= 0 && end < LONG_MAX) size = static_cast<std::uint64_t>(end);
        std::rewind(stream);
      }
    }
    ~handle() { std::fclose(stream); }
    handle(const handle&) = delete;
    handle& operator=(const handle&) = delete;

    std::FILE* stream;
    std::uint64_t size = UINT64_MAX;
  };

  [[gnu::cold]] std::size_t from_file(std::span<unsigned char> out) {
    const std::size_t count = std::fread(out.data(), 1, out.size(), file_.stream);
    if (count < out.size() && std::ferror(file_.stream))
      error::raise(path_, {"byte", from_file_},
                   {"expected a file that can be read: ", std::strerror(errno)});
    from_file_ += count;
    return count;
  }

  [[gnu::cold]] void refill() {
    begin_ = 0;
    buffered_ = from_file(buffer_);
  }

  [[gnu::cold]] std::size_t read_plain(std::span<unsigned char> out) {
    const std::size_t ready = out.size() < buffered_ - begin_ ? out.size() : buffered_ - begin_;
    if (ready != 0) std::memcpy(out.data(), buffer_.data() + begin_, ready);
    begin_ += ready;
    if (ready == out.size()) return ready;
    return ready + from_file(out.subspan(ready));
  }

#if TAPELESS_HAS_ZLIB
  struct inflater {
    inflater() = default;
    ~inflater() { inflateEnd(&stream); }  // does nothing to a stream that was never started
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;
    z_stream stream{};
  };

  [[gnu::cold]] void start_gzip() {
    compressed_ = true;
    if (inflateInit2(&inflater_.stream, 15 + 16) != Z_OK)
      error::raise(path_, "", {"gzip: expected zlib to start"});
  }

  [[gnu::cold]] std::size_t read_gzip(std::span<unsigned char> out) {
    z_stream& z = inflater_.stream;
    std::size_t done = 0;
    while (done < out.size() && !ended_) {
      if (begin_ == buffered_) refill();
      if (buffered_ == 0) raise_gzip("expected more, the file ends inside the compressed data");
      const std::size_t room = out.size() - done < UINT_MAX ? out.size() - done : UINT_MAX;
      z.next_in = buffer_.data() + begin_;
      z.avail_in = static_cast<unsigned>(buffered_ - begin_);
      z.next_out = out.data() + done;
      z.avail_out = static_cast<unsigned>(room);
      const int result = inflate(&z, Z_NO_FLUSH);
      begin_ = buffered_ - z.avail_in;
      done += room - z.avail_out;
      if (result == Z_STREAM_END)
        start_next_member();
      else if (result != Z_OK && result != Z_BUF_ERROR)
        raise_gzip(std::string("expected intact data, got damage: ") +
                   (z.msg != nullptr ? z.msg : "unknown"));
    }
    return done;
  }

  [[gnu::cold]] void start_next_member() {
    if (begin_ == buffered_) refill();
    ended_ = buffered_ == 0;
    if (ended_) return;
    if (buffer_[begin_] != 0x1f)
      raise_gzip("expected the end of the file after the compressed data, got more");
    inflateReset(&inflater_.stream);
  }

  [[noreturn, gnu::cold]] void raise_gzip(std::string_view reason) const {
    error::raise(path_, {"compressed byte", from_file_ - (buffered_ - begin_)}, {"gzip: ", reason});
  }

  inflater inflater_;
  bool ended_ = false;
#else
  [[noreturn, gnu::cold]] void start_gzip() const {
    error::raise(path_, "",
                 {"gzip: expected a plain file: support for gzip was not compiled in; unpack the "
                  "file (gunzip), or "
                  "compile with -DTAPELESS_HAS_ZLIB=1 and link zlib (-lz)"});
  }
  std::size_t read_gzip(std::span<unsigned char>) { return 0; }
#endif

  std::string path_;
  handle file_;
  std::vector<unsigned char> buffer_;
  std::size_t begin_ = 0, buffered_ = 0;
  std::uint64_t from_file_ = 0, offset_ = 0;
  bool compressed_ = false;
};

}  // namespace tapeless::files
