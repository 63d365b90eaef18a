// SPDX-License-Identifier: BSL-1.0
//
// The training step of the MLP problem written by hand with Eigen, as well as Eigen allows: sizes
// known to the compiler, no temporary, no allocation, every update written into its parameter.
// Column-major order was the fastest of the four combinations for samples and weights.
//
// Usage: eigen_mlp sgd|adam
//
//   -DWITH_ONEDNN                          matrix products by oneDNN, all else by Eigen
//   -UNDEBUG -DEIGEN_RUNTIME_NO_MALLOC     asserts that the step allocates nothing

#define EIGEN_STACK_ALLOCATION_LIMIT 0x400000  // the block buffers of a product live on the stack
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string_view>

#ifdef WITH_ONEDNN
#include <dnnl.h>
#endif

#include "line_protocol.hpp"
#include "mlp_problem.hpp"

namespace {

using namespace mlp_problem;

template <std::size_t Rows, std::size_t Columns>
using matrix = Eigen::Matrix<float, Rows, Columns, Eigen::ColMajor>;
template <std::size_t Size>
using row = Eigen::Matrix<float, 1, Size>;

/// out = left * right, or out += factor * left * right
#ifdef WITH_ONEDNN
template <class Out, class Left, class Right>
void multiply(float factor, const Left& left, const Right& right, float keep, Out& out) {
  // oneDNN counts by rows: it sees the transposed matrices, and the product in the other order.
  static_assert(!Out::IsRowMajor);
  dnnl_sgemm(Right::IsRowMajor ? 'T' : 'N', Left::IsRowMajor ? 'T' : 'N', out.cols(), out.rows(),
             left.cols(), factor, right.data(), right.outerStride(), left.data(),
             left.outerStride(), keep, out.data(), out.outerStride());
}
void assign_product(auto& out, const auto& left, const auto& right) {
  multiply(1, left, right, 0, out);
}
void add_product(auto& out, float factor, const auto& left, const auto& right) {
  multiply(factor, left, right, 1, out);
}
#else
void assign_product(auto& out, const auto& left, const auto& right) {
  out.noalias() = left * right;
}
void add_product(auto& out, float factor, const auto& left, const auto& right) {
  out.noalias() += (factor * left) * right;
}
#endif

struct sgd {
  template <class Parameter>
  struct state {};
  void begin_step() {}
  template <class Parameter>
  void update_product(Parameter& parameter, state<Parameter>&, const auto& left,
                      const auto& right) {
    add_product(parameter, -sgd_learning_rate, left, right);
  }
  template <class Parameter>
  void update(Parameter& parameter, state<Parameter>&, const auto& gradient) {
    parameter.noalias() -= sgd_learning_rate * gradient;
  }
};

struct adam {
  template <class Parameter>
  struct state {
    Parameter gradient, mean = Parameter::Zero(), square = Parameter::Zero();
  };
  int steps = 0;
  float rate = 0, epsilon = 0;  // with the bias corrections multiplied in

  void begin_step() {
    ++steps;
    const double correction_1 = 1 - std::pow(double{adam_beta_1}, steps);
    const double correction_2 = std::sqrt(1 - std::pow(double{adam_beta_2}, steps));
    rate = static_cast<float>(adam_learning_rate * correction_2 / correction_1);
    epsilon = static_cast<float>(adam_epsilon * correction_2);
  }

  template <class Parameter>
  void update_product(Parameter& parameter, state<Parameter>& s, const auto& left,
                      const auto& right) {
    assign_product(s.gradient, left, right);
    advance(parameter, s);
  }
  template <class Parameter>
  void update(Parameter& parameter, state<Parameter>& s, const auto& gradient) {
    s.gradient.noalias() = gradient;
    advance(parameter, s);
  }

