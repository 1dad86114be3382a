// qd8_f32_qb4w_gemm_16x16c4__amx for groups of up to 64, 32x32c4__amx for longer ones.
//
// TDPBSSD multiplies 16 rows of activations by 64 k of 16 columns. What binds is moving its integer
// sums to vector registers, once per group: a short group's tile keeps its float sums in 16
// registers over all of k, long groups reuse every tile they load twice and keep float sums in the
// first-level cache. Either way sums are stored while the next group's products run.
//
// The instructions are written out: gcc 12's intrinsics do not say what memory they read.
#if !defined(__AVX512F__)
#error "qd8_f32_qb4w_gemm__amx.cc needs -mavx512f"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/scales__avx512.h"
#include "kernels/tiles__amx.h"
#include "kernels/unpacked__amx.h"
#include "layout/layout.h"

namespace nibble {
namespace {

// Per-channel groups of 32 have one product only, and take half tiles too.
void Begin(int64_t group_length) { Configure(group_length < kUnpackedStep ? 32 : 64); }

template <int kSums, int kActivations, int kWeights>
inline void MultiplyAdd() {
  __asm__ volatile("tdpbssd %%tmm%c2, %%tmm%c1, %%tmm%c0"
                   :
                   : "i"(kSums), "i"(kActivations), "i"(kWeights)
                   : "memory");
}

inline __m512 Scaled(const Sums& sums, int m, __m512 scale, __m512 f) {
  return _mm512_fmadd_ps(_mm512_cvtepi32_ps(_mm512_load_si512(sums.row[m])), scale, f);
}

// 16 rows × 16 columns of groups that one product spans.
class ShortGroups {
 public:
  ShortGroups(const Qd8Qb4wTile& tile, int64_t first_row, int64_t half, const int8_t* unpacked)
      : tile_(tile),
        half_(half),
        a_(tile.a + first_row * tile.a_stride),
        panel_step_(kPanelColumns * tile.group_length),
        b_(unpacked + half * panel_step_ / 2) {}

  void Run(int64_t first_row, int64_t rows) {
    __m512 f[kTileRows];
#pragma GCC unroll 16
    for (int m = 0; m < kTileRows; ++m) f[m] = _mm512_setzero_ps();
    Product<0>(0);
    even_.Store<0>();
    int64_t g = 1;
    for (; g + 1 < tile_.groups; g += 2) {
      Product<1>(g);
      Scale(even_, g - 1, f);
      odd_.Store<1>();
      Product<0>(g + 1);
      Scale(odd_, g, f);
      even_.Store<0>();
    }
    if (g < tile_.groups) {
      Product<1>(g);
      Scale(even_, g - 1, f);
      odd_.Store<1>();
      Scale(odd_, g, f);
    } else {
      Scale(even_, g - 1, f);
    }
#pragma GCC unroll 16
    for (int m = 0; m < kTileRows; ++m) {
      if (m < rows) FinishRow(tile_, first_row + m, half_, f[m]);
    }
  }

 private:
  template <int kSums>
  [[gnu::always_inline]] void Product(int64_t g) const {
    Zero<kSums>();
    Load<4>(a_ + g * tile_.group_length, tile_.a_stride);
    Load<6>(b_ + g * panel_step_, kTileRowBytes);
    MultiplyAdd<kSums, 4, 6>();
  }

  [[gnu::always_inline]] void Scale(const Sums& sums, int64_t g, __m512 (&f)[kTileRows]) const {
    const __m512 scale = LoadScales(tile_, g * kPanelColumns + half_ * kHalfPanel);
#pragma GCC unroll 16
    for (int m = 0; m < kTileRows; ++m) f[m] = Scaled(sums, m, scale, f[m]);
  }

  const Qd8Qb4wTile& tile_;
  int64_t half_;
  const int8_t* a_;
  int64_t panel_step_;  // bytes of a group in the unpacked panel
  const int8_t* b_;
  Sums even_, odd_;
};

// Up to 32 rows × 32 columns of groups that several products span.
template <int kRowTiles, int kHalves>
class LongGroups {
 public:
  LongGroups(const Qd8Qb4wTile& tile, int64_t k, const int8_t* unpacked)
      : tile_(tile), k_(k), b_(unpacked) {}

