// SPDX-License-Identifier: BSL-1.0
// Learns numbers from a CSV file: how cold it feels, from temperature and wind. (The file is made by
// make_wind_chill.py from a formula, which the network does not know.)
//
//     regression wind_chill.csv
#include <cmath>
#include <cstdio>

#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::dense<16> >> tl::tanh >> tl::dense<1>;

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s wind_chill.csv\n", argv[0]);
    return 2;
  }
  const auto file = tl::data::read_csv(argv[1], {.targets = {"feels_like_c"}, .comment = '#'});
  const auto data = tl::data::standardised(file.set.split(0.8, 1));

  tl::trainer trainer{net,           tl::mse,        tl::adam{.learning_rate = 1e-2},
                      tl::batch<16>, tl::shape<2>{}, tl::seed{7}};
  trainer.fit(data.train, {.epochs = 300,
                           .validation = data.test,
                           .early_stopping = tl::early_stopping{.patience = 50}});

  const auto predicted = trainer.predict(data.test.inputs());
  for (std::size_t i = 0; i < 5; ++i)
    std::printf("feels like %6.1f, predicted %6.1f\n", static_cast<double>(data.test.target(i)[0]),
                static_cast<double>(predicted[i]));
  const double error = std::sqrt(trainer.evaluate(data.test).loss);
  std::printf("error on rows that were not learnt: %.2f degrees\n", error);
  return error < 1 ? 0 : 1;
} catch (const tl::error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
