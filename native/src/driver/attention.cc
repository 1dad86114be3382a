#include "driver/attention.h"

#include <algorithm>
#include <cstring>

#include "driver/cutter.h"
#include "driver/tiles.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr float kZeros[kPanelColumns] = {};

static_assert(kPanelRows == kPanelColumns, "a panel of keys is a panel of weights");

int64_t Panels(int64_t columns) { return (columns + kPanelColumns - 1) / kPanelColumns; }
int64_t Padded(int64_t columns) { return Panels(columns) * kPanelColumns; }

// What one key-value head of one row needs. Keys and values are packed like float32 weights, so
// that the micro-kernels of linear layers compute scores and sums: a score is a product over d in
// order, a result one over keys in order.
struct Workspace {
  float* keys;     // panels of 32 keys, each head_size × 32
  float* values;   // panels of 32 columns, each keys × 32
  float* scores;   // those of a tile's queries, one row each
  float* sums;     // results of a tile on their way, padded to panels
  float* rotated;  // a panel of keys, or a tile of queries
  float* bias;     // of the distances −(tokens − 1) … tokens − 1

  Workspace(Cutter& cutter, const nibble_attention_settings& settings, int64_t longest)
      : keys(cutter.Take<float>(Padded(longest) * settings.head_size)),
        values(cutter.Take<float>(longest * Padded(settings.head_size))),
        scores(cutter.Take<float>(kMaxTileRows * Padded(longest))),
        sums(cutter.Take<float>(kMaxTileRows * Padded(settings.head_size))),
        rotated(cutter.Take<float>(kPanelRows * settings.head_size)),
        bias(cutter.Take<float>(settings.position_bias == nullptr ? 0 : 2 * longest)) {}
};

static_assert(kMaxTileRows <= kPanelRows, "a tile of queries is rotated where a panel of keys is");

// Some tokens of the row: from `first` to `last` − 1.
struct Range {
  int64_t first, last;

  int64_t count() const { return last - first; }
};

// `columns` floats, and zeros up to a whole panel.
void CopyPadded(const float* x, int64_t columns, float* panel) {
  if (columns == kPanelColumns) {
    std::memcpy(panel, x, kPanelColumns * sizeof *x);  // of known size: no call
  } else {
    std::copy(x, x + columns, panel);
    std::fill(panel + columns, panel + kPanelColumns, 0.0f);
  }
}

// The attention of one row's tokens.
class RowAttention {
 public:
  RowAttention(const Isa& isa, const Attention& job, const Workspace& workspace, int64_t row)
      : isa_(isa),
        settings_(job.settings),
        workspace_(workspace),
        tokens_(job.offsets[row + 1] - job.offsets[row]),
        x_(static_cast<const float*>(job.qkv.data) + job.offsets[row] * job.qkv.stride),
        x_stride_(job.qkv.stride),
        y_(static_cast<float*>(job.y.data) + job.offsets[row] * job.y.stride),
        y_stride_(job.y.stride) {}

  void Run() {
    const int64_t group = settings_.heads / settings_.kv_heads;
    for (int64_t kv_head = 0; kv_head < settings_.kv_heads; ++kv_head) {
      PackKeys(Head(settings_.heads + kv_head));
      PackValues(Head(settings_.heads + settings_.kv_heads + kv_head));
      for (int64_t head = kv_head * group; head < (kv_head + 1) * group; ++head) {
        SpreadBias(head);
        ForEachTile(tokens_, isa_.f32->rows, [&](RowTile queries) {
          if (head == kv_head * group) PrefetchHead(kv_head + 1, queries);
          Tile(head, queries);
        });
      }
    }
  }

 private:
  // The columns of one head of the first token.
  const float* Head(int64_t head) const { return x_ + head * settings_.head_size; }

