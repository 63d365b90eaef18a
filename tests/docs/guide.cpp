// SPDX-License-Identifier: BSL-1.0
//
// The code of docs/guide.md: tools/check_snippets.py checks that every block of the page stands here or in an example.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/tapeless.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

/// The paths of a network's parameters, as explain prints them.
template <class E>
std::string parameters_of(E) {
  tl::core::text<1024> out;
  const auto traced = tl::trace::expressions<E>();
  for (const tl::ir::leaf& l : traced.graph.leaves)
    if (l.kind == tl::leaf_kind::parameter)
      tl::ir::print_path(out.add(' '), traced.graph.view(), l);
  return std::string(out.view().substr(1));
}

}  // namespace

// ---- expressions --------------------------------------------------------------------------------

namespace expressions {
namespace {

inline constexpr tl::input<struct x, tl::shape<64, 784>> x{};
inline constexpr tl::parameter<struct w1, tl::shape<784, 128>, tl::init::glorot_uniform> w1{};
inline constexpr tl::parameter<struct b1, tl::shape<128>> b1{};

constexpr auto hidden = tl::tanh(tl::matmul(x, w1) + b1);
constexpr auto energy = tl::mean(tl::square(hidden));

inline constexpr tl::input<struct images, tl::shape<8, 28, 28>> images{};
inline constexpr tl::input<struct words, tl::shape<8, 20>, std::int32_t> words{};
inline constexpr tl::parameter<struct table, tl::shape<1000, 32>, tl::init::normal<>> table{};

constexpr auto rows = tl::reshape<tl::shape<8, 784>>(images);
constexpr auto flipped = tl::reverse<-1>(images);
constexpr auto left_half = tl::slice<2, 0, 14>(images);
constexpr auto turned = tl::permute<0, 2, 1>(images);
constexpr auto framed = tl::pad<2, 1, 1>(tl::pad<1, 1, 1>(images));
constexpr auto brightest = tl::max(images, tl::axes<1, 2>);
constexpr auto centred = images - tl::mean(images, tl::axes<1, 2>, tl::keep_dims);
constexpr auto embedded = tl::gather<0>(table, words);
constexpr auto clipped = tl::clamp(images, tl::constant<0.0>, tl::constant<1.0>);
constexpr auto dark = tl::select(images < tl::constant<0.5>, images, tl::constant<0.0>);

constexpr auto smooth = tl::mean(tl::windows<1, 5>(images), tl::axis<2>);
constexpr auto so_far = tl::cumsum(images, tl::axis<1>);
constexpr auto three = tl::top_k<3>(rows, tl::axis<-1>);
constexpr auto pair = tl::stack<1>(images, flipped);

template <class E, class Shape>
constexpr bool has_shape = std::is_same_v<typename E::shape_type, Shape>;
static_assert(has_shape<decltype(rows), tl::shape<8, 784>>);
static_assert(has_shape<decltype(flipped), tl::shape<8, 28, 28>>);
static_assert(has_shape<decltype(left_half), tl::shape<8, 28, 14>>);
static_assert(has_shape<decltype(turned), tl::shape<8, 28, 28>>);
static_assert(has_shape<decltype(framed), tl::shape<8, 30, 30>>);
static_assert(has_shape<decltype(brightest), tl::shape<8>>);
static_assert(has_shape<decltype(smooth), tl::shape<8, 24, 28>>);
static_assert(has_shape<decltype(so_far), tl::shape<8, 28, 28>>);
static_assert(has_shape<decltype(three.indices), tl::shape<8, 3>>);
static_assert(has_shape<decltype(pair), tl::shape<8, 2, 28, 28>>);
static_assert(has_shape<decltype(centred), tl::shape<8, 28, 28>>);
static_assert(has_shape<decltype(embedded), tl::shape<8, 20, 32>>);
static_assert(has_shape<decltype(clipped), tl::shape<8, 28, 28>>);
static_assert(has_shape<decltype(dark), tl::shape<8, 28, 28>>);

}  // namespace
}  // namespace expressions

