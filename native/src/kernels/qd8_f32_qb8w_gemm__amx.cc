// qd8_f32_qb8w_gemm_32x32c4__amx.
//
// TDPBSUD multiplies 16 rows of signed activations by 64 k of 16 columns of unsigned weights. The
// packed layout is rows of tiles already: every other 64 bytes of a panel are a row of four k, so
// that nothing is unpacked. Sums start from zero and get −128·R when they leave the tiles.
//
// The instructions are written out: gcc 12's intrinsics do not say what memory they read.
#if !defined(__AVX512F__)
#error "qd8_f32_qb8w_gemm__amx.cc needs -mavx512f"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/row_end__avx512.h"
#include "kernels/tiles__amx.h"
#include "layout/int8.h"

namespace nibble {
namespace {

// k of one product: whole tiles, or half ones where groups end between.
inline int64_t Depth(int64_t group_length) { return group_length % 64 == 0 ? 64 : 32; }

void Begin(int64_t group_length) { Configure(Depth(group_length)); }

template <int kSums, int kActivations, int kWeights>
inline void MultiplyAdd() {
  __asm__ volatile("tdpbsud %%tmm%c2, %%tmm%c1, %%tmm%c0"
                   :
                   : "i"(kSums), "i"(kActivations), "i"(kWeights)
                   : "memory");
}

// Up to 32 rows × 32 columns. Sums are stored and scaled while the next group's products run.
template <int kRowTiles, int kHalves>
class Block {
 public:
  Block(const Qd8Qb4wTile& tile, int64_t k)
      : tile_(tile), k_(k), depth_(Depth(tile.group_length)) {}

  void Run(int64_t rows) {
    for (auto& row : f_) {
      for (auto& half : row) half = _mm512_setzero_ps();
    }
    for (int64_t g = 0; g < tile_.groups; ++g) {
      Products(g);
      if (g > 0) Scale(g - 1, rows);
      Store();
    }
    Scale(tile_.groups - 1, rows);
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
    const int64_t begin = g * tile_.group_length;
    const int64_t left = k_ - begin;  // what follows is padding
    const int64_t length = left < tile_.group_length ? left : tile_.group_length;
    for (int64_t k = 0; k < length; k += depth_) {
      Step(tile_.a + begin + k, tile_.nibbles + (begin + k) * kPanelColumns);
    }
  }

  void Step(const int8_t* a, const uint8_t* weights) const {
    Load<4>(a, tile_.a_stride);
    Load<6>(weights, kByteQuadBytes);
    MultiplyAdd<0, 4, 6>();
    if (kHalves > 1) Load<7>(weights + kHalfByteQuadBytes, kByteQuadBytes);
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

  void Scale(int64_t g, int64_t rows) {
    for (int half = 0; half < kHalves; ++half) {
      const float* scales = tile_.scales + g * kPanelColumns + half * kHalfPanel;
      const __m512 scale = _mm512_loadu_ps(scales);
      for (int64_t m = 0; m < rows; ++m) {
        const int32_t* row = sums_[m / kTileRows][half].row[m % kTileRows];
        const __m512i start = _mm512_set1_epi32(tile_.start[m * tile_.start_stride + g]);
        const __m512i sum = _mm512_add_epi32(_mm512_load_si512(row), start);
        f_[m][half] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), scale, f_[m][half]);
      }
    }
  }

  const Qd8Qb4wTile& tile_;
  int64_t k_, depth_;
  Sums sums_[2][2];
  __m512 f_[kManyTileRows][2];
};

void Multiply(const Qd8Qb4wTile& tile, int64_t k, int64_t rows, const int8_t*) {
  const bool tall = rows > kTileRows, wide = tile.columns > kHalfPanel;
  if (tall && wide) return Block<2, 2>(tile, k).Run(rows);
  if (tall) return Block<2, 1>(tile, k).Run(rows);
  if (wide) return Block<1, 2>(tile, k).Run(rows);
  Block<1, 1>(tile, k).Run(rows);
}

}  // namespace

extern const Qd8Qb4wManyRows kQd8Qb8wManyAmx;
const Qd8Qb4wManyRows kQd8Qb8wManyAmx = {Begin, End, nullptr, Multiply};

}  // namespace nibble
