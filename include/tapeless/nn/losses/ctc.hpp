// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <limits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/index_beside.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/scan.hpp>
#include <tapeless/expr/take_along_axis.hpp>
#include <tapeless/nn/losses/loss.hpp>

namespace tapeless {

template <class LogProbs, class Targets, class LogProbsShape, class TargetsShape,
          class InputLengthsShape, class TargetLengthsShape, bool Fit>
struct ctc_requires_shapes_that_fit {
  static_assert(Fit,
                "ctc<>(log_probs, targets, input_lengths, target_lengths): the shapes must be "
                "[N, T, C], [N, S], [N] and [N], with S at most T [E095]");
};
template <class LogProbs, int Blank, int Classes>
struct ctc_requires_a_blank_among_the_classes {
  static_assert(Blank >= 0 && Blank < Classes,
                "ctc<Blank>(log_probs, …): the blank must be one of the classes [E096]");
};

namespace detail {

/// The logarithm of a probability of 0. (Not −inf, whose differences are nan; far from any that occurs.)
inline constexpr double never = -1e30;

/// ln Σ eˣ of values side by side, elementwise. None may be infinite.
template <expression X, expression... More>
constexpr auto log_of_sum(X x, More... more) {
  const auto greatest = [](auto self, auto a, auto... others) {
    if constexpr (sizeof...(others) == 0)
      return a;
    else
      return maximum(a, self(self, others...));
  };
  const auto level = stop_gradient(greatest(greatest, x, more...));
  return level + log((exp(x - level) + ... + exp(more - level)));
}

/// Labels one place later, with `never` before the first: [N, S] → [N, S + 1].
constexpr auto one_place_on(auto labels) { return pad<1, 1, 0, never>(labels); }

/// One frame: ln of the probabilities of all ways to have come to the blanks, [N, S + 1], and to the labels between
/// them, [N, S]. A way stays, comes from the place before, or leaves out the blank between labels that differ.
struct ctc_step {
  static constexpr auto body(auto blanks, auto labels, auto own_blank, auto own_labels, auto frame,
                             auto differs, auto frames) {
    constexpr int s = decltype(labels)::shape_type::value[1];
    const auto before = one_place_on(labels);
    const auto leaps = select(differs, slice<1, 0, s>(before), constant<never>);
    const auto at_blanks = log_of_sum(blanks, before) + own_blank;
    const auto at_labels = log_of_sum(labels, slice<1, 0, s>(blanks), leaps) + own_labels;
    const auto is_over = frames <= frame;
    return next(select(is_over, blanks, at_blanks), select(is_over, labels, at_labels));
  }
};

}  // namespace detail

/// Connectionist temporal classification: −ln of the probability of a sequence of labels, whichever frames they stand
/// at. A frame has one class each, or the blank; labels that repeat without a blank between count once.
///
/// Shapes    log_probs: [N, T, C], logarithms of probabilities (`log_softmax`); PyTorch has [T, N, C];
///           targets: integers, [N, S], what stands behind a sample's length has no effect;
///           input_lengths, target_lengths: integers, [N], in [0, T] and [0, S]   →  a scalar, or [N] without reduction
/// Defaults  Blank = 0; ZeroInfinity = false; mean: each divided by its target's length (at least 1), then over N
/// Domain    inf where the frames are too few for the labels, or 0 with ZeroInfinity; the gradient is 0 there (in
///           PyTorch nan without it). Labels among a sample's own are classes other than the blank; a wrong one is
///           taken as the nearest class
/// Gradient  that of the value; PyTorch gives that of the scores before `log_softmax`. Behind it, both are the same
/// Errors    shapes that do not fit: [E095]; a blank that is no class: [E096]; what should be integers: [E020]
/// Source    torch.nn.CTCLoss; [graves06] in docs/references.md
template <int Blank = 0, bool ZeroInfinity = false, reduction R = reduction::mean>
struct ctc_loss {
  static constexpr bool takes_no_position = true;
  template <reduction Other>
  using reduced = ctc_loss<Blank, ZeroInfinity, Other>;

  static constexpr bool fits(const dims& x, const dims& t, const dims& frames, const dims& labels) {
    return x.rank == 3 && t.rank == 2 && t[0] == x[0] && t[1] <= x[1] && frames.rank == 1 &&
           frames[0] == x[0] && labels == frames;
  }

