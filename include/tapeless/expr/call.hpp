// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <boost/hana/fold_left.hpp>
#include <boost/hana/tuple.hpp>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/expression.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/refused_arguments.hpp>

namespace tapeless {

template <class F, bool Stateless>
struct callable_requires_no_state {
  static_assert(Stateless,
                "x >> f: f must be stateless (a layer, or a lambda without captures), as it is "
                "only a type [E025]");
};
template <class F, class Result, bool IsExpression>
struct callable_requires_an_expression {
  static_assert(IsExpression,
                "x >> f: f(x) must return an expression, or next(...) in scan [E032]");
};

template <class F, class Given, bool Callable>
struct function_requires_to_take_its_arguments {
  static_assert(Callable,
                "x >> f, scan(f, ...), vmap(f)(x, ...): f must take the expressions it is given: "
                "[](auto x) { ... } for one [E107]");
};

template <class Self, bool HasBody>
struct layer_requires_a_body {
  static_assert(HasBody,
                "layer<Self>, activation<Self>, loss<Self>: Self must have a public static body "
                "that takes what Self is applied to [E033]");
};
template <class First, class Second, bool Layers>
struct composition_requires_layers {
  static_assert(Layers,
                "f >> g: f and g must be layers; a lambda that stands first becomes one by "
                "compose([](auto x) { ... }) >> g [E103]");
};

namespace detail {
/// Base of layers and functions that are written as a class with a static body.
template <class Self>
struct with_body {};

template <class F>
inline constexpr bool stateless = std::is_empty_v<F> && std::is_default_constructible_v<F>;

/// Stand-in for f(x, …): a value like x.
template <class X>
constexpr stand_in<typename X::shape_type, X::type> like_first(X, auto...) {
  return {};
}
}  // namespace detail

/// Result of `F` for arguments of some shapes: its body, traced once per shape on placeholders.
/// (A struct, not an alias with decltype: g++ 12.2 crashes on the latter.)
template <class F, class... Arguments>
struct traced_body {
  static constexpr auto trace() {
    if constexpr (!detail::stateless<F>) {
      refuse(sentence<callable_requires_no_state<F, false>>{});
      return detail::like_first(Arguments{}...);
    } else if constexpr (detail::of_wrong_numbers<F>) {
      refuse(detail::misfit_sentence<F>());
      return detail::like_first(Arguments{}...);
    } else if constexpr (requires { typename decltype(F::body(Arguments{}...))::shape_type; }) {
      return F::body(Arguments{}...);
    } else if constexpr (requires { F::body(Arguments{}...); }) {
      refuse(
          sentence<callable_requires_an_expression<F, decltype(F::body(Arguments{}...)), false>>{});
      return detail::like_first(Arguments{}...);
    } else if constexpr (std::is_base_of_v<detail::with_body<F>, F>) {
      refuse(sentence<layer_requires_a_body<F, false>>{});
      return detail::like_first(Arguments{}...);
    } else if constexpr (!requires { F{}(Arguments{}...); }) {
      refuse(sentence<
             function_requires_to_take_its_arguments<F, arguments_given<Arguments...>, false>>{});
      return detail::like_first(Arguments{}...);
    } else if constexpr (!expression<decltype(F{}(Arguments{}...))>) {
      refuse(sentence<callable_requires_an_expression<F, decltype(F{}(Arguments{}...)), false>>{});
      return detail::like_first(Arguments{}...);
    } else {
      return F{}(Arguments{}...);
    }
  }
  using type = decltype(trace());
};

namespace detail {
template <class Indices, class... X>
struct placeholders;
template <std::size_t... I, class... X>
struct placeholders<std::index_sequence<I...>, X...> {
  template <class F>
  using body =
      traced_body<F,
                  placeholder<typename X::shape_type, element_type_of<X>, static_cast<int>(I)>...>;
};
}  // namespace detail

/// The traced body of `F` for arguments shaped like X….
template <class F, class... X>
using body_of =
    typename detail::placeholders<std::index_sequence_for<X...>, X...>::template body<F>::type;

/// `F` applied to arguments. The body is inlined when the graph is made; the type stays small.
template <class F, class... X>
struct call : expression_base {
  using body = body_of<F, X...>;
  using shape_type = typename body::shape_type;
  static constexpr element type = body::type;
};

/// A named operation on expressions that is a node of its own: its parameters live in a scope of its own.
/// Derive from it and give a static `body(x)`.
template <class Self>
struct layer : layer_base, detail::with_body<Self> {
  template <expression... X>
  requires(sizeof...(X) > 0)
  constexpr auto operator()(X...) const {
    return call<Self, X...>{};
  }
  template <class... Given>
  constexpr auto operator()(Given... given) const {
    return detail::refused_operands(given...);
  }
};

/// A formula in the notation f(x): a call that takes no position in the paths of its surroundings, so that
/// `h + gelu(h)` names parameters like `h + tanh(h)`.
template <class F>
struct function_form {
  static constexpr bool takes_no_position = true;
  static constexpr detail::misfit numbers = detail::misfit_of<F>();
  template <expression... X>
  static constexpr auto body(X... x) {
    if constexpr (requires { F::body(x...); }) {
      return F::body(x...);
    } else {
      refuse(sentence<layer_requires_a_body<F, false>>{});
      return detail::like_first(x...);
    }
  }
};

/// Layers one after the other. `net[i]`'s parameters are named "i.…", as in PyTorch's Sequential.
template <class... F>
struct chain : layer<chain<F...>> {
  static constexpr std::size_t size = sizeof...(F);

