// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <tapeless/nn/schedule_piece.hpp>

namespace tapeless {

/// A learning rate that depends on the number of the training step: a plain value, to be called with it.
///
///     schedule rate = 1e-3;                                        // constant
///     schedule rate = cosine_annealing(1e-3, 10'000);
///     schedule rate = linear_warmup(cosine_annealing(1e-3, 10'000), 500);
///     schedule rate = sequence(1e-3, 1'000, exponential_decay(1e-3, 0.999)) * constant_factor(0.5, 100);
///
/// Steps count from 1 in the first training step, as `step_number` does. With PyTorch's last_epoch, where
/// scheduler.step() follows every optimizer.step(),
///
///     last_epoch = step − 1
///
/// and the values are those of torch.optim.lr_scheduler's closed forms. A schedule "per epoch" is one whose numbers
/// of steps are multiplied by the steps of an epoch. No library function is called; it may run while compiling.
///
/// It is the product of those of its pieces that are at work, and has room for eight. One that would need more stops
/// the compiler, or the program.
struct schedule {
  static constexpr int most_pieces = 8;
  using piece = detail::schedule_piece;

  piece pieces[most_pieces]{};
  int count = 0;
  double scale = 1;  ///< a factor of the whole: see reduce_on_plateau

  constexpr schedule(double constant_rate)  // implicit: a number is a schedule
      : schedule(piece{.rate = constant_rate}) {}
  constexpr explicit schedule(const piece& one) { add(one); }

  /// The rate of the given step, the first being 1.
  constexpr double operator()(std::int64_t step) const {
    // a number, where the compiler can see that it is one, needs no more code
    if (count == 1 && pieces[0].is_constant()) return scale * pieces[0].rate;
    const std::int64_t epoch = step > 1 ? step - 1 : 0;
    double rate = scale;
    for (int i = 0; i < count; ++i)
      if (pieces[i].from <= epoch && epoch < pieces[i].until)
        rate *= pieces[i](epoch - pieces[i].from);
    return rate;
  }

  /// The product: PyTorch's ChainedScheduler, where the others' rates are factors (begin at a rate of 1).
  friend constexpr schedule operator*(schedule a, const schedule& b) {
    for (int i = 0; i < b.count; ++i) a.add(b.pieces[i]);
    a.scale *= b.scale;
    return a;
  }
  friend constexpr bool operator==(const schedule&, const schedule&) = default;

