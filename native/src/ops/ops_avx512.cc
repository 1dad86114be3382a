// Sealed: compiled with AVX-512 flags, so no standard library functions and nothing inline that
// another file could share.
#if !defined(__AVX512F__) || !defined(__AVX512BW__) || !defined(__AVX512VL__)
#error "ops_avx512.cc needs -mavx512f -mavx512bw -mavx512vl"
#endif

#include <immintrin.h>

#include <cstdint>

#include "ops/operators_of.h"
#include "ops/transpose__avx2.h"

namespace nibble {
namespace {

__mmask16 FirstLanes(int64_t lanes) {
  return static_cast<__mmask16>(0xffffu >> static_cast<unsigned>(16 - lanes));
}

struct Avx512Lanes {
  using F = __m512;
  using M = __mmask16;

  static F Set(float x) { return _mm512_set1_ps(x); }
  static F Nan() { return _mm512_castsi512_ps(_mm512_set1_epi32(0x7fc00000)); }
  static F Load(const float* x, int64_t lanes, float fill) {
    return _mm512_mask_loadu_ps(Set(fill), FirstLanes(lanes), x);
  }
  static void Store(float* x, F value, int64_t lanes) {
    _mm512_mask_storeu_ps(x, FirstLanes(lanes), value);
  }
  static F Widen(const int8_t* x, int64_t lanes) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(FirstLanes(lanes), x)));
  }
  static F Widen(const uint16_t* x, int64_t lanes) {
    const __m256i halves = _mm256_maskz_loadu_epi16(FirstLanes(lanes), x);
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16));
  }
  static F KeepFirst(F x, int64_t lanes, F rest) {
    return _mm512_mask_mov_ps(rest, FirstLanes(lanes), x);
  }

  static F Add(F a, F b) { return _mm512_add_ps(a, b); }
  static F Sub(F a, F b) { return _mm512_sub_ps(a, b); }
  static F Mul(F a, F b) { return _mm512_mul_ps(a, b); }
  static F Div(F a, F b) { return _mm512_div_ps(a, b); }
  static F Fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  static F Sqrt(F a) { return _mm512_sqrt_ps(a); }
  static F Max(F a, F b) { return _mm512_max_ps(a, b); }
  static F Min(F a, F b) { return _mm512_min_ps(a, b); }
  static F Negate(F a) { return XorBits(a, 0x80000000u); }
  static F Abs(F a) { return _mm512_abs_ps(a); }
  static F CopySign(F magnitude, F sign) {
    const __m512i sign_bit = _mm512_set1_epi32(INT32_MIN);
    constexpr int kFirstChoosesThirdElseSecond = 0xac;
    return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(sign_bit, _mm512_castps_si512(magnitude),
                                                         _mm512_castps_si512(sign),
                                                         kFirstChoosesThirdElseSecond));
  }

  static M Less(F a, F b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
  static M IsNan(F a) { return _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q); }
  static F Select(M mask, F yes, F no) { return _mm512_mask_blend_ps(mask, no, yes); }

  // p · 2^n, where n is what `shifted` holds above 1.5 · 2^23. vscalefps rounds once, as the two
  // factors of the definition do.
  static F TimesPowerOfTwo(F p, F shifted) {
    return _mm512_scalef_ps(p, _mm512_sub_ps(shifted, Set(0x1.8p+23f)));
  }

  static float MaxLane(F a) { return _mm512_reduce_max_ps(a); }
  static float TreeSum(F a) {
    const __m256 low = _mm512_castps512_ps256(a);
    const __m256 high = _mm256_castsi256_ps(_mm512_extracti64x4_epi64(_mm512_castps_si512(a), 1));
    const __m256 eight = _mm256_add_ps(low, high);
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
  }

 private:
  static F XorBits(F a, uint32_t bits) {
    return _mm512_castsi512_ps(
        _mm512_xor_si512(_mm512_castps_si512(a), _mm512_set1_epi32(static_cast<int32_t>(bits))));
  }
};

__m256i BFloat16Of(__m512 x) {
  const __m512i bits = _mm512_castps_si512(x);
  const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
  const __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
  const __m512i top = _mm512_mask_mov_epi32(_mm512_srli_epi32(rounded, 16), Avx512Lanes::IsNan(x),
                                            _mm512_set1_epi32(0x7fc0));
  return _mm512_cvtepi32_epi16(top);
}

__m256i Float16Of(__m512 x) {
  const __m256i half = _mm512_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  return _mm256_mask_mov_epi16(half, Avx512Lanes::IsNan(x), _mm256_set1_epi16(0x7e00));
}

void NarrowAvx512(int32_t type, int64_t count, const float* x, void* y) {
  auto* target = static_cast<uint16_t*>(y);
  for (int64_t i = 0; i < count; i += kLanes) {
    const int64_t lanes = count - i < kLanes ? count - i : kLanes;
    const __m512 value = Avx512Lanes::Load(x + i, lanes, 0.0f);
    _mm256_mask_storeu_epi16(target + i, FirstLanes(lanes),
                             type == NIBBLE_BFLOAT16 ? BFloat16Of(value) : Float16Of(value));
  }
}

}  // namespace

const Operators kOperatorsAvx512 = OperatorsOf<Avx512Lanes>(NarrowAvx512, Transpose);

}  // namespace nibble
