// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/constexpr_math.hpp>
#include <tapeless/core/element.hpp>
#include <tapeless/core/shape.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/number_ranges.hpp>

/// Initialisers of parameters. Each is a type with `of(shape)`, to be named where a parameter is:
/// `parameter<tags::weight, shape<784, 128>, init::he_normal>`, `dense<128, init::he_normal>`.
///
/// A weight is [in, out]; with spatial axes [spatial…, in, out] (channels last). So
///
///     fan_in  = product of all sizes but the last        inputs that one output sums
///     fan_out = product of the spatial sizes · out       outputs that one input reaches
///
/// With fewer than two axes both are the number of elements. `init::zeros` is in expr/leaves.hpp.
namespace tapeless::init {

constexpr double fan_in(const dims& d) {
  return d.rank < 2 ? d.count() : static_cast<double>(d.count()) / d[d.rank - 1];
}
constexpr double fan_out(const dims& d) {
  return d.rank < 2 ? d.count() : static_cast<double>(d.count()) / d[d.rank - 2];
}

namespace detail {
using from = initial_value::from;
constexpr initial_value symmetric(double bound) { return {from::uniform, -bound, bound}; }
constexpr initial_value centred(double deviation) { return {from::normal, 0, deviation}; }
}  // namespace detail

/// All elements 1.
struct ones {
  static constexpr initial_value of(const dims&) { return {detail::from::constant, 1, 0}; }
};

/// All elements Value.
template <real Value>
struct constant {
  static constexpr initial_value of(const dims&) {
    return {detail::from::constant, Value.value, 0};
  }
};

/// U(Low, High); the defaults are those of torch.nn.init.uniform_.
template <real Low = 0.0, real High = 1.0>
struct uniform {
  static constexpr tapeless::detail::misfit numbers = tapeless::detail::bounds_in_order(Low, High);
  static constexpr initial_value of(const dims&) {
    return {detail::from::uniform, Low.value, High.value};
  }
};

/// N(Mean, Deviation²); the defaults are those of torch.nn.init.normal_.
template <real Mean = 0.0, real Deviation = 1.0>
struct normal {
  static constexpr tapeless::detail::misfit numbers =
      tapeless::detail::not_negative(tapeless::detail::argument::deviation, Deviation);
  static constexpr initial_value of(const dims&) {
    return {detail::from::normal, Mean.value, Deviation.value};
  }
};

/// N(Mean, Deviation²), drawn again outside two deviations from the mean. (torch.nn.init.trunc_normal_ cuts at
/// −2 and 2 whatever the deviation; for the default arguments the two agree.)
template <real Mean = 0.0, real Deviation = 1.0>
struct truncated_normal {
  static constexpr tapeless::detail::misfit numbers =
      tapeless::detail::not_negative(tapeless::detail::argument::deviation, Deviation);
  static constexpr initial_value of(const dims&) {
    return {detail::from::truncated_normal, Mean.value, Deviation.value};
  }
};

/// U(±√(6 / (fan_in + fan_out))): keeps variances through tanh and sigmoid both ways.
///
/// Source    [glorot10] in docs/references.md; torch.nn.init.xavier_uniform_
struct glorot_uniform {
  static constexpr initial_value of(const dims& d) {
    return detail::symmetric(core::math::sqrt(6 / (fan_in(d) + fan_out(d))));
  }
};

/// N(0, 2 / (fan_in + fan_out)).
///
/// Source    [glorot10] in docs/references.md; torch.nn.init.xavier_normal_
struct glorot_normal {
  static constexpr initial_value of(const dims& d) {
    return detail::centred(core::math::sqrt(2 / (fan_in(d) + fan_out(d))));
  }
};

/// U(±√(6 / fan_in)): keeps variances through relu.
///
/// Source    [he15] in docs/references.md; torch.nn.init.kaiming_uniform_
struct he_uniform {
  static constexpr initial_value of(const dims& d) {
    return detail::symmetric(core::math::sqrt(6 / fan_in(d)));
  }
};

/// N(0, 2 / fan_in).
///
/// Source    [he15] in docs/references.md; torch.nn.init.kaiming_normal_
struct he_normal {
  static constexpr initial_value of(const dims& d) {
    return detail::centred(core::math::sqrt(2 / fan_in(d)));
  }
};

/// U(±√(3 / fan_in)): keeps variances through selu.
///
/// Source    [lecun98] in docs/references.md; torch.nn.init.kaiming_uniform_(nonlinearity="linear")
struct lecun_uniform {
  static constexpr initial_value of(const dims& d) {
    return detail::symmetric(core::math::sqrt(3 / fan_in(d)));
  }
};

/// N(0, 1 / fan_in).
///
/// Source    [lecun98] in docs/references.md; torch.nn.init.kaiming_normal_(nonlinearity="linear")
struct lecun_normal {
  static constexpr initial_value of(const dims& d) {
    return detail::centred(core::math::sqrt(1 / fan_in(d)));
  }
};

/// Gain · Q, Q with orthonormal rows or columns, whichever are fewer; all axes but the last count as rows.
///
/// Source    [saxe14] in docs/references.md; torch.nn.init.orthogonal_
template <real Gain = 1.0>
struct orthogonal {
  static constexpr initial_value of(const dims&) {
    return {detail::from::orthogonal, Gain.value, 0};
  }
};

/// 1 where in = out, else 0; of a filter, in the middle of its spatial axes: what comes in goes out.
///
/// Source    torch.nn.init.eye_, torch.nn.init.dirac_
struct identity {
  static constexpr initial_value of(const dims&) { return {detail::from::identity, 1, 0}; }
};

/// N(0, Deviation²), but of what each input goes to, the share Zeros (rounded up) is 0.
///
/// Source    [martens10] in docs/references.md; torch.nn.init.sparse_
template <real Zeros, real Deviation = 0.01>
struct sparse {
  static constexpr tapeless::detail::misfit numbers = tapeless::detail::first_misfit(
      {tapeless::detail::share(tapeless::detail::argument::share, Zeros),
       tapeless::detail::not_negative(tapeless::detail::argument::deviation, Deviation)});
  static constexpr initial_value of(const dims&) {
    return {detail::from::sparse, Zeros.value, Deviation.value};
  }
};

/// U(±1/√fan_in): what PyTorch's Linear and convolutions start from, weight and bias alike. A bias does not
/// know its fan-in, so its layer says it: `given<784>`.
///
/// Source    torch.nn.Linear.reset_parameters
struct fan_in_uniform {
  static constexpr initial_value of(const dims& d) {
    return detail::symmetric(1 / core::math::sqrt(fan_in(d)));
  }

  template <std::size_t FanIn>
  struct given {
    static constexpr initial_value of(const dims&) {
      return detail::symmetric(1 / core::math::sqrt(static_cast<double>(FanIn)));
    }
  };
};

/// Another initialiser's values times Gain: `scaled<1.6667, glorot_uniform>` is
/// xavier_uniform_(gain=calculate_gain("tanh")).
template <real Gain, class Initial>
struct scaled {
  static constexpr initial_value of(const dims& d) {
    initial_value v = Initial::of(d);
    if (v.distribution != detail::from::sparse) v.a *= Gain.value;
    v.b *= Gain.value;
    return v;
  }
};

namespace detail {
template <class Initial, std::size_t FanIn>
struct bias_form {
  using type = Initial;
};
template <class Initial, std::size_t FanIn>
requires requires { typename Initial::template given<FanIn>; }
struct bias_form<Initial, FanIn> {
  using type = typename Initial::template given<FanIn>;
};
}  // namespace detail

/// The initialiser of a bias beside a weight with this fan-in: `given<FanIn>` where there is one, else itself.
template <class Initial, std::size_t FanIn>
using for_bias = typename detail::bias_form<Initial, FanIn>::type;

}  // namespace tapeless::init
