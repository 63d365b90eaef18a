// SPDX-License-Identifier: BSL-1.0
#include <tapeless/runtime/compile.hpp>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/runtime/explain.hpp>

#include <cstdio>
#include <string>

#include "../catch.hpp"

namespace tl = tapeless;

namespace {

inline constexpr tl::input<struct x, tl::shape<3>> x{};
inline constexpr tl::parameter<struct w, tl::shape<3>> w{};
constexpr auto energy = tl::sum(tl::square(x) * w);

/// What `print` writes to the file that it is given.
std::string printed(auto print) {
  std::FILE* file = std::tmpfile();
  print(file);
  std::string out(static_cast<std::size_t>(std::ftell(file)), '\0');
  std::rewind(file);
  out.resize(std::fread(out.data(), 1, out.size(), file));
  std::fclose(file);
  return out;
}

}  // namespace

TEST_CASE("compile: a value and its derivatives are one program", "[runtime][compile]") {
  auto f = tl::compile(energy, tl::gradient(energy, x), tl::gradient(energy, w));
  for (std::size_t i = 0; i < 3; ++i) {
    f[x][i] = static_cast<float>(i + 1);
    f[w][i] = 2;
  }
  f.run();
  CHECK(f.result<0>()[0] == 2 * (1 + 4 + 9));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(f.result<1>()[i] == 4 * static_cast<float>(i + 1));
    CHECK(f.result<2>()[i] == static_cast<float>((i + 1) * (i + 1)));
  }
}

TEST_CASE("explain: a program prints what its pipeline does", "[runtime][explain]") {
  auto f = tl::compile(energy);
  using pipeline = decltype(f)::pipeline_type;
  const tl::explain_options parts{.traced = false, .memory = false};
  const std::string by_type = printed([&](std::FILE* to) { tl::explain<pipeline>(to, parts); });
  CHECK(printed([&](std::FILE* to) { tl::explain(f, parts, to); }) == by_type);
  CHECK(by_type.starts_with("# 2. differentiated"));
  CHECK(by_type.find("a += x[i] * x[i] * w[i]") != std::string::npos);
  CHECK(by_type.find("wrong") == std::string::npos);
}
