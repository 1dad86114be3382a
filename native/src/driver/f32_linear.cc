#include <algorithm>

#include "driver/driver.h"
#include "driver/tiles.h"
#include "nibble/nibble.h"

namespace nibble {
namespace {

constexpr float kNoBias[kPanelColumns] = {};

void RunTile(const Isa& isa, const F32Linear& job, int64_t first_row, int64_t rows, int64_t panel) {
  const int64_t first_column = panel * kPanelColumns;
  F32Tile tile;
  tile.a = static_cast<const float*>(job.x.data) + first_row * job.x.stride;
  tile.a_stride = job.x.stride;
  tile.k = job.k;
  tile.panel = job.weight + first_column * job.k;
  tile.bias = job.bias == nullptr ? kNoBias : job.bias + first_column;
  tile.bias_stride = 0;
  tile.c = static_cast<float*>(job.y.data) + first_row * job.y.stride + first_column;
  tile.c_stride = job.y.stride;
  tile.columns = std::min(kPanelColumns, job.n - first_column);
  isa.f32->tile[rows - 1](tile);
  if (job.activation == NIBBLE_IDENTITY) return;
  for (int64_t i = 0; i < rows; ++i) {
    isa.operators->activate(job.activation, tile.columns, tile.c + i * tile.c_stride);
  }
}

}  // namespace

void RunF32Linear(const Isa& isa, const F32Linear& job) {
  const int64_t step = ChunkRows(job.k * static_cast<int64_t>(sizeof(float)));
  for (int64_t row = 0; row < job.x.rows; row += step) {
    const int64_t rows = std::min(step, job.x.rows - row);
    for (int64_t column = 0; column < job.n; column += kPanelColumns) {
      ForEachTile(rows, isa.f32->rows, [&](RowTile tile) {
        RunTile(isa, job, row + tile.first, tile.rows, column / kPanelColumns);
      });
    }
  }
}

}  // namespace nibble