  void Run(int64_t rows) {
    for (auto& row : f_) {
      for (auto& half : row) half = _mm512_setzero_ps();
    }
    for (int64_t g = 0; g < tile_.groups; ++g) {
      Products(g);
      if (g > 0) Scale(g - 1);
      Store();
    }
    Scale(tile_.groups - 1);
    for (int64_t m = 0; m < rows; ++m) {
      for (int64_t half = 0; half < kHalves; ++half) FinishRow(tile_, m, half, f_[m][half]);
    }
  }

 private:
  // Sums: tiles 0 and 1 of the first 16 rows, 2 and 3 of the next.
  void Products(int64_t g) {
    Zero<0>();
    if (kHalves > 1) Zero<1>();
    if (kRowTiles > 1) Zero<2>();
    if (kRowTiles > 1 && kHalves > 1) Zero<3>();
    const int8_t* a = tile_.a + g * tile_.group_length;
    for (int64_t step = TileSteps(tile_.group_length, k_, g); step > 0; --step) {
      Step(a);
      a += kUnpackedStep;
      b_ += kUnpackedStep * kPanelColumns;
    }
  }

  void Step(const int8_t* a) const {
    const int8_t* high = b_ + kUnpackedStep * kHalfPanel;
    Load<4>(a, tile_.a_stride);
    Load<6>(b_, kTileRowBytes);
    MultiplyAdd<0, 4, 6>();
    if (kHalves > 1) Load<7>(high, kTileRowBytes);
    if (kHalves > 1) MultiplyAdd<1, 4, 7>();
    if (kRowTiles > 1) Load<5>(a + kTileRows * tile_.a_stride, tile_.a_stride);
    if (kRowTiles > 1) MultiplyAdd<2, 5, 6>();
    if (kRowTiles > 1 && kHalves > 1) MultiplyAdd<3, 5, 7>();
  }

  void Store() {
    sums_[0][0].template Store<0>();
    if (kHalves > 1) sums_[0][1].template Store<1>();
    if (kRowTiles > 1) sums_[1][0].template Store<2>();
    if (kRowTiles > 1 && kHalves > 1) sums_[1][1].template Store<3>();
  }

  void Scale(int64_t g) {
    for (int half = 0; half < kHalves; ++half) {
      const __m512 scale = LoadScales(tile_, g * kPanelColumns + half * kHalfPanel);
      for (int t = 0; t < kRowTiles; ++t) {
#pragma GCC unroll 4
        for (int m = 0; m < kTileRows; ++m) {
          __m512& f = f_[t * kTileRows + m][half];
          f = Scaled(sums_[t][half], m, scale, f);
        }
      }
    }
  }

  const Qd8Qb4wTile& tile_;
  int64_t k_;
  const int8_t* b_;
  Sums sums_[2][2];
  __m512 f_[kManyTileRows][2];
};

void MultiplyShort(const Qd8Qb4wTile& tile, int64_t rows, const int8_t* unpacked) {
  for (int64_t first = 0; first < rows; first += kTileRows) {
    for (int64_t half = 0; half * kHalfPanel < tile.columns; ++half) {
      ShortGroups(tile, first, half, unpacked).Run(first, rows - first);
    }
  }
}

void MultiplyLong(const Qd8Qb4wTile& tile, int64_t k, int64_t rows, const int8_t* unpacked) {
  const bool tall = rows > kTileRows, wide = tile.columns > kHalfPanel;
  if (tall && wide) return LongGroups<2, 2>(tile, k, unpacked).Run(rows);
  if (tall) return LongGroups<2, 1>(tile, k, unpacked).Run(rows);
  if (wide) return LongGroups<1, 2>(tile, k, unpacked).Run(rows);
  LongGroups<1, 1>(tile, k, unpacked).Run(rows);
}

void Multiply(const Qd8Qb4wTile& tile, int64_t k, int64_t rows, const int8_t* unpacked) {
  const bool one_product = tile.group_length <= kUnpackedStep;
  one_product ? MultiplyShort(tile, rows, unpacked) : MultiplyLong(tile, k, rows, unpacked);
}

}  // namespace

extern const Qd8Qb4wManyRows kQd8Qb4wManyAmx;
const Qd8Qb4wManyRows kQd8Qb4wManyAmx = {Begin, End, UnpackForAmx, Multiply};

}  // namespace nibble
