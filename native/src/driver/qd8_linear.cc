#include <algorithm>

#include "driver/driver.h"
#include "driver/tiles.h"
#include "nibble/nibble.h"

namespace nibble {
namespace {

constexpr int64_t kAlignment = 64;
constexpr float kNoBias[kPanelColumns] = {};

int64_t ElementBytes(int32_t type) { return type == NIBBLE_FLOAT32 ? 4 : 2; }

int64_t RowsPerChunk(int64_t rows, const Layout& layout) {
  return std::min(rows, ChunkRows(layout.padded_k));
}

// Cuts the workspace into aligned arrays. From a null base it only adds up the bytes.
class Cutter {
 public:
  explicit Cutter(void* base) : base_(reinterpret_cast<uintptr_t>(base)) {}

  template <class T>
  T* Take(int64_t count) {
    used_ = RoundUp(base_ + used_) - base_;
    T* result = reinterpret_cast<T*>(base_ + used_);
    used_ += static_cast<uintptr_t>(count) * sizeof(T);
    return result;
  }
  int64_t used() const { return static_cast<int64_t>(used_); }

 private:
  static uintptr_t RoundUp(uintptr_t x) { return (x + kAlignment - 1) / kAlignment * kAlignment; }

  uintptr_t base_;
  uintptr_t used_ = 0;
};

// One chunk of quantized rows, and room for a tile of float results on their way to 16 bits.
struct Workspace {
  int8_t* q;
  int32_t* group_sums;
  float* scale;
  int32_t* zero_point;
  float* offset;
  float* tile;

  Workspace(Cutter& cutter, int64_t rows, const Layout& layout)
      : q(cutter.Take<int8_t>(rows * layout.padded_k)),
        group_sums(cutter.Take<int32_t>(rows * layout.groups)),
        scale(cutter.Take<float>(rows)),
        zero_point(cutter.Take<int32_t>(rows)),
        offset(cutter.Take<float>(rows)),
        tile(cutter.Take<float>(kMaxTileRows * kPanelColumns)) {}
};

class Qd8LinearRun {
 public:
  Qd8LinearRun(const Isa& isa, const Qd8Linear& job, const Workspace& workspace)
      : isa_(isa), job_(job), layout_(job.layout), workspace_(workspace) {}

  void Chunk(int64_t first_row, int64_t rows) {
    Quantize(first_row, rows);
    for (int64_t panel = 0; panel < layout_.panels; ++panel) {
      ForEachTile(rows, isa_.qd8_f32_qb4w->rows,
                  [&](RowTile tile) { Tile(first_row, tile, panel); });
    }
  }

 private:
  void Quantize(int64_t first_row, int64_t rows) {
    const auto* x = static_cast<const char*>(job_.x.data) +
                    first_row * job_.x.stride * ElementBytes(job_.x.type);
    isa_.quantize_rows({x, rows, job_.x.columns, job_.x.stride, job_.x.type,
                        job_.asymmetric_activations, layout_.groups, layout_.group_length,
                        workspace_.q, workspace_.scale, workspace_.zero_point,
                        workspace_.group_sums});
    const int32_t factor = job_.zero_points == nullptr ? -int32_t{kSymmetricZero} : -1;
    for (int64_t i = 0; i < rows * layout_.groups; ++i) workspace_.group_sums[i] *= factor;
    for (int64_t i = 0; i < rows; ++i) {
      workspace_.offset[i] = static_cast<float>(-workspace_.zero_point[i]);
    }
  }

  void Tile(int64_t first_row, RowTile rows, int64_t panel) {
    const int64_t first_column = panel * kPanelColumns;
    const int64_t columns = std::min(kPanelColumns, layout_.n - first_column);
    char* y = static_cast<char*>(job_.y.data) +
              ((first_row + rows.first) * job_.y.stride + first_column) * ElementBytes(job_.y.type);
    const bool direct = job_.y.type == NIBBLE_FLOAT32;
    float* c = direct ? reinterpret_cast<float*>(y) : workspace_.tile;
    const int64_t c_stride = direct ? job_.y.stride : kPanelColumns;
    Multiply(rows, panel, columns, c, c_stride);
    for (int64_t i = 0; i < rows.rows; ++i) {
      if (job_.activation != NIBBLE_IDENTITY) {
        isa_.operators->activate(job_.activation, columns, c + i * c_stride);
      }
      if (!direct) {
        isa_.operators->narrow(job_.y.type, columns, c + i * c_stride,
                               y + i * job_.y.stride * ElementBytes(job_.y.type));
      }
    }
  }

  void Multiply(RowTile rows, int64_t panel, int64_t columns, float* c, int64_t c_stride) {
    const bool symmetric = job_.zero_points == nullptr;
    Qd8Qb4wTile tile;
    tile.a = workspace_.q + rows.first * layout_.padded_k;
    tile.a_stride = layout_.padded_k;
    tile.start = workspace_.group_sums + rows.first * layout_.groups;
    tile.start_stride = layout_.groups;
    tile.row_scale = workspace_.scale + rows.first;
    tile.row_offset = job_.asymmetric_activations ? workspace_.offset + rows.first : nullptr;
    tile.nibbles = job_.nibbles + panel * layout_.PanelNibbleBytes();
    tile.scales = job_.scales + panel * layout_.PanelScaleCount();
    tile.zero_points = symmetric ? nullptr : job_.zero_points + panel * layout_.PanelScaleCount();
    tile.comp = job_.comp + panel * kPanelColumns;
    tile.bias = job_.bias == nullptr ? kNoBias : job_.bias + panel * kPanelColumns;
    tile.groups = layout_.groups;
    tile.group_length = layout_.group_length;
    tile.c = c;
    tile.c_stride = c_stride;
    tile.columns = columns;
    const Qd8Qb4wKernels& kernels = *isa_.qd8_f32_qb4w;
    (symmetric ? kernels.symmetric : kernels.asymmetric)[rows.rows - 1](tile);
  }

  const Isa& isa_;
  const Qd8Linear& job_;
  const Layout& layout_;
  const Workspace& workspace_;
};

}  // namespace

int64_t Qd8WorkspaceBytes(int64_t rows, const Layout& layout) {
  Cutter cutter(nullptr);
  Workspace sizes(cutter, RowsPerChunk(rows, layout), layout);
  return cutter.used() + kAlignment;  // for a workspace that is not aligned
}

void RunQd8Linear(const Isa& isa, const Qd8Linear& job) {
  const int64_t step = RowsPerChunk(job.x.rows, job.layout);
  Cutter cutter(job.workspace);
  const Workspace workspace(cutter, step, job.layout);
  Qd8LinearRun run(isa, job, workspace);
  for (int64_t row = 0; row < job.x.rows; row += step) {
    run.Chunk(row, std::min(step, job.x.rows - row));
  }
}

}  // namespace nibble
