// What LDTILECFG configures and the tiles themselves, for one thread.
#ifndef NIBBLE_TEST_AMX_EMULATOR_TILE_STATE_H_
#define NIBBLE_TEST_AMX_EMULATOR_TILE_STATE_H_

#include <stdint.h>

namespace amx_emulator {

// Palette 1, the only one: CPUID leaf 1DH.
constexpr int kTiles = 8;
constexpr int kMaxRows = 16;
constexpr int kRowBytes = 64;
constexpr int kConfigBytes = 64;

struct Tile {
  alignas(16) uint8_t row[kMaxRows][kRowBytes];
};

// All zero = initial state: not configured.
struct TileState {
  uint8_t palette;
  uint8_t start_row;  // where an interrupted load or store goes on
  uint16_t row_bytes[kTiles];
  uint8_t rows[kTiles];
  Tile tile[kTiles];

  bool Configured() const { return palette != 0; }
  // Part of the configuration, so never true without one.
  bool Valid(int t) const { return t < kTiles && rows[t] != 0; }
};

// Takes the 64 bytes of a configuration and zeroes the tiles. False, with nothing changed, if
// hardware would raise #GP.
bool LoadConfig(const uint8_t* config, TileState* state);

// Writes the 64 bytes; zeros if the tiles are not configured.
void StoreConfig(const TileState& state, uint8_t* config);

// dest += left · right for tiles of fitting shapes: left rows × 4k bytes, right k × 4n bytes, dest
// rows × n dwords that wrap at 2^32.
struct ProductShape {
  int rows, k, n;
};
void MultiplyAdd(const ProductShape& shape, bool left_signed, bool right_signed, const Tile& left,
                 const Tile& right, Tile* dest);

}  // namespace amx_emulator

#endif  // NIBBLE_TEST_AMX_EMULATOR_TILE_STATE_H_