  // `rows` tokens of a head as they are multiplied: turned by their positions, if the model asks.
  const float* Rotated(const float* head, int64_t first, int64_t rows, int64_t* stride) const {
    const float* x = head + first * x_stride_;
    *stride = x_stride_;
    if (settings_.rotary == nullptr) return x;
    *stride = settings_.head_size;
    const int64_t half = settings_.head_size / 2;
    for (int64_t i = 0; i < rows; ++i) {
      const float* angles = settings_.rotary + (first + i) * settings_.head_size;
      isa_.operators->rotate({half, angles, angles + half, x + i * x_stride_,
                              workspace_.rotated + i * settings_.head_size});
    }
    return workspace_.rotated;
  }

  // Tokens lie too far apart for a CPU to guess which of a head comes next.
  void PrefetchHead(int64_t kv_head, RowTile tokens) const {
    if (kv_head == settings_.kv_heads) return;
    constexpr int64_t kLine = 64 / sizeof(float);
    const int64_t group = settings_.heads / settings_.kv_heads;
    for (const int64_t head : {kv_head * group, settings_.heads + kv_head,
                               settings_.heads + settings_.kv_heads + kv_head}) {
      for (int64_t i = 0; i < tokens.rows; ++i) {
        const float* x = Head(head) + (tokens.first + i) * x_stride_;
        for (int64_t d = 0; d < settings_.head_size; d += kLine) __builtin_prefetch(x + d, 0, 2);
      }
    }
  }

  void PackKeys(const float* head) {
    for (int64_t first = 0; first < tokens_; first += kPanelRows) {
      const int64_t rows = std::min(kPanelRows, tokens_ - first);
      int64_t stride;
      const float* x = Rotated(head, first, rows, &stride);
      isa_.operators->transpose(
          {rows, settings_.head_size, stride, x, workspace_.keys + first * settings_.head_size});
    }
  }

  void PackValues(const float* head) {
    float* panel = workspace_.values;
    for (int64_t first = 0; first < settings_.head_size; first += kPanelColumns) {
      const int64_t columns = std::min(kPanelColumns, settings_.head_size - first);
      for (int64_t token = 0; token < tokens_; ++token, panel += kPanelColumns) {
        CopyPadded(head + token * x_stride_ + first, columns, panel);
      }
    }
  }

  // One bias a distance, so that those of a query's keys lie side by side.
  void SpreadBias(int64_t head) {
    if (settings_.position_bias == nullptr) return;
    const int64_t reach = settings_.reach;
    const float* middle = settings_.position_bias + head * (2 * reach + 1) + reach;
    for (int64_t i = 0; i < 2 * tokens_ - 1; ++i) {
      workspace_.bias[i] = middle[std::clamp(i - (tokens_ - 1), -reach, reach)];
    }
  }

  const float* BiasOf(int64_t query, int64_t first_key) const {
    if (settings_.position_bias == nullptr) return nullptr;
    return workspace_.bias + tokens_ - 1 - query + first_key;
  }

  Range KeysOf(int64_t query) const {
    const int64_t first = settings_.before < query ? query - settings_.before : 0;
    const int64_t after = std::min(settings_.after, tokens_ - 1 - query);
    return {first, query + after + 1};
  }

  void Tile(int64_t head, RowTile queries) {
    const Range first = KeysOf(queries.first);
    const Range last = KeysOf(queries.first + queries.rows - 1);
    Scores(head, queries, {first.first, last.last});
    float totals[kMaxTileRows];
    for (int64_t i = 0; i < queries.rows; ++i) {
      const Range keys = KeysOf(queries.first + i);
      totals[i] = isa_.operators->attention_weights(keys.count(), settings_.scale,
                                                    BiasOf(queries.first + i, keys.first),
                                                    ScoresOf(i) + keys.first);
    }
    Sums(queries, {last.first, first.last}, first.first == last.first && first.last == last.last);
    for (int64_t i = 0; i < queries.rows; ++i) {
      isa_.operators->divide(settings_.head_size, totals[i], SumsOf(i),
                             Result(head, queries.first + i));
    }
  }

  float* ScoresOf(int64_t i) const { return workspace_.scores + i * Padded(tokens_); }

