#include <algorithm>

#include "driver/cutter.h"
#include "driver/driver.h"
#include "driver/tiles.h"
#include "layout/int8.h"
#include "nibble/nibble.h"

namespace nibble {
namespace {

constexpr float kNoBias[kPanelColumns] = {};

int64_t ElementBytes(int32_t type) { return type == NIBBLE_FLOAT32 ? 4 : 2; }

int64_t RowsPerChunk(int64_t rows, const Layout& layout) {
  return std::min(rows, ChunkRows(layout.padded_k));
}

int64_t RoundUp(int64_t x, int64_t step) { return (x + step - 1) / step * step; }

// From one quantized row to the next. Rows a multiple of 1,024 apart meet in a few sets of the
// first-level cache: so many rows as a tile reads at a time push one another out.
int64_t RowStride(const Layout& layout) {
  constexpr int64_t kAlias = 1024, kLine = 64;
  return layout.padded_k % kAlias == 0 ? layout.padded_k + kLine : layout.padded_k;
}

// An array from an element on; null stays null.
template <class T>
const T* From(const T* array, int64_t index) {
  return array == nullptr ? nullptr : array + index;
}

// One chunk of quantized rows, an unpacked panel for kernels that want one, and room for a tile of
// float results on their way to 16 bits.
struct Workspace {
  int8_t* q;
  int32_t* group_sums;
  float* scale;
  int32_t* zero_point;
  float* offset;
  int8_t* unpacked;
  float* tile;

  Workspace(Cutter& cutter, int64_t rows, const Layout& layout)
      : q(cutter.Take<int8_t>(RoundUp(rows, kManyRowStep) * RowStride(layout) + kManyOverread)),
        group_sums(cutter.Take<int32_t>(rows * layout.groups)),
        scale(cutter.Take<float>(rows)),
        zero_point(cutter.Take<int32_t>(rows)),
        offset(cutter.Take<float>(rows)),
        unpacked(cutter.Take<int8_t>(UnpackedBytes(rows, layout))),
        tile(cutter.Take<float>(kManyTileRows * kPanelColumns)) {}

  static int64_t UnpackedBytes(int64_t rows, const Layout& layout) {
    if (ManyRows(rows, layout.group_length) == 0) return 0;
    return RoundUp(layout.padded_k, kUnpackedStep) * kPanelColumns;
  }
};

// What differs between int4 and int8 weights.
struct Tiles {
  int64_t rows, columns;
  const Qd8Qb4wGemm* gemm;  // entry i is for i + 1 rows
};

Tiles TilesFor(const Isa& isa, const Qd8Linear& job) {
  if (job.int8_weights) {
    const Qd8Qb8wKernels& kernels = *isa.qd8_f32_qb8w;
    const bool channel = job.layout.groups == 1;
    return {channel ? kernels.channel_rows : kernels.group_rows, kernels.columns,
            channel ? kernels.channel : kernels.groups};
  }
  const Qd8Qb4wKernels& kernels = isa.qd8_f32_qb4w_here();
  return {kernels.rows, kernels.columns,
          job.zero_points == nullptr ? kernels.symmetric : kernels.asymmetric};
}

const Qd8Qb4wManyRows* ManyRowsFor(const Isa& isa, const Qd8Linear& job) {
  return job.int8_weights ? isa.qd8_f32_qb8w_many : isa.qd8_f32_qb4w_many;
}

int64_t PanelBytes(const Qd8Linear& job) {
  return job.int8_weights ? PanelByteBytes(job.layout) : job.layout.PanelNibbleBytes();
}

int32_t StartFactor(const Qd8Linear& job) {
  if (job.int8_weights) return -int32_t{kInt8Zero};
  return job.zero_points == nullptr ? -int32_t{kSymmetricZero} : -1;
}

class Qd8LinearRun {
 public:
  Qd8LinearRun(const Isa& isa, const Qd8Linear& job, const Workspace& workspace)
      : isa_(isa),
        job_(job),
        layout_(job.layout),
        workspace_(workspace),
        tiles_(TilesFor(isa, job)),
        many_kernels_(ManyRowsFor(isa, job)) {}

  void Chunk(int64_t first_row, int64_t rows) {
    Quantize(first_row, rows);
    const int64_t many = many_kernels_ == nullptr ? 0 : ManyRows(rows, layout_.group_length);
    const int64_t step = many > 0 ? 1 : PanelsPerTile();
    for (int64_t panel = 0; panel < layout_.panels; panel += step) {
      if (many > 0) TilesOfMany(first_row, many, panel);
      ForEachTile(rows - many, tiles_.rows, [&](RowTile tile) {
        tile.first += many;
        Finish(first_row, tile, panel, step, tiles_.gemm[tile.rows - 1]);
      });
    }
  }

 private:
  // Results that are not float32 pass through the workspace, which holds those of one panel.
  bool Direct() const { return job_.y.type == NIBBLE_FLOAT32; }

  int64_t PanelsPerTile() const {
    const int64_t most = tiles_.columns / kPanelColumns;
    return Direct() ? std::min(most, PanelsPerBlock(PanelBytes(job_))) : 1;
  }