TEST_CASE("guide: expressions as programs", "[docs]") {
  using namespace expressions;
  auto f = tl::compile(energy, tl::gradient(energy, w1));
  for (float& element : f[x]) element = 0.5f;
  f.run();
  const float value = f.result<0>()[0];
  const float slope = f.result<1>()[7];  // the same place as in f[w1]

  CHECK(value > 0);
  f[w1][7] += 0.01f;
  f.run();
  CHECK(f.result<0>()[0] - value == Approx(0.01f * slope).epsilon(0.05));
}

namespace element_types {
namespace {

inline constexpr tl::input<struct images, tl::shape<32, 784>, std::uint8_t> images{};
inline constexpr tl::input<struct tokens, tl::shape<32, 20>, std::uint8_t> tokens{};

constexpr auto scaled = tl::convert<float>(images) * tl::constant<1 / 255.0>;
constexpr auto vectors = tokens >> tl::embedding<200, 16>;

constexpr auto short_numbers = tl::convert<tl::bfloat16>(scaled);
constexpr auto scores = short_numbers >> tl::dense<64> >> tl::relu >> tl::dense<10>;

constexpr auto in_16_bits = tl::compose([](auto x) { return tl::convert<tl::bfloat16>(x); }) >>
                            tl::dense<32> >> tl::tanh >> tl::dense<3>;

}  // namespace
}  // namespace element_types

TEST_CASE("guide: element types", "[docs]") {
  using namespace element_types;
  auto f = tl::compile(scores, vectors, scaled);
  STATIC_REQUIRE(decltype(scores)::type == tl::element::bfloat16);
  CHECK(f.parameter_bytes == 2 * (784 * 64 + 64 + 64 * 10 + 10) + 4 * 200 * 16);
  for (std::uint8_t& pixel : f[images]) pixel = 255;
  f[tokens][0] = 199;
  f.run();
  CHECK(f.result<2>()[0] == Approx(1));
  CHECK(float(f.result<0>()[0]) != 0);

  // a network that begins by converting a trainer's floats
  std::vector<float> inputs;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 60; ++i) {
    inputs.push_back(static_cast<float>(i % 10) / 5 - 1);
    inputs.push_back(static_cast<float>(i % 7) / 3 - 1);
    labels.push_back(i % 10 < 4 ? 0 : i % 7 < 3 ? 1 : 2);
  }
  const tl::data::dataset set(inputs, 2, labels, 3);
  tl::trainer trainer{in_16_bits, tl::softmax_cross_entropy, tl::adam{.learning_rate = 0.02},
                      tl::batch<20>, tl::shape<2>{}};
  const double before = trainer.evaluate(set).loss;
  trainer.fit(set, {.epochs = 30});
  CHECK(trainer.evaluate(set).loss < 0.3 * before);
}

namespace derivatives {
namespace {

inline constexpr tl::input<struct t, tl::shape<>> t{};
inline constexpr tl::input<struct v, tl::shape<3>> v{};
inline constexpr tl::input<struct direction, tl::shape<3>> direction{};
inline constexpr tl::input<struct weights, tl::shape<3>> weights{};
constexpr auto wave = tl::sin(t) * tl::exp(-t);
constexpr auto speed = tl::gradient(wave, t);
constexpr auto acceleration = tl::gradient(speed, t);

constexpr auto cubes = tl::sum(v * v * v);
constexpr auto along = tl::sum(tl::gradient(cubes, v) * tl::constant<2.0>);
constexpr auto hessian_times_2 = tl::gradient(along, v);

constexpr auto middle = tl::tanh(v);
constexpr auto by_the_middle = tl::gradient(tl::sum(tl::square(middle)), middle);

constexpr auto pushed = tl::jvp(middle, v, direction);  // forward: dy/dx · v
constexpr auto pulled = tl::vjp(middle, v, weights);    // reverse: wᵀ · dy/dx
constexpr auto all = tl::jacobian(middle, v);  // [3, 3]; jacobian_forward: column by column
constexpr auto curved = tl::hvp(cubes, v, direction);
constexpr auto curvature = tl::hessian(cubes, v);

constexpr auto round_through = [](auto, auto dy) { return dy; };
constexpr auto straight = tl::custom_gradient([](auto x) { return tl::round(x); }, round_through);

}  // namespace
}  // namespace derivatives

