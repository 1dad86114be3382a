// Memory below 2 GiB, so that a displacement alone can address it.
#ifndef NIBBLE_TEST_AMX_EMULATOR_TEST_ARENA_H_
#define NIBBLE_TEST_AMX_EMULATOR_TEST_ARENA_H_

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstdint>

namespace amx_test {

class Arena {
 public:
  explicit Arena(size_t bytes)
      : bytes_(bytes),
        memory_(mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0)) {
    EXPECT_NE(memory_, MAP_FAILED);
  }
  ~Arena() { munmap(memory_, bytes_); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  uint8_t* at(size_t offset) const { return static_cast<uint8_t*>(memory_) + offset; }

 private:
  size_t bytes_;
  void* memory_;
};

}  // namespace amx_test

#endif  // NIBBLE_TEST_AMX_EMULATOR_TEST_ARENA_H_