  void TilesOfMany(int64_t first_row, int64_t rows, int64_t panel) {
    const Qd8Qb4wManyRows& kernels = *many_kernels_;
    if (kernels.unpack != nullptr) {
      kernels.unpack(Arguments(0, panel, 1), layout_.k, workspace_.unpacked);
    }
    for (int64_t row = 0; row < rows; row += kManyTileRows) {
      const RowTile tile = {row, std::min(kManyTileRows, rows - row)};
      Finish(first_row, tile, panel, 1, [&](const Qd8Qb4wTile& arguments) {
        kernels.multiply(arguments, layout_.k, tile.rows, workspace_.unpacked);
      });
    }
  }

  void Quantize(int64_t first_row, int64_t rows) {
    const auto* x = static_cast<const char*>(job_.x.data) +
                    first_row * job_.x.stride * ElementBytes(job_.x.type);
    isa_.quantize_rows({x, rows, job_.x.columns, job_.x.stride, job_.x.type,
                        job_.asymmetric_activations, layout_.groups, layout_.group_length,
                        workspace_.q, RowStride(layout_), workspace_.scale, workspace_.zero_point,
                        workspace_.group_sums});
    const int32_t factor = StartFactor(job_);
    for (int64_t i = 0; i < rows * layout_.groups; ++i) workspace_.group_sums[i] *= factor;
    for (int64_t i = 0; i < rows; ++i) {
      workspace_.offset[i] = static_cast<float>(-workspace_.zero_point[i]);
    }
  }

  // Runs a micro-kernel on one tile, then what follows the product.
  template <class Gemm>
  void Finish(int64_t first_row, RowTile rows, int64_t panel, int64_t panels, Gemm gemm) {
    const int64_t bytes = ElementBytes(job_.y.type);
    Qd8Qb4wTile tile = Arguments(rows.first, panel, panels);
    char* y = static_cast<char*>(job_.y.data) +
              ((first_row + rows.first) * job_.y.stride + panel * kPanelColumns) * bytes;
    const bool direct = Direct();
    tile.c = direct ? reinterpret_cast<float*>(y) : workspace_.tile;
    tile.c_stride = direct ? job_.y.stride : kPanelColumns;
    gemm(tile);
    for (int64_t i = 0; i < rows.rows; ++i) {
      float* c = tile.c + i * tile.c_stride;
      if (job_.activation != NIBBLE_IDENTITY) {
        isa_.operators->activate(job_.activation, tile.columns, c);
      }
      if (!direct) {
        isa_.operators->narrow(job_.y.type, tile.columns, c, y + i * job_.y.stride * bytes);
      }
    }
  }

  // All but where the results go.
  Qd8Qb4wTile Arguments(int64_t row, int64_t panel, int64_t panels) const {
    Qd8Qb4wTile tile;
    tile.a = workspace_.q + row * RowStride(layout_);
    tile.a_stride = RowStride(layout_);
    tile.start = workspace_.group_sums + row * layout_.groups;
    tile.start_stride = layout_.groups;
    tile.row_scale = workspace_.scale + row;
    tile.row_offset = job_.asymmetric_activations ? workspace_.offset + row : nullptr;
    tile.nibbles = job_.weights + panel * PanelBytes(job_);
    tile.scales = From(job_.scales, panel * layout_.PanelScaleCount());
    tile.bfloat16_scales = From(job_.bfloat16_scales, panel * layout_.PanelScaleCount());
    tile.zero_points = From(job_.zero_points, panel * layout_.PanelScaleCount());
    tile.comp = job_.comp + panel * kPanelColumns;
    tile.bias = job_.bias == nullptr ? kNoBias : job_.bias + panel * kPanelColumns;
    tile.bias_step = job_.bias == nullptr ? 0 : kPanelColumns;
    tile.groups = layout_.groups;
    tile.group_length = layout_.group_length;
    tile.columns = std::min(panels * kPanelColumns, layout_.n - panel * kPanelColumns);
    tile.c = nullptr;
    tile.c_stride = 0;
    tile.sums = workspace_.tile;
    return tile;
  }

  const Isa& isa_;
  const Qd8Linear& job_;
  const Layout& layout_;
  const Workspace& workspace_;
  const Tiles tiles_;
  const Qd8Qb4wManyRows* many_kernels_;  // or null
};

}  // namespace

int64_t Qd8WorkspaceBytes(int64_t rows, const Layout& layout) {
  Cutter cutter(nullptr);
  Workspace sizes(cutter, RowsPerChunk(rows, layout), layout);
  return cutter.BytesForAnyBase();
}

void RunQd8Linear(const Isa& isa, const Qd8Linear& job) {
  const int64_t step = RowsPerChunk(job.x.rows, job.layout);
  Cutter cutter(job.workspace);
  const Workspace workspace(cutter, step, job.layout);
  Qd8LinearRun run(isa, job, workspace);
  const Qd8Qb4wManyRows* kernels = ManyRowsFor(isa, job);
  const bool many = kernels != nullptr && ManyRows(step, job.layout.group_length) > 0;
  if (many) kernels->begin(job.layout.group_length);
  for (int64_t row = 0; row < job.x.rows; row += step) {
    run.Chunk(row, std::min(step, job.x.rows - row));
  }
  if (many) kernels->end();
}

}  // namespace nibble
