// SPDX-License-Identifier: BSL-1.0
//
// Hand-written plans for the tests of the kernels: a draft that a constexpr lambda fills, and a plain interpreter of
// plans, one element at a time in double, that says what the kernels must compute.

#ifndef TAPELESS_TESTS_KERNELS_PLANS_HPP
#define TAPELESS_TESTS_KERNELS_PLANS_HPP

#include <tapeless/ir/kernel_spaces.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/execute.hpp>

#include "elements.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace plans {

using namespace tapeless;
using namespace tapeless::core;
using namespace tapeless::ir;
using namespace tapeless::ops;
using tapeless::ir::access;  // not the one of POSIX
using from = operand::from;

template <class V, std::size_t Capacity>
struct part_of {
  V item[Capacity]{};
  int size = 0;
  constexpr int add(const V& v) {
    item[size] = v;
    return size++;
  }
  constexpr V& last() { return item[size - 1]; }
};

constexpr operand number(double v) { return {from::constant, -1, v}; }

/// A plan under construction. Buffers are numbered as they are made; each kernel is launched once where it is made.
struct draft {
  part_of<kernel, 8> kernels;
  part_of<launch, 16> launches;
  part_of<instruction, 128> instructions;
  part_of<access, 128> accesses;
  part_of<store, 64> stores;
  part_of<int, 128> bindings;
  part_of<buffer, 64> buffers;
  std::int64_t bytes = 0;

  constexpr int memory(element type, int count) {
    buffer b{.offset = bytes, .bytes = std::int64_t{count} * bytes_of(type), .type = type};
    bytes += (b.bytes + 63) / 64 * 64 + 64;
    return buffers.add(b);
  }
  constexpr int floats(int count) { return memory(element::float32, count); }
  constexpr int integers(int count) { return memory(element::int32, count); }

  constexpr void begin(kernel_kind kind, element type, std::initializer_list<int> sizes, int outer,
                       int vector_loop, int phases = 1) {
    kernel k{.kind = kind,
             .computes_in = computes_in(type),
             .accumulates_in = accumulates_in(computes_in(type)),
             .loops = static_cast<int>(sizes.size()),
             .outer = outer,
             .vector_loop = vector_loop,
             .phases = phases};
    std::copy(sizes.begin(), sizes.end(), k.size);
    k.first_instruction = instructions.size;
    k.first_access = accesses.size;
    k.first_store = stores.size;
    launches.add({kernels.add(k), bindings.size, 0});
  }
  constexpr void map(element type, std::initializer_list<int> sizes) {
    const int last = static_cast<int>(sizes.size()) - 1;
    begin(kernel_kind::nest, type, sizes, std::max(last, 0), std::max(last, 0));
  }
  constexpr void rows(element type, std::initializer_list<int> sizes, int outer, int phases = 1) {
    begin(kernel_kind::nest, type, sizes, outer, static_cast<int>(sizes.size()) - 1, phases);
  }
  constexpr void columns(element type, std::initializer_list<int> sizes, int outer,
                         int phases = 1) {
    begin(kernel_kind::nest, type, sizes, outer, outer - 1, phases);
  }
  /// sizes: batch…, m, n, and what is summed. The first two accesses made must be A and B.
  constexpr void contract(element type, std::initializer_list<int> sizes, bool packed,
                          int summed = 1) {
    const int outer = static_cast<int>(sizes.size()) - summed;
    begin(kernel_kind::contract, type, sizes, outer, outer - 1);
    kernels.last().packed = packed;
  }
  /// The room for panels: to be called last.
  constexpr void panels() {
    const kernel& k = kernels.last();
    int depth = 1;
    for (int l = k.outer; l < k.loops; ++l) depth *= k.size[l];
    bind(memory(k.accumulates_in, panel_elements(k.size[k.outer - 1], depth)));
  }

