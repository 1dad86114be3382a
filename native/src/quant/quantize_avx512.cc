// Sealed: compiled with AVX-512 flags, so no standard library functions and nothing inline that
// another file could share.
#if !defined(__AVX512F__) || !defined(__AVX512BW__) || !defined(__AVX512VL__)
#error "quantize_avx512.cc needs -mavx512f -mavx512bw -mavx512vl"
#endif

#include <immintrin.h>

#include <cstdint>

#include "quant/quantize.h"
#include "quant/row_loop.h"
#include "quant/row_parameters.h"

namespace nibble {
namespace {

constexpr int64_t kLanes = 16;

__mmask16 FirstLanes(int64_t lanes) {
  return static_cast<__mmask16>(0xffffu >> static_cast<unsigned>(16 - lanes));
}

// Sixteen elements as float32, zeros beyond `lanes`. Reads nothing beyond them.
struct Float32Lanes {
  using Stored = float;
  static __m512 Load(const float* x, int64_t lanes) {
    return _mm512_maskz_loadu_ps(FirstLanes(lanes), x);
  }
};

struct BFloat16Lanes {
  using Stored = uint16_t;
  static __m512 Load(const uint16_t* x, int64_t lanes) {
    const __m256i half = _mm256_maskz_loadu_epi16(FirstLanes(lanes), x);
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16));
  }
};

struct Float16Lanes {
  using Stored = uint16_t;
  static __m512 Load(const uint16_t* x, int64_t lanes) {
    return _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(FirstLanes(lanes), x));
  }
};

int64_t LanesLeft(int64_t left) { return left < kLanes ? left : kLanes; }

// Magnitudes of floats order as their bits do, infinity and NaN above all numbers.
template <class Lanes>
RowRange RangeOf(const typename Lanes::Stored* x, int64_t count) {
  __m512 min = _mm512_setzero_ps(), max = _mm512_setzero_ps();
  __m512i magnitude = _mm512_setzero_si512();
  for (int64_t i = 0; i < count; i += kLanes) {
    const __m512 value = Lanes::Load(x + i, LanesLeft(count - i));
    min = _mm512_min_ps(value, min);
    max = _mm512_max_ps(value, max);
    magnitude = _mm512_max_epi32(magnitude, _mm512_castps_si512(_mm512_abs_ps(value)));
  }
  const int32_t bits = _mm512_reduce_max_epi32(magnitude);
  float max_abs;
  __builtin_memcpy(&max_abs, &bits, sizeof max_abs);
  return {_mm512_reduce_min_ps(min), _mm512_reduce_max_ps(max), max_abs, bits < 0x7f800000};
}

class LaneQuantizer {
 public:
  explicit LaneQuantizer(const RowParameters& p)
      : inverse_(_mm512_set1_ps(p.inverse)),
        offset_(_mm512_set1_epi32(p.offset)),
        low_(_mm512_set1_epi32(p.low)),
        high_(_mm512_set1_epi32(p.high)),
        shift_(_mm512_set1_epi32(p.shift)) {}

  __m512i operator()(__m512 x) const {
    constexpr int kNearestEven = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
    const __m512i rounded = _mm512_cvt_roundps_epi32(_mm512_mul_ps(x, inverse_), kNearestEven);
    const __m512i clamped =
        _mm512_min_epi32(_mm512_max_epi32(_mm512_add_epi32(rounded, offset_), low_), high_);
    return _mm512_sub_epi32(clamped, shift_);
  }

 private:
  __m512 inverse_;
  __m512i offset_, low_, high_, shift_;
};

// Quantizes `count` elements, writes zeros up to `length`, and returns Σ q.
template <class Lanes>
int32_t QuantizeGroup(const LaneQuantizer& quantize, const typename Lanes::Stored* x, int64_t count,
                      int64_t length, int8_t* q) {
  __m512i sums = _mm512_setzero_si512();
  int64_t i = 0;
  for (; i < count; i += kLanes) {
    const int64_t lanes = LanesLeft(count - i);
    const __m512i value =
        _mm512_maskz_mov_epi32(FirstLanes(lanes), quantize(Lanes::Load(x + i, lanes)));
    sums = _mm512_add_epi32(sums, value);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(q + i), _mm512_cvtepi32_epi8(value));
  }
  for (; i < length; i += kLanes) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(q + i), _mm_setzero_si128());
  }
  return _mm512_reduce_add_epi32(sums);
}

struct Avx512 {
  using Float32 = Float32Lanes;
  using BFloat16 = BFloat16Lanes;
  using Float16 = Float16Lanes;
  using Quantizer = LaneQuantizer;

  template <class Lanes>
  static RowRange Range(const typename Lanes::Stored* x, int64_t count) {
    return RangeOf<Lanes>(x, count);
  }

  template <class Lanes>
  static int32_t Group(const Quantizer& quantizer, const typename Lanes::Stored* x, int64_t count,
                       int64_t length, int8_t* q) {
    return QuantizeGroup<Lanes>(quantizer, x, count, length, q);
  }
};

}  // namespace

void QuantizeRowsAvx512(const QuantizeRows& job) { QuantizeWith<Avx512>(job); }

}  // namespace nibble
