// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>

#include <tapeless/core/c_library.hpp>
#include <tapeless/core/splitmix.hpp>
#include <tapeless/ir/graph.hpp>

/// First values of leaves, in the memory of a program.
namespace tapeless::memory {

/// Rows (or columns, whichever are fewer) that are orthogonal and of length `gain`, by Gram-Schmidt on
/// normal numbers. The matrix is [product of all axes but the last, last axis].
template <class T>
void fill_orthogonal(std::span<T> out, const dims& d, double gain, core::splitmix& numbers) {
  const int columns = d.rank == 0 ? 1 : d[d.rank - 1], rows = d.count() / columns;
  const bool by_rows = rows <= columns;
  const int count = by_rows ? rows : columns, length = by_rows ? columns : rows;
  auto at = [&](int vector, int i) -> T& {
    return out[static_cast<std::size_t>(by_rows ? vector * columns + i : i * columns + vector)];
  };
  for (T& x : out) x = static_cast<T>(numbers.normal());
  for (int v = 0; v < count; ++v) {
    for (int pass = 0; pass < 2; ++pass)  // twice is enough for full precision
      for (int u = 0; u < v; ++u) {
        double dot = 0;
        for (int i = 0; i < length; ++i)
          dot += static_cast<double>(at(u, i)) * static_cast<double>(at(v, i));
        for (int i = 0; i < length; ++i)
          at(v, i) =
              static_cast<T>(static_cast<double>(at(v, i)) - dot * static_cast<double>(at(u, i)));
      }
    double square = 0;
    for (int i = 0; i < length; ++i)
      square += static_cast<double>(at(v, i)) * static_cast<double>(at(v, i));
    const double scale = 1 / core::c_library::sqrt(square);
    for (int i = 0; i < length; ++i)
      at(v, i) = static_cast<T>(static_cast<double>(at(v, i)) * scale);
  }
  for (T& x : out) x = static_cast<T>(static_cast<double>(x) * gain);
}

/// `value` where the last two indices are equal and all others in the middle, else 0.
template <class T>
void fill_identity(std::span<T> out, const dims& d, double value) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto rest = static_cast<int>(i);
    int index[max_rank] = {};
    for (int axis = d.rank; axis-- > 0; rest /= d[axis]) index[axis] = rest % d[axis];
    bool hit = d.rank < 2 || index[d.rank - 1] == index[d.rank - 2];
    for (int axis = 0; axis < d.rank - 2; ++axis) hit = hit && index[axis] == d[axis] / 2;
    out[i] = static_cast<T>(hit ? value : 0);
  }
}

/// Normal numbers; in each row of the last axis the share `zeros`, rounded up, is 0, at places drawn by lot.
template <class T>
void fill_sparse(std::span<T> out, const dims& d, double zeros, double deviation,
                 core::splitmix& numbers) {
  const auto columns = static_cast<std::size_t>(d.rank == 0 ? 1 : d[d.rank - 1]);
  for (T& x : out) x = static_cast<T>(deviation * numbers.normal());
  for (std::size_t row = 0; row < out.size(); row += columns) {
    const double share = zeros * static_cast<double>(columns);
    auto wanted = static_cast<double>(static_cast<std::size_t>(share));
    if (wanted < share) wanted += 1;
    for (std::size_t c = 0; c < columns; ++c) {  // each place with the chance that is left
      if (numbers.uniform() * static_cast<double>(columns - c) >= wanted) continue;
      out[row + c] = static_cast<T>(0);
      wanted -= 1;
    }
  }
}

/// Gives a leaf its first values. Every leaf draws from a sequence of its own. Where no leaf asks for a
/// structure (orthogonal, identity, sparse), the program need not have the code for it.
template <bool Structured = true, class T>
void fill_initial(std::span<T> out, const ir::leaf& l, std::uint64_t seed) {
  core::splitmix numbers(seed);
  using from = initial_value::from;
  const double a = l.initial.a, b = l.initial.b;
  switch (l.initial.distribution) {
    case from::constant:
      for (T& x : out) x = static_cast<T>(a);
      break;
    case from::uniform:
      for (T& x : out) x = static_cast<T>(a + (b - a) * numbers.uniform());
      break;
    case from::normal:
      for (T& x : out) x = static_cast<T>(a + b * numbers.normal());
      break;
    case from::truncated_normal:
      for (T& x : out) {
        double n = numbers.normal();
        while (n < -2 || n > 2) n = numbers.normal();
        x = static_cast<T>(a + b * n);
      }
      break;
    case from::orthogonal:
      if constexpr (Structured) fill_orthogonal(out, l.shape, a, numbers);
      break;
    case from::identity:
      if constexpr (Structured) fill_identity(out, l.shape, a);
      break;
    case from::sparse:
      if constexpr (Structured) fill_sparse(out, l.shape, a, b, numbers);
      break;
  }
}

}  // namespace tapeless::memory