  template <expression X>
  static constexpr auto body(X x) {
    return boost::hana::fold_left(boost::hana::tuple<F...>{}, x, [](auto value, auto f) {
      return call<decltype(f), decltype(value)>{};
    });
  }
};

namespace detail {
template <class... F>
constexpr boost::hana::tuple<F...> links(chain<F...>) {
  return {};
}
template <class F>
constexpr boost::hana::tuple<F> links(F) {
  return {};
}
template <class... F, class... G>
constexpr chain<F..., G...> joined(boost::hana::tuple<F...>, boost::hana::tuple<G...>) {
  return {};
}
}  // namespace detail

/// `f >> g`: first f, then g. Flat: `(f >> g) >> h` and `f >> (g >> h)` name their parameters alike.
template <class F, class G>
requires(layer_like<F> && !expression<G> && std::is_class_v<G>)
constexpr auto operator>>(F f, G g) {
  if constexpr (detail::stateless<G>) {
    return detail::joined(detail::links(f), detail::links(g));
  } else {
    refuse(sentence<callable_requires_no_state<G, false>>{});
    return f;
  }
}

/// `x >> f`: f applied to x. With a lambda this binds a name: `x >> [](auto h) { return h * h; }`.
template <expression X, class F>
requires(!expression<F> && std::is_class_v<F>)
constexpr auto operator>>(X, F) {
  if constexpr (detail::stateless<F>) {
    return call<F, X>{};
  } else {
    refuse(sentence<callable_requires_no_state<F, false>>{});
    return stand_in<typename X::shape_type, X::type>{};
  }
}

/// Fallback for what is no composition: refuses it.
template <class F, class G>
requires(detail::term<F> || layer_like<G>)
constexpr auto operator>>(F f, G) {
  if constexpr (!(detail::was_refused<F> || detail::was_refused<G>))
    refuse(sentence<composition_requires_layers<F, G, false>>{});
  if constexpr (detail::term<F>)
    return f;
  else
    return G{};
}

/// Any stateless callable (a lambda) as a layer, so that it can stand first in a composition.
template <class F>
struct function_layer : layer<function_layer<F>> {
  template <expression... X>
  static constexpr auto body(X...) {
    return traced_body<F, X...>::trace();
  }
};
template <class F>
constexpr function_layer<F> compose(F) {
  return {};
}

/// f whose parameters' path has the tag's name in place of its position: "encoder.weight".
template <class Tag, class F>
struct named_layer : layer<named_layer<Tag, F>> {
  static constexpr bool passes_scope = true;
  using scope_tag = Tag;
  template <expression... X>
  static constexpr auto body(X...) {
    return call<F, X...>{};
  }
};
template <class Tag, class F>
constexpr named_layer<Tag, F> named(F) {
  return {};
}

/// f with one set of parameters, however often and wherever it is applied. Two layers of the same type
/// share as well; a tag keeps them apart: `shared<struct encoder>(f)`.
template <class F, class Tag = void>
struct shared_layer : layer<shared_layer<F, Tag>> {
  static constexpr bool passes_scope = true;
  static constexpr bool is_shared = true;
  template <expression... X>
  static constexpr auto body(X...) {
    return call<F, X...>{};
  }
};
template <class Tag = void, class F>
constexpr shared_layer<F, Tag> shared(F) {
  return {};
}

/// f whose parameters no optimiser changes, nor does `gradients(y)` list them: a part that was trained before, the critic
/// while the generator learns. Gradients go through f to x. Paths, first values and `copy_parameters` are those of f.
/// A parameter that is also used outside of frozen layers (`shared`) is trained, by all its uses.
///
/// Source    torch.nn.Module.requires_grad_(False)
template <class F>
struct frozen_layer : layer<frozen_layer<F>> {
  static constexpr bool is_the_call_inside = true;
  static constexpr bool is_frozen = true;
  template <expression... X>
  static constexpr auto body(X...) {
    return call<F, X...>{};
  }
};
template <class F>
constexpr frozen_layer<F> frozen(F) {
  return {};
}

}  // namespace tapeless