namespace loops {
namespace {

inline constexpr tl::input<struct start, tl::shape<3>> start{};
inline constexpr tl::input<struct steps, tl::shape<10, 3>> steps{};
inline constexpr tl::parameter<struct weights, tl::shape<3>> weights{};

constexpr auto walk = tl::scan(
    [](auto position, auto step) {
      const auto there = tl::tanh(position + step);
      return tl::next(there).emit(there * there);
    },
    tl::from(start), tl::over(steps));
constexpr auto end = tl::last(walk);         // [3]
constexpr auto squares = tl::outputs(walk);  // [10, 3]

constexpr auto slopes =
    tl::vmap([](auto row) { return tl::gradient(tl::sum(tl::exp(row)), row); })(steps);
constexpr auto one_by_one = tl::vmap<true, false>([](auto row, auto w) {
  return tl::gradient(tl::square(tl::sum(row * w)), w);
})(steps, weights);  // [10, 3]

constexpr auto most = tl::constant<0.1>;
constexpr auto clipped = tl::sum(tl::clamp(one_by_one, -most, most), tl::axis<0>);
constexpr auto along_clipped = tl::sum(weights * tl::stop_gradient(clipped));

}  // namespace
}  // namespace loops

TEST_CASE("guide: loops", "[docs]") {
  using namespace loops;
  auto f = tl::compile(end, squares, slopes, one_by_one, tl::gradient(along_clipped, weights));
  for (auto& x : f[steps]) x = 0.1f;
  for (auto& w : f[weights]) w = 2;
  f.run();
  float there = 0;
  for (int i = 0; i < 10; ++i) there = std::tanh(there + 0.1f);
  CHECK(f.result<0>()[2] == Approx(there));
  CHECK(f.result<1>()[29] == Approx(there * there));
  CHECK(f.result<2>()[29] == Approx(std::exp(0.1f)));
  CHECK(f.result<3>()[29] == Approx(2 * 0.6f * 0.1f));
  CHECK(f.result<4>()[2] == Approx(10 * 0.1f));
}

TEST_CASE("guide: derivatives nest", "[docs]") {
  using namespace derivatives;
  auto f = tl::compile(speed, acceleration, hessian_times_2, by_the_middle, pushed, pulled, all,
                       curved, curvature, tl::gradient(tl::sum(v >> straight), v));
  f[t][0] = 0.3f;
  for (std::size_t i = 0; i < 3; ++i) f[v][i] = static_cast<float>(i + 1);
  f[direction][1] = f[weights][1] = 2;
  f.run();
  CHECK(f.result<0>()[0] == Approx(std::exp(-0.3f) * (std::cos(0.3f) - std::sin(0.3f))));
  CHECK(f.result<1>()[0] == Approx(-2 * std::exp(-0.3f) * std::cos(0.3f)));
  CHECK(f.result<2>()[2] == Approx(2 * 6 * 3));
  CHECK(f.result<3>()[1] == Approx(2 * std::tanh(2.f)));
  const float slope = 1 - std::tanh(2.f) * std::tanh(2.f);
  CHECK(f.result<4>()[1] == Approx(2 * slope));
  CHECK(f.result<5>()[1] == Approx(2 * slope));
  CHECK(f.result<6>()[4] == Approx(slope));
  CHECK(f.result<7>()[1] == Approx(2 * 6 * 2));
  CHECK(f.result<8>()[8] == Approx(6 * 3));
  CHECK(f.result<9>()[0] == 1);
}

namespace kept_values {
namespace {

inline constexpr tl::input<struct signal, tl::shape<3>> signal{};
inline constexpr tl::state<struct smoothed, tl::shape<3>> smoothed{};
constexpr auto next = tl::constant<0.9> * smoothed + tl::constant<0.1> * signal;
constexpr auto filter = tl::assign(smoothed, next);

}  // namespace
}  // namespace kept_values

