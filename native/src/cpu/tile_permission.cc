#include "cpu/tile_permission.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#if defined(__linux__) && defined(__x86_64__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace nibble {

#if defined(__linux__) && defined(__x86_64__)

namespace {

// asm/prctl.h of Linux 5.16; state component 18 of XCR0.
constexpr long kArchReqXcompPerm = 0x1023;
constexpr long kTileData = 18;

// ENOSPC is the one refusal that a program can do something about.
const char* Refusal(int error) {
  static char text[160];
  std::snprintf(text, sizeof text,
                "Linux refuses AMX tile data, arch_prctl(ARCH_REQ_XCOMP_PERM, 18): %s",
                error == ENOSPC ? "a thread's alternate signal stack is too small for them"
                                : std::strerror(error));
  return text;
}

}  // namespace

// Through libc's syscall(), which has no name for arch_prctl, and which tests can take the place
// of.
const char* AskForTileData() {
  return syscall(SYS_arch_prctl, kArchReqXcompPerm, kTileData) == 0 ? "" : Refusal(errno);
}

#else

const char* AskForTileData() { return "the operating system is not known to save AMX tiles"; }

#endif

}  // namespace nibble
