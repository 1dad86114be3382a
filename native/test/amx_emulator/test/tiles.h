// Tile configurations and the oracle: the slow, obvious meaning of each instruction.
#ifndef NIBBLE_TEST_AMX_EMULATOR_TEST_TILES_H_
#define NIBBLE_TEST_AMX_EMULATOR_TEST_TILES_H_

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "encode.h"

namespace amx_test {

struct Shape {
  int rows;
  int row_bytes;
};

// The 64 bytes that LDTILECFG reads.
struct alignas(64) Config {
  std::array<uint8_t, 64> bytes{};

  static Config Of(const std::array<Shape, 8>& shapes, int start_row = 0);
  // 16 rows of 64 bytes everywhere.
  static Config Full();
  Config With(int offset, int value) const;
};

using Rows = std::vector<std::vector<uint8_t>>;

// What a tile of this shape holds after a load, and what a store writes.
Rows LoadRows(const Shape& shape, const uint8_t* memory, int64_t stride);
void StoreRows(const Rows& rows, uint8_t* memory, int64_t stride);

// dest += left · right in int32 that wraps; signs as in Product().
void MultiplyRows(Pp pp, const Rows& left, const Rows& right, Rows* dest);

// Random bytes, every fourth an extreme: 0, 127, 128 or 255.
std::vector<uint8_t> RandomBytes(size_t count, std::mt19937* random);

}  // namespace amx_test

#endif  // NIBBLE_TEST_AMX_EMULATOR_TEST_TILES_H_