TEST_CASE("guide: a state lasts from run to run", "[docs]") {
  using namespace kept_values;
  auto f = tl::compile(filter);
  for (int i = 0; i < 2; ++i) {
    std::ranges::fill(f[signal], 1.f);
    f.run();
  }
  CHECK(f[smoothed][0] == Approx(0.19));
}

// ---- layers -------------------------------------------------------------------------------------

namespace layers {
namespace {

constexpr auto block = tl::dense<64> >> tl::layer_norm<> >> tl::relu >> tl::dropout<0.1>;
constexpr auto net = tl::flatten >> block >> tl::residual(block) >> tl::dense<10>;

constexpr auto gate = [](auto h) { return h * tl::sigmoid(h >> tl::dense<64>); };
constexpr auto gated = tl::dense<64> >> gate >> tl::dense<10>;

constexpr auto expert = tl::dense<256> >> tl::relu >> tl::dense<64>;
constexpr tl::routing top_two{.experts = 4, .choices = 2, .capacity = 1.25, .balance = 0.01};
constexpr auto sparse = tl::residual(tl::mixture_of_experts<top_two>(expert));

constexpr auto encoder = tl::named<struct encoder>(tl::dense<16> >> tl::relu);
constexpr auto named_net = encoder >> tl::dense<10>;

constexpr auto step = tl::shared(tl::dense<32> >> tl::tanh);
constexpr auto tied = tl::dense<32> >> step >> step >> step;

constexpr auto two_heads = [](auto h) {
  const auto level = h >> tl::named<struct level>(tl::dense<8>);
  const auto opening = h >> tl::named<struct opening>(tl::dense<8>);
  return tl::tanh(level) * tl::sigmoid(opening);
};

constexpr tl::transformer pre_norm{.norm_first = true};
constexpr auto reader = tl::named<struct reader>(
    tl::transformer_encoder<2>(tl::transformer_encoder_layer<4, 64, pre_norm>, tl::layer_norm<>));
constexpr auto writer = tl::named<struct writer>(
    tl::transformer_decoder<2>(tl::transformer_decoder_layer<4, 64, pre_norm>, tl::layer_norm<>));

inline constexpr tl::input<struct source, tl::shape<2, 6, 32>> source{};
inline constexpr tl::input<struct is_word, tl::shape<2, 6>> is_word{};
inline constexpr tl::input<struct draft, tl::shape<2, 5, 32>> draft{};
constexpr auto words = tl::visible_where(tl::reshape<tl::shape<2, 1, 1, 6>>(is_word));
constexpr auto continued = writer(draft, reader(source, words), words);

constexpr auto branches = tl::concat(tl::dense<8>, tl::dense<8> >> tl::tanh) >>
                          tl::repeat<3>(tl::dense<16> >> tl::relu);

inline constexpr tl::input<struct x, tl::shape<4, 28, 28>> x{};
inline constexpr tl::input<struct flat, tl::shape<4, 32>> flat{};

/// y = x · gain over the last axis.
struct gain : tl::layer<gain> {
  template <tl::expression X>
  static constexpr auto body(X x) {
    constexpr std::size_t n = X::shape_type::value[X::shape_type::rank - 1];
    constexpr tl::parameter<struct gains, tl::shape<n>, tl::init::ones> gains{};
    return x * gains;
  }
};

/// y = Power-th power of |x|, with the sign of x.
template <int Power>
struct signed_power_layer : tl::activation<signed_power_layer<Power>> {
  static constexpr auto body(auto x) {
    return tl::sign(x) * tl::pow(tl::abs(x), tl::constant<double{Power}>);
  }
};
template <int Power>
inline constexpr signed_power_layer<Power> signed_power{};

constexpr auto own = tl::dense<64> >> gain{} >> signed_power<2> >> tl::dense<1>;

/// y = x less its running mean over the batch.
struct centre : tl::layer<centre> {
  template <tl::expression X>
  static constexpr auto body(X x) {
    constexpr std::size_t n = X::shape_type::value[1];
    constexpr tl::state<struct running_mean, tl::shape<n>> mean{};
    const auto next = tl::constant<0.9> * mean + tl::constant<0.1> * tl::mean(x, tl::axis<0>);
    return tl::when_training(x - tl::assign(mean, next), x - mean);
  }
};

}  // namespace
}  // namespace layers