  constexpr void add(const piece& one) {
    if (count == most_pieces) __builtin_trap();
    pieces[count++] = one;
  }
};

/// `first` for so many steps, then the other one, counting from its own beginning.
///
/// Source    torch.optim.lr_scheduler.SequentialLR(milestones=[steps])
constexpr schedule sequence(const schedule& first, std::int64_t steps, const schedule& then) {
  schedule out = first;
  for (int i = 0; i < out.count; ++i)
    if (out.pieces[i].until > steps) out.pieces[i].until = steps;
  for (int i = 0; i < then.count; ++i) {
    schedule::piece later = then.pieces[i];
    later.from += steps;
    if (later.until != schedule::piece::never) later.until += steps;
    out.add(later);
  }
  if (then.scale != out.scale) out.add({.rate = then.scale / out.scale, .from = steps});
  return out;
}

/// factor in the first `steps` steps, then 1: to be multiplied with.
///
/// Source    torch.optim.lr_scheduler.ConstantLR(factor, total_iters=steps)
constexpr schedule constant_factor(double factor, std::int64_t steps) {
  return schedule({.rate = factor, .until = steps});
}

/// rate · factorᵏ, k = ⌊(step − 1) / every⌋.
///
/// Source    torch.optim.lr_scheduler.StepLR(step_size=every, gamma=factor)
constexpr schedule step_decay(double rate, std::int64_t every, double factor = 0.1) {
  return schedule({.kind = schedule::piece::form::step_decay,
                   .rate = rate,
                   .other = factor,
                   .steps = every > 0 ? every : 1});
}

/// rate · factorᵏ, k the number of milestones that are not greater than step − 1; up to seven of them.
///
///     multi_step_decay(1e-2, {30'000, 80'000})
///
/// Source    torch.optim.lr_scheduler.MultiStepLR(milestones, gamma=factor)
template <int Count>
constexpr schedule multi_step_decay(double rate, const std::int64_t (&milestones)[Count],
                                    double factor = 0.1) {
  schedule out = rate;
  for (const std::int64_t m : milestones) out.add({.rate = factor, .from = m});
  return out;
}

/// rate · factorᵏ, k = step − 1.
///
/// Source    torch.optim.lr_scheduler.ExponentialLR(gamma=factor)
constexpr schedule exponential_decay(double rate, double factor) {
  return schedule(
      {.kind = schedule::piece::form::exponential_decay, .rate = rate, .other = factor});
}

/// From rate in step 1 to last in step steps + 1 in equal parts, then constant.
///
/// Source    torch.optim.lr_scheduler.LinearLR(start_factor=1, end_factor=last/rate, total_iters=steps)
constexpr schedule linear_decay(double rate, std::int64_t steps, double last = 0) {
  return schedule({.kind = schedule::piece::form::linear,
                   .rate = rate,
                   .other = last,
                   .steps = steps > 0 ? steps : 1});
}

/// rate · (1 − k / steps)^power, k = step − 1; 0 from the end on.
///
/// Source    torch.optim.lr_scheduler.PolynomialLR(total_iters=steps, power)
constexpr schedule polynomial_decay(double rate, std::int64_t steps, double power = 1) {
  return schedule({.kind = schedule::piece::form::polynomial,
                   .rate = rate,
                   .steps = steps > 0 ? steps : 1,
                   .part = power});
}

/// lowest + (rate − lowest) (1 + cos(π k / steps)) / 2, k = step − 1. After `steps` steps it rises again.
///
/// Source    [loshchilov17] in docs/references.md; torch.optim.lr_scheduler.CosineAnnealingLR(T_max=steps,
///           eta_min=lowest)
constexpr schedule cosine_annealing(double rate, std::int64_t steps, double lowest = 0) {
  return schedule({.kind = schedule::piece::form::cosine,
                   .rate = rate,
                   .other = lowest,
                   .steps = steps > 0 ? steps : 1});
}

/// As cosine_annealing, but after `steps` steps it begins anew, each time `longer` times as long.
///
/// Source    [loshchilov17] in docs/references.md; torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(T_0=steps,
///           T_mult=longer, eta_min=lowest)
constexpr schedule cosine_restarts(double rate, std::int64_t steps, int longer = 1,
                                   double lowest = 0) {
  schedule out = cosine_annealing(rate, steps, lowest);
  out.pieces[0].part = longer > 1 ? longer : 1;
  return out;
}

/// Heights of the cycles of `cyclic`.
enum class cycle_form {
  triangular,  ///< all alike
  halving,     ///< each half as high as the one before: PyTorch's triangular2
  decaying     ///< times decayᵏ, k = step − 1: PyTorch's exp_range
};

/// From lowest up to highest in `rising` steps and down again in `falling`, over and over.
///
/// Defaults  falling as long as rising (0), triangular
/// Source    [smith17] in docs/references.md; torch.optim.lr_scheduler.CyclicLR(base_lr, max_lr, step_size_up,
///           step_size_down, mode, gamma)
constexpr schedule cyclic(double lowest, double highest, std::int64_t rising,
                          std::int64_t falling = 0, cycle_form form = cycle_form::triangular,
                          double decay = 1) {
  return schedule({.kind = schedule::piece::form::cyclic,
                   .rate = highest,
                   .other = lowest,
                   .steps = rising + (falling > 0 ? falling : rising),
                   .part = static_cast<double>(rising),
                   .first = form == cycle_form::decaying ? decay : 1,
                   .linear = form == cycle_form::halving});
}

/// Up to highest in `warmup` steps in equal parts, then highest · √(warmup / step). The Transformer's schedule is
/// highest = 1 / √(width · warmup).
///
/// Source    [vaswani17] in docs/references.md
constexpr schedule inverse_square_root(double highest, std::int64_t warmup) {
  return schedule({.kind = schedule::piece::form::inverse_root,
                   .rate = highest,
                   .steps = warmup > 0 ? warmup : 1});
}

/// `steps` steps that rise from factor · (first rate of `then`) towards it, in equal parts; after them `then`,
/// counting from its own beginning. A number stands for a constant rate.
///
/// Source    torch.optim.lr_scheduler.LinearLR(start_factor=factor, total_iters=steps), followed by `then` in a
///           SequentialLR(milestones=[steps])
constexpr schedule linear_warmup(const schedule& then, std::int64_t steps,
                                 double factor = 1.0 / 3) {
  const double first = then(1);
  return steps > 0 ? sequence(linear_decay(factor * first, steps, first), steps, then) : then;
}

/// The form of a one_cycle.
struct one_cycle_options {
  double rising = 0.3;        ///< the part of the steps in which the rate rises
  double start_divisor = 25;  ///< the first rate is highest / start_divisor
  double end_divisor = 1e4;   ///< the last rate is the first / end_divisor
  bool linear = false;        ///< along straight lines, not half cosines
};

/// From highest / 25 up to highest in 30 % of the steps, then down to a 250,000th, each along half a cosine.
/// Past the last step the last rate stays (PyTorch stops the program there).
///
/// Source    [smith18] in docs/references.md; torch.optim.lr_scheduler.OneCycleLR(max_lr=highest, total_steps=steps)
constexpr schedule one_cycle(double highest, std::int64_t steps, one_cycle_options options = {}) {
  const std::int64_t n = steps > 0 ? steps : 1;
  return schedule({.kind = schedule::piece::form::one_cycle,
                   .rate = highest,
                   .other = highest / options.start_divisor / options.end_divisor,
                   .steps = n,
                   .part = options.rising * static_cast<double>(n) - 1,
                   .first = highest / options.start_divisor,
                   .linear = options.linear});
}

}  // namespace tapeless
