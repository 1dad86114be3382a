// What a micro-kernel computes: one tile of a few rows by the columns of one panel, or of several.
//
// Plain structs only, because files compiled for one ISA include this. A micro-kernel allocates
// nothing, throws nothing, keeps no state and trusts its arguments.
#ifndef NIBBLE_KERNELS_MICRO_KERNEL_H_
#define NIBBLE_KERNELS_MICRO_KERNEL_H_

#include <cstdint>

namespace nibble {

// The most rows a tile may have on any ISA; a kernel set says how many its own tiles reach.
constexpr int kMaxTileRows = 16;

// qd8_f32_qb4w and qd8_f32_qb8w: c = dequantize(a · panel) + bias, in the order of
// docs/quantization.md. int8 weights have float32 scales and no zero points.
struct Qd8Qb4wTile {
  const int8_t* a;  // int8 rows, a_stride = padded k apart
  int64_t a_stride;
  const int32_t* start;  // per row and group, what a zero point of 1 (8 for symmetric weights, 128
  int64_t start_stride;  // for int8 ones) adds to the integer sum: −R, −8·R or −128·R
  const float* row_scale;
  const float* row_offset;  // −z_a; null for symmetric activations
  const uint8_t* nibbles;   // or bytes; the panels, one after the other; so are the next four
  const float* scales;      // null for scales in bfloat16, which the next holds
  const uint16_t* bfloat16_scales;
  const uint8_t* zero_points;  // null for symmetric weights
  const float* comp;
  const float* bias;  // 32 floats, never null
  int64_t bias_step;  // to the next panel's: 32, or 0 where all share the same
  int64_t groups;
  int64_t group_length;
  float* c;  // rows c_stride apart; only the first `columns` of each are written
  int64_t c_stride;
  int64_t columns;
  float* sums;  // kMaxTileRows × 32 floats for a kernel's own use, 64-byte aligned; may be c
};

using Qd8Qb4wGemm = void (*)(const Qd8Qb4wTile& tile);

// qd8_f32_qb4w for many rows: a panel is unpacked once, and every tile of rows multiplies with it.
// qd8_f32_qb8w: multiplies with tile.nibbles as they lie, and `unpack` is null.
struct Qd8Qb4wManyRows {
  // Around all other calls on a thread; between them the thread may run anything else.
  void (*begin)(int64_t group_length);
  void (*end)();
  // Writes the panel of `tile` as weights minus zero points: unpacked[UnpackedBytes(padded k)].
  // k: of the layer, without padding.
  void (*unpack)(const Qd8Qb4wTile& tile, int64_t k, int8_t* unpacked);
  // 1 … kManyTileRows rows. Ignores tile.nibbles, zero_points and start. Reads, and drops, rows of
  // tile.a up to the next multiple of kManyRowStep, and kManyOverread bytes past the last.
  void (*multiply)(const Qd8Qb4wTile& tile, int64_t k, int64_t rows, const int8_t* unpacked);
};

constexpr int64_t kManyTileRows = 32;
constexpr int64_t kManyRowStep = 16;
constexpr int64_t kManyOverread = 64;
constexpr int64_t kUnpackedStep = 64;  // k of one group are padded to a multiple of it

// f32: c = a · panel + bias, one fma per k in order.
struct F32Tile {
  const float* a;
  int64_t a_stride;
  int64_t k;
  const float* panel;  // k × 32
  const float* bias;   // 32 floats, never null
  int64_t bias_stride;  // to the next row's: 0 where all share the same
  float* c;             // may be the bias
  int64_t c_stride;
  int64_t columns;
};

using F32Gemm = void (*)(const F32Tile& tile);

constexpr int64_t kAnyColumns = INT64_MAX;

// One ISA's tiles. Entry i is for i + 1 rows; entries beyond `rows` are null.
struct Qd8Qb4wKernels {
  int64_t rows;
  Qd8Qb4wGemm symmetric[kMaxTileRows];   // weights with zero point 8
  Qd8Qb4wGemm asymmetric[kMaxTileRows];  // weights with zero points
  int64_t columns = 32;                  // the most that a tile may have
};

// The same for int8 weights: sums of one group per channel leave registers for more rows.
struct Qd8Qb8wKernels {
  int64_t channel_rows;
  Qd8Qb4wGemm channel[kMaxTileRows];
  int64_t group_rows;
  Qd8Qb4wGemm groups[kMaxTileRows];
  int64_t columns = 32;
};

struct F32Kernels {
  int64_t rows;
  F32Gemm tile[kMaxTileRows];
};

}  // namespace nibble

#endif  // NIBBLE_KERNELS_MICRO_KERNEL_H_
