// The floating-point environment that the arithmetic is defined in.
#ifndef NIBBLE_FLOATING_POINT_H_
#define NIBBLE_FLOATING_POINT_H_

#if defined(__x86_64__)
#include <xmmintrin.h>
#else
#include <cfenv>
#endif

namespace nibble {

// Rounding to nearest, subnormal numbers, no traps, for as long as it lives; then what the calling
// thread had, sticky flags included. Threads come with other settings: a library compiled with
// -ffast-math leaves them in the thread that loads it. The compiler does not know of the register:
// compute in functions of other files.
class DefaultFloatingPoint {
 public:
  DefaultFloatingPoint(const DefaultFloatingPoint&) = delete;
  DefaultFloatingPoint& operator=(const DefaultFloatingPoint&) = delete;

#if defined(__x86_64__)
  DefaultFloatingPoint() : found_(_mm_getcsr()) {
    constexpr unsigned kFlags = 0x3f, kDefault = 0x1f80;
    if ((found_ & ~kFlags) != kDefault) _mm_setcsr(kDefault);
  }
  ~DefaultFloatingPoint() {
    if (_mm_getcsr() != found_) _mm_setcsr(found_);
  }

 private:
  const unsigned found_;
#else
  DefaultFloatingPoint() {
    std::fegetenv(&found_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~DefaultFloatingPoint() { std::fesetenv(&found_); }

 private:
  std::fenv_t found_;
#endif
};

}  // namespace nibble

#endif  // NIBBLE_FLOATING_POINT_H_