  // Of all panels that hold one of the keys.
  void Scores(int64_t head, RowTile queries, Range keys) {
    F32Tile tile;
    tile.a = Rotated(Head(head), queries.first, queries.rows, &tile.a_stride);
    tile.k = settings_.head_size;
    tile.bias = kZeros;
    tile.bias_stride = 0;
    tile.c_stride = Padded(tokens_);
    const int64_t begin = keys.first / kPanelColumns * kPanelColumns;
    for (int64_t key = begin; key < keys.last; key += kPanelColumns) {
      tile.panel = workspace_.keys + key * settings_.head_size;
      tile.c = ScoresOf(0) + key;
      tile.columns = std::min(kPanelColumns, tokens_ - key);
      isa_.f32->tile[queries.rows - 1](tile);
    }
  }

  // The first of the values that `keys` weigh, for one panel of columns.
  const float* ValuesFrom(int64_t column, int64_t key) const {
    return workspace_.values + column * tokens_ + key * kPanelColumns;
  }

  float* Result(int64_t head, int64_t query) const {
    return y_ + query * y_stride_ + head * settings_.head_size;
  }

  float* SumsOf(int64_t i) const { return workspace_.sums + i * Padded(settings_.head_size); }

  // Each query first weighs those of its keys that lie before the shared ones, then all weigh the
  // shared ones, then each its last ones: every sum takes its keys in order. They may share all.
  void Sums(RowTile queries, Range shared, bool all) {
    if (all) return Weigh(0, queries.rows, shared, Start::kZero);
    std::fill(SumsOf(0), SumsOf(queries.rows), 0.0f);
    shared.last = std::max(shared.last, shared.first);
    for (int64_t i = 0; i < queries.rows; ++i) {
      const Range keys = KeysOf(queries.first + i);
      AddTo(i, 1, {keys.first, std::min(keys.last, shared.first)});
    }
    AddTo(0, queries.rows, shared);
    for (int64_t i = 0; i < queries.rows; ++i) {
      const Range keys = KeysOf(queries.first + i);
      AddTo(i, 1, {std::max(keys.first, shared.last), keys.last});
    }
  }

  void AddTo(int64_t first, int64_t rows, Range keys) {
    if (keys.count() > 0) Weigh(first, rows, keys, Start::kSums);
  }

  enum class Start { kZero, kSums };

  // Weighs the values of `keys` for `rows` queries, on from zero or from their sums so far.
  void Weigh(int64_t first, int64_t rows, Range keys, Start start) {
    F32Tile tile;
    tile.a = ScoresOf(first) + keys.first;
    tile.a_stride = Padded(tokens_);
    tile.k = keys.count();
    tile.columns = kPanelColumns;
    tile.c_stride = Padded(settings_.head_size);
    tile.bias_stride = start == Start::kZero ? 0 : tile.c_stride;
    for (int64_t column = 0; column < settings_.head_size; column += kPanelColumns) {
      tile.panel = ValuesFrom(column, keys.first);
      tile.c = SumsOf(first) + column;
      tile.bias = start == Start::kZero ? kZeros : tile.c;
      isa_.f32->tile[rows - 1](tile);
    }
  }

  const Isa& isa_;
  const nibble_attention_settings& settings_;
  const Workspace& workspace_;
  const int64_t tokens_;
  const float* const x_;
  const int64_t x_stride_;
  float* const y_;
  const int64_t y_stride_;
};

}  // namespace

int64_t AttentionWorkspaceBytes(const nibble_attention_settings& settings, int64_t longest) {
  Cutter cutter(nullptr);
  const Workspace sizes(cutter, settings, longest);
  return cutter.BytesForAnyBase();
}

void RunAttention(const Isa& isa, const Attention& job) {
  Cutter cutter(job.workspace);
  const Workspace workspace(cutter, job.settings, job.longest);
  for (int64_t row = 0; row < job.rows; ++row) {
    if (job.offsets[row] < job.offsets[row + 1]) RowAttention(isa, job, workspace, row).Run();
  }
}

}  // namespace nibble
