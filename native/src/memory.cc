#include "memory.h"

#include <atomic>
#include <cstdlib>
#include <cstring>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace nibble {
namespace {

constexpr int64_t kAlignment = 64;
constexpr int64_t kHugePage = 2 * 1024 * 1024;
constexpr int64_t kLargeBlock = 2 * kHugePage;

std::atomic<int64_t> allocated_bytes{0};

// One cache line before each block remembers its size.
struct alignas(kAlignment) Header {
  int64_t bytes;
};

// Advised before the first touch, so that the pages come up huge. A refusal costs only speed.
void AdviseHugePages(void* memory, int64_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  madvise(memory, static_cast<size_t>(bytes), MADV_HUGEPAGE);
#else
  (void)memory;
  (void)bytes;
#endif
}

}  // namespace

void* AllocateBlock(int64_t bytes) {
  constexpr int64_t kHeader = sizeof(Header);
  if (bytes > INT64_MAX - kHeader - kHugePage) return nullptr;
  const int64_t total = bytes + kHeader;
  const bool large = total >= kLargeBlock;
  void* memory = nullptr;
  const int64_t alignment = large ? kHugePage : kAlignment;
  if (posix_memalign(&memory, static_cast<size_t>(alignment), static_cast<size_t>(total)) != 0) {
    return nullptr;
  }
  if (large) AdviseHugePages(memory, total);
  std::memset(memory, 0, static_cast<size_t>(total));
  auto* header = static_cast<Header*>(memory);
  header->bytes = bytes;
  allocated_bytes.fetch_add(bytes, std::memory_order_relaxed);
  return header + 1;
}

void FreeBlock(void* block) {
  if (block == nullptr) return;
  Header* header = static_cast<Header*>(block) - 1;
  allocated_bytes.fetch_sub(header->bytes, std::memory_order_relaxed);
  std::free(header);
}

int64_t AllocatedBytes() { return allocated_bytes.load(std::memory_order_relaxed); }

}  // namespace nibble
