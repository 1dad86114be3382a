// Operations and exception classes AMX-E1 … AMX-E6 of the Intel SDM, volume 2.
#include "execute.h"

#include <string.h>

#include "amx_emulator.h"

namespace amx_emulator {
namespace {

uint8_t* MemoryRow(const Instruction& instruction, int row) {
  return reinterpret_cast<uint8_t*>(instruction.address +
                                    static_cast<uint64_t>(instruction.stride) * row);
}

// The barrier keeps the rows, and start_row between them, in order for a load or store that faults.
void Copy(void* to, const void* from, int bytes) {
  memcpy(to, from, bytes);
  __asm__ volatile("" ::: "memory");
}

bool MovableTile(const TileState& state, int t) {
  return state.Valid(t) && state.row_bytes[t] % 4 == 0 && state.start_row < state.rows[t];
}

// start_row moves with the rows: a fault in the middle leaves it where hardware does.
void LoadTile(const Instruction& instruction, TileState* state) {
  const int t = instruction.dest;
  Tile& tile = state->tile[t];
  memset(tile.row[state->start_row], 0, (kMaxRows - state->start_row) * kRowBytes);
  for (; state->start_row < state->rows[t]; ++state->start_row) {
    const int row = state->start_row;
    Copy(tile.row[row], MemoryRow(instruction, row), state->row_bytes[t]);
  }
  state->start_row = 0;
}

void StoreTile(const Instruction& instruction, TileState* state) {
  const int t = instruction.dest;
  for (; state->start_row < state->rows[t]; ++state->start_row) {
    const int row = state->start_row;
    Copy(MemoryRow(instruction, row), state->tile[t].row[row], state->row_bytes[t]);
  }
  state->start_row = 0;
}

// AMX-E4: three valid tiles whose shapes fit.
bool Multipliable(const TileState& state, int dest, int left, int right) {
  if (dest == left || left == right || dest == right) return false;
  if (!state.Valid(dest) || !state.Valid(left) || !state.Valid(right)) return false;
  const int columns = state.row_bytes[dest], k_bytes = state.row_bytes[left];
  return columns % 4 == 0 && k_bytes % 4 == 0 && columns == state.row_bytes[right] &&
         state.rows[dest] == state.rows[left] && k_bytes / 4 == state.rows[right];
}

void Multiply(const Instruction& instruction, TileState* state) {
  const int dest = instruction.dest, left = instruction.src1, right = instruction.src2;
  const bool left_signed = instruction.kind == AMX_TDPBSSD || instruction.kind == AMX_TDPBSUD;
  const bool right_signed = instruction.kind == AMX_TDPBSSD || instruction.kind == AMX_TDPBUSD;
  const ProductShape shape = {state->rows[dest], state->row_bytes[left] / 4,
                              state->row_bytes[dest] / 4};
  MultiplyAdd(shape, left_signed, right_signed, state->tile[left], state->tile[right],
              &state->tile[dest]);
  state->start_row = 0;
}

// Configuration instructions: allowed without permission, they never touch tile data but to zero
// it.
Outcome ExecuteConfig(const Instruction& instruction, TileState* state) {
  uint8_t config[kConfigBytes] = {};
  auto* memory = reinterpret_cast<uint8_t*>(instruction.address);
  switch (instruction.kind) {
    case AMX_LDTILECFG:
      Copy(config, memory, kConfigBytes);
      return LoadConfig(config, state) ? Outcome::kDone : Outcome::kGeneralProtection;
    case AMX_STTILECFG:
      StoreConfig(*state, config);
      Copy(memory, config, kConfigBytes);
      return Outcome::kDone;
    default:  // TILERELEASE
      memset(state, 0, sizeof(*state));
      return Outcome::kDone;
  }
}

bool Legal(const Instruction& instruction, const TileState& state) {
  switch (instruction.kind) {
    case AMX_TILEZERO:
      return state.Valid(instruction.dest);
    case AMX_TILELOADD:
    case AMX_TILELOADDT1:
    case AMX_TILESTORED:
      return MovableTile(state, instruction.dest);
    default:
      return Multipliable(state, instruction.dest, instruction.src1, instruction.src2);
  }
}

}  // namespace

Outcome Execute(const Instruction& instruction, bool permitted, TileState* state) {
  switch (instruction.kind) {
    case AMX_LDTILECFG:
    case AMX_STTILECFG:
    case AMX_TILERELEASE:
      return ExecuteConfig(instruction, state);
    default:
      break;
  }
  if (!Legal(instruction, *state)) return Outcome::kUndefined;
  if (!permitted) return Outcome::kNoPermission;
  switch (instruction.kind) {
    case AMX_TILEZERO:
      memset(&state->tile[instruction.dest], 0, sizeof(Tile));
      state->start_row = 0;
      break;
    case AMX_TILELOADD:
    case AMX_TILELOADDT1:
      LoadTile(instruction, state);
      break;
    case AMX_TILESTORED:
      StoreTile(instruction, state);
      break;
    default:
      Multiply(instruction, state);
  }
  return Outcome::kDone;
}

}  // namespace amx_emulator
