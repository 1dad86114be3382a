// Sealed: compiled with AVX2 flags, so no standard library functions and nothing inline that
// another file could share.
#if !defined(__AVX2__) || !defined(__F16C__)
#error "quantize_avx2.cc needs -mavx2 -mf16c"
#endif

#include <immintrin.h>

#include <cstdint>

#include "quant/quantize.h"
#include "quant/row_loop.h"
#include "quant/row_parameters.h"

namespace nibble {
namespace {

constexpr int64_t kLanes = 8;

struct Float32Lanes {
  using Stored = float;
  static __m256 Load(const float* x) { return _mm256_loadu_ps(x); }
};

struct BFloat16Lanes {
  using Stored = uint16_t;
  static __m256 Load(const uint16_t* x) {
    const __m128i half = _mm_loadu_si128(reinterpret_cast<const __m128i*>(x));
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(half), 16));
  }
};

struct Float16Lanes {
  using Stored = uint16_t;
  static __m256 Load(const uint16_t* x) {
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(x)));
  }
};

// Eight elements as float32, zeros beyond `lanes`. Reads nothing beyond them.
template <class Lanes>
__m256 LoadFirst(const typename Lanes::Stored* x, int64_t lanes) {
  if (lanes >= kLanes) return Lanes::Load(x);
  typename Lanes::Stored copy[kLanes] = {};
  __builtin_memcpy(copy, x, static_cast<size_t>(lanes) * sizeof *x);
  return Lanes::Load(copy);
}

__m256i FirstLanes(int64_t lanes) {
  const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const int64_t count = lanes < kLanes ? lanes : kLanes;
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int32_t>(count)), lane);
}

float Largest(__m256 x) {
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

float Smallest(__m256 x) {
  const __m128 four = _mm_min_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  const __m128 two = _mm_min_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_min_ss(two, _mm_movehdup_ps(two)));
}

template <class Fold>
int32_t Reduce(__m256i x, Fold fold) {
  const __m128i four = fold(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
  const __m128i two = fold(four, _mm_unpackhi_epi64(four, four));
  return _mm_cvtsi128_si32(fold(two, _mm_shuffle_epi32(two, 1)));
}

int32_t LargestInt(__m256i x) {
  return Reduce(x, [](__m128i a, __m128i b) { return _mm_max_epi32(a, b); });
}

int32_t SumOf(__m256i x) {
  return Reduce(x, [](__m128i a, __m128i b) { return _mm_add_epi32(a, b); });
}

// Magnitudes of floats order as their bits do, infinity and NaN above all numbers.
template <class Lanes>
RowRange RangeOf(const typename Lanes::Stored* x, int64_t count) {
  const __m256i magnitude_bits = _mm256_set1_epi32(0x7fffffff);
  __m256 min = _mm256_setzero_ps(), max = _mm256_setzero_ps();
  __m256i magnitude = _mm256_setzero_si256();
  for (int64_t i = 0; i < count; i += kLanes) {
    const __m256 value = LoadFirst<Lanes>(x + i, count - i);
    const __m256i bits = _mm256_and_si256(_mm256_castps_si256(value), magnitude_bits);
    min = _mm256_min_ps(value, min);
    max = _mm256_max_ps(value, max);
    magnitude = _mm256_max_epi32(magnitude, bits);
  }
  const int32_t bits = LargestInt(magnitude);
  float max_abs;
  __builtin_memcpy(&max_abs, &bits, sizeof max_abs);
  return {Smallest(min), Largest(max), max_abs, bits < 0x7f800000};
}

class LaneQuantizer {
 public:
  explicit LaneQuantizer(const RowParameters& p)
      : inverse_(_mm256_set1_ps(p.inverse)),
        offset_(_mm256_set1_epi32(p.offset)),
        low_(_mm256_set1_epi32(p.low)),
        high_(_mm256_set1_epi32(p.high)),
        shift_(_mm256_set1_epi32(p.shift)) {}

  __m256i operator()(__m256 x) const {
    constexpr int kNearestEven = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
    const __m256 rounded = _mm256_round_ps(_mm256_mul_ps(x, inverse_), kNearestEven);
    const __m256i moved = _mm256_add_epi32(_mm256_cvtps_epi32(rounded), offset_);
    return _mm256_sub_epi32(_mm256_min_epi32(_mm256_max_epi32(moved, low_), high_), shift_);
  }

 private:
  __m256 inverse_;
  __m256i offset_, low_, high_, shift_;
};

// Eight int32 lanes that hold int8 values.
void StoreBytes(__m256i x, int8_t* q) {
  const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(q), _mm_packs_epi16(words, words));
}

// Quantizes `count` elements, writes zeros up to `length`, and returns Σ q.
template <class Lanes>
int32_t QuantizeGroup(const LaneQuantizer& quantize, const typename Lanes::Stored* x, int64_t count,
                      int64_t length, int8_t* q) {
  __m256i sums = _mm256_setzero_si256();
  int64_t i = 0;
  for (; i < count; i += kLanes) {
    __m256i value = quantize(LoadFirst<Lanes>(x + i, count - i));
    if (count - i < kLanes) value = _mm256_and_si256(value, FirstLanes(count - i));
    sums = _mm256_add_epi32(sums, value);
    StoreBytes(value, q + i);
  }
  for (; i < length; i += kLanes) StoreBytes(_mm256_setzero_si256(), q + i);
  return SumOf(sums);
}

struct Avx2 {
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

void QuantizeRowsAvx2(const QuantizeRows& job) { QuantizeWith<Avx2>(job); }

}  // namespace nibble
