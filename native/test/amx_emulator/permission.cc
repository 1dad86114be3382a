// Answers arch_prctl(ARCH_{GET_XCOMP_SUPP,GET_XCOMP_PERM,REQ_XCOMP_PERM}) as Linux ≥ 5.16 does on a
// CPU with AMX; every other system call goes to the kernel as it is. glibc has no function for
// arch_prctl, so programs call it through syscall().
#include "permission.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/syscall.h>

#include <atomic>

#include "amx_emulator.h"
#include "kernel_call.h"

namespace amx_emulator {
namespace {

// asm/prctl.h of newer kernels.
constexpr long kArchGetXcompSupp = 0x1021;
constexpr long kArchGetXcompPerm = 0x1022;
constexpr long kArchReqXcompPerm = 0x1023;

// State components of XCR0.
constexpr int kTileConfig = 17;
constexpr int kTileData = 18;
constexpr uint64_t kTileDataMask = uint64_t{1} << kTileData;
constexpr uint64_t kTileMask = uint64_t{1} << kTileConfig | kTileDataMask;

std::atomic<bool> permitted{false};

// The real kernel's answer, or x87, SSE and AVX if it is older than the question.
uint64_t RealComponents(long request) {
  uint64_t components = 0;
  const long result = KernelCall(SYS_arch_prctl, request, reinterpret_cast<long>(&components));
  return result == 0 ? components : 7;
}

long Report(uint64_t components, uint64_t* target) {
  if (target == nullptr) return -EFAULT;
  *target = components;
  return 0;
}

long Request(long component) {
  if (component != kTileData) return KernelCall(SYS_arch_prctl, kArchReqXcompPerm, component);
  permitted.store(true, std::memory_order_relaxed);
  return 0;
}

bool IsXcompRequest(long number, long request) {
  return number == SYS_arch_prctl && request >= kArchGetXcompSupp && request <= kArchReqXcompPerm;
}

long AnswerXcomp(long request, long argument) {
  auto* target = reinterpret_cast<uint64_t*>(argument);
  const uint64_t granted = TileDataPermitted() ? kTileMask : kTileMask & ~kTileDataMask;
  switch (request) {
    case kArchGetXcompSupp:
      return Report(RealComponents(request) | kTileMask, target);
    case kArchGetXcompPerm:
      return Report(RealComponents(request) | granted, target);
    default:
      return Request(argument);
  }
}

}  // namespace

bool TileDataPermitted() { return permitted.load(std::memory_order_relaxed); }

}  // namespace amx_emulator

// In place of libc's. Takes six arguments whatever the call needs, as libc's does.
extern "C" long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long a[6];
  for (long& argument : a) argument = va_arg(list, long);
  va_end(list);
  using namespace amx_emulator;
  const bool answered = amx_emulator_active() && IsXcompRequest(number, a[0]);
  const long result =
      answered ? AnswerXcomp(a[0], a[1]) : KernelCall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  if (result < 0 && result >= -4095) {
    errno = static_cast<int>(-result);
    return -1;
  }
  return result;
}
