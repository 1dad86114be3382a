#include "tile_state.h"

#include <string.h>

namespace amx_emulator {
namespace {

// Byte offsets in the 64-byte configuration.
constexpr int kStartRow = 1;
constexpr int kReserved = 2;
constexpr int kRowBytesAt = 16;
constexpr int kRowsAt = 48;

bool AllZero(const uint8_t* begin, const uint8_t* end) {
  for (; begin != end; ++begin) {
    if (*begin != 0) return false;
  }
  return true;
}

bool ReservedAreZero(const uint8_t* config) {
  return AllZero(config + kReserved, config + kRowBytesAt) &&
         AllZero(config + kRowBytesAt + 2 * kTiles, config + kRowsAt) &&
         AllZero(config + kRowsAt + kTiles, config + kConfigBytes);
}

bool ReadShapes(const uint8_t* config, TileState* state) {
  for (int t = 0; t < kTiles; ++t) {
    memcpy(&state->row_bytes[t], config + kRowBytesAt + 2 * t, 2);
    state->rows[t] = config[kRowsAt + t];
    if (state->row_bytes[t] > kRowBytes || state->rows[t] > kMaxRows) return false;
    if ((state->row_bytes[t] == 0) != (state->rows[t] == 0)) return false;
  }
  return true;
}

}  // namespace

bool LoadConfig(const uint8_t* config, TileState* state) {
  TileState next;
  memset(&next, 0, sizeof(next));
  if (config[0] > 1) return false;
  if (config[0] == 1) {
    if (!ReservedAreZero(config) || !ReadShapes(config, &next)) return false;
    next.palette = 1;
    next.start_row = config[kStartRow];
  }
  *state = next;
  return true;
}

void StoreConfig(const TileState& state, uint8_t* config) {
  memset(config, 0, kConfigBytes);
  if (!state.Configured()) return;
  config[0] = state.palette;
  config[kStartRow] = state.start_row;
  memcpy(config + kRowBytesAt, state.row_bytes, sizeof(state.row_bytes));
  memcpy(config + kRowsAt, state.rows, sizeof(state.rows));
}

}  // namespace amx_emulator
