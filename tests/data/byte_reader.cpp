// SPDX-License-Identifier: BSL-1.0
#include <tapeless/data/byte_reader.hpp>

#include <catch2/catch.hpp>

#include <vector>

#include "temporary_file.hpp"

using namespace tapeless::files;
using namespace tapeless_tests;

namespace {

/// The whole file, read in steps of `step`.
std::string content_of(const std::string& path, std::size_t step = 1000) {
  byte_reader bytes(path);
  std::string all;
  std::vector<unsigned char> chunk(step);
  for (std::size_t got = step; got == step;) {
    got = bytes.read(chunk);
    all.append(reinterpret_cast<const char*>(chunk.data()), got);
  }
  CHECK(bytes.at_end());
  CHECK(bytes.offset() == all.size());
  CHECK(bytes.most_bytes() >= all.size());
  return all;
}

std::string noise(std::size_t size) {
  std::string text(size, '\0');
  std::uint32_t state = 1;
  for (char& c : text) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return text;
}

}  // namespace

TEST_CASE("byte_reader: gives a plain file as it is", "[data][byte_reader]") {
  const temporary_folder folder;
  for (const std::size_t size : {0u, 1u, 2u, 3u, 65535u, 65536u, 65537u, 200000u}) {
    const std::string path = folder.write("plain", noise(size));
    CHECK(content_of(path) == noise(size));
    CHECK(content_of(path, 70000) == noise(size));
    CHECK(byte_reader(path).most_bytes() == size);
  }
}

TEST_CASE("byte_reader: says why a file cannot be read", "[data][byte_reader]") {
  const temporary_folder folder;
  CHECK(message_of([&] { byte_reader{folder / "none"}; }) ==
        folder / "none" + ": expected a file that can be read: No such file or directory");
  CHECK(message_of([&] { byte_reader{folder.path()}; }) ==
        folder.path() + ": byte 0: expected a file that can be read: Is a directory");
}

#if TAPELESS_HAS_ZLIB
TEST_CASE("byte_reader: unpacks gzip, whatever the file's name", "[data][byte_reader]") {
  const temporary_folder folder;
  for (const std::size_t size : {0u, 1u, 65536u, 200000u}) {
    const std::string path = folder.write("packed", gzipped(noise(size)));
    CHECK(content_of(path) == noise(size));
    CHECK(content_of(path, 300000) == noise(size));
  }
  const std::string zeros(5000000, '\0');  // as dense as gzip gets
  CHECK(content_of(folder.write("zeros", gzipped(zeros)), 65536) == zeros);
  CHECK(content_of(folder.write("two members", gzipped("abc") + gzipped("def"))) == "abcdef");
}

TEST_CASE("byte_reader: a damaged gzip file is one clear error", "[data][byte_reader]") {
  const temporary_folder folder;
  const std::string good = gzipped(noise(3000));
  const auto read = [&](const std::string& content) {
    const std::string path = folder.write("f.gz", content);
    return replaced(message_of([&] { (void)content_of(path, 4096); }), path, "f.gz");
  };
  std::string flipped = good, checksum = good;
  flipped[3] = '\x7f';  // unknown header flags
  checksum[good.size() - 6] = static_cast<char>(~checksum[good.size() - 6]);
  CHECK(read(flipped).find("f.gz: compressed byte 4: gzip: expected intact data, got damage: ") ==
        0);
  CHECK(read(checksum) == "f.gz: compressed byte " + std::to_string(good.size() - 4) +
                              ": gzip: expected intact data, got damage: incorrect data check");
  CHECK(read(good + "more") ==
        "f.gz: compressed byte " + std::to_string(good.size()) +
            ": gzip: expected the end of the file after the compressed data, got more");
  for (std::size_t size = 2; size < good.size(); ++size)
    REQUIRE(read(good.substr(0, size)) ==
            "f.gz: compressed byte " + std::to_string(size) +
                ": gzip: expected more, the file ends inside the compressed data");
  for (std::size_t i = 0; i < 10; ++i) {  // no byte of the header may change into a crash
    std::string changed = good;
    changed[i] = static_cast<char>(changed[i] ^ 0xff);
    (void)read(changed);
  }
}
#else
TEST_CASE("byte_reader: refuses gzip where it was not compiled in", "[data][byte_reader]") {
  const temporary_folder folder;
  const std::string path = folder.write("f.gz", "\x1f\x8b...");
  CHECK(replaced(message_of([&] { byte_reader{path}; }), path, "f.gz") ==
        "f.gz: gzip: expected a plain file: support for gzip was not compiled in; unpack the file "
        "(gunzip), or "
        "compile with -DTAPELESS_HAS_ZLIB=1 and link zlib (-lz)");
}
#endif
