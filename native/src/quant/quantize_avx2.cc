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
class RangeLanes {
 public:
  void Add(__m256 x) {
    const __m256i bits = _mm256_and_si256(_mm256_castps_si256(x), _mm256_set1_epi32(0x7fffffff));
    min_ = _mm256_min_ps(x, min_);
    max_ = _mm256_max_ps(x, max_);
    magnitude_ = _mm256_max_epi32(magnitude_, bits);
  }

  void Add(const RangeLanes& other) {
    min_ = _mm256_min_ps(other.min_, min_);
    max_ = _mm256_max_ps(other.max_, max_);
    magnitude_ = _mm256_max_epi32(magnitude_, other.magnitude_);
  }

  RowRange Range() const {
    const int32_t bits = LargestInt(magnitude_);
    float max_abs;
    __builtin_memcpy(&max_abs, &bits, sizeof max_abs);
    return {Smallest(min_), Largest(max_), max_abs, bits < 0x7f800000};
  }

 private:
  __m256 min_ = _mm256_setzero_ps(), max_ = _mm256_setzero_ps();
  __m256i magnitude_ = _mm256_setzero_si256();
};

// In two chains, which hide the latency of the comparisons.
template <class Lanes>
RowRange RangeOf(const typename Lanes::Stored* x, int64_t count) {
  RangeLanes even, odd;
  int64_t i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    even.Add(Lanes::Load(x + i));
    odd.Add(Lanes::Load(x + i + kLanes));
  }
  for (; i < count; i += kLanes) even.Add(LoadFirst<Lanes>(x + i, count - i));
  even.Add(odd);
  return even.Range();
}

// Clamps by saturation: what is quantized is in −512 … 512 before it becomes bytes, and a byte's
// upper bound is the quantizer's.
class LaneQuantizer {
 public:
  explicit LaneQuantizer(const RowParameters& p)
      : inverse_(_mm256_set1_ps(p.inverse)),
        offset_(_mm256_set1_epi16(static_cast<int16_t>(p.offset - p.shift))),
        low_(_mm256_set1_epi8(static_cast<char>(p.low - p.shift))) {}

  // 32 elements in four registers to 32 bytes.
  __m256i operator()(__m256 x0, __m256 x1, __m256 x2, __m256 x3) const {
    const __m256i words01 = _mm256_packs_epi32(Rounded(x0), Rounded(x1));
    const __m256i words23 = _mm256_packs_epi32(Rounded(x2), Rounded(x3));
    const __m256i bytes =
        _mm256_packs_epi16(_mm256_add_epi16(words01, offset_), _mm256_add_epi16(words23, offset_));
    // Packing goes by halves of a register: 0 1 2 3 of the first halves, then of the second.
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    return _mm256_permutevar8x32_epi32(_mm256_max_epi8(bytes, low_), order);
  }

 private:
  __m256i Rounded(__m256 x) const {
    constexpr int kNearestEven = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
    return _mm256_cvtps_epi32(_mm256_round_ps(_mm256_mul_ps(x, inverse_), kNearestEven));
  }

  __m256 inverse_;
  __m256i offset_, low_;
};

constexpr int64_t kBlock = 4 * kLanes;  // every group is whole blocks

// Zeros beyond `count` of 32 bytes.
__m256i FirstBytes(__m256i bytes, int64_t count) {
  const __m256i index =
      _mm256_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                       22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
  return _mm256_and_si256(bytes,
                          _mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(count)), index));
}

template <class Lanes>
__m256i QuantizeBlock(const LaneQuantizer& quantize, const typename Lanes::Stored* x,
                      int64_t count) {
  if (count >= kBlock) {
    return quantize(Lanes::Load(x), Lanes::Load(x + kLanes), Lanes::Load(x + 2 * kLanes),
                    Lanes::Load(x + 3 * kLanes));
  }
  typename Lanes::Stored copy[kBlock] = {};
  __builtin_memcpy(copy, x, static_cast<size_t>(count) * sizeof *x);
  return FirstBytes(QuantizeBlock<Lanes>(quantize, copy, kBlock), count);
}

// Quantizes `count` elements, writes zeros up to `length`, and returns Σ q.
template <class Lanes>
int32_t QuantizeGroup(const LaneQuantizer& quantize, const typename Lanes::Stored* x, int64_t count,
                      int64_t length, int8_t* q) {
  __m256i sums = _mm256_setzero_si256();
  for (int64_t i = 0; i < length; i += kBlock) {
    const __m256i bytes =
        i < count ? QuantizeBlock<Lanes>(quantize, x + i, count - i) : _mm256_setzero_si256();
    const __m256i pairs = _mm256_maddubs_epi16(_mm256_set1_epi8(1), bytes);
    sums = _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(q + i), bytes);
  }
  return SumOf(sums);
}

struct Avx2 : ByGroups<Avx2> {
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
