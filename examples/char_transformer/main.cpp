// SPDX-License-Identifier: BSL-1.0
// Learns to continue a text, character by character, and writes some.
//
//     char_transformer [epochs] [text file]
//
// On a part of the text that it has not seen it must be better than any table of pairs can be: one that knows how often
// each character follows each other one in this very part.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr std::size_t alphabet = 96, window = 64, width = 64;

constexpr auto block = tl::transformer_encoder_layer<
    4, 4 * width, tl::transformer{.norm_first = true, .dropout = 0.0, .causal = true}, tl::gelu,
    tl::rotary<>>;
constexpr auto net = tl::embedding<alphabet, width, tl::no_padding, tl::init::normal<0.0, 0.02>> >>
                     tl::transformer_encoder<2>(block, tl::layer_norm<>) >> tl::dense<alphabet>;

// The printable characters of ASCII; all others are the end of a line.
std::vector<std::int32_t> read(const char* file) {
  std::FILE* from = std::fopen(file, "rb");
  if (from == nullptr) tl::error::raise(file, "", {"cannot be opened"});
  std::vector<std::int32_t> text;
  for (int c; (c = std::getc(from)) != EOF;) text.push_back(c >= 32 && c < 127 ? c - 32 : 95);
  std::fclose(from);
  return text;
}
char written(std::size_t code) { return code == 95 ? '\n' : static_cast<char>(code + 32); }

// Pieces of the text, and for each character of them the next.
tl::data::dataset windows(std::span<const std::int32_t> text, std::size_t apart) {
  std::vector<float> now;
  std::vector<std::int32_t> next;
  for (std::size_t first = 0; first + window < text.size(); first += apart)
    for (std::size_t i = first; i < first + window; ++i) {
      now.push_back(static_cast<float>(text[i]));
      next.push_back(text[i + 1]);
    }
  return {std::move(now), window, std::move(next), alphabet, window};
}

// −ln p per character of the best table of single characters, and of pairs.
struct entropies {
  double single = 0, pairs = 0;
};
entropies entropies_of(std::span<const std::int32_t> text) {
  std::vector<double> first(alphabet), pair(alphabet * alphabet);
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto a = static_cast<std::size_t>(text[i]), b = static_cast<std::size_t>(text[i + 1]);
    ++first[a];
    ++pair[a * alphabet + b];
  }
  const auto all = static_cast<double>(text.size() - 1);
  entropies out;
  for (std::size_t a = 0; a < alphabet; ++a) {
    if (first[a] > 0) out.single -= first[a] / all * std::log(first[a] / all);
    for (std::size_t b = 0; b < alphabet; ++b)
      if (const double n = pair[a * alphabet + b]; n > 0)
        out.pairs -= n / all * std::log(n / first[a]);
  }
  return out;
}

int main(int argc, char** argv) try {
  const std::size_t epochs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2;
  const auto text = read(argc > 2 ? argv[2] : "/usr/share/common-licenses/GPL-3");
  const auto seen = std::span(text).first(text.size() / 10 * 9),
             unseen = std::span(text).subspan(seen.size());
  const auto test = windows(unseen, window);

  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 3e-3},
                      tl::batch<16>, tl::shape<window>{},       tl::seed{1}};
  trainer.fit(windows(seen, 8), {.epochs = epochs, .validation = test, .progress = tl::console});

  std::vector<float> last(test.inputs().end() - window, test.inputs().end());
  std::mt19937 source(1);
  for (int i = 0; i < 400; ++i) {
    const auto scores = trainer.predict(last);
    std::vector<double> chances;
    for (const float score : std::span(scores).last(alphabet)) chances.push_back(std::exp(score));
    const std::size_t drawn =
        std::discrete_distribution<std::size_t>(chances.begin(), chances.end())(source);
    std::putchar(written(drawn));
    last.erase(last.begin());
    last.push_back(static_cast<float>(drawn));
  }

  const entropies tables = entropies_of(unseen);
  const double loss = trainer.evaluate(test).loss;
  std::printf("\n-ln p per character: %.3f; the best table of characters %.3f, of pairs %.3f\n",
              loss, tables.single, tables.pairs);
  return loss < tables.pairs ? 0 : 1;
} catch (const tl::error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
