// nibble_alloc and nibble_free.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "nibble/nibble.h"
#include "support/problem.h"

namespace nibble::test {
namespace {

TEST(MemoryTest, BlocksAreAlignedZeroedAndCounted) {
  const int64_t before = nibble_allocated_bytes();
  for (const int64_t bytes : {1, 63, 64, 65, 4096, 3 << 20, 9 << 20}) {
    void* block = nullptr;
    ExpectOk(nibble_alloc(bytes, &block));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % 64, 0u);
    auto* data = static_cast<uint8_t*>(block);
    EXPECT_EQ(std::count(data, data + bytes, 0), bytes);
    std::fill(data, data + bytes, uint8_t{0xff});
    EXPECT_EQ(nibble_allocated_bytes(), before + bytes);
    nibble_free(block);
    EXPECT_EQ(nibble_allocated_bytes(), before);
  }
  nibble_free(nullptr);
  EXPECT_EQ(nibble_allocated_bytes(), before);
}

TEST(MemoryTest, CountsOverAllThreads) {
  const int64_t before = nibble_allocated_bytes();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 1; i <= 1000; ++i) {
        void* block = nullptr;
        ASSERT_EQ(nibble_alloc(i, &block), NIBBLE_STATUS_OK);
        nibble_free(block);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(nibble_allocated_bytes(), before);
}

TEST(MemoryTest, RefusesWithoutTouchingTheResult) {
  int mark = 0;
  void* block = &mark;
  EXPECT_EQ(nibble_alloc(0, &block), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(nibble_alloc(-5, &block), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(nibble_alloc(INT64_MAX, &block), NIBBLE_STATUS_OUT_OF_MEMORY);
  EXPECT_EQ(nibble_alloc(int64_t{1} << 60, &block), NIBBLE_STATUS_OUT_OF_MEMORY);
  EXPECT_NE(std::string(nibble_last_error()).find("1152921504606846976"), std::string::npos);
  EXPECT_EQ(block, &mark);
  EXPECT_EQ(nibble_alloc(1, nullptr), NIBBLE_STATUS_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace nibble::test
