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
constexpr int64_t kBytes = 64;  // quantized elements in a register

__mmask64 FirstBytes(int64_t count) {
  return count <= 0 ? 0 : ~__mmask64{0} >> (count < kBytes ? kBytes - count : 0);
}

__mmask16 FirstLanes(int64_t count) { return static_cast<__mmask16>(FirstBytes(count)); }

// Sixteen elements as float32, zeros beyond the first `count`, of which it reads nothing.
struct Float32Lanes {
  using Stored = float;
  static __m512 Load(const float* x) { return _mm512_loadu_ps(x); }
  static __m512 LoadFirst(const float* x, int64_t count) {
    return _mm512_maskz_loadu_ps(FirstLanes(count), x);
  }
};

struct BFloat16Lanes {
  using Stored = uint16_t;
  static __m512 Widen(__m256i half) {
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16));
  }
  static __m512 Load(const uint16_t* x) {
    return Widen(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(x)));
  }
  static __m512 LoadFirst(const uint16_t* x, int64_t count) {
    return Widen(_mm256_maskz_loadu_epi16(FirstLanes(count), x));
  }
};

struct Float16Lanes {
  using Stored = uint16_t;
  static __m512 Load(const uint16_t* x) {
    return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(x)));
  }
  static __m512 LoadFirst(const uint16_t* x, int64_t count) {
    return _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(FirstLanes(count), x));
  }
};

// Magnitudes of floats order as their bits do, infinity and NaN above all numbers.
struct LaneRange {
  __m512 min = _mm512_setzero_ps(), max = _mm512_setzero_ps();
  __m512i magnitude = _mm512_setzero_si512();

  void Add(__m512 value) {
    min = _mm512_min_ps(value, min);
    max = _mm512_max_ps(value, max);
    magnitude = _mm512_max_epi32(magnitude, _mm512_castps_si512(_mm512_abs_ps(value)));
  }
  void Add(const LaneRange& other) {
    min = _mm512_min_ps(min, other.min);
    max = _mm512_max_ps(max, other.max);
    magnitude = _mm512_max_epi32(magnitude, other.magnitude);
  }
  RowRange Row() const {
    const int32_t bits = _mm512_reduce_max_epi32(magnitude);
    float max_abs;
    __builtin_memcpy(&max_abs, &bits, sizeof max_abs);
    return {_mm512_reduce_min_ps(min), _mm512_reduce_max_ps(max), max_abs, bits < 0x7f800000};
  }
};

// In two parts, because a minimum takes two cycles and could start in every one.
template <class Lanes>
RowRange RangeOf(const typename Lanes::Stored* x, int64_t count) {
  LaneRange even, odd;
  int64_t i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    even.Add(Lanes::Load(x + i));
    odd.Add(Lanes::Load(x + i + kLanes));
  }
  for (; i < count; i += kLanes) even.Add(Lanes::LoadFirst(x + i, count - i));
  even.Add(odd);
  return even.Row();
}

// Saturation to int8 does the clamping: from −128 to 127 when asymmetric, and symmetric values, at
// most 127 in magnitude after rounding, need none.
class LaneQuantizer {
 public:
  explicit LaneQuantizer(const RowParameters& p)
      : inverse_(_mm512_set1_ps(p.inverse)), offset_(_mm512_set1_epi32(p.offset - p.shift)) {}

  __m512i Bytes(__m512 a, __m512 b, __m512 c, __m512 d) const {
    const __m512i low = _mm512_packs_epi32(Round(a), Round(b));
    const __m512i high = _mm512_packs_epi32(Round(c), Round(d));
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return _mm512_permutexvar_epi32(order, _mm512_packs_epi16(low, high));
  }

 private:
  __m512i Round(__m512 x) const {
    constexpr int kNearestEven = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
    return _mm512_add_epi32(_mm512_cvt_roundps_epi32(_mm512_mul_ps(x, inverse_), kNearestEven),
                            offset_);
  }

  __m512 inverse_;
  __m512i offset_;
};

// Quantizes `count` elements and writes zeros up to `padded`.
template <class Lanes>
void QuantizeElements(const LaneQuantizer& quantize, const typename Lanes::Stored* x, int64_t count,
                      int64_t padded, int8_t* q) {
  int64_t i = 0;
  for (; i + kBytes <= count; i += kBytes) {
    const auto* v = x + i;
    _mm512_storeu_si512(
        q + i, quantize.Bytes(Lanes::Load(v), Lanes::Load(v + kLanes), Lanes::Load(v + 2 * kLanes),
                              Lanes::Load(v + 3 * kLanes)));
  }
  for (; i < padded; i += kBytes) {
    const auto part = [&](int64_t skip) {
      return Lanes::LoadFirst(x + i + skip, count - i - skip);
    };
    const __m512i bytes = quantize.Bytes(part(0), part(kLanes), part(2 * kLanes), part(3 * kLanes));
    _mm512_mask_storeu_epi8(q + i, FirstBytes(padded - i),
                            _mm512_maskz_mov_epi8(FirstBytes(count - i), bytes));
  }
}

// Sums of eight bytes each, 128 too large for every byte.
__m512i SumsOfEight(__m512i q) {
  const __m512i biased = _mm512_xor_si512(q, _mm512_set1_epi8(-128));
  return _mm512_sad_epu8(biased, _mm512_setzero_si512());
}

int32_t SumOf(const int8_t* q, int64_t length) {
  __m512i sums = _mm512_setzero_si512();
  int64_t i = 0;
  for (; i < length; i += kBytes) {
    const __m512i bytes = _mm512_maskz_loadu_epi8(FirstBytes(length - i), q + i);
    sums = _mm512_add_epi64(sums, SumsOfEight(bytes));
  }
  return static_cast<int32_t>(_mm512_reduce_add_epi64(sums) - 128 * i);
}

// Of two groups of 32 side by side.
void SumPair(const int8_t* q, int32_t* sums) {
  __m512i sum = SumsOfEight(_mm512_loadu_si512(q));
  sum = _mm512_add_epi64(sum, _mm512_permutex_epi64(sum, 0x4e));
  sum = _mm512_add_epi64(sum, _mm512_permutex_epi64(sum, 0xb1));
  sum = _mm512_sub_epi64(sum, _mm512_set1_epi64(128 * 32));
  const __m256i lanes = _mm512_cvtepi64_epi32(sum);
  sums[0] = _mm256_extract_epi32(lanes, 0);
  sums[1] = _mm256_extract_epi32(lanes, 4);
}

void SumGroups(const int8_t* q, int64_t groups, int64_t length, int32_t* sums) {
  int64_t g = 0;
  if (length == kBytes / 2) {
    for (; g + 2 <= groups; g += 2) SumPair(q + g * length, sums + g);
  }
  for (; g < groups; ++g) sums[g] = SumOf(q + g * length, length);
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
  static void Row(const QuantizeRows& job, const Quantizer& quantizer,
                  const typename Lanes::Stored* x, int8_t* q, int32_t* sums) {
    QuantizeElements<Lanes>(quantizer, x, job.columns, job.groups * job.group_length, q);
    SumGroups(q, job.groups, job.group_length, sums);
  }
};

}  // namespace

void QuantizeRowsAvx512(const QuantizeRows& job) { QuantizeWith<Avx512>(job); }

}  // namespace nibble