  constexpr int bind(int b) {
    kernel& k = kernels.last();
    for (int i = 0; i < k.bindings; ++i)
      if (bindings.item[launches.last().first_binding + i] == b) return i;
    bindings.add(b);
    return k.bindings++;
  }
  constexpr int place(int b, std::initializer_list<int> strides, int start = 0) {
    access a{.buffer = b < 0 ? -1 : bind(b),
             .type = b < 0 ? element::int32 : buffers.item[b].type,
             .start = start};
    std::copy(strides.begin(), strides.end(), a.stride);
    accesses.add(a);
    return kernels.last().accesses++;
  }
  constexpr int place_at(int index, int index_stride, int index_limit, int b,
                         std::initializer_list<int> strides, int start = 0) {
    const int p = place(b, strides, start);
    accesses.last().index_access = index;
    accesses.last().index_stride = index_stride;
    accesses.last().index_limit = index_limit;
    return p;
  }
  constexpr operand load(int b, std::initializer_list<int> strides, int start = 0) {
    return {from::load, place(b, strides, start)};
  }
  constexpr operand position(std::initializer_list<int> strides, int start = 0) {
    return {from::position, place(-1, strides, start)};
  }

  int phase = 0, level = 0;
  packed_attributes attr{};
  template <class Op>
  constexpr operand op(operand a, operand b = {}, operand c = {}) {
    instructions.add({code_of<Op>, {a, b, c}, attr, phase, level});
    attr = {};
    return {from::local, kernels.last().instructions++};
  }
  constexpr operand product() { return op<contract_op>({from::load, 0}, {from::load, 1}); }
  constexpr void save(operand what, int place, bool accumulate = false) {
    stores.add({what, place, phase, level, accumulate});
    ++kernels.last().stores;
  }
  constexpr void save(operand what, int b, std::initializer_list<int> strides, int start = 0) {
    save(what, place(b, strides, start));
  }
};

template <auto Make>
constexpr auto finished() {
  constexpr draft d = Make();
  constexpr auto n = [](int size) { return static_cast<std::size_t>(size); };
  constexpr plan_extent extent{n(d.kernels.size),  n(d.launches.size), n(d.instructions.size),
                               n(d.accesses.size), n(d.stores.size),   n(d.bindings.size),
                               n(d.buffers.size)};
  plan<extent> p;
  const auto copy = [](const auto& all, auto& to) {
    std::copy(all.item, all.item + all.size, to.items);
  };
  copy(d.kernels, p.kernels);
  copy(d.launches, p.launches);
  copy(d.instructions, p.instructions);
  copy(d.accesses, p.accesses);
  copy(d.stores, p.stores);
  copy(d.bindings, p.bindings);
  copy(d.buffers, p.buffers);
  p.bytes[space::scratch] = d.bytes;
  settle_spaces(p.kernels, p.view());
  return p;
}

/// Runs a plan whose buffers all lie in scratch.
template <class Carrier>
void execute(std::byte* scratch) {
  std::byte* const spaces[space_count]{nullptr, nullptr, nullptr, nullptr, scratch};
  kernels::execute<Carrier>(spaces);
}

/// The carrier of the plan that `Make` drafts.
template <auto Make>
struct planned {
  static constexpr auto value = finished<Make>();
};

/// An arena that ends where its bytes end, so that a sanitizer sees what goes past it.
struct arena {
  explicit arena(std::int64_t n)
      : bytes(static_cast<std::size_t>((n + 63) / 64 * 64)),
        memory(static_cast<std::byte*>(std::aligned_alloc(64, bytes)), &std::free) {
    std::memset(memory.get(), 0, bytes);
  }
  std::size_t bytes;
  std::unique_ptr<std::byte, void (*)(void*)> memory;
  std::byte* data() { return memory.get(); }
};

/// What a plan computes, one element at a time.
class interpreter {
 public:
  interpreter(const plan_view& p, std::byte* memory) : plan_(p), memory_(memory) {}

  void run() {
    for (const launch& l : plan_.launches) {
      launch_ = &l;
      kernel_ = &plan_.kernels[l.kernel];
      std::fill(std::begin(at_), std::end(at_), 0);
      const bool nest = kernel_->kind == kernel_kind::nest;
      const bool folds = nest && (kernel_->outer < kernel_->vector_loop || has_reductions() ||
                                  kernel_->vector_loop < kernel_->outer);
      outer_ = nest && folds ? kernel_->outer
               : nest        ? std::max(kernel_->loops - 1, 0)
                             : kernel_->outer;
      outer(0);
    }
  }

 private:
  bool has_reductions() const {
    for (int i = 0; i < kernel_->instructions; ++i)
      if (is_reduction(i)) return true;
    return false;
  }
  const instruction& instruction_at(int i) const {
    return plan_.instructions[kernel_->first_instruction + i];
  }
  bool is_reduction(int i) const {
    return facts_of(instruction_at(i).op).kind == op_kind::reduction;
  }