  template <expression X, expression Targets, expression InputLengths, expression TargetLengths>
  constexpr auto operator()(X, Targets, InputLengths, TargetLengths) const {
    using x = typename X::shape_type;
    using t = typename Targets::shape_type;
    using frames = typename InputLengths::shape_type;
    using labels = typename TargetLengths::shape_type;
    using refused = stand_in<shape<>, X::type>;
    if constexpr (detail::was_refused<X>) {
      return refused{};
    } else if constexpr (!fits(x::value, t::value, frames::value, labels::value)) {
      refuse(sentence<ctc_requires_shapes_that_fit<prediction_operand<X>, target_operand<Targets>,
                                                   x, t, frames, labels, false>>{});
      return refused{};
    } else if constexpr (Blank < 0 || Blank >= x::value[2]) {
      refuse(sentence<
             ctc_requires_a_blank_among_the_classes<prediction_operand<X>, Blank, x::value[2]>>{});
      return refused{};
    } else if constexpr (!is_integer(Targets::type)) {
      refuse(sentence<indices_require_integers<target_operand<Targets>, Targets::type>>{});
      return refused{};
    } else if constexpr (!is_integer(InputLengths::type)) {
      refuse(sentence<indices_require_integers<operand_of<InputLengths>, InputLengths::type>>{});
      return refused{};
    } else if constexpr (!is_integer(TargetLengths::type)) {
      refuse(sentence<indices_require_integers<operand_of<TargetLengths>, TargetLengths::type>>{});
      return refused{};
    } else {
      return call<ctc_loss, X, Targets, InputLengths, TargetLengths>{};
    }
  }
  template <class... Given>
  constexpr auto operator()(Given... given) const {
    return detail::refused_loss(given...);
  }

  template <expression X, expression Targets>
  static constexpr auto body(X x, Targets targets, auto input_lengths, auto target_lengths) {
    using real_type = detail::computed_type_of<X>;
    constexpr dims d = X::shape_type::value;
    constexpr std::size_t n = d[0], frames = d[1], s = Targets::shape_type::value[1];

    // of all frames at once: [N, T, 1] and [N, T, S]; then with the frames first
    const auto blank = maximum(slice<2, Blank, Blank + 1>(x), constant<detail::never>);
    const auto labels =
        maximum(take_along_axis<2>(x, broadcast_to<shape<n, frames, s>>(expand_dims<1>(targets))),
                constant<detail::never>);

    // a label that differs from the one before; the first may be reached without the first blank anyway
    const auto label_numbers = convert<real_type>(targets);
    const auto differs = not_equal(label_numbers, slice<1, 0, s>(pad<1, 1, 0>(label_numbers)));

    // before the first frame, a way stands at the first blank
    const auto start = select(equal(detail::index_beside<X, 1, shape<n, s + 1>>(), constant<0.0>),
                              constant<0.0>, constant<detail::never>);
    const auto nowhere = broadcast_to<shape<n, s>>(convert<real_type>(constant<detail::never>));
    const auto run = scan(detail::ctc_step{}, from(start, nowhere),
                          over(permute<1, 0, 2>(blank), permute<1, 0, 2>(labels),
                               detail::index_beside<X, 0, shape<frames>>()),
                          common(differs, expand_dims<1>(convert<real_type>(input_lengths))));

    // it may end at the last blank or at the label before
    const auto ends = detail::log_of_sum(last<0>(run), detail::one_place_on(last<1>(run)));
    const auto each = -sum(select(one_hot<s + 1>(target_lengths), ends, constant<0.0>), axis<1>);
    constexpr double impossible = ZeroInfinity ? 0.0 : std::numeric_limits<double>::infinity();
    const auto known = select(each > constant<-detail::never / 10>, constant<impossible>, each);
    if constexpr (R == reduction::mean)
      return mean(known / maximum(convert<real_type>(target_lengths), constant<1.0>));
    else
      return detail::reduced_loss<R>(known);
  }
};
/// PyTorch's CTCLoss(blank=Blank, zero_infinity=ZeroInfinity): `ctc<>(x >> log_softmax, labels, frames, lengths)`.
template <int Blank = 0, bool ZeroInfinity = false>
inline constexpr ctc_loss<Blank, ZeroInfinity> ctc{};

}  // namespace tapeless
