// How tiles on NEON registers leave them. In an anonymous namespace, so that each ISA file keeps
// its own copy.
#ifndef NIBBLE_KERNELS_STORE__NEON_H_
#define NIBBLE_KERNELS_STORE__NEON_H_

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

namespace nibble {
namespace {

constexpr int64_t kVector = 4;  // columns of a register

inline float32x4_t CanonicalNan(float32x4_t y) {
  const float32x4_t nan = vreinterpretq_f32_u32(vdupq_n_u32(0x7fc00000u));
  return vbslq_f32(vceqq_f32(y, y), y, nan);
}

// The first `count` of four floats.
inline void StoreFirst(float* c, float32x4_t y, int64_t count) {
  if (count >= kVector) {
    vst1q_f32(c, y);
  } else if (count > 0) {
    __builtin_memcpy(c, &y, static_cast<size_t>(count) * sizeof *c);
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_STORE__NEON_H_