 private:
  /// In pieces that stay in the first cache between the three assignments.
  template <class Parameter>
  void advance(Parameter& parameter, state<Parameter>& s) const {
    constexpr int size = Parameter::SizeAtCompileTime, piece = std::min(size, 512);
    for (int i = 0; i + piece <= size; i += piece) advance<piece>(parameter, s, i);
    if constexpr (size % piece != 0) advance<size % piece>(parameter, s, size - size % piece);
  }
  template <int Piece, class Parameter>
  void advance(Parameter& parameter, state<Parameter>& s, Eigen::Index at) const {
    using piece = Eigen::Map<Eigen::Array<float, Piece, 1>>;
    piece value(parameter.data() + at), gradient(s.gradient.data() + at), mean(s.mean.data() + at),
        square(s.square.data() + at);
    mean = adam_beta_1 * mean + (1 - adam_beta_1) * gradient;
    square = adam_beta_2 * square + (1 - adam_beta_2) * gradient.square();
    value -= rate * mean / (square.sqrt() + epsilon);
  }
};

template <class Optimiser>
struct mlp {
  matrix<batch, inputs> x;
  Eigen::Matrix<int, batch, 1> label;
  matrix<inputs, hidden> w1;
  row<hidden> b1;
  matrix<hidden, classes> w2;
  row<classes> b2;

  matrix<batch, hidden> h, dh;
  matrix<batch, classes> score;  // becomes its gradient

  Optimiser optimiser;
  typename Optimiser::template state<matrix<inputs, hidden>> w1_state;
  typename Optimiser::template state<row<hidden>> b1_state;
  typename Optimiser::template state<matrix<hidden, classes>> w2_state;
  typename Optimiser::template state<row<classes>> b2_state;

  void reset() {
    using enum stream;
    const auto fill = [](auto& parameter, stream from) {
      for (Eigen::Index i = 0; i < parameter.rows(); ++i)
        for (Eigen::Index j = 0; j < parameter.cols(); ++j)
          parameter(i, j) = initial(from, static_cast<std::size_t>(i * parameter.cols() + j));
    };
    for (std::size_t i = 0; i < batch; ++i) {
      for (std::size_t j = 0; j < inputs; ++j) x(i, j) = uniform(images, i * inputs + j, 0, 1);
      label(i) = static_cast<int>(bits(labels, i) % classes);
    }
    fill(w1, weight_1), fill(b1, bias_1), fill(w2, weight_2), fill(b2, bias_2);
    optimiser = {};
    w1_state = {}, b1_state = {}, w2_state = {}, b2_state = {};
  }

  float step() {
    assign_product(h, x, w1);
    h = (h.rowwise() + b1).cwiseMax(0.f);
    assign_product(score, h, w2);
    score.rowwise() += b2;

    float loss = 0;
    const Eigen::Matrix<float, batch, 1> highest = score.rowwise().maxCoeff();
    score.colwise() -= highest;
    for (Eigen::Index i = 0; i < label.size(); ++i) loss -= score(i, label(i));
    score = score.array().exp();
    const Eigen::Array<float, batch, 1> sum = score.rowwise().sum();
    loss += sum.log().sum();
    score.array().colwise() *= (static_cast<float>(batch) * sum).inverse();
    for (Eigen::Index i = 0; i < label.size(); ++i) score(i, label(i)) -= 1.f / batch;

    assign_product(dh, score, w2.transpose());
    dh = (h.array() > 0.f).select(dh, 0.f);

    optimiser.begin_step();
    optimiser.update_product(w2, w2_state, h.transpose(), score);
    optimiser.update(b2, b2_state, score.colwise().sum());
    optimiser.update_product(w1, w1_state, x.transpose(), dh);
    optimiser.update(b1, b1_state, dh.colwise().sum());
    return loss / batch;
  }
};

template <class Optimiser>
int serve() {
  const auto peer = std::make_unique<mlp<Optimiser>>();
  peer->reset();
  char text[128];
#ifdef WITH_ONEDNN
  const dnnl_version_t* onednn = dnnl_version();
  std::snprintf(text, sizeof text, "Eigen %d.%d.%d, by hand, products by oneDNN %d.%d.%d",
                EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION, onednn->major,
                onednn->minor, onednn->patch);
#else
  std::snprintf(text, sizeof text, "Eigen %d.%d.%d, by hand", EIGEN_WORLD_VERSION,
                EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
#endif
#ifdef EIGEN_RUNTIME_NO_MALLOC
  Eigen::internal::set_is_malloc_allowed(false);
#endif
  return line_protocol::serve(*peer, text);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view optimiser = argc > 1 ? argv[1] : "sgd";
  if (optimiser == "sgd") return serve<sgd>();
  if (optimiser == "adam") return serve<adam>();
  std::fprintf(stderr, "usage: eigen_mlp sgd|adam\n");
  return 2;
}
