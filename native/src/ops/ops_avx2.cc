// Sealed: compiled with AVX2 flags, so no standard library functions and nothing inline that
// another file could share.
#if !defined(__AVX2__) || !defined(__FMA__) || !defined(__F16C__)
#error "ops_avx2.cc needs -mavx2 -mfma -mf16c"
#endif

#include <immintrin.h>

#include <cstdint>

#include "ops/operators_of.h"
#include "ops/transpose__avx2.h"

namespace nibble {
namespace {

constexpr int64_t kHalfLanes = 8;

// All ones in the first `lanes` of eight lanes.
__m256i FirstLanes(int64_t lanes) {
  const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int32_t>(lanes)), lane);
}

// Sixteen lanes in two registers.
struct Avx2Lanes {
  struct F {
    __m256 low, high;
  };
  struct M {
    __m256 low, high;  // all ones or all zeros per lane
  };

  static F Set(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
  static F Nan() { return OfBits(0x7fc00000u); }
  static F Load(const float* x, int64_t lanes, float fill) {
    if (lanes == kLanes) return {_mm256_loadu_ps(x), _mm256_loadu_ps(x + kHalfLanes)};
    const __m256i low = FirstLanes(lanes), high = FirstLanes(lanes - kHalfLanes);
    const F loaded = {_mm256_maskload_ps(x, low), _mm256_maskload_ps(x + kHalfLanes, high)};
    return KeepFirst(loaded, lanes, Set(fill));
  }
  static void Store(float* x, F value, int64_t lanes) {
    if (lanes == kLanes) {
      _mm256_storeu_ps(x, value.low);
      _mm256_storeu_ps(x + kHalfLanes, value.high);
      return;
    }
    _mm256_maskstore_ps(x, FirstLanes(lanes), value.low);
    _mm256_maskstore_ps(x + kHalfLanes, FirstLanes(lanes - kHalfLanes), value.high);
  }
  static F Widen(const int8_t* x, int64_t lanes) {
    __m128i bytes = _mm_setzero_si128();
    __builtin_memcpy(&bytes, x, static_cast<size_t>(lanes) * sizeof *x);
    return {_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes)),
            _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(bytes, kHalfLanes)))};
  }
  static F Widen(const uint16_t* x, int64_t lanes) {
    __m256i halves = _mm256_setzero_si256();
    __builtin_memcpy(&halves, x, static_cast<size_t>(lanes) * sizeof *x);
    return {OfUpperHalves(_mm256_castsi256_si128(halves)),
            OfUpperHalves(_mm256_extracti128_si256(halves, 1))};
  }
  static F KeepFirst(F x, int64_t lanes, F rest) {
    if (lanes == kLanes) return x;
    const M first = {_mm256_castsi256_ps(FirstLanes(lanes)),
                     _mm256_castsi256_ps(FirstLanes(lanes - kHalfLanes))};
    return Select(first, x, rest);
  }

  static F Add(F a, F b) { return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)}; }
  static F Sub(F a, F b) { return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)}; }
  static F Mul(F a, F b) { return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)}; }
  static F Div(F a, F b) { return {_mm256_div_ps(a.low, b.low), _mm256_div_ps(a.high, b.high)}; }
  static F Fma(F a, F b, F c) {
    return {_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
  }
  static F Sqrt(F a) { return {_mm256_sqrt_ps(a.low), _mm256_sqrt_ps(a.high)}; }
  static F Max(F a, F b) { return {_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)}; }
  static F Min(F a, F b) { return {_mm256_min_ps(a.low, b.low), _mm256_min_ps(a.high, b.high)}; }
  static F Negate(F a) {
    const F sign = OfBits(kSign);
    return {_mm256_xor_ps(a.low, sign.low), _mm256_xor_ps(a.high, sign.high)};
  }
  static F Abs(F a) {
    const F sign = OfBits(kSign);
    return {_mm256_andnot_ps(sign.low, a.low), _mm256_andnot_ps(sign.high, a.high)};
  }
  static F CopySign(F magnitude, F sign) {
    const F bit = OfBits(kSign);
    const F bare = Abs(magnitude);
    return {_mm256_or_ps(bare.low, _mm256_and_ps(bit.low, sign.low)),
            _mm256_or_ps(bare.high, _mm256_and_ps(bit.high, sign.high))};
  }

  static M Less(F a, F b) {
    return {_mm256_cmp_ps(a.low, b.low, _CMP_LT_OQ), _mm256_cmp_ps(a.high, b.high, _CMP_LT_OQ)};
  }
  static M IsNan(F a) {
    return {_mm256_cmp_ps(a.low, a.low, _CMP_UNORD_Q), _mm256_cmp_ps(a.high, a.high, _CMP_UNORD_Q)};
  }
  static F Select(M mask, F yes, F no) {
    return {_mm256_blendv_ps(no.low, yes.low, mask.low),
            _mm256_blendv_ps(no.high, yes.high, mask.high)};
  }

  // p · 2^n, where n is what `shifted` holds above 1.5 · 2^23.
  static F TimesPowerOfTwo(F p, F shifted) {
    return {TimesPowerOfTwo(p.low, shifted.low), TimesPowerOfTwo(p.high, shifted.high)};
  }

  static float MaxLane(F a) {
    const __m256 eight = _mm256_max_ps(a.low, a.high);
    const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
  }
  static float TreeSum(F a) {
    const __m256 eight = _mm256_add_ps(a.low, a.high);
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
  }

 private:
  static constexpr uint32_t kSign = 0x80000000u;

  static F OfBits(uint32_t bits) {
    const __m256 half = _mm256_castsi256_ps(_mm256_set1_epi32(static_cast<int32_t>(bits)));
    return {half, half};
  }
  static __m256 OfUpperHalves(__m128i halves) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(halves), 16));
  }
  static __m256 PowerOfTwo(__m256i n) {
    const __m256i biased = _mm256_add_epi32(n, _mm256_set1_epi32(127));
    return _mm256_castsi256_ps(_mm256_slli_epi32(biased, 23));
  }
  // Two factors, because 2^n may be out of range; the first product is exact.
  static __m256 TimesPowerOfTwo(__m256 p, __m256 shifted) {
    const __m256i n = _mm256_sub_epi32(_mm256_castps_si256(shifted), _mm256_set1_epi32(0x4b400000));
    const __m256i half = _mm256_srai_epi32(n, 1);
    const __m256 first = _mm256_mul_ps(p, PowerOfTwo(half));
    return _mm256_mul_ps(first, PowerOfTwo(_mm256_sub_epi32(n, half)));
  }
};