TEST_CASE("guide: parameters are named by their paths", "[docs]") {
  using namespace layers;
  CHECK(parameters_of(x >> net) ==
        "1.weight 1.bias 2.weight 2.bias 5.0.weight 5.0.bias 5.1.weight 5.1.bias 6.weight 6.bias");
  CHECK(parameters_of(flat >> (tl::dense<64> >> sparse))
            .starts_with("0.weight 0.bias 1.router.weight 1.experts.0.0.weight "));
  CHECK(parameters_of(flat >> named_net) == "encoder.0.weight encoder.0.bias 1.weight 1.bias");
  CHECK(parameters_of(flat >> tied) == "0.weight 0.bias 1.0.weight 1.0.bias");
  CHECK(parameters_of(flat >> gated) == "0.weight 0.bias 1.0.weight 1.0.bias 2.weight 2.bias");
  CHECK(parameters_of(flat >> own) == "0.weight 0.bias 1.gains 3.weight 3.bias");
  CHECK(parameters_of(flat >> branches) ==
        "0.0.weight 0.0.bias 0.1.0.weight 0.1.0.bias 1.0.0.weight 1.0.0.bias 1.1.0.weight "
        "1.1.0.bias 1.2.0.weight 1.2.0.bias");
  CHECK(parameters_of(flat >> tl::compose(two_heads)) ==
        "level.weight level.bias opening.weight opening.bias");
  CHECK(parameters_of(flat >> tl::compose([](auto h) {
                        return tl::tanh(h >> tl::dense<8>) * tl::sigmoid(h >> tl::dense<8>);
                      })) == "0.weight 0.bias");
}
TEST_CASE("guide: what is padding is not read", "[docs]") {
  using namespace layers;
  auto f = tl::compile_for_inference(continued);
  for (std::size_t i = 0; i < f[source].size(); ++i) f[source][i] = std::sin(static_cast<float>(i));
  for (std::size_t i = 0; i < f[draft].size(); ++i) f[draft][i] = std::cos(static_cast<float>(i));
  for (std::size_t i = 0; i < 12; ++i) f[is_word][i] = i % 6 < 4 ? 1.f : 0.f;
  f.run();
  const std::vector<float> before(f.result().begin(), f.result().end());
  for (std::size_t row : {4u, 5u, 10u, 11u})
    for (std::size_t i = 0; i < 32; ++i) f[source][row * 32 + i] = 7;
  f.run();
  CHECK(std::ranges::equal(f.result(), before));
  f[source][0] += 1;
  f.run();
  CHECK(!std::ranges::equal(f.result(), before));
}

// ---- losses and optimisers ----------------------------------------------------------------------

namespace learning {
namespace {

inline constexpr tl::input<struct x, tl::shape<16, 4>> x{};
inline constexpr tl::target<struct species, tl::shape<16>, std::int32_t> species{};
inline constexpr tl::target<struct shares, tl::shape<16, 3>> shares{};
constexpr auto scores = x >> tl::dense<3>;

constexpr auto by_label = tl::softmax_cross_entropy(scores, species);
constexpr auto by_share = tl::softmax_cross_entropy(scores, shares);
constexpr auto total = tl::with_reduction<tl::reduction::sum>(tl::mse)(scores, shares);
constexpr auto robust =
    tl::huber<0.5>(scores, shares) + tl::constant<1e-3> * tl::mean(tl::square(scores));

/// mean(ln cosh d): squared near 0, linear elsewhere.
template <tl::reduction R = tl::reduction::mean>
struct log_cosh_loss : tl::loss<log_cosh_loss<R>> {
  static constexpr auto body(auto p, auto t) {
    const auto d = tl::abs(p - t);
    return tl::mean(d + tl::softplus(tl::constant<-2.0> * d) - tl::constant<0.69314718056>);
  }
};
inline constexpr log_cosh_loss<> log_cosh{};

/// w ← w − rate · sign(g).
struct sign_descent {
  tl::schedule learning_rate = 1e-3;

