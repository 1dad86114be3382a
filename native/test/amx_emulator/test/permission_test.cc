// Linux' rules for tile data, in a program that has not asked yet; whatever asks runs in a child.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "amx_state.h"
#include "run_code.h"
#include "tiles.h"

namespace amx_test {
namespace {

constexpr long kGetSupp = 0x1021, kGetPerm = 0x1022, kReqPerm = 0x1023;
constexpr uint64_t kTileConfig = 1 << 17, kTileData = 1 << 18;

uint64_t Components(long request) {
  uint64_t components = 0;
  EXPECT_EQ(syscall(SYS_arch_prctl, request, &components), 0);
  return components;
}

class Permission : public testing::Test {
 protected:
  void SetUp() override {
    const rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    RunCode(LoadConfigAtRdi(), Config::Full().bytes.data());  // needs none
  }
  void TearDown() override { RunCode(Release()); }
};

TEST_F(Permission, TilesAreSupported) {
  EXPECT_EQ(Components(kGetSupp) & (kTileConfig | kTileData), kTileConfig | kTileData);
}

TEST_F(Permission, OnlyTheConfigurationIsFree) {
  EXPECT_EQ(Components(kGetPerm) & (kTileConfig | kTileData), kTileConfig);
  Config stored;
  RunCode(StoreConfigAtRdi(), stored.bytes.data());
  EXPECT_EQ(stored.bytes, Config::Full().bytes);
}

TEST_F(Permission, TileDataIsRefusedBeforeIt) {
  alignas(64) uint8_t memory[1024] = {};
  for (const Bytes& code : {Zero(0), Load(0), LoadT1(0), Store(0), Product(kF3, 0, 1, 2)}) {
    EXPECT_EXIT((RunCode(code, memory, 64), _exit(0)), testing::KilledBySignal(SIGILL), "");
  }
}

TEST_F(Permission, ForksAndThreadsInheritIt) {
  alignas(64) uint8_t memory[1024] = {};
  const auto run = [&] {
    RunCode(LoadConfigAtRdi(), Config::Full().bytes.data());
    RunCode(Load(0), memory, 64);
    RunCode(Release());
  };
  EXPECT_EXIT(
      {
        if (AskPermission() != 0 || AskPermission() != 0) _exit(1);
        if ((Components(kGetPerm) & kTileData) == 0) _exit(2);
        std::thread(run).join();
        if (fork() == 0) {
          run();
          _exit(0);
        }
        run();
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(Permission, UnknownComponentsAndAddressesAreErrors) {
  for (const long component : {1L, 2L, 17L, 19L, 63L, -1L}) {
    errno = 0;
    EXPECT_EQ(syscall(SYS_arch_prctl, kReqPerm, component), -1) << component;
    EXPECT_TRUE(errno == EOPNOTSUPP || errno == EINVAL) << component << ": errno " << errno;
  }
  EXPECT_EQ(syscall(SYS_arch_prctl, kGetPerm, nullptr), -1);
  EXPECT_EQ(errno, EFAULT);
}

TEST_F(Permission, OtherSystemCallsGoToTheKernel) {
  EXPECT_EQ(syscall(SYS_getpid), getpid());
  errno = 0;
  EXPECT_EQ(syscall(SYS_close, -1), -1);
  EXPECT_EQ(errno, EBADF);
  const long page =
      syscall(SYS_mmap, nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_GT(page, 0);
  EXPECT_EQ(*reinterpret_cast<const char*>(page), 0);
  EXPECT_EQ(syscall(SYS_munmap, page, 4096), 0);
  uint64_t base = 0;
  constexpr long kGetFs = 0x1003;
  EXPECT_EQ(syscall(SYS_arch_prctl, kGetFs, &base), 0);
  EXPECT_NE(base, 0u);
}

}  // namespace
}  // namespace amx_test