// The upper halves of the rounded bits, in the lower halves of the lanes.
__m256i BFloat16Of(__m256 x) {
  const __m256i bits = _mm256_castps_si256(x);
  const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
  const __m256i rounded = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
  const __m256i is_nan = _mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_UNORD_Q));
  return _mm256_blendv_epi8(_mm256_srli_epi32(rounded, 16), _mm256_set1_epi32(0x7fc0), is_nan);
}

// Hardware keeps the payload of a NaN; the canonical NaN goes in as the float it comes from.
__m128i Float16Of(__m256 x) {
  const __m256 nan = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fc00000));
  const __m256 canonical = _mm256_blendv_ps(x, nan, _mm256_cmp_ps(x, x, _CMP_UNORD_Q));
  return _mm256_cvtps_ph(canonical, _MM_FROUND_TO_NEAREST_INT);
}

__m256i Narrow(int32_t type, Avx2Lanes::F x) {
  if (type != NIBBLE_BFLOAT16) return _mm256_set_m128i(Float16Of(x.high), Float16Of(x.low));
  constexpr int kEvenQuartersFirst = 0xd8;  // packing works per 128 bits
  return _mm256_permute4x64_epi64(_mm256_packus_epi32(BFloat16Of(x.low), BFloat16Of(x.high)),
                                  kEvenQuartersFirst);
}

void NarrowAvx2(int32_t type, int64_t count, const float* x, void* y) {
  auto* target = static_cast<uint16_t*>(y);
  for (int64_t i = 0; i < count; i += kLanes) {
    const int64_t lanes = count - i < kLanes ? count - i : kLanes;
    const __m256i halves = Narrow(type, Avx2Lanes::Load(x + i, lanes, 0.0f));
    if (lanes == kLanes) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(target + i), halves);
    } else {
      __builtin_memcpy(target + i, &halves, static_cast<size_t>(lanes) * sizeof *target);
    }
  }
}

}  // namespace

const Operators kOperatorsAvx2 = OperatorsOf<Avx2Lanes>(NarrowAvx2, Transpose);

}  // namespace nibble