  using settings =
      tl::setting_list<tl::setting<tl::tags::learning_rate, &sign_descent::learning_rate>>;

  template <tl::expression W, tl::expression G>
  static constexpr auto update(W w, G g) {
    constexpr tl::option<tl::tags::learning_rate, double> rate{};
    return tl::update_to(w - rate * tl::sign(g));
  }
};

constexpr auto rule =
    tl::accumulate<4>(tl::clip_norm{.norm = 1} >> tl::adamw{.learning_rate = 1e-3});
constexpr tl::adam warmed{.learning_rate =
                              tl::linear_warmup(tl::cosine_annealing(1e-3, 10'000), 500)};

}  // namespace
}  // namespace learning

TEST_CASE("guide: losses", "[docs]") {
  using namespace learning;
  auto f = tl::compile(by_label, by_share, total, robust, tl::accuracy(scores, species));
  for (std::size_t i = 0; i < 16; ++i) {
    f[species][i] = static_cast<std::int32_t>(i % 3);
    for (std::size_t k = 0; k < 3; ++k) f[shares][3 * i + k] = k == i % 3 ? 1.f : 0.f;
    for (std::size_t k = 0; k < 4; ++k) f[x][4 * i + k] = std::sin(static_cast<float>(i + k));
  }
  f.run();
  CHECK(f.result<0>()[0] == Approx(f.result<1>()[0]));
  CHECK(f.result<2>()[0] > 0);
  CHECK(warmed.learning_rate(501) == Approx(1e-3));
  CHECK(tl::steps_per_update<std::remove_const_t<decltype(rule)>> == 4);
}

// ---- the trainer --------------------------------------------------------------------------------

namespace {

tl::data::dataset line(std::size_t n) {
  std::vector<float> inputs, targets;
  for (std::size_t i = 0; i < n; ++i) {
    const float x = static_cast<float>(i) / static_cast<float>(n);
    inputs.push_back(x);
    targets.push_back(2 * x - 1);
  }
  return tl::data::dataset(std::move(inputs), 1, std::move(targets));
}

}  // namespace

TEST_CASE("guide: training with a loss and an optimiser of one's own", "[docs]") {
  using namespace learning;
  const auto data = line(100).split(0.8, 1);  // a fifth to judge by, drawn with the seed 1

  constexpr auto net = layers::centre{} >> tl::dense<1>;
  tl::trainer trainer{net,           log_cosh,       sign_descent{.learning_rate = 1e-2},
                      tl::batch<16>, tl::shape<1>{}, tl::seed{7}};

  const tl::history history =
      trainer.fit(data.train, {
                                  .epochs = 200,
                                  .validation = data.test,
                                  .progress =
                                      [](const tl::progress_event& e) {
                                        if (e.epoch_done) CHECK(e.loss >= 0);
                                      },
                                  .early_stopping = tl::early_stopping{.patience = 20},
                              });
  const tl::evaluation judged = trainer.evaluate(data.test);
  const std::vector<float> predicted = trainer.predict(data.test.inputs());

  CHECK(history.epochs.size() <= 200);
  CHECK(judged.loss < 0.01);
  CHECK(predicted.size() == data.test.size());

  const auto kept = trainer.snapshot();
  trainer.optimiser().learning_rate = 1e-3;
  trainer.fit(data.train, {.epochs = 1});
  trainer.restore(kept);
  CHECK(trainer.evaluate(data.test).loss == judged.loss);

  std::size_t numbers = 0;
  tl::for_each_parameter(trainer.step_view(),
                         [&](std::string_view path, const tl::dims& shape, auto elements) {
                           numbers += elements.size();
                           CHECK(path.ends_with(shape.rank == 2 ? "weight" : "bias"));
                         });
  const std::span<float> bias = tl::parameter_at(trainer.step_view(), "1.bias");
  CHECK(numbers == trainer.parameter_count);
  CHECK(!bias.empty());
}

TEST_CASE("guide: batches by hand", "[docs]") {
  using namespace learning;
  const tl::data::dataset set = line(100);
  tl::data::batch_order order(set.size(), 16, 7);
  std::size_t batches = 0;
  for (std::uint64_t epoch = 0; epoch < 2; ++epoch) {
    order.start_epoch(epoch);
    for (const auto [rows, valid] : order) {
      CHECK(rows.size() == 16);
      CHECK(valid == 16);
      ++batches;
    }
  }
  CHECK(batches == 12);
}

// ---- without a trainer --------------------------------------------------------------------------

namespace by_hand {
namespace {

inline constexpr tl::input<struct pairs, tl::shape<4, 2>> pairs{};
inline constexpr tl::target<struct answers, tl::shape<4, 1>> answers{};
constexpr auto scores = pairs >> (tl::dense<8> >> tl::tanh >> tl::dense<1>);
constexpr auto loss = tl::binary_cross_entropy_with_logits(scores, answers);

struct step
    : tl::pipeline<tl::updated<tl::traced<true, decltype(loss)>, tl::traced_rule<tl::sgd>>> {};

static_assert(tl::program_facts<step>::parameter_count == 8 * 2 + 8 + 8 + 1);
static_assert(tl::program_facts<step>::arena_bytes < 2048);

struct judge : tl::pipeline<tl::traced<false, decltype(scores)>> {};
using set = tl::programs<step, judge>;
struct on_cortex_m : tl::pipeline<tl::traced<false, decltype(scores)>, tl::ir::cortex_m> {};

}  // namespace
}  // namespace by_hand

TEST_CASE("guide: a training step as a program", "[docs]") {
  using namespace by_hand;
  static tl::program<step> learner{1};
  tl::configure(learner.view(), tl::sgd{.learning_rate = 0.5});
  for (std::size_t i = 0; i < 4; ++i) {
    const bool a = i / 2 != 0, b = i % 2 != 0;
    learner[pairs][2 * i] = a ? 1.f : -1.f;
    learner[pairs][2 * i + 1] = b ? 1.f : -1.f;
    learner[answers][i] = a != b ? 1.f : 0.f;
  }
  learner.run();
  const float before = learner.result()[0];
  for (int i = 0; i < 500; ++i) learner.run();
  CHECK(learner.result()[0] < before / 2);
}

TEST_CASE("guide: several programs on one model", "[docs]") {
  using namespace by_hand;
  tl::model<set> model{1};  // first values from seed 1
  auto learn = model.instance<step>();
  auto answer = model.instance<judge>();
  learn.run();
  answer.run();  // with what learn has just learnt
  tl::configure(learn.view(), tl::sgd{.learning_rate = 0.5});
  for (std::size_t i = 0; i < 4; ++i) {
    learn[pairs][2 * i] = answer[pairs][2 * i] = i / 2 != 0 ? 1.f : -1.f;
    learn[pairs][2 * i + 1] = answer[pairs][2 * i + 1] = i % 2 != 0 ? 1.f : -1.f;
    learn[answers][i] = i == 1 || i == 2 ? 1.f : 0.f;
  }
  for (int i = 0; i < 2000; ++i) learn.run();
  answer.run();
  for (std::size_t i = 0; i < 4; ++i) CHECK((answer.result()[i] > 0) == (learn[answers][i] > 0));

  const auto& trained = std::as_const(model);
  std::vector<tl::instance<judge, const set>> voices(16, trained.instance<judge>());
  std::ranges::copy(answer[pairs], voices[7][pairs].begin());
  voices[7].run();
  CHECK(voices[7].result()[3] == answer.result()[3]);

  static constexpr float numbers[8 * 2 + 8 + 8 + 1]{0.5f, -0.25f};
  static constexpr auto weights = tl::image_of<tl::programs<judge>>(numbers);
  static auto constant = tl::instance<judge, const tl::programs<judge>>(weights.view());
  constant.run();
  CHECK(constant.result()[0] == 0);
}
