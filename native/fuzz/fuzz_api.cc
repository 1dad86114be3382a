// The C API survives any arguments that it can check, and says which of them it refuses.
#include <cstdlib>
#include <string>

#include "call.h"
#include "encoder_calls.h"
#include "fuzzed_choices.h"

namespace nibble::fuzz {
namespace {

Wide RoundUp(Wide x, int64_t step) { return (x + step - 1) / step * step; }

// n × k, or 0 where one of them is wrong.
Wide Elements(int64_t n, int64_t k) {
  const bool right = n >= 1 && n <= NIBBLE_MAX_N && k >= 1 && k <= NIBBLE_MAX_K;
  return right ? Wide{n} * k : 0;
}

Wide PanelElements(int64_t n, int64_t k) { return Elements(n, k) == 0 ? 0 : RoundUp(n, 32) * k; }

struct LayerShape {
  int64_t n, k, group_size;

  bool right() const { return Elements(n, k) > 0 && group_size >= 0 && group_size <= 128; }
  Wide Length() const { return group_size == 0 ? RoundUp(k, 32) : Wide{group_size}; }
  Wide Groups() const { return right() ? (k + Length() - 1) / Length() : 0; }
  Wide Columns() const { return right() ? RoundUp(n, 32) : 0; }
  Wide PaddedK() const { return right() ? Groups() * Length() : 0; }
  Wide NibbleBytes() const { return Columns() * PaddedK() / 2; }
  Wide Int8Bytes() const { return Columns() * PaddedK(); }
  Wide Scales() const { return Columns() * Groups(); }
};

LayerShape AnyShape(Call& call) {
  LayerShape shape;
  shape.n = call.Number(call.Int(1, 70), 1, NIBBLE_MAX_N);
  shape.k = call.Number(call.Int(1, 150), 1, NIBBLE_MAX_K);
  shape.group_size = call.GroupSize();
  return shape;
}

LayerShape AnyInt8Shape(Call& call) {
  const LayerShape shape = AnyShape(call);
  call.Require(shape.group_size != 0 || shape.k <= NIBBLE_MAX_INT8_CHANNEL_K);
  return shape;
}

// Scales of 0, or one of them that bfloat16 does not have.
float* AnyScales(Call& call, Wide count, int32_t type) {
  const bool right_before = call.right();
  auto* scales = call.Array<float>(count);
  const bool spoil = call.OneIn(16);
  const int64_t place = call.Int(0, INT64_MAX);
  // Where something else is wrong the array may be too short to write to.
  const bool writable = right_before && call.right() && count <= 1 << 16;
  if (!spoil || !writable) return scales;
  scales[place % static_cast<int64_t>(count)] = 0.1f;
  call.RequireContents(type == NIBBLE_FLOAT32);
  return scales;
}

// Four-bit values, or one of them that is not.
uint8_t* AnyNibbles(Call& call, Wide count, Null null) {
  const bool right_before = call.right();
  auto* values = call.Array<uint8_t>(count, null);
  const bool spoil = call.OneIn(16);
  const int64_t place = call.Int(0, INT64_MAX);
  // Where something else is wrong the array may be too short to write to.
  if (!spoil || values == nullptr || !right_before || count <= 0 || count > 1 << 16) return values;
  values[place % static_cast<int64_t>(count)] = static_cast<uint8_t>(call.Int(16, 255));
  call.RequireContents(false);
  return values;
}

void FuzzLayout(Call& call) {
  const LayerShape shape = AnyShape(call);
  auto* layout = call.Array<nibble_qb4w_layout>(1);
  call.Run("nibble_qb4w_layout_of",
           [&] { return nibble_qb4w_layout_of(shape.n, shape.k, shape.group_size, layout); });
}

void FuzzPack(Call& call) {
  const LayerShape shape = AnyShape(call);
  const int32_t scale_type = call.ScaleType();
  const uint8_t* values = AnyNibbles(call, Elements(shape.n, shape.k), Null::kWrong);
  const float* scales = AnyScales(call, shape.n * shape.Groups(), scale_type);
  const bool symmetric = call.OneIn(2);
  const uint8_t* zero_points =
      symmetric ? nullptr : AnyNibbles(call, shape.n * shape.Groups(), Null::kAllowed);
  auto* nibbles = call.Array<uint8_t>(shape.NibbleBytes());
  auto* packed_scales = call.Scales(scale_type, shape.Scales());
  auto* packed_zero_points =
      symmetric ? nullptr : call.Array<uint8_t>(shape.Scales(), Null::kAllowed);
  call.Require((zero_points == nullptr) == (packed_zero_points == nullptr));
  auto* comp = call.Array<float>(shape.Columns());
  call.Run("nibble_qb4w_pack", [&] {
    return nibble_qb4w_pack(shape.n, shape.k, shape.group_size, scale_type, values, scales,
                            zero_points, nibbles, packed_scales, packed_zero_points, comp);
  });
}

void FuzzUnpack(Call& call) {
  const LayerShape shape = AnyShape(call);
  const uint8_t* nibbles = call.Array<uint8_t>(shape.NibbleBytes());
  auto* values = call.Array<uint8_t>(Elements(shape.n, shape.k));
  call.Run("nibble_qb4w_unpack",
           [&] { return nibble_qb4w_unpack(shape.n, shape.k, shape.group_size, nibbles, values); });
}

void FuzzInt8Layout(Call& call) {
  const LayerShape shape = AnyInt8Shape(call);
  auto* layout = call.Array<nibble_qb8w_layout>(1);
  call.Run("nibble_qb8w_layout_of",
           [&] { return nibble_qb8w_layout_of(shape.n, shape.k, shape.group_size, layout); });
}

void FuzzInt8Pack(Call& call) {
  const LayerShape shape = AnyInt8Shape(call);
  const int8_t* values = call.Array<int8_t>(Elements(shape.n, shape.k));
  const float* scales = call.Array<float>(shape.n * shape.Groups());
  auto* weights = call.Array<uint8_t>(shape.Int8Bytes());
  auto* packed_scales = call.Array<float>(shape.Scales());
  auto* comp = call.Array<float>(shape.Columns());
  call.Run("nibble_qb8w_pack", [&] {
    return nibble_qb8w_pack(shape.n, shape.k, shape.group_size, values, scales, weights,
                            packed_scales, comp);
  });
}

void FuzzInt8Unpack(Call& call) {
  const LayerShape shape = AnyInt8Shape(call);
  const uint8_t* weights = call.Array<uint8_t>(shape.Int8Bytes());
  auto* values = call.Array<int8_t>(Elements(shape.n, shape.k));
  call.Run("nibble_qb8w_unpack",
           [&] { return nibble_qb8w_unpack(shape.n, shape.k, shape.group_size, weights, values); });
}

void FuzzFloat32Pack(Call& call) {
  const int64_t n = call.Number(call.Int(1, 70), 1, NIBBLE_MAX_N);
  const int64_t k = call.Number(call.Int(1, 70), 1, NIBBLE_MAX_K);
  const float* weight = call.Array<float>(Elements(n, k));
  auto* packed = call.Array<float>(PanelElements(n, k));
  call.Run("nibble_f32_pack", [&] { return nibble_f32_pack(n, k, weight, packed); });
}

void FuzzQuantizeRows(Call& call) {
  const int32_t isa = call.Isa();
  const int32_t act_quant = call.Enumeration(NIBBLE_ACT_SYMMETRIC, NIBBLE_ACT_ASYMMETRIC);
  const int64_t group_size = call.GroupSize();
  const nibble_matrix x = call.Matrix(call.Int(0, 9), call.Int(1, 150), NIBBLE_MAX_K);
  const Struct x_argument(call, x);
  const LayerShape shape = {1, x.columns, group_size};
  int8_t* q = nullptr;
  float* scale = nullptr;
  int32_t *zero_point = nullptr, *group_sums = nullptr;
  if (x.rows != 0) {
    q = call.Array<int8_t>(x.rows * shape.PaddedK());
    scale = call.Array<float>(x.rows);
    zero_point = call.Array<int32_t>(x.rows);
    group_sums = call.Array<int32_t>(x.rows * shape.Groups());
  }
  call.Run("nibble_quantize_rows", [&] {
    return nibble_quantize_rows(isa, act_quant, group_size, x_argument.pointer(), q, scale,
                                zero_point, group_sums);
  });
}

void FuzzWorkspaceBytes(Call& call) {
  const int64_t rows = call.Number(call.Int(0, 1000), 0, INT64_MAX);
  const int64_t k = call.Number(call.Int(1, 5000), 1, NIBBLE_MAX_K);
  const int64_t group_size = call.GroupSize();
  auto* bytes = call.Array<int64_t>(1);
  call.Run("nibble_qd8_workspace_bytes",
           [&] { return nibble_qd8_workspace_bytes(rows, k, group_size, bytes); });
}

void RequireFit(Call& call, const nibble_matrix& x, const nibble_matrix& y, int64_t n, int64_t k) {
  call.Require(x.columns == k && y.columns == n && x.rows == y.rows);
}

// Everything about a linear layer over quantized rows but its weights.
template <class Weights, class Function>
void FuzzQuantizedLinear(Call& call, const Weights& weights, const char* name, Function function) {
  const int64_t rows = call.Int(0, 20);
  const int32_t isa = call.Isa();
  const int32_t act_quant = call.Enumeration(NIBBLE_ACT_SYMMETRIC, NIBBLE_ACT_ASYMMETRIC);
  const int32_t activation = call.Enumeration(NIBBLE_IDENTITY, NIBBLE_SIGMOID);
  const nibble_matrix x = call.Matrix(rows, weights.k, INT64_MAX);
  nibble_matrix y = call.Matrix(rows, weights.n, INT64_MAX);
  RequireFit(call, x, y, weights.n, weights.k);
  call.MaybeOverlap(y, x);
  int64_t needed = 0, workspace_bytes = 0;
  uint8_t* workspace = nullptr;
  if (x.rows != 0) {
    nibble_qd8_workspace_bytes(x.rows, weights.k, weights.group_size, &needed);
    workspace_bytes = call.Number(needed, needed, INT64_MAX);
    workspace = call.Array<uint8_t>(needed);
  }
  const Struct x_argument(call, x), y_argument(call, y);
  const Struct weights_argument(call, weights);
  call.Run(name, [&] {
    return function(isa, weights_argument.pointer(), act_quant, activation, x_argument.pointer(),
                    y_argument.pointer(), workspace, workspace_bytes);
  });
}

void FuzzLinear(Call& call) {
  const LayerShape shape = AnyShape(call);
  nibble_qb4w_weights weights = {};
  weights.n = shape.n;
  weights.k = shape.k;
  weights.group_size = shape.group_size;
  weights.scale_type = call.ScaleType();
  weights.nibbles = call.Array<uint8_t>(shape.NibbleBytes());
  weights.scales = call.Scales(weights.scale_type, shape.Scales());
  if (call.OneIn(2)) weights.zero_points = call.Array<uint8_t>(shape.Scales(), Null::kAllowed);
  weights.comp = call.Array<float>(shape.Columns());
  if (call.OneIn(2)) weights.bias = call.Array<float>(shape.Columns(), Null::kAllowed);
  FuzzQuantizedLinear(call, weights, "nibble_qd8_f32_qb4w_linear", nibble_qd8_f32_qb4w_linear);
}

void FuzzInt8Linear(Call& call) {
  const LayerShape shape = AnyInt8Shape(call);
  nibble_qb8w_weights weights = {};
  weights.n = shape.n;
  weights.k = shape.k;
  weights.group_size = shape.group_size;
  weights.weights = call.Array<uint8_t>(shape.Int8Bytes());
  weights.scales = call.Array<float>(shape.Scales());
  weights.comp = call.Array<float>(shape.Columns());
  if (call.OneIn(2)) weights.bias = call.Array<float>(shape.Columns(), Null::kAllowed);
  FuzzQuantizedLinear(call, weights, "nibble_qd8_f32_qb8w_linear", nibble_qd8_f32_qb8w_linear);
}

void FuzzFloat32Linear(Call& call) {
  const int64_t n = call.Number(call.Int(1, 70), 1, NIBBLE_MAX_N);
  const int64_t k = call.Number(call.Int(1, 70), 1, NIBBLE_MAX_K);
  const int64_t rows = call.Int(0, 20);
  nibble_f32_weights weights = {n, k, call.Array<float>(PanelElements(n, k)), nullptr};
  if (call.OneIn(2)) weights.bias = call.Array<float>(RoundUp(n, 32), Null::kAllowed);
  const int32_t isa = call.Isa();
  const int32_t activation = call.Enumeration(NIBBLE_IDENTITY, NIBBLE_SIGMOID);
  const nibble_matrix x = call.Matrix(rows, k, INT64_MAX);
  nibble_matrix y = call.Matrix(rows, n, INT64_MAX);
  RequireFit(call, x, y, n, k);
  call.MaybeOverlap(y, x);
  call.Require(x.type == NIBBLE_FLOAT32 && y.type == NIBBLE_FLOAT32);
  const Struct x_argument(call, x), y_argument(call, y);
  const Struct weights_argument(call, weights);
  call.Run("nibble_f32_linear", [&] {
    return nibble_f32_linear(isa, weights_argument.pointer(), activation, x_argument.pointer(),
                             y_argument.pointer());
  });
}

void FuzzActivate(Call& call) {
  const int32_t isa = call.Isa();
  const int32_t activation = call.Enumeration(NIBBLE_IDENTITY, NIBBLE_SIGMOID);
  const int64_t count = call.Number(call.Int(0, 100), 0, INT64_MAX);
  auto* x = count == 0 ? nullptr : call.Array<float>(count);
  call.Run("nibble_activate", [&] { return nibble_activate(isa, activation, count, x); });
}

void FuzzSoftmax(Call& call) {
  const int32_t isa = call.Isa();
  const nibble_matrix x = call.Matrix(call.Int(0, 9), call.Int(1, 70), INT64_MAX);
  call.Require(x.type == NIBBLE_FLOAT32);
  const Struct x_argument(call, x);
  call.Run("nibble_softmax", [&] { return nibble_softmax(isa, x_argument.pointer()); });
}

void FuzzFiniteRows(Call& call) {
  const nibble_matrix x = call.Matrix(call.Int(0, 9), call.Int(1, 70), INT64_MAX);
  const Struct x_argument(call, x);
  auto* finite = x.rows == 0 ? nullptr : call.Array<uint8_t>(x.rows);
  call.Run("nibble_finite_rows", [&] { return nibble_finite_rows(x_argument.pointer(), finite); });
}

// A name of the list, or any few letters.
void FuzzIsaSelect(Call& call) {
  std::string name;
  const int64_t letters = call.OneIn(2) ? call.Int(0, 300) : 0;
  for (int64_t i = 0; i < letters; ++i) name += static_cast<char>(call.Int(1, 127));
  const char* listed = nibble_isa_name(static_cast<int32_t>(call.Int(INT32_MIN, INT32_MAX)));
  const auto known = static_cast<int32_t>(call.Int(0, nibble_isa_count() - 1));
  if (letters == 0 && listed == nullptr) name = nibble_isa_name(known);
  bool available = name.empty();
  for (int32_t isa = 0; isa < nibble_isa_count(); ++isa) {
    available |= name == nibble_isa_name(isa) && nibble_isa_available(isa) == 1;
  }
  call.Require(available);
  auto* isa = call.Array<int32_t>(1);
  call.Run("nibble_isa_select", [&] { return nibble_isa_select(name.c_str(), isa); });
}

// Sizes between what is small and what no address space holds are left out: they might be granted.
void FuzzAlloc(Call& call) {
  const int64_t bytes = call.OneIn(2) ? call.Int(INT64_MIN, 0) : call.Int(1, 1 << 16);
  call.Require(bytes > 0);
  auto* block = call.Array<void*>(1);
  call.Run("nibble_alloc", [&] {
    const int32_t status = nibble_alloc(bytes, block);
    if (status == NIBBLE_STATUS_OK) nibble_free(*block);
    return status;
  });
}

constexpr void (*kFunctions[])(Call&) = {
    FuzzLayout,     FuzzPack,          FuzzUnpack,       FuzzInt8Layout,     FuzzInt8Pack,
    FuzzInt8Unpack, FuzzFloat32Pack,   FuzzQuantizeRows, FuzzWorkspaceBytes, FuzzLinear,
    FuzzInt8Linear, FuzzFloat32Linear, FuzzActivate,     FuzzSoftmax,        FuzzFiniteRows,
    FuzzAlloc,      FuzzIsaSelect,     FuzzElementwise,  FuzzCopy,           FuzzNorm,
    FuzzL2,         FuzzEmbedding,     FuzzBag,          FuzzAttention,      FuzzAttentionBytes,
    FuzzPool};

}  // namespace
}  // namespace nibble::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nibble::fuzz::FuzzedChoices choices(data, size);
  nibble::fuzz::Call call(choices);
  choices.OneOf(nibble::fuzz::kFunctions)(call);
  return 0;
}
