#include "encoder_calls.h"

#include <algorithm>
#include <vector>

namespace nibble::fuzz {
namespace {

void RequireSameShape(Call& call, const nibble_matrix& a, const nibble_matrix& b) {
  call.Require(a.rows == b.rows && a.columns == b.columns);
}

// A result of its own, or x itself, which a call in place allows.
nibble_matrix AnyResult(Call& call, const nibble_matrix& x, int64_t rows, int64_t columns) {
  return call.OneIn(4) ? x : call.Float32Matrix(rows, columns);
}

struct Offsets {
  int32_t* pointer;
  std::vector<int32_t> values;  // none where there are too many
};

// rows + 1 offsets from 0 to `last`, or any number among them, the last excepted where a function
// cannot tell how many there should be.
Offsets AnyOffsets(Call& call, int64_t rows, int64_t last, bool keep_last = false) {
  const Wide count = Wide{rows} + 1;
  Offsets offsets = {call.Array<int32_t>(count), {}};
  const bool spoil = call.OneIn(16);
  const int64_t place = call.Int(0, INT64_MAX), value = call.Int(-9, 9);
  if (!Exists<int32_t>(count)) return offsets;
  offsets.values.resize(static_cast<size_t>(count));
  for (int64_t i = 0; i <= rows && rows > 0; ++i) {
    offsets.values[static_cast<size_t>(i)] = static_cast<int32_t>(Wide{last} * i / rows);
  }
  const int64_t places = keep_last ? rows : rows + 1;
  if (spoil && places > 0) {
    offsets.values[static_cast<size_t>(place % places)] = static_cast<int32_t>(value);
  }
  call.RequireContents(offsets.values.front() == 0 && offsets.values.back() == last &&
                       std::is_sorted(offsets.values.begin(), offsets.values.end()));
  Call::Fill(offsets.pointer, offsets.values);
  return offsets;
}

void* AnyTable(Call& call, int32_t type, Wide elements) {
  if (type == NIBBLE_INT8) return call.Array<int8_t>(elements);
  if (type == NIBBLE_FLOAT32) return call.Array<float>(elements);
  return call.Array<uint16_t>(elements);
}

// Ids that the table has, or one of them that it has not.
int32_t* AnyIds(Call& call, const nibble_lookup& lookup, Wide count) {
  auto* ids = call.Array<int32_t>(count);
  const bool spoil = call.OneIn(16);
  const int64_t place = call.Int(0, INT64_MAX), value = call.Int(INT32_MIN, INT32_MAX);
  if (!Exists<int32_t>(count)) return ids;
  std::vector<int32_t> values;
  bool right = true;
  for (int64_t i = 0; i < count; ++i) {
    const Wide usual = i % std::max<int64_t>(lookup.rows, 1) - Wide{lookup.offset};
    const bool spoilt = spoil && i == place % static_cast<int64_t>(count);
    values.push_back(static_cast<int32_t>(spoilt ? value : usual));
    const Wide row = Wide{values.back()} + lookup.offset;
    right = right && row >= 0 && row < lookup.rows;
  }
  call.RequireContents(right);
  Call::Fill(ids, values);
  return ids;
}

nibble_lookup AnyLookup(Call& call, const nibble_matrix& y, Wide ids) {
  nibble_lookup lookup = {};
  const int32_t types[] = {NIBBLE_FLOAT32, NIBBLE_BFLOAT16, NIBBLE_INT8};
  lookup.type = types[call.Int(0, 2)];
  if (call.OneIn(16)) {
    lookup.type = static_cast<int32_t>(call.Int(INT32_MIN, INT32_MAX));
    call.Require(std::count(types, types + 3, lookup.type) == 1);
  }
  lookup.rows = call.Number(call.Int(1, 30), 1, INT32_MAX);
  lookup.offset = call.Number(call.Int(-3, 3), INT32_MIN, INT32_MAX);
  lookup.values = AnyTable(call, lookup.type, call.right() ? Wide{lookup.rows} * y.columns : 0);
  if (lookup.type == NIBBLE_INT8) {
    lookup.scales = call.Array<float>(lookup.rows);
  } else if (call.OneIn(16)) {
    lookup.scales = call.Array<float>(lookup.rows, Null::kAllowed);
    call.Require(lookup.scales == nullptr);
  }
  if (y.rows != 0) lookup.ids = AnyIds(call, lookup, ids);
  return lookup;
}

nibble_attention_settings AnySettings(Call& call) {
  nibble_attention_settings settings = {};
  settings.heads = call.Number(call.Int(1, 4), 1, NIBBLE_MAX_K);
  settings.kv_heads = call.Number(call.OneIn(2) ? 1 : settings.heads, 1, NIBBLE_MAX_K);
  call.Require(settings.kv_heads > 0 && settings.heads % settings.kv_heads == 0);
  settings.head_size = call.Number(call.Int(1, 40), 1, NIBBLE_MAX_K);
  settings.before = call.Number(call.OneIn(2) ? INT64_MAX : call.Int(0, 9), 0, INT64_MAX);
  settings.after = call.Number(call.OneIn(2) ? INT64_MAX : call.Int(0, 9), 0, INT64_MAX);
  if (call.OneIn(3)) {
    settings.reach = call.Int(0, 9);
    const Wide floats = Wide{settings.heads} * (Wide{settings.reach} * 2 + 1);
    settings.position_bias = call.Array<float>(floats, Null::kAllowed);
  }
  if (call.OneIn(3) && settings.head_size % 2 == 0) {
    settings.rotary_positions = call.Int(1, 60);
    const Wide floats = Wide{settings.rotary_positions} * settings.head_size;
    settings.rotary = call.Array<float>(floats, Null::kAllowed);
  }
  settings.scale = call.Float(-__FLT_MAX__);
  return settings;
}

}  // namespace

void FuzzElementwise(Call& call) {
  const bool product = call.OneIn(2);
  const int32_t isa = call.Isa();
  const int64_t rows = call.Int(0, 5), columns = call.Int(1, 50);
  const nibble_matrix a = call.Float32Matrix(rows, columns);
  const nibble_matrix b = call.Float32Matrix(rows, columns);
  const nibble_matrix y = AnyResult(call, a, rows, columns);
  RequireSameShape(call, a, b);
  RequireSameShape(call, a, y);
  const Struct a_argument(call, a), b_argument(call, b), y_argument(call, y);
  call.Run(product ? "nibble_multiply" : "nibble_add", [&] {
    return (product ? nibble_multiply : nibble_add)(isa, a_argument.pointer(), b_argument.pointer(),
                                                    y_argument.pointer());
  });
}

void FuzzCopy(Call& call) {
  const int64_t rows = call.Int(0, 5), columns = call.Int(1, 50);
  const nibble_matrix x = call.Matrix(rows, columns, INT64_MAX);
  nibble_matrix y = call.Matrix(rows, columns, INT64_MAX);
  RequireSameShape(call, x, y);
  call.Require(x.type == y.type);
  call.MaybeOverlap(y, x);
  const Struct x_argument(call, x), y_argument(call, y);
  call.Run("nibble_copy", [&] { return nibble_copy(x_argument.pointer(), y_argument.pointer()); });
}

void FuzzNorm(Call& call) {
  const bool rms = call.OneIn(2), residual = call.OneIn(2);
  const int32_t isa = call.Isa();
  const int64_t rows = call.Int(0, 5), columns = call.Int(1, 50);
  const nibble_matrix x = call.Float32Matrix(rows, columns);
  const nibble_matrix r = residual ? call.Float32Matrix(rows, columns) : x;
  const nibble_matrix y = AnyResult(call, x, rows, columns);
  RequireSameShape(call, x, r);
  RequireSameShape(call, x, y);
  const float* weight = call.Array<float>(x.columns);
  const float* bias = rms ? nullptr : call.Array<float>(x.columns, Null::kAllowed);
  const float epsilon = call.Float(0);
  const Struct x_argument(call, x), y_argument(call, y);
  const nibble_matrix* r_argument = residual ? &r : nullptr;
  call.Run(rms ? "nibble_rms_norm" : "nibble_layer_norm", [&] {
    return rms ? nibble_rms_norm(isa, weight, epsilon, x_argument.pointer(), r_argument,
                                 y_argument.pointer())
               : nibble_layer_norm(isa, weight, bias, epsilon, x_argument.pointer(), r_argument,
                                   y_argument.pointer());
  });
}

void FuzzL2(Call& call) {
  const int32_t isa = call.Isa();
  const int64_t rows = call.Int(0, 5), columns = call.Int(1, 50);
  const nibble_matrix x = call.Float32Matrix(rows, columns);
  const nibble_matrix y = AnyResult(call, x, rows, columns);
  RequireSameShape(call, x, y);
  const Struct x_argument(call, x), y_argument(call, y);
  call.Run("nibble_l2_normalize",
           [&] { return nibble_l2_normalize(isa, x_argument.pointer(), y_argument.pointer()); });
}

void FuzzEmbedding(Call& call) {
  const int32_t isa = call.Isa();
  const nibble_matrix y = call.Float32Matrix(call.Int(0, 9), call.Int(1, 50));
  const int64_t count = call.Number(call.Int(1, 3), 1, NIBBLE_MAX_LOOKUPS);
  auto* lookups = call.Array<nibble_lookup>(count);
  const bool count_right = count >= 1 && count <= NIBBLE_MAX_LOOKUPS;
  for (int64_t i = 0; i < count && count_right && lookups != nullptr; ++i) {
    const nibble_lookup lookup = AnyLookup(call, y, y.rows);
    std::memcpy(static_cast<void*>(lookups + i), &lookup, sizeof lookup);
  }
  const Struct y_argument(call, y);
  call.Run("nibble_embedding",
           [&] { return nibble_embedding(isa, lookups, count, y_argument.pointer()); });
}

void FuzzBag(Call& call) {
  const int32_t isa = call.Isa();
  const int32_t mode = call.Enumeration(NIBBLE_BAG_SUM, NIBBLE_BAG_MEAN);
  const nibble_matrix y = call.Float32Matrix(call.Int(0, 9), call.Int(1, 50));
  const int64_t ids = y.rows == 0 ? 0 : call.Int(0, 20);
  const nibble_lookup lookup = AnyLookup(call, y, ids);
  const int32_t* offsets = AnyOffsets(call, y.rows, ids, true).pointer;
  const Struct y_argument(call, y);
  const Struct lookup_argument(call, lookup);
  call.Run("nibble_embedding_bag", [&] {
    return nibble_embedding_bag(isa, mode, lookup_argument.pointer(), offsets,
                                y_argument.pointer());
  });
}

void FuzzAttention(Call& call) {
  const int32_t isa = call.Isa();
  const nibble_attention_settings settings = AnySettings(call);
  // One column where they cannot be right.
  const bool right = call.right();
  const int64_t outputs = right ? settings.heads * settings.head_size : 1;
  const int64_t inputs = right ? outputs + 2 * settings.kv_heads * settings.head_size : 1;
  const int64_t tokens = call.Int(0, 40);
  const nibble_matrix qkv = call.Float32Matrix(tokens, inputs);
  nibble_matrix y = call.Float32Matrix(tokens, outputs);
  call.Require(qkv.columns == inputs && y.columns == outputs && qkv.rows == y.rows);
  call.MaybeOverlap(y, qkv);
  const int64_t rows = call.Number(qkv.rows == 0 ? call.Int(0, 2) : call.Int(1, 5), 0, INT32_MAX);
  const Offsets offsets = AnyOffsets(call, rows, qkv.rows);
  int64_t longest = 0, needed = 0, workspace_bytes = 0;
  for (size_t i = 1; i < offsets.values.size(); ++i) {
    longest = std::max(longest, int64_t{offsets.values[i]} - offsets.values[i - 1]);
  }
  if (settings.rotary != nullptr) call.RequireContents(longest <= settings.rotary_positions);
  uint8_t* workspace = nullptr;
  if (qkv.rows != 0) {
    nibble_attention_workspace_bytes(&settings, longest, &needed);
    workspace = call.Array<uint8_t>(needed);
    workspace_bytes = needed;
    if (call.OneIn(16) && needed > 0) {
      workspace_bytes = call.Int(INT64_MIN, needed - 1);
      call.RequireContents(false);
    }
  }
  const Struct qkv_argument(call, qkv), y_argument(call, y);
  const Struct settings_argument(call, settings);
  call.Run("nibble_attention", [&] {
    return nibble_attention(isa, settings_argument.pointer(), offsets.pointer, rows,
                            qkv_argument.pointer(), y_argument.pointer(), workspace,
                            workspace_bytes);
  });
}

void FuzzAttentionBytes(Call& call) {
  const nibble_attention_settings settings = AnySettings(call);
  const int64_t longest = call.Number(call.Int(0, 10000), 0, INT32_MAX);
  auto* bytes = call.Array<int64_t>(1);
  const Struct settings_argument(call, settings);
  call.Run("nibble_attention_workspace_bytes", [&] {
    return nibble_attention_workspace_bytes(settings_argument.pointer(), longest, bytes);
  });
}

void FuzzPool(Call& call) {
  const int32_t isa = call.Isa();
  const int32_t mode = call.Enumeration(NIBBLE_POOL_FIRST, NIBBLE_POOL_LAST);
  const int64_t columns = call.Int(1, 50);
  const nibble_matrix x = call.Float32Matrix(call.Int(0, 20), columns);
  nibble_matrix y = call.Float32Matrix(call.Int(0, 5), columns);
  call.Require(x.columns == y.columns);
  call.MaybeOverlap(y, x);
  const int32_t* offsets = AnyOffsets(call, y.rows, x.rows).pointer;
  const Struct x_argument(call, x), y_argument(call, y);
  call.Run("nibble_pool", [&] {
    return nibble_pool(isa, mode, offsets, x_argument.pointer(), y_argument.pointer());
  });
}

}  // namespace nibble::fuzz
