// SPDX-License-Identifier: BSL-1.0
//
// Every sentence of the verifier, from a good plan with one thing broken in it. tools/check_tests.py compares the
// sentences here with those of the header.
#include <tapeless/ir/verify_plan.hpp>

#include <string>
#include <vector>

#include "catch.hpp"

namespace ir = tapeless::ir;

namespace {

constexpr ir::operand loaded(int access) {
  return {.source = ir::operand::from::load, .index = access};
}
constexpr ir::operand made(int instruction) {
  return {.source = ir::operand::from::local, .index = instruction};
}

/// Two launches on buffers of four floats: b = tanh(a + a), then c = tanh(b + b).
struct small_plan {
  std::vector<ir::kernel> kernels;
  std::vector<ir::launch> launches;
  std::vector<ir::instruction> instructions;
  std::vector<ir::access> accesses;
  std::vector<ir::store> stores;
  std::vector<int> bindings;
  std::vector<ir::buffer> buffers;
  std::vector<ir::region> regions;
  std::vector<ir::binding_step> steps;
  ir::space_sizes bytes;

  small_plan() {
    using tapeless::ops::code_of;
    ir::kernel k;
    k.loops = 1;
    k.size[0] = 4;
    k.bindings = 2;
    k.instructions = 2;
    k.accesses = 2;
    k.stores = 1;
    kernels = {k};
    instructions = {{.op = code_of<tapeless::ops::add_op>, .in = {loaded(0), loaded(0)}},
                    {.op = code_of<tapeless::ops::tanh_op>, .in = {made(0)}}};
    accesses = {{.buffer = 0, .stride = {1}}, {.buffer = 1, .stride = {1}}};
    stores = {{.what = made(1), .access = 1}};
    bindings = {0, 1, 1, 2};
    launches = {{.first_binding = 0}, {.first_binding = 2}};
    for (int i = 0; i < 3; ++i) {
      ir::buffer b;
      b.in = ir::space::scratch;
      b.offset = 64 * i;
      b.bytes = 16;
      b.born = i == 2 ? 1 : 0;
      b.dies = i == 0 ? 0 : 1;
      buffers.push_back(b);
    }
    bytes[ir::space::scratch] = 192;
  }

  std::string complaint() const {
    const auto all = []<class T>(const std::vector<T>& v) {
      return tapeless::core::view<T>{v.data(), static_cast<int>(v.size())};
    };
    return std::string{
        ir::verify_plan({all(kernels), all(launches), all(instructions), all(accesses), all(stores),
                         all(bindings), all(buffers), all(regions), all(steps)},
                        bytes)};
  }
};

/// What the verifier says of the plan after `damage` was done to it.
std::string complaint(void (*damage)(small_plan&)) {
  small_plan p;
  REQUIRE(p.complaint() == "");
  damage(p);
  return p.complaint();
}

}  // namespace

TEST_CASE("verify_plan: loops of a kernel are there", "[ir][verify]") {
  const auto sentence = "loops that are not there";
  CHECK(complaint([](small_plan& p) { p.kernels[0].loops = ir::max_loops + 1; }) == sentence);
  CHECK(complaint([](small_plan& p) { p.kernels[0].outer = 2; }) == sentence);
  CHECK(complaint([](small_plan& p) {
          p.kernels[0].kind = ir::kernel_kind::contract;
          p.kernels[0].outer = 1;
        }) == "a product without a sum in its tiles");
  CHECK(complaint([](small_plan& p) {
          p.kernels[0].accumulates_in = tapeless::element::float64;
        }) == "a nest that sums in another type than it computes in");
}

TEST_CASE("verify_plan: instructions read what stands before them", "[ir][verify]") {
  CHECK(complaint([](small_plan& p) { p.instructions[0].phase = 1; }) ==
        "an instruction in no phase");
  CHECK(complaint([](small_plan& p) { p.instructions[0].in[1] = made(1); }) ==
        "an instruction that reads a later one");
  CHECK(complaint([](small_plan& p) { p.instructions[0].in[1] = made(0); }) ==
        "an instruction that reads a later one");
  CHECK(complaint([](small_plan& p) { p.instructions[0].in[1] = loaded(2); }) ==
        "an operand that is no access");
}

TEST_CASE("verify_plan: stores have a value and a place", "[ir][verify]") {
  CHECK(complaint([](small_plan& p) { p.stores[0].access = 2; }) == "a store to no access");
  CHECK(complaint([](small_plan& p) { p.stores[0].what = made(2); }) ==
        "a store of no instruction");
}

TEST_CASE("verify_plan: launches have a kernel, bindings and a region", "[ir][verify]") {
  CHECK(complaint([](small_plan& p) { p.launches[0].region = 0; }) == "a launch in no region");
  CHECK(complaint([](small_plan& p) { p.launches[0].kernel = 1; }) == "a launch of no kernel");
  CHECK(complaint([](small_plan& p) { p.launches[1].first_binding = 3; }) ==
        "a launch without bindings");
  CHECK(complaint([](small_plan& p) { p.bindings[3] = 3; }) == "a binding to no buffer");
  CHECK(complaint([](small_plan& p) { p.buffers[1].dies = 0; }) ==
        "a launch that uses a dead buffer");
}

TEST_CASE("verify_plan: accesses stay in buffers of their type", "[ir][verify]") {
  CHECK(complaint([](small_plan& p) { p.accesses[1].buffer = 2; }) == "an access to no binding");
  CHECK(complaint([](small_plan& p) { p.accesses[1].type = tapeless::element::float64; }) ==
        "an access of another element type");

  const auto sentence = "an access that leaves its buffer";
  CHECK(complaint([](small_plan& p) { p.accesses[0].start = 1; }) == sentence);
  CHECK(complaint([](small_plan& p) { p.accesses[0].stride[0] = -1; }) == sentence);
  CHECK(complaint([](small_plan& p) { p.steps = {{.binding = 0, .depth = -1, .bytes = 4}}; }) ==
        sentence);
  CHECK(complaint([](small_plan& p) {  // the step of an iteration
          p.regions = {{.length = 2}};
          p.launches[0].region = 0;
          p.steps = {{.binding = 0, .depth = 0, .bytes = 4}};
        }) == sentence);
  CHECK(complaint([](small_plan& p) {  // the greatest index of a gather
          p.accesses[0].index_access = 1;
          p.accesses[0].index_stride = 1;
          p.accesses[0].index_limit = 2;
        }) == sentence);
}

TEST_CASE("verify_plan: buffers lie in their space, aligned and apart", "[ir][verify]") {
  CHECK(complaint([](small_plan& p) { p.buffers[1].offset = 32; }) ==
        "a buffer that does not begin at a multiple of the alignment");
  CHECK(complaint([](small_plan& p) { p.bytes[ir::space::scratch] = 128; }) ==
        "a buffer outside its space");
  CHECK(complaint([](small_plan& p) { p.buffers[1].offset = 0; }) ==
        "buffers that overlap while both live");
  CHECK(complaint([](small_plan& p) { p.buffers[2].offset = 0; }) == "");  // the first is dead then
  CHECK(complaint([](small_plan& p) {
          p.buffers[0].leaf = 0;  // it lives always
          p.buffers[2].offset = 0;
        }) == "buffers that overlap while both live");
}
