#include "amx_state.h"

#include <cpuid.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>

namespace amx_test {
namespace {

constexpr long kReqXcompPerm = 0x1023, kTileData = 18;

bool CpuHasAmx() {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  return (d >> 24 & 3) == 3;  // AMX-TILE and AMX-INT8
}

class AmxEnvironment : public testing::Environment {
 public:
  void SetUp() override {
    ASSERT_TRUE(Emulated() || CpuHasAmx()) << "this CPU has no AMX: run these tests by ctest, or "
                                              "with LD_PRELOAD=libnibble_amx_emulator.so";
    std::printf("AMX instructions run %s\n",
                Emulated() ? "in the emulator" : "on this CPU, untrapped");
  }
  // On hardware nothing may have been trapped; emulated, something must have.
  void TearDown() override {
    const uint64_t total = Total(Counts());
    std::printf("%llu AMX instructions emulated\n", static_cast<unsigned long long>(total));
    EXPECT_EQ(total > 0, Emulated());
  }
};

const auto* const environment = testing::AddGlobalTestEnvironment(new AmxEnvironment);

}  // namespace

long AskPermission() { return syscall(SYS_arch_prctl, kReqXcompPerm, kTileData); }

}  // namespace amx_test
