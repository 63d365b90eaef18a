// SPDX-License-Identifier: BSL-1.0
#include "allocations.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "catch.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define TAPELESS_TESTS_COUNT_NEW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TAPELESS_TESTS_COUNT_NEW 1
#endif
#endif
#if !defined(__GLIBC__) && !defined(TAPELESS_TESTS_COUNT_NEW)
#define TAPELESS_TESTS_COUNT_NEW 1
#endif

namespace {
std::atomic<long> counted{0};
}  // namespace

long allocations() { return counted.load(std::memory_order_relaxed); }

#ifdef TAPELESS_TESTS_COUNT_NEW

void* operator new(std::size_t bytes) {
  counted.fetch_add(1, std::memory_order_relaxed);
  if (void* p = std::malloc(bytes == 0 ? 1 : bytes)) return p;
  throw std::bad_alloc{};
}
void* operator new(std::size_t bytes,
                   const std::nothrow_t&) noexcept {  // Catch's: else the sanitizer's own
  counted.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

#else

extern "C" {
void* __libc_malloc(std::size_t);               // NOLINT(bugprone-reserved-identifier): glibc's own
void* __libc_calloc(std::size_t, std::size_t);  // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void*, std::size_t);       // NOLINT(bugprone-reserved-identifier)
void* __libc_memalign(std::size_t, std::size_t);  // NOLINT(bugprone-reserved-identifier)

void* malloc(std::size_t bytes) {
  counted.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(bytes);
}
void* calloc(std::size_t n, std::size_t bytes) {
  counted.fetch_add(1, std::memory_order_relaxed);
  return __libc_calloc(n, bytes);
}
void* realloc(void* p, std::size_t bytes) {
  counted.fetch_add(1, std::memory_order_relaxed);
  return __libc_realloc(p, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  counted.fetch_add(1, std::memory_order_relaxed);
  return __libc_memalign(alignment, bytes);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t bytes) {
  counted.fetch_add(1, std::memory_order_relaxed);
  *out = __libc_memalign(alignment, bytes);
  return *out == nullptr ? ENOMEM : 0;
}
}

#endif

TEST_CASE("allocations are counted", "[training][allocations]") {
  const long before = allocations();
  static const void* volatile seen;  // what somebody may look at cannot be optimised away
  const auto one = std::make_unique<int>(1);
  seen = one.get();
  CHECK(allocations() == before + 1);
  const std::vector<double> many(100, *one);
  seen = many.data();
  CHECK(seen == many.data());
  CHECK(allocations() == before + 2);
}
