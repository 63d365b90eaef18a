// SPDX-License-Identifier: BSL-1.0
// Small files for the tests of readers, plain and gzip, removed at the end of their test.
#pragma once

#include <stdlib.h>  // mkdtemp

#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include <tapeless/data/byte_reader.hpp>  // for TAPELESS_HAS_ZLIB
#include <tapeless/data/error.hpp>

#if TAPELESS_HAS_ZLIB
#include <zlib.h>
#endif

namespace tapeless_tests {

/// A new folder, removed with the files that were made through it.
class temporary_folder {
 public:
  temporary_folder() {
    path_ = (std::filesystem::temp_directory_path() / "tapeless.XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  /// Writes a file; returns its path.
  std::string write(const std::string& name, std::string_view content) const {
    const std::string path = *this / name;
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) throw std::runtime_error("cannot write " + path);
    std::fwrite(content.data(), 1, content.size(), file);
    std::fclose(file);
    return path;
  }

 private:
  std::string path_;
};

#if TAPELESS_HAS_ZLIB
/// `content` as a gzip file.
inline std::string gzipped(std::string content) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string packed(content.size() + content.size() / 1000 + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(content.data());
  z.avail_in = static_cast<unsigned>(content.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<unsigned>(packed.size());
  const bool ended = deflate(&z, Z_FINISH) == Z_STREAM_END;
  deflateEnd(&z);
  if (!ended) throw std::runtime_error("deflate");
  return packed.substr(0, packed.size() - z.avail_out);
}
#endif

/// The message of the tapeless::error that `f` throws; "(none)" when it throws none.
template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const tapeless::error& e) {
    return e.what();
  }
  return "(none)";
}

/// `text` with every `from` replaced: paths of temporary files become names.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace tapeless_tests
