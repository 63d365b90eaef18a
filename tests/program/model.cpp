// SPDX-License-Identifier: BSL-1.0
//
// Memory in spaces: programs on one model, many instances of one model, parameters that are constants.
#include <tapeless/program/model.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/compile/rule.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/nn/optimisers.hpp>
#include <tapeless/nn/streaming.hpp>
#include <tapeless/program/configure.hpp>
#include <tapeless/program/copy_parameters.hpp>
#include <tapeless/program/heap_memory.hpp>
#include <tapeless/program/model_image.hpp>
#include <tapeless/program/parameters.hpp>

#include "allocations.hpp"
#include "catch.hpp"

namespace tl = tapeless;
using tl::operator>>;

namespace {

/// Numbers that look random and are the same everywhere.
void fill(auto elements, float phase) {
  float n = phase;
  for (auto& x : elements) x = std::sin(n += 0.7f);
}
bool same_bits(auto a, auto b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

// ---- one network at several batch sizes ----------------------------------------------------------

constexpr std::size_t features = 5;
constexpr auto net = tl::dense<9> >> tl::batch_norm<> >> tl::tanh >> tl::dense<2>;
template <std::size_t Rows>
inline constexpr tl::input<struct rows_of_features, tl::shape<Rows, features>> x{};
template <std::size_t Rows>
inline constexpr tl::target<struct rows_of_targets, tl::shape<Rows, 2>> t{};
template <std::size_t Rows>
constexpr auto loss = tl::mse(x<Rows> >> net, t<Rows>);

template <std::size_t Rows>
struct learn
    : tl::pipeline<tl::updated<tl::traced<true, decltype(loss<Rows>)>, tl::traced_rule<tl::adam>>> {
};
template <std::size_t Rows>
struct predict : tl::pipeline<tl::traced<false, decltype(x<Rows> >> net)>> {};

// ---- a GAN ------------------------------------------------------------------------------------------

constexpr std::size_t batch = 8, drawn = 3;
constexpr auto generator =
    tl::named<struct generator_tag>(tl::dense<8> >> tl::tanh >> tl::dense<1>);
constexpr auto critic = tl::named<struct critic_tag>(tl::dense<8> >> tl::tanh >> tl::dense<1>);
inline constexpr tl::input<struct noise, tl::shape<batch, drawn>> noise{};
inline constexpr tl::input<struct real, tl::shape<batch, 1>> real{};
inline constexpr tl::target<struct truth, tl::shape<2 * batch, 1>> truth{};
inline constexpr tl::target<struct wanted, tl::shape<batch, 1>> wanted{};

constexpr auto scores = tl::concat<0>(real, noise >> tl::frozen(generator)) >> critic;
constexpr auto critic_loss = tl::binary_cross_entropy_with_logits(scores, truth);
constexpr auto made = noise >> generator;
constexpr auto generator_loss =
    tl::binary_cross_entropy_with_logits(made >> tl::frozen(critic), wanted);

struct critic_step
    : tl::pipeline<
          tl::updated<tl::traced<true, decltype(critic_loss)>, tl::traced_rule<tl::adam>>> {};
struct generator_step
    : tl::pipeline<
          tl::updated<tl::traced<true, decltype(generator_loss)>, tl::traced_rule<tl::sgd>>> {};
struct sample : tl::pipeline<tl::traced<false, decltype(made)>> {};

/// Both steps in turn; what the generator makes afterwards.
template <class Set>
std::vector<float> train_gan() {
  tl::model<Set, tl::heap_memory> model(3);
  auto c = model.template instance<critic_step>();
  auto g = model.template instance<generator_step>();
  auto s = std::as_const(model).template instance<sample>();
  tl::configure(c.view(), tl::adam{.learning_rate = 0.01});
  tl::configure(g.view(), tl::sgd{.learning_rate = 0.1});
  for (std::size_t i = 0; i < 2 * batch; ++i) c[truth][i] = i < batch ? 1.f : 0.f;
  for (float& w : g[wanted]) w = 1;
  for (int i = 0; i < 20; ++i) {
    fill(c[real], static_cast<float>(i));
    fill(c[noise], static_cast<float>(2 * i));
    c.run();
    fill(g[noise], static_cast<float>(3 * i));
    g.run();
  }
  fill(s[noise], 5);
  s.run();
  return {s.result().begin(), s.result().end()};
}

/// The same with a program each, and copies between them.
std::vector<float> train_gan_by_copies() {
  static tl::program<critic_step> c;
  static tl::program<generator_step> g;
  static tl::program<sample> s;
  const auto copy_part = [](auto from, auto to, std::string_view part) {
    tl::for_each_parameter(from, [&](std::string_view path, const tl::dims&, auto theirs) {
      if (!path.starts_with(part)) return;
      std::ranges::copy(theirs, tl::parameter_at(to, path).begin());
    });
  };
  {
    tl::model<tl::programs<critic_step, generator_step, sample>, tl::heap_memory> first(3);
    auto from = first.instance<critic_step>();
    tl::copy_parameters(from.view(), c.view());
    tl::copy_parameters(from.view(), g.view());
  }
  tl::configure(c.view(), tl::adam{.learning_rate = 0.01});
  tl::configure(g.view(), tl::sgd{.learning_rate = 0.1});
  for (std::size_t i = 0; i < 2 * batch; ++i) c[truth][i] = i < batch ? 1.f : 0.f;
  for (float& w : g[wanted]) w = 1;
  for (int i = 0; i < 20; ++i) {
    fill(c[real], static_cast<float>(i));
    fill(c[noise], static_cast<float>(2 * i));
    c.run();
    copy_part(c.view(), g.view(), "critic_tag.");
    fill(g[noise], static_cast<float>(3 * i));
    g.run();
    copy_part(g.view(), c.view(), "generator_tag.");
  }
  copy_part(g.view(), s.view(), "generator_tag.");
  fill(s[noise], 5);
  s.run();
  return {s.result().begin(), s.result().end()};
}

// ---- voices -----------------------------------------------------------------------------------------

inline constexpr tl::input<struct frame_of_voice, tl::shape<1>> frame{};
constexpr auto voice_net = tl::conv1d<8, 3, tl::causal> >> tl::lstm<6> >> tl::dense<1>;
struct voice_step : tl::pipeline<tl::traced<false, decltype(frame >> tl::streaming(voice_net))>>{};

}  // namespace

TEST_CASE("model: one network at batch 1, 8 and 64 has its parameters once", "[program][model]") {
  using set = tl::programs<learn<8>, predict<1>, predict<8>, predict<64>>;
  using lone = tl::programs<learn<8>>;
  STATIC_REQUIRE(tl::model<set>::parameter_bytes == tl::model<lone>::parameter_bytes);
  STATIC_REQUIRE(tl::model<set>::state_bytes == tl::model<lone>::state_bytes);

  tl::model<set, tl::heap_memory> model(7);
  tl::program<learn<8>, tl::heap_memory> alone(7);
  auto step = model.instance<learn<8>>();
  tl::configure(step.view(), tl::adam{});
  tl::configure(alone.view(), tl::adam{});
  for (int i = 0; i < 10; ++i) {
    fill(step[x<8>], static_cast<float>(i));
    fill(alone[x<8>], static_cast<float>(i));
    fill(step[t<8>], static_cast<float>(2 * i));
    fill(alone[t<8>], static_cast<float>(2 * i));
    step.run();
    alone.run();
    CHECK(step.result()[0] == alone.result()[0]);
  }

  // what was learnt, at every batch size, to the bits of a program that was given copies
  const auto check = [&]<std::size_t Rows>(std::integral_constant<std::size_t, Rows>) {
    auto mine = std::as_const(model).instance<predict<Rows>>();
    tl::program<predict<Rows>, tl::heap_memory> other;
    CHECK(tl::copy_parameters(alone.view(), other.view()) == 0);
    fill(mine[x<Rows>], 1);
    fill(other[x<Rows>], 1);
    mine.run();
    other.run();
    CHECK(same_bits(mine.result(), other.result()));
  };
  check(std::integral_constant<std::size_t, 1>{});
  check(std::integral_constant<std::size_t, 8>{});
  check(std::integral_constant<std::size_t, 64>{});
}

TEST_CASE("model: of one program, its name is enough", "[program][model]") {
  tl::model<predict<1>> model(7);
  STATIC_REQUIRE(std::is_same_v<decltype(model)::set_type, tl::programs<predict<1>>>);
  tl::program<predict<1>> alone(7);
  auto same = model.instance<predict<1>>();
  fill(same[x<1>], 1);
  fill(alone[x<1>], 1);
  same.run();
  alone.run();
  CHECK(same_bits(same.result(), alone.result()));
}

TEST_CASE("model: a set has what its programs have, in any order", "[program][model]") {
  using a = tl::programs<learn<8>, predict<1>>;
  using b = tl::programs<predict<1>, learn<8>>;
  STATIC_REQUIRE(a::bytes.sum() == b::bytes.sum());
  tl::model<b, tl::heap_memory> model(7);
  auto step = model.instance<learn<8>>();
  auto one = model.instance<predict<1>>();
  fill(one[x<1>], 0);
  one.run();
  const float before = one.result()[0];
  tl::configure(step.view(), tl::adam{.learning_rate = 0.1});
  fill(step[x<8>], 0);
  fill(step[t<8>], 1);
  step.run();
  one.run();
  CHECK(one.result()[0] != before);
}

TEST_CASE("model: the two steps of a GAN and its sampler need no copies", "[program][model]") {
  const auto copied = train_gan_by_copies();
  CHECK(train_gan<tl::programs<critic_step, generator_step, sample>>() == copied);
  using set = tl::programs<critic_step, generator_step, sample>;
  // two networks of 8 · (inputs + 1) + 9 parameters; moments of the critic alone, as the other rule has none
  std::size_t parameters = 0;
  tl::model<set, tl::heap_memory> model;
  const auto count = [&](std::string_view, const tl::dims& d, auto) {
    parameters += static_cast<std::size_t>(d.count());
  };
  tl::for_each_parameter(model.instance<critic_step>().view(), count);
  CHECK(parameters == (8 * (drawn + 1) + 9) + (8 * (1 + 1) + 9));
  CHECK(tl::model<set>::parameter_bytes == tl::model<tl::programs<critic_step>>::parameter_bytes);
  CHECK(tl::model<set>::state_bytes == tl::model<tl::programs<critic_step>>::state_bytes);
}

TEST_CASE("instance: 16 voices on one set of weights are each a lone one", "[program][model]") {
  using set = tl::programs<voice_step>;
  const tl::model<set> model(5);
  using voice = tl::instance<voice_step, const set>;
  std::vector<voice> voices(16, model.instance<voice_step>());
  std::vector<tl::program<voice_step>> alone(16, tl::program<voice_step>(5));
  INFO("bytes per voice: " << voice::own_bytes
                           << ", weights: " << decltype(model)::parameter_bytes);
  CHECK(sizeof(voice) <= voice::own_bytes + 3 * 64);
  CHECK(voice::own_bytes < tl::program<voice_step>::arena_bytes);
  const long asked = allocations();
  for (int n = 0; n < 50; ++n)
    for (std::size_t v = 0; v < 16; ++v) {
      voices[v][frame][0] = alone[v][frame][0] =
          std::sin(static_cast<float>(n * (static_cast<int>(v) + 1)));
      voices[v].run();
      alone[v].run();
      REQUIRE(voices[v].result()[0] == alone[v].result()[0]);
    }
  CHECK(allocations() == asked);
  voices[3].forget();  // begins anew; its neighbours go on
  alone[3].forget();
  for (std::size_t v = 2; v < 5; ++v) {
    voices[v][frame][0] = alone[v][frame][0] = 0.5f;
    voices[v].run();
    alone[v].run();
    CHECK(voices[v].result()[0] == alone[v].result()[0]);
  }
  voice other = voices[2];  // a copy goes on from the same point of the stream
  other[frame][0] = voices[2][frame][0] = 0.25f;
  other.run();
  voices[2].run();
  CHECK(other.result()[0] == voices[2].result()[0]);
}

TEST_CASE("model_image: parameters and states as a constant", "[program][model]") {
  using set = tl::programs<predict<1>>;
  static constexpr std::array<float, tl::model_image<set>::parameters_type::count> used = [] {
    std::array<float, tl::model_image<set>::parameters_type::count> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<float>(static_cast<int>(i * 37 % 64) - 32) / 32;
    return out;
  }();
  STATIC_REQUIRE(used.size() == 5 * 9 + 9 + 9 + 9 + 9 * 2 + 2);
  static constexpr std::array<float, tl::model_image<set>::states_type::count> states = [] {
    std::array<float, tl::model_image<set>::states_type::count> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = 0.5f + static_cast<float>(i) * 0.01f;
    return out;
  }();
  static constexpr auto image = tl::image_of<set>(std::span<const float, used.size()>(used),
                                                  std::span<const float, states.size()>(states));
  tl::instance<predict<1>, const set> constant(image.view());
  STATIC_REQUIRE(std::is_same_v<decltype(constant.view().memory_of_leaf(0)), const std::byte*>);

  tl::program<predict<1>> other;
  std::size_t next = 0;
  tl::for_each_parameter(other.view(), [&](std::string_view, const tl::dims&, auto elements) {
    for (float& v : elements) v = used[next++];
  });
  next = 0;
  tl::for_each_state(other.view(), [&](std::string_view, const tl::dims&, auto elements) {
    for (float& v : elements) v = states[next++];
  });
  fill(constant[x<1>], 2);
  fill(other[x<1>], 2);
  constant.run();
  other.run();
  CHECK(same_bits(constant.result(), other.result()));

  // read-only: elements of parameters are const, inputs are not
  tl::for_each_parameter(constant.view(), [](std::string_view, const tl::dims&, auto elements) {
    STATIC_REQUIRE(std::is_const_v<typename decltype(elements)::element_type>);
  });
  STATIC_REQUIRE(!std::is_const_v<typename decltype(constant[x<1>])::element_type>);
}

namespace {
constexpr auto mixed_types =
    tl::sum(tl::parameter<struct narrow, tl::shape<3>>{}) +
    tl::convert<float>(
        tl::sum(tl::parameter<struct wide, tl::shape<2>, tl::init::zeros, double>{}));
struct mixed : tl::pipeline<tl::traced<false, decltype(mixed_types)>> {};
}  // namespace

TEST_CASE("model_image: parameters of several element types", "[program][model]") {
  using set = tl::programs<mixed>;
  static constexpr double numbers[]{1, 2, 3, 0.25, 0.5};
  static constexpr auto image = tl::image_of<set>(numbers);
  tl::instance<mixed, const set> constant(image.view());
  constant.run();
  CHECK(constant.result()[0] == 6.75f);
}

TEST_CASE("model: copies and moves take parameters and states along, nothing else",
          "[program][model]") {
  using set = tl::programs<learn<8>, predict<1>>;
  tl::model<set, tl::heap_memory> model(7);
  auto step = model.instance<learn<8>>();
  tl::configure(step.view(), tl::adam{.learning_rate = 0.1});
  fill(step[x<8>], 0);
  fill(step[t<8>], 1);
  step.run();
  const auto copy = model;
  CHECK(same_bits(copy.bytes(tl::space::parameters),
                  std::as_const(model).bytes(tl::space::parameters)));
  CHECK(same_bits(copy.bytes(tl::space::states), std::as_const(model).bytes(tl::space::states)));
  step.run();
  CHECK(!same_bits(copy.bytes(tl::space::parameters),
                   std::as_const(model).bytes(tl::space::parameters)));

  const auto moved = std::move(model);  // on the heap: instances still find it
  fill(step[x<8>], 3);
  step.run();
  CHECK(std::isfinite(step.result()[0]));

  // a program has inputs and results, too
  tl::program<predict<1>, tl::heap_memory> a(3);
  fill(a[x<1>], 1);
  a.run();
  auto b = a;
  CHECK(same_bits(a.result(), b.result()));
  b.run();
  CHECK(same_bits(a.result(), b.result()));
}

// ---- which leaves are one ------------------------------------------------------------------------------

namespace {

constexpr auto first_net = tl::dense<4> >> tl::relu;
constexpr auto second_net = tl::dense<4> >> tl::tanh;
inline constexpr tl::input<struct four, tl::shape<2, 4>> four{};
/// Two networks: their positions in paths are 0 and 1; alone each has none.
struct both
    : tl::pipeline<tl::traced<false, decltype((four >> second_net) + (four >> first_net))>> {};
struct only_first : tl::pipeline<tl::traced<false, decltype(four >> first_net)>> {};
struct only_second : tl::pipeline<tl::traced<false, decltype(four >> second_net)>> {};
struct inner_name
    : tl::pipeline<tl::traced<false, decltype(four >> (tl::dense<4> >>
                                                       tl::named<struct part>(first_net)))>> {};
struct name_alone
    : tl::pipeline<tl::traced<false, decltype(four >> tl::named<struct part>(first_net))>> {};

}  // namespace

TEST_CASE("programs: a network without a name is known by its type", "[program][model]") {
  using set = tl::programs<both, only_first, only_second>;
  STATIC_REQUIRE(set::bytes.sum() == tl::programs<both>::bytes[tl::space::parameters]);
  tl::model<set, tl::heap_memory> model(2);
  auto b = model.instance<both>();
  auto f = model.instance<only_first>();
  auto s = model.instance<only_second>();
  for (auto* p : {&b[four][0], &f[four][0], &s[four][0]}) fill(std::span<float>(p, 8), 1);
  b.run();
  f.run();
  s.run();
  for (std::size_t i = 0; i < 8; ++i)
    CHECK(b.result()[i] == Approx(f.result()[i] + s.result()[i]).margin(1e-6));
}

TEST_CASE("programs: a named part of a network is found where it stands alone",
          "[program][model]") {
  using set = tl::programs<inner_name, name_alone>;
  STATIC_REQUIRE(set::bytes.sum() == tl::programs<inner_name>::bytes[tl::space::parameters]);
}
