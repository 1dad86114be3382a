// The floating-point environment that the arithmetic is defined in.
#ifndef NIBBLE_FLOATING_POINT_H_
#define NIBBLE_FLOATING_POINT_H_

#include <cstdint>

#if defined(__x86_64__)
#include <xmmintrin.h>
#elif !defined(__aarch64__)
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
#elif defined(__aarch64__)
  // Not by fesetenv, which leaves the format of half-precision numbers as it is.
  DefaultFloatingPoint() {
    __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr" : "=r"(control_), "=r"(status_)::"memory");
    if (control_ != 0) SetControl(0);
  }
  ~DefaultFloatingPoint() {
    if (control_ != 0) SetControl(control_);
    __asm__ volatile("msr fpsr, %0" ::"r"(status_) : "memory");
  }

 private:
  static void SetControl(uint64_t control) {
    __asm__ volatile("msr fpcr, %0" ::"r"(control) : "memory");
  }

  uint64_t control_, status_;
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