  void outer(int loop) {
    if (loop < outer_) {
      for (int i = 0; i < kernel_->size[loop]; ++i) {
        at_[loop] = i;
        outer(loop + 1);
      }
      return;
    }
    values_.assign(static_cast<std::size_t>(kernel_->instructions), 0.0);
    for (int phase = 0; phase < kernel_->phases; ++phase) {
      for (int i = 0; i < kernel_->instructions; ++i)
        if (is_reduction(i) && instruction_at(i).phase == phase)
          values_[static_cast<std::size_t>(i)] = start_of(instruction_at(i).op);
      if (kernel_->kind == kernel_kind::nest)
        inner(outer_, phase);
      else
        element(phase);
      for (int l = outer_; l < max_loops; ++l) at_[l] = 0;
      for (int i = 0; i < kernel_->instructions; ++i)
        if (instruction_at(i).level == 1 && !is_reduction(i) && instruction_at(i).phase == phase)
          values_[static_cast<std::size_t>(i)] = apply(i);
      store_all(phase, 1);
    }
  }
  void inner(int loop, int phase) {
    if (loop >= kernel_->loops) return element(phase);
    for (int i = 0; i < kernel_->size[loop]; ++i) {
      at_[loop] = i;
      inner(loop + 1, phase);
    }
  }
  void element(int phase) {
    for (int i = 0; i < kernel_->instructions; ++i) {
      if (!is_reduction(i) || instruction_at(i).phase != phase) continue;
      const double x = read(instruction_at(i).in[0]);
      double& y = values_[static_cast<std::size_t>(i)];
      if (instruction_at(i).op == code_of<reduce_sum_op>)
        y += x;
      else if (std::isnan(x) || std::isnan(y))
        y = std::nan("");
      else
        y = instruction_at(i).op == code_of<reduce_max_op> ? std::max(y, x) : std::min(y, x);
    }
    store_all(phase, 0);
  }
  static double start_of(int op) {
    const double inf = std::numeric_limits<double>::infinity();
    return op == code_of<reduce_sum_op> ? 0 : op == code_of<reduce_max_op> ? -inf : inf;
  }
  void store_all(int phase, int level) {
    std::vector<std::pair<int, double>> all;  // every value is read before the first is written
    for (int i = 0; i < kernel_->stores; ++i) {
      const store& s = plan_.stores[kernel_->first_store + i];
      if (s.phase == phase && s.level == level) all.emplace_back(i, read(s.what));
    }
    for (const auto& [i, x] : all) {
      const store& s = plan_.stores[kernel_->first_store + i];
      write(s.access, s.accumulate ? read({from::load, s.access}) + x : x);
    }
  }

