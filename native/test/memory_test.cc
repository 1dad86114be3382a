// nibble_alloc and nibble_free, nibble_map and nibble_unmap.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
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

// A file of 100,000 bytes; byte i is i mod 251.
class MappingTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "nibble_mapping_test_" + std::to_string(getpid());
    std::ofstream out(path_, std::ios::binary);
    for (int i = 0; i < kBytes; ++i) out.put(static_cast<char>(i % 251));
  }
  void TearDown() override { std::remove(path_.c_str()); }

  static constexpr int64_t kBytes = 100000;
  std::string path_;
};

TEST_F(MappingTest, HasTheBytesOfTheFile) {
  for (const int64_t offset : {0, 64, 4032, 4096, 4160, 8192, 99968}) {
    for (const int64_t bytes : {int64_t{1}, int64_t{32}, kBytes - offset}) {
      void* block = nullptr;
      ExpectOk(nibble_map(path_.c_str(), offset, bytes, &block));
      EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % 64, 0u);
      const auto* data = static_cast<const uint8_t*>(block);
      for (int64_t i = 0; i < bytes; ++i) ASSERT_EQ(data[i], (offset + i) % 251);
      nibble_unmap(block, bytes);
    }
  }
  nibble_unmap(nullptr, 5);
}

TEST_F(MappingTest, OutlivesTheNameOfTheFile) {
  void* block = nullptr;
  ExpectOk(nibble_map(path_.c_str(), 64, 1000, &block));
  std::remove(path_.c_str());
  EXPECT_EQ(*static_cast<const uint8_t*>(block), 64);
  nibble_unmap(block, 1000);
}

TEST_F(MappingTest, RefusesWhatIsNotThere) {
  int mark = 0;
  void* block = &mark;
  const char* path = path_.c_str();
  EXPECT_EQ(nibble_map(nullptr, 0, 1, &block), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(nibble_map(path, 0, 1, nullptr), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(nibble_map(path, 0, 0, &block), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(nibble_map(path, -64, 1, &block), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(nibble_map(path, 63, 1, &block), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(nibble_map(path, 0, kBytes + 1, &block), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(nibble_map(path, 64, INT64_MAX, &block), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(nibble_map("/", 0, 1, &block), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(nibble_map("/no/such/file", 0, 1, &block), NIBBLE_STATUS_INVALID_ARGUMENT);
  EXPECT_NE(std::string(nibble_last_error()).find("/no/such/file: No such file"),
            std::string::npos);
  EXPECT_EQ(block, &mark);
}

}  // namespace
}  // namespace nibble::test
