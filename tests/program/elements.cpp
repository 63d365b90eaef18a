// SPDX-License-Identifier: BSL-1.0
//
// Images and tokens as bytes, and parameters of 16 bits.
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/split.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/program/compile.hpp>
#include <tapeless/program/copy_parameters.hpp>
#include <tapeless/program/model_image.hpp>
#include <tapeless/program/parameters.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

template <class T>
using pixels = tl::input<struct pixels_tag, tl::shape<4, 50>, T>;
template <class T>
using tokens = tl::input<struct tokens_tag, tl::shape<3, 5>, T>;
template <class T>
using digit = tl::target<struct digit_tag, tl::shape<4>, T>;

template <class Byte>
constexpr auto image = tl::convert<float>(pixels<Byte>{}) * tl::constant<1 / 255.0>;

/// Fills a leaf with numbers that the smallest type has.
void fill(auto span, int below, int step) {
  using stored = typename decltype(span)::value_type;
  for (std::size_t i = 0; i < span.size(); ++i)
    span[i] = static_cast<stored>(static_cast<int>(i) * step % below);
}
void check_equal(auto a, auto b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == b[i]);
}

/// What a network makes of bytes is what it makes of the same numbers as int32, to the bit.
template <class Byte>
void check_like_integers() {
  const auto results = []<class T>(T) {
    constexpr auto scores = image<T> >> tl::dense<10>;
    constexpr auto words = tokens<T>{} >> tl::embedding<90, 16>;
    constexpr auto loss = tl::softmax_cross_entropy(scores, digit<T>{});
    auto program =
        tl::compile(scores, words, loss, tl::gradients(loss), pixels<T>{} + tl::constant<0.5>,
                    tl::sum(pixels<T>{}), tl::max(pixels<T>{}, tl::axis<0>),
                    tl::matmul(pixels<T>{}, tl::transpose(pixels<T>{})),
                    tl::one_hot<100>(tokens<T>{}), tl::argmax(image<T>, tl::axis<-1>));
    fill(program[pixels<T>{}], 127, 37);
    fill(program[tokens<T>{}], 95, 23);
    fill(program[digit<T>{}], 10, 3);
    program.run();
    return program;
  };
  auto bytes = results(Byte{});
  auto integers = results(std::int32_t{});
  tl::core::unroll<11>([&](auto i) {
    constexpr int r = static_cast<int>(i);
    INFO("result " << r);
    using type = typename decltype(bytes.template result<r>())::value_type;
    STATIC_REQUIRE(
        std::is_same_v<type, typename decltype(integers.template result<r>())::value_type>);
    check_equal(bytes.template result<r>(), integers.template result<r>());
  });
}

template <class T>
using row = tl::input<struct row_tag, tl::shape<2, 3>, T>;
template <class T>
struct predict : tl::pipeline<tl::traced<false, decltype(row<T>{} >> tl::dense<4>)>> {};

}  // namespace

TEST_CASE("bytes: images, tokens and labels are read as the same integers", "[program][elements]") {
  SECTION("uint8") { check_like_integers<std::uint8_t>(); }
  SECTION("int8") { check_like_integers<std::int8_t>(); }
}

TEST_CASE("bytes: they take one byte each, and sums of them have room", "[program][elements]") {
  constexpr auto total = tl::sum(pixels<std::uint8_t>{});
  STATIC_REQUIRE(decltype(total)::type == tl::element::int32);
  STATIC_REQUIRE((pixels<std::uint8_t>{} + pixels<std::uint8_t>{}).type == tl::element::float32);
  STATIC_REQUIRE((pixels<std::uint8_t>{} * tl::constant<2.0>).type == tl::element::float32);
  STATIC_REQUIRE((pixels<std::uint8_t>{} + pixels<tl::bfloat16>{}).type == tl::element::bfloat16);
  auto program =
      tl::compile(total, tl::convert<std::uint8_t>(image<std::uint8_t> * tl::constant<255.0>),
                  tl::convert<std::uint8_t>(tl::convert<float>(pixels<std::uint8_t>{})),
                  tl::reverse<1>(pixels<std::uint8_t>{}));
  for (auto& x : program[pixels<std::uint8_t>{}]) x = 255;
  program[pixels<std::uint8_t>{}][3] = 7;
  program.run();
  CHECK(program.result<0>()[0] == 199 * 255 + 7);
  CHECK(program.result<2>().size_bytes() == 200);
  CHECK(program.result<1>()[0] == 255);
  CHECK(program.result<2>()[3] == 7);
  CHECK(program.result<3>()[46] == 7);
}

TEST_CASE("16-bit parameters: found by path, copied, blended, and constant in an image",
          "[program][elements]") {
  const auto check = []<class T>(T) {
    tl::program<predict<T>> here{1}, there{2};
    const auto weight = tl::parameter_at<T>(here.view(), "weight");
    REQUIRE(weight.size() == 12);
    const auto goal = tl::parameter_at<T>(there.view(), "weight");
    const T before = weight[5];
    CHECK(!(before == goal[5]));
    tl::blend_parameters(there.view(), here.view(), 0.25);
    CHECK(weight[5] == T(static_cast<float>(before) +
                         0.25f * (static_cast<float>(goal[5]) - static_cast<float>(before))));
    tl::copy_parameters(there.view(), here.view());
    CHECK(weight[5] == goal[5]);

    static constexpr float numbers[16]{0.5f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0.25f, 1, 2, 3};
    using set = tl::programs<predict<T>>;
    static constexpr auto image = tl::image_of<set>(numbers);
    tl::instance<predict<T>, const set> constant{image.view()};
    for (T& x : constant[row<T>{}]) x = T(1);
    constant.run();
    CHECK(static_cast<float>(constant.template result<0>()[0]) == 0.5f + 4 + 8 + 0.25f);
  };
  check(tl::bfloat16{});
  check(tl::float16{});
}
