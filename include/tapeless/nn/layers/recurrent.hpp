// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/matmul.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/scan.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/initialisers.hpp>
#include <tapeless/nn/layers/sequence_axes.hpp>

namespace tapeless {

namespace tags {
struct weight_ih;
struct weight_hh;
struct bias_ih;
struct bias_hh;
struct weight_hr;
}  // namespace tags

/// Options of a recurrent layer.
struct recurrent {
  bool bias = true;
  bool last_step = false;  ///< gives [N, H], the output of the last step, in place of all
  bool relu = false;       ///< rnn: relu in place of tanh
  /// gru: r scales h Wₙ + b (PyTorch, Keras 2); false: h itself (Keras 1, [cho14])
  bool reset_after = true;
  std::size_t projection = 0;  ///< lstm: width of the projected output, 0 for none
};

namespace init {
/// U(±1/√H), of whatever shape: PyTorch's recurrent layers.
template <std::size_t H>
struct recurrent_uniform {
  static constexpr initial_value of(const dims&) {
    const double bound = 1 / core::math::sqrt(static_cast<double>(H));
    return {initial_value::from::uniform, -bound, bound};
  }
};
}  // namespace init

namespace detail {

/// A parameter of a recurrent layer.
template <class Tag, class Real, std::size_t H, std::size_t... Sizes>
inline constexpr parameter<Tag, shape<Sizes...>, init::recurrent_uniform<H>, Real>
    recurrent_parameter{};

/// x W + b for all steps at once, outside the loop: [N, T, D] → [T, N, G·H].
template <std::size_t H, std::size_t Gates, bool Bias, expression X>
constexpr auto gates_of_input(X x) {
  constexpr dims d = X::shape_type::value;
  constexpr std::size_t n = d[0], steps = d[1], in = d[2], out = Gates * H;
  using real = real_of<X>;
  const auto product = matmul(reshape<shape<n * steps, in>>(x),
                              recurrent_parameter<tags::weight_ih, real, H, in, out>);
  const auto gates = [&] {
    if constexpr (Bias)
      return product + recurrent_parameter<tags::bias_ih, real, H, out>;
    else
      return product;
  }();
  return permute<1, 0, 2>(reshape<shape<n, steps, out>>(gates));
}

/// h W + b in a step.
template <std::size_t H, std::size_t Gates, bool Bias, expression Hidden>
constexpr auto gates_of_hidden(Hidden h) {
  constexpr std::size_t in = Hidden::shape_type::value[1], out = Gates * H;
  using real = real_of<Hidden>;
  const auto product = matmul(h, recurrent_parameter<tags::weight_hh, real, H, in, out>);
  if constexpr (Bias)
    return product + recurrent_parameter<tags::bias_hh, real, H, out>;
  else
    return product;
}

template <std::size_t H, int Gate, expression G>
constexpr auto gate(G g) {
  constexpr int h = static_cast<int>(H);
  return slice<-1, Gate * h, (Gate + 1) * h>(g);
}

template <class X, std::size_t Width>
constexpr auto zero_state() {
  using s = shape<static_cast<std::size_t>(X::shape_type::value[0]), Width>;
  return convert<real_of<X>>(broadcast_to<s>(constant<0.0>));
}

/// The sequence, or the last step, of a loop over [T, N, …] that emits h.
template <bool LastStep>
constexpr auto sequence_of(auto run) {
  if constexpr (LastStep)
    return last<0>(run);
  else
    return permute<1, 0, 2>(outputs<0>(run));
}

template <std::size_t H, recurrent Options>
struct rnn_step {
  static constexpr auto body(auto h, auto x) {
    const auto sum = x + gates_of_hidden<H, 1, Options.bias>(h);
    if constexpr (Options.relu)
      return next(relu(sum)).emit(relu(sum));
    else
      return next(tanh(sum)).emit(tanh(sum));
  }
};

template <std::size_t H, recurrent Options>
struct gru_step {
  static constexpr auto body(auto h, auto x) {
    const auto finish = [&](auto z, auto n) {
      const auto out = n + z * (h - n);  // (1 − z) n + z h
      return next(out).emit(out);
    };
    if constexpr (Options.reset_after) {
      const auto g = gates_of_hidden<H, 3, Options.bias>(h);
      const auto r = sigmoid(gate<H, 0>(x) + gate<H, 0>(g));
      const auto z = sigmoid(gate<H, 1>(x) + gate<H, 1>(g));
      return finish(z, tanh(gate<H, 2>(x) + r * gate<H, 2>(g)));
    } else {
      using real = real_of<decltype(h)>;
      constexpr auto w = recurrent_parameter<tags::weight_hh, real, H, H, 3 * H>;
      constexpr int two = static_cast<int>(2 * H), three = static_cast<int>(3 * H);
      const auto rz = matmul(h, slice<1, 0, two>(w));
      const auto r = sigmoid(gate<H, 0>(x) + gate<H, 0>(rz));
      const auto z = sigmoid(gate<H, 1>(x) + gate<H, 1>(rz));
      return finish(z, tanh(gate<H, 2>(x) + matmul(r * h, slice<1, two, three>(w))));
    }
  }
};

template <std::size_t H, recurrent Options>
struct lstm_step {
  static constexpr auto body(auto h, auto c, auto x) {
    const auto g = x + gates_of_hidden<H, 4, Options.bias>(h);
    const auto kept = tanh(gate<H, 2>(g)) * sigmoid(gate<H, 0>(g)) + sigmoid(gate<H, 1>(g)) * c;
    const auto out = sigmoid(gate<H, 3>(g)) * tanh(kept);
    if constexpr (Options.projection == 0) {
      return next(out, kept).emit(out);
    } else {
      const auto projected = matmul(
          out,
          recurrent_parameter<tags::weight_hr, real_of<decltype(h)>, H, H, Options.projection>);
      return next(projected, kept).emit(projected);
    }
  }
};

}  // namespace detail

/// hₜ = tanh(xₜ Wᵢ + bᵢ + hₜ₋₁ Wₕ + bₕ), h₋₁ = 0.
///
/// Shapes      x: [N, T, D]   →  [N, T, H], or [N, H] with `.last_step = true`
/// Parameters  weight_ih [D, H], weight_hh [H, H] (PyTorch keeps their transposes), bias_ih, bias_hh [H]
/// Defaults    tanh, biases; all U(±1/√H), as PyTorch
/// Errors      x without batch, time and feature axes: [E077]
/// Cost        the product with x is one for all steps; the loop is compiled once, whatever T
/// Source      [elman90] in docs/references.md; torch.nn.RNN(batch_first=True)
template <std::size_t H, recurrent Options>
struct rnn_layer : layer<rnn_layer<H, Options>> {
  static constexpr detail::misfit numbers = detail::at_least_one(detail::argument::features, H);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::is_sequence<X>()) {
      return detail::refused_sequence<H, Options.last_step>(x);
    } else {
      const auto gates = detail::gates_of_input<H, 1, Options.bias>(x);
      return detail::sequence_of<Options.last_step>(
          scan(detail::rnn_step<H, Options>{}, from(detail::zero_state<X, H>()), over(gates)));
    }
  }
};
/// `rnn<64>`, `rnn<64, recurrent{.relu = true}>`, `rnn<64, recurrent{.last_step = true}>`.
template <std::size_t H, recurrent Options = recurrent{}>
inline constexpr rnn_layer<H, Options> rnn{};

