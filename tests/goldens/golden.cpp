// SPDX-License-Identifier: BSL-1.0
//
// The reader of golden values, and the values themselves as far as simple arithmetic can judge them.

#include "goldens/golden.hpp"

#include "catch.hpp"

#include <filesystem>

namespace {

/// y = x W^T + b, with W as PyTorch stores it.
std::vector<double> linear(const std::vector<double>& x, const golden::array& weight,
                           const golden::array& bias) {
  const std::size_t out = weight.shape[0], in = weight.shape[1];
  std::vector<double> y;
  for (std::size_t row = 0; row < x.size() / in; ++row) {
    for (std::size_t j = 0; j < out; ++j) {
      double sum = bias[j];
      for (std::size_t i = 0; i < in; ++i) sum += x[row * in + i] * weight[j * in + i];
      y.push_back(sum);
    }
  }
  return y;
}

}  // namespace

TEST_CASE("a golden file gives its arrays by name", "[golden]") {
  const golden::file file{"networks/mlp_relu/values"};
  CHECK(file["x"].shape == std::vector<std::size_t>{4, 5});
  CHECK(file["0.weight"].shape == std::vector<std::size_t>{7, 5});
  CHECK(file["0.weight"].transposed().shape == std::vector<std::size_t>{5, 7});
  CHECK(file["0.weight"].transposed()[1] == file["0.weight"][5]);
  CHECK(file["target"].as<int>() == std::vector<int>{2, 0, 1, 2});
  CHECK(file["loss"].shape.empty());
  CHECK(file["loss"].value() > 0);
  CHECK(file["x"].float_error == 0);
  CHECK(file["loss"].float_error < 1e-6);
  CHECK(file.contains("gradient/2.bias"));
  CHECK_FALSE(file.contains("gradient/3.bias"));
  CHECK(file.names("gradient/") ==
        std::vector<std::string>{"y", "x", "0.weight", "0.bias", "2.weight", "2.bias"});
}

TEST_CASE("a missing golden file or array is named", "[golden]") {
  CHECK_THROWS_WITH(golden::file{"no/such"},
                    "golden no/such: cannot read " TAPELESS_TESTS_DIR "/goldens/no/such.txt");
  const golden::file file{"schedules/step"};
  CHECK_THROWS_WITH(file["slope"], "golden schedules/step: there is no \"slope\"");
}

TEST_CASE("distance is infinite where sizes or kinds of numbers differ", "[golden]") {
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  const golden::array expected{{3}, {1, nan, inf}, 0};
  CHECK(golden::distance(std::vector<double>{1.5, nan, inf}, expected) == 0.5);
  CHECK(golden::distance(std::vector<float>{1.f, 2.f, 3.f}, expected) == inf);
  CHECK(golden::distance(std::vector<double>{1, nan, -inf}, expected) == inf);
  CHECK(golden::distance(std::vector<double>{1, nan}, expected) == inf);
  CHECK(golden::distance(2.5, golden::array{{}, {2}, 0}) == 0.5);
}

TEST_CASE("every golden file can be read", "[golden]") {
  const std::filesystem::path folder = TAPELESS_TESTS_DIR "/goldens";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
    if (entry.path().extension() != ".txt") continue;
    const auto name = entry.path().lexically_relative(folder).replace_extension().generic_string();
    CAPTURE(name);
    CHECK_FALSE(golden::file{name}.names().empty());
    ++files;
  }
  CHECK(files > 150);
}

TEST_CASE("the golden network is what its file says", "[golden]") {
  const golden::file file{"networks/mlp_relu/values"};
  auto hidden = linear(file["x"].values, file["0.weight"], file["0.bias"]);
  for (double& each : hidden) each = std::max(each, 0.0);
  const auto score = linear(hidden, file["2.weight"], file["2.bias"]);
  CHECK(golden::distance(score, file["y"]) < 1e-14);

  double loss = 0;
  const auto label = file["target"].as<std::size_t>();
  for (std::size_t row = 0; row < 4; ++row) {
    double sum = 0;
    for (std::size_t j = 0; j < 3; ++j) sum += std::exp(score[row * 3 + j]);
    loss += (std::log(sum) - score[row * 3 + label[row]]) / 4;
  }
  CHECK(golden::distance(loss, file["loss"]) < 1e-14);
}

TEST_CASE("the first golden step of sgd goes against the gradient", "[golden]") {
  for (const std::string network :
       {"mlp_relu", "mlp_smooth", "normalised", "residual", "concat", "binary"}) {
    const golden::file before{"networks/" + network + "/values"};
    const golden::file after{"networks/" + network + "/sgd"};
    for (const std::string& name : after.names("step1/")) {
      CAPTURE(network, name);
      if (name == "loss") {
        CHECK(after["step1/loss"].value() == before["loss"].value());
        continue;
      }
      std::vector<double> expected = before[name].values;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        expected[i] -= 0.1 * before["gradient/" + name][i];
      }
      CHECK(golden::distance(expected, after["step1/" + name]) < 1e-15);
    }
  }
}
