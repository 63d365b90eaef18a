// SPDX-License-Identifier: BSL-1.0
//
// The training step of the MLP problem in tapeless: one program, made of the network, its loss and the optimiser.
//
// Usage: mlp_step sgd|adam

#include <tapeless/freestanding.hpp>
#include <tapeless/program/heap_memory.hpp>

#include <cstdint>
#include <cstdio>
#include <string_view>

#include "line_protocol.hpp"
#include "mlp_problem.hpp"

namespace {

namespace tl = tapeless;
using namespace mlp_problem;

inline constexpr tl::input<struct pixels, tl::shape<batch, inputs>> pixels{};
inline constexpr tl::target<struct digit, tl::shape<batch>, std::int32_t> digit{};
constexpr auto net = tl::dense<hidden> >> tl::relu >> tl::dense<classes>;
constexpr auto loss = tl::softmax_cross_entropy(pixels >> net, digit);

template <class Optimiser>
struct training_step
    : tl::pipeline<tl::updated<tl::traced<true, decltype(loss)>, tl::traced_rule<Optimiser>>> {};

template <class Optimiser>
class mlp {
 public:
  explicit mlp(const Optimiser& optimiser) : optimiser_(optimiser) { reset(); }

  void reset() {
    program_.reset();
    tl::configure(program_.view(), optimiser_);
    images(program_[pixels]);
    labels(program_[digit]);
    program_.view().for_each_leaf([](const tl::ir::leaf& l, auto elements) {
      if (l.kind != tl::leaf_kind::parameter) return;
      const bool first = l.shape[0] == inputs || l.shape == tl::shape<hidden>::value;
      const stream from = l.shape.rank == 2 ? (first ? stream::weight_1 : stream::weight_2)
                                            : (first ? stream::bias_1 : stream::bias_2);
      for (std::size_t i = 0; i < elements.size(); ++i)
        elements[i] = static_cast<typename decltype(elements)::value_type>(initial(from, i));
    });
  }

  float step() {
    program_.run();
    return program_.result()[0];
  }

 private:
  tl::program<training_step<Optimiser>, tl::heap_memory> program_;
  Optimiser optimiser_;
};

template <class Optimiser>
int serve(const Optimiser& optimiser) {
  mlp<Optimiser> peer(optimiser);
  char text[128];
  using facts = tl::program_facts<training_step<Optimiser>>;
  std::snprintf(text, sizeof text, "tapeless %d.%d.%d, %d kernels, arena of %.2f MB",
                tl::version::major, tl::version::minor, tl::version::patch, facts::kernel_count,
                static_cast<double>(facts::arena_bytes) * 1e-6);
  return line_protocol::serve(peer, text);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view optimiser = argc > 1 ? argv[1] : "sgd";
  if (optimiser == "sgd") return serve(tl::sgd{.learning_rate = double{sgd_learning_rate}});
  if (optimiser == "adam")
    return serve(tl::adam{.learning_rate = double{adam_learning_rate},
                          .beta1 = double{adam_beta_1},
                          .beta2 = double{adam_beta_2},
                          .epsilon = double{adam_epsilon}});
  std::fprintf(stderr, "usage: mlp_step sgd|adam\n");
  return 2;
}