/// Gated recurrent unit: r, z = σ(x Wᵢ + bᵢ + h Wₕ + bₕ), n = tanh(x Wᵢₙ + bᵢₙ + r ⊙ (h Wₕₙ + bₕₙ)), h ← (1 − z) n + z h.
///
/// Shapes      x: [N, T, D]   →  [N, T, H], or [N, H] with `.last_step = true`
/// Parameters  weight_ih [D, 3H], weight_hh [H, 3H] (PyTorch keeps their transposes), bias_ih, bias_hh [3H]; gates r, z, n
/// Defaults    as PyTorch; `.reset_after = false`: n = tanh(x Wᵢₙ + bᵢₙ + (r ⊙ h) Wₕₙ), without bias_hh
/// Errors      x without batch, time and feature axes: [E077]
/// Source      [cho14] in docs/references.md; torch.nn.GRU(batch_first=True); tf.keras.layers.GRU
template <std::size_t H, recurrent Options>
struct gru_layer : layer<gru_layer<H, Options>> {
  static constexpr detail::misfit numbers = detail::at_least_one(detail::argument::features, H);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::is_sequence<X>()) {
      return detail::refused_sequence<H, Options.last_step>(x);
    } else {
      const auto gates = detail::gates_of_input<H, 3, Options.bias>(x);
      return detail::sequence_of<Options.last_step>(
          scan(detail::gru_step<H, Options>{}, from(detail::zero_state<X, H>()), over(gates)));
    }
  }
};
/// `gru<64>`, `gru<64, recurrent{.reset_after = false}>`.
template <std::size_t H, recurrent Options = recurrent{}>
inline constexpr gru_layer<H, Options> gru{};

/// Long short-term memory: i, f, g, o from x Wᵢ + bᵢ + h Wₕ + bₕ; c ← σ(f) c + σ(i) tanh(g); h ← σ(o) tanh(c), with a
/// projection h ← h Wᵣ if one is asked for.
///
/// Shapes      x: [N, T, D]   →  [N, T, H], or [N, H] with `.last_step = true`; `.projection = P`: P in place of H
/// Parameters  weight_ih [D, 4H], weight_hh [H or P, 4H], weight_hr [H, P] (PyTorch keeps their transposes), bias_ih,
///             bias_hh [4H]; gates i, f, g, o
/// Defaults    as PyTorch
/// Errors      x without batch, time and feature axes: [E077]
/// Source      [hochreiter97] in docs/references.md; torch.nn.LSTM(batch_first=True)
template <std::size_t H, recurrent Options>
struct lstm_layer : layer<lstm_layer<H, Options>> {
  static constexpr detail::misfit numbers = detail::at_least_one(detail::argument::features, H);
  template <expression X>
  static constexpr auto body(X x) {
    constexpr std::size_t out = Options.projection == 0 ? H : Options.projection;
    if constexpr (!detail::is_sequence<X>()) {
      return detail::refused_sequence<out, Options.last_step>(x);
    } else {
      const auto gates = detail::gates_of_input<H, 4, Options.bias>(x);
      return detail::sequence_of<Options.last_step>(
          scan(detail::lstm_step<H, Options>{},
               from(detail::zero_state<X, out>(), detail::zero_state<X, H>()), over(gates)));
    }
  }
};
/// `lstm<64>`, `lstm<64, recurrent{.projection = 32}>`.
template <std::size_t H, recurrent Options = recurrent{}>
inline constexpr lstm_layer<H, Options> lstm{};

}  // namespace tapeless
