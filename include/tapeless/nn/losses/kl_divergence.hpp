// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/operators.hpp>
#include <tapeless/nn/losses/loss.hpp>

namespace tapeless {

/// Σ t (ln t − x) / batch, x the logarithms of probabilities (`log_softmax`), t probabilities; 0 where t = 0.
/// kl_divergence_of_logs is given ln t in place of t.
///
/// Shapes    prediction, target: one shape, the batch first   →  a scalar
/// Default   reduction::batch_mean, the divergence proper (PyTorch's default, the mean over all elements, is
///           `with_reduction<reduction::mean>(kl_divergence)`)
/// Errors    other shapes: [E048]
/// Source    torch.nn.KLDivLoss(reduction="batchmean"), and with log_target=True
template <reduction R = reduction::batch_mean, bool LogTarget = false>
struct kl_divergence_loss : loss<kl_divergence_loss<R, LogTarget>> {
  template <reduction Other>
  using reduced = kl_divergence_loss<Other, LogTarget>;
  static constexpr auto body(auto x, auto t) {
    if constexpr (LogTarget) {
      return detail::reduced_loss<R>(exp(t) * (t - x));
    } else {
      const auto safe = select(equal(t, constant<0.0>), constant<1.0>, t);  // t ln t is 0 at 0
      return detail::reduced_loss<R>(t * log(safe) - t * x);
    }
  }
};
inline constexpr kl_divergence_loss<> kl_divergence{};
inline constexpr kl_divergence_loss<reduction::batch_mean, true> kl_divergence_of_logs{};

}  // namespace tapeless