  const access& access_at(int a) const { return plan_.accesses[kernel_->first_access + a]; }
  std::int64_t element_of(int n) const {
    const access& a = access_at(n);
    std::int64_t e = a.start;
    for (int l = 0; l < max_loops; ++l) e += std::int64_t{a.stride[l]} * at_[l];
    if (a.index_access >= 0) {
      const auto chosen = static_cast<std::int64_t>(read({from::load, a.index_access}));
      e += a.index_stride * std::clamp<std::int64_t>(chosen, 0, a.index_limit - 1);
    }
    return e;
  }
  std::byte* bytes_of_element(int n) const {
    const access& a = access_at(n);
    const buffer& b = plan_.buffers[plan_.bindings[launch_->first_binding + a.buffer]];
    const std::int64_t byte = element_of(n) * bytes_of(a.type);
    if (byte < 0 || byte + bytes_of(a.type) > b.bytes) std::abort();
    return memory_ + b.offset + byte;
  }
  double read(const operand& o) const {
    switch (o.source) {
      case from::constant: return o.value;
      case from::local:
        return is_reduction(o.index) || instruction_at(o.index).level == 1
                   ? values_[static_cast<std::size_t>(o.index)]
                   : apply(o.index);
      case from::position: return static_cast<double>(element_of(o.index));
      case from::load:
        if (access_at(o.index).buffer < 0) return static_cast<double>(element_of(o.index));
        return elements::read(access_at(o.index).type, bytes_of_element(o.index));
      default: std::abort();
    }
  }
  void write(int n, double x) { elements::write(access_at(n).type, bytes_of_element(n), x); }
  double sum_of_products(int loop) const {
    if (loop == kernel_->loops) return read({from::load, 0}) * read({from::load, 1});
    double sum = 0;
    for (at_[loop] = 0; at_[loop] < kernel_->size[loop]; ++at_[loop])
      sum += sum_of_products(loop + 1);
    at_[loop] = 0;
    return sum;
  }
  double apply(int i) const {
    const instruction& in = instruction_at(i);
    if (in.op == code_of<contract_op>) return sum_of_products(kernel_->outer);
    const double a = read(in.in[0]);
    if (in.op == code_of<exp_op>) return std::exp(a);
    if (in.op == code_of<log_op>) return std::log(a);
    if (in.op == code_of<sqrt_op>) return std::sqrt(a);
    if (in.op == code_of<tanh_op>) return std::tanh(a);
    if (in.op == code_of<neg_op>) return -a;
    if (in.op == code_of<stop_gradient_op>) return a;
    if (in.op == code_of<relu_op>) return std::max(a, 0.0);
    if (in.op == code_of<convert_op>)
      return elements::rounded(convert_op::attributes::read(in.attr).type, a);
    const double b = read(in.in[1]);
    if (in.op == code_of<add_op>) return a + b;
    if (in.op == code_of<sub_op>) return a - b;
    if (in.op == code_of<mul_op>) return a * b;
    if (in.op == code_of<div_op>) return a / b;
    if (in.op == code_of<maximum_op>) return std::max(a, b);
    if (in.op == code_of<less_op>) return a < b;
    if (in.op == code_of<equal_op>) return a == b;
    const double c = read(in.in[2]);
    if (in.op == code_of<select_op>) return a != 0 ? b : c;
    if (in.op == code_of<fma_op>) return a * b + c;
    std::abort();
  }

  const plan_view plan_;
  std::byte* memory_;
  const launch* launch_ = nullptr;
  const kernel* kernel_ = nullptr;
  int outer_ = 0;
  mutable int at_[max_loops] = {};
  std::vector<double> values_;
};

/// Fills every buffer of a plan with small numbers; integers are 0 … limit - 1.
inline void fill(const plan_view& p, std::byte* memory, unsigned seed = 1, int limit = 7) {
  std::uint32_t state = seed * 2654435761u + 12345u;
  const auto next = [&] { return state = state * 1664525u + 1013904223u, state >> 8; };
  for (const buffer& b : p.buffers)
    for (std::int64_t i = 0; i < b.bytes / bytes_of(b.type); ++i) {
      const double x = static_cast<double>(next()) / 0x1p23 - 1;
      std::byte* to = memory + b.offset + i * bytes_of(b.type);
      elements::write(b.type, to, is_integer(b.type) ? next() % static_cast<unsigned>(limit) : x);
    }
}

/// The greatest difference between what the kernels and the interpreter leave in memory, relative to
/// 1 + the value; buffers from `scratch` on are not compared.
template <class Carrier>
double difference(unsigned seed = 1, int limit = 7, int scratch = 1000) {
  constexpr auto& p = Carrier::value;
  arena actual(p.bytes.sum()), expected(p.bytes.sum());
  fill(p.view(), actual.data(), seed, limit);
  std::memcpy(expected.data(), actual.data(), actual.bytes);
  execute<Carrier>(actual.data());
  interpreter(p.view(), expected.data()).run();
  double worst = 0;
  std::int64_t end = 0;
  for (int n = 0; n < p.buffers.size() && n < scratch; ++n) {
    const buffer& b = p.buffers[n];
    for (std::int64_t i = 0; i < b.bytes / bytes_of(b.type); ++i) {
      const auto read = [&](arena& m) {
        return elements::read(b.type, m.data() + b.offset + i * bytes_of(b.type));
      };
      const double x = read(actual), y = read(expected);
      if (x == y || (std::isnan(x) && std::isnan(y))) continue;
      worst = std::max(
          worst, std::isfinite(x) && std::isfinite(y) ? std::abs(x - y) / (1 + std::abs(y)) : 1e30);
    }
    // the gap behind a buffer belongs to nobody
    end = b.offset + b.bytes;
    const std::int64_t next = n + 1 < p.buffers.size() ? p.buffers[n + 1].offset : p.bytes.sum();
    for (std::int64_t i = end; i < next; ++i)
      if (actual.data()[i] != std::byte{0}) return 1e30;
  }
  return worst;
}

}  // namespace plans

#endif
