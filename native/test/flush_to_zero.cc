// What a library compiled with -ffast-math does to the thread that loads it.
#if defined(__x86_64__)
#include <xmmintrin.h>

namespace {

constexpr unsigned kFlushToZero = 0x8000, kDenormalsAreZero = 0x40;

[[gnu::constructor]] void FlushToZero() {
  _mm_setcsr(_mm_getcsr() | kFlushToZero | kDenormalsAreZero);
}

}  // namespace
#endif
