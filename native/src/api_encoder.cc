// Entry points: operators of encoder models.
#include <cfloat>
#include <cstdio>
#include <cstring>
#include <string>

#include "api_support.h"
#include "driver/attention.h"

namespace nibble {
namespace {

long long Printable(int64_t value) { return static_cast<long long>(value); }

float* RowOf(const nibble_matrix& matrix, int64_t row) {
  return static_cast<float*>(matrix.data) + row * matrix.stride;
}

// offsets[0 … rows] begin with 0 and never fall.
void CheckOffsets(Checks& checks, const int32_t* offsets, int64_t rows) {
  checks.Array("offsets", offsets, sizeof *offsets);
  if (!checks.ok()) return;
  checks.Range("offsets[0]", offsets[0], 0, 0);
  for (int64_t i = 1; i <= rows && checks.ok(); ++i) {
    if (offsets[i] >= offsets[i - 1]) continue;
    checks.Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "offsets[%lld] is %d, expected %d or more",
                Printable(i), offsets[i], offsets[i - 1]);
  }
}

// The same, and the rows have all tokens of x.
void CheckOffsets(Checks& checks, const int32_t* offsets, int64_t rows, const char* name,
                  const nibble_matrix& x) {
  CheckOffsets(checks, offsets, rows);
  if (checks.ok()) checks.Equal("the last of offsets", offsets[rows], name, x.rows);
}

int64_t LongestRow(const int32_t* offsets, int64_t rows) {
  int64_t longest = 0;
  for (int64_t i = 0; i < rows; ++i) {
    const int64_t tokens = offsets[i + 1] - offsets[i];
    if (tokens > longest) longest = tokens;
  }
  return longest;
}

void CheckElementwise(Checks& checks, int32_t isa, const nibble_matrix* a, const nibble_matrix* b,
                      const nibble_matrix* y) {
  checks.RunsHere(isa);
  checks.Float32Matrix("a", a);
  checks.Float32Matrix("b", b);
  checks.Float32Matrix("y", y);
  if (!checks.ok()) return;
  checks.SameShape("b", *b, "a", *a);
  checks.SameShape("y", *y, "a", *a);
  checks.DisjointOrSame("a", *a, "y", *y);
  checks.DisjointOrSame("b", *b, "y", *y);
}

int32_t Elementwise(const char* function, int32_t isa, decltype(Operators::add) Operators::*which,
                    const nibble_matrix* a, const nibble_matrix* b, const nibble_matrix* y) {
  return Guarded(function, [&](Checks& checks) {
    CheckElementwise(checks, isa, a, b, y);
    if (!checks.ok()) return;
    const auto run = IsaOf(isa).operators->*which;
    for (int64_t i = 0; i < y->rows; ++i) {
      run(y->columns, RowOf(*a, i), RowOf(*b, i), RowOf(*y, i));
    }
  });
}

struct NormArguments {
  const float* weight;
  const float* bias;
  float epsilon;
  const nibble_matrix* x;
  const nibble_matrix* residual;
  const nibble_matrix* y;
};

void CheckNorm(Checks& checks, int32_t isa, const NormArguments& norm) {
  checks.RunsHere(isa);
  checks.Array("weight", norm.weight, sizeof(float));
  checks.OptionalArray("bias", norm.bias, sizeof(float));
  checks.Finite("epsilon", norm.epsilon, 0.0f);
  checks.Float32Matrix("x", norm.x);
  if (norm.residual != nullptr) checks.Float32Matrix("residual", norm.residual);
  checks.Float32Matrix("y", norm.y);
  if (!checks.ok()) return;
  checks.SameShape("y", *norm.y, "x", *norm.x);
  checks.DisjointOrSame("x", *norm.x, "y", *norm.y);
  if (norm.residual == nullptr) return;
  checks.SameShape("residual", *norm.residual, "x", *norm.x);
  checks.DisjointOrSame("residual", *norm.residual, "y", *norm.y);
}

int32_t Normalize(const char* function, int32_t isa,
                  decltype(Operators::layer_norm) Operators::*which, const NormArguments& norm) {
  return Guarded(function, [&](Checks& checks) {
    CheckNorm(checks, isa, norm);
    if (!checks.ok()) return;
    const auto run = IsaOf(isa).operators->*which;
    for (int64_t i = 0; i < norm.x->rows; ++i) {
      run({norm.x->columns, norm.weight, norm.bias, norm.epsilon, RowOf(*norm.x, i),
           norm.residual == nullptr ? nullptr : RowOf(*norm.residual, i), RowOf(*norm.y, i)});
    }
  });
}

// A lookup by its name in messages: "lookup", "lookups[1]".
class LookupCheck {
 public:
  LookupCheck(Checks& checks, const std::string& name, const nibble_lookup& lookup)
      : checks_(checks), name_(name), lookup_(lookup) {}

  // All but what the ids are, for `rows` rows of results.
  void Members(int64_t rows) const {
    checks_.Range(Label("type"), lookup_.type, NIBBLE_FLOAT32, NIBBLE_INT8);
    if (lookup_.type == NIBBLE_FLOAT16) {
      checks_.Fail(NIBBLE_STATUS_INVALID_ARGUMENT,
                   "%s is float16 (2), expected float32 (0), bfloat16 (1) or int8 (3)",
                   Label("type"));
    }
    if (!checks_.ok()) return;
    checks_.Range(Label("rows"), lookup_.rows, 1, INT32_MAX);
    checks_.Array(Label("values"), lookup_.values,
                  lookup_.type == NIBBLE_INT8 ? 1 : ElementBytes(lookup_.type));
    if (lookup_.type == NIBBLE_INT8) {
      checks_.Array(Label("scales"), lookup_.scales, sizeof(float));
    } else if (lookup_.scales != nullptr) {
      checks_.Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "%s is given, expected null for type %d",
                   Label("scales"), lookup_.type);
    }
    checks_.Range(Label("offset"), lookup_.offset, INT32_MIN, INT32_MAX);
    if (rows > 0) checks_.Array(Label("ids"), lookup_.ids, sizeof *lookup_.ids);
  }

  void Ids(int64_t count) const {
    const int64_t low = -lookup_.offset, high = lookup_.rows - 1 - lookup_.offset;
    for (int64_t i = 0; i < count; ++i) {
      const int64_t id = lookup_.ids[i];
      if (id >= low && id <= high) continue;
      checks_.Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "%s[%lld] is %lld, expected %lld to %lld",
                   Label("ids"), Printable(i), Printable(id), Printable(low), Printable(high));
      return;
    }
  }

 private:
  const char* Label(const char* member) const {
    std::snprintf(label_, sizeof label_, "%s.%s", name_.c_str(), member);
    return label_;
  }

  Checks& checks_;
  const std::string name_;
  const nibble_lookup& lookup_;
  mutable char label_[64];
};

void AddLookup(const Isa& isa, const nibble_lookup& lookup, int64_t i, int64_t columns, float* y) {
  const int64_t row = lookup.ids[i] + lookup.offset;
  const int64_t bytes = lookup.type == NIBBLE_INT8 ? 1 : ElementBytes(lookup.type);
  isa.operators->add_table_row({columns, lookup.type,
                                static_cast<const char*>(lookup.values) + row * columns * bytes,
                                lookup.scales == nullptr ? 0.0f : lookup.scales[row], y});
}

void Clear(const nibble_matrix& y, int64_t row) {
  std::memset(RowOf(y, row), 0, static_cast<size_t>(y.columns) * sizeof(float));
}

void CheckEmbedding(Checks& checks, int32_t isa, const nibble_lookup* lookups, int64_t count,
                    const nibble_matrix* y) {
  checks.RunsHere(isa);
  checks.Object("lookups", lookups);
  checks.Range("count", count, 1, NIBBLE_MAX_LOOKUPS);
  checks.Float32Matrix("y", y);
  const auto check = [&](int64_t i) {
    return LookupCheck(checks, "lookups[" + std::to_string(i) + "]", lookups[i]);
  };
  for (int64_t i = 0; i < count && checks.ok(); ++i) check(i).Members(y->rows);
  for (int64_t i = 0; i < count && checks.ok(); ++i) check(i).Ids(y->rows);
}

void CheckSettings(Checks& checks, const nibble_attention_settings* settings) {
  checks.Object("settings", settings);
  if (!checks.ok()) return;
  checks.Range("settings.heads", settings->heads, 1, NIBBLE_MAX_K);
  checks.Range("settings.kv_heads", settings->kv_heads, 1, NIBBLE_MAX_K);
  checks.Range("settings.head_size", settings->head_size, 1, NIBBLE_MAX_K);
  if (!checks.ok()) return;
  if (settings->heads % settings->kv_heads != 0) {
    checks.Fail(NIBBLE_STATUS_INVALID_ARGUMENT,
                "settings.heads is %lld, expected a multiple of settings.kv_heads = %lld",
                Printable(settings->heads), Printable(settings->kv_heads));
  }
  checks.Range("settings.before", settings->before, 0, INT64_MAX);
  checks.Range("settings.after", settings->after, 0, INT64_MAX);
  checks.OptionalArray("settings.position_bias", settings->position_bias, sizeof(float));
  if (settings->position_bias != nullptr) {
    checks.Range("settings.reach", settings->reach, 0, INT32_MAX);
  }
  checks.OptionalArray("settings.rotary", settings->rotary, sizeof(float));
  if (settings->rotary != nullptr) {
    checks.Range("settings.rotary_positions", settings->rotary_positions, 1, INT32_MAX);
    checks.Range("settings.head_size % 2", settings->head_size % 2, 0, 0);
  }
  checks.Finite("settings.scale", settings->scale, -FLT_MAX);
}

void CheckAttention(Checks& checks, int32_t isa, const nibble_attention_settings* settings,
                    const int32_t* offsets, int64_t rows, const nibble_matrix* qkv,
                    const nibble_matrix* y, const void* workspace) {
  checks.RunsHere(isa);
  CheckSettings(checks, settings);
  checks.Range("rows", rows, 0, INT32_MAX);
  checks.Float32Matrix("qkv", qkv);
  checks.Float32Matrix("y", y);
  if (!checks.ok()) return;
  checks.Equal("qkv.columns", qkv->columns, "(heads + 2·kv_heads)·head_size",
               (settings->heads + 2 * settings->kv_heads) * settings->head_size);
  checks.Equal("y.columns", y->columns, "heads·head_size", settings->heads * settings->head_size);
  checks.Equal("y.rows", y->rows, "qkv.rows", qkv->rows);
  checks.Disjoint("qkv", *qkv, "y", *y);
  if (qkv->rows > 0) checks.NotNull("workspace", workspace);
  if (checks.ok()) CheckOffsets(checks, offsets, rows, "qkv.rows", *qkv);
}

void Pool(const Isa& isa, int32_t mode, int64_t tokens, const nibble_matrix& x, int64_t first,
          float* y) {
  const auto row = [&](int64_t token) { return RowOf(x, token); };
  const auto bytes = static_cast<size_t>(x.columns) * sizeof *y;
  if (tokens == 0) {
    std::memset(y, 0, bytes);
  } else if (mode == NIBBLE_POOL_MEAN) {
    isa.operators->mean({tokens, x.columns, x.stride, row(first), y});
  } else if (mode == NIBBLE_POOL_MAX) {
    isa.operators->max({tokens, x.columns, x.stride, row(first), y});
  } else {
    const int64_t token = mode == NIBBLE_POOL_FIRST ? first : first + tokens - 1;
    isa.operators->max({1, x.columns, x.stride, row(token), y});
  }
}

}  // namespace
}  // namespace nibble

using nibble::Checks;
using nibble::Guarded;
using nibble::IsaOf;
using nibble::MatrixOf;

int32_t nibble_add(int32_t isa, const nibble_matrix* a, const nibble_matrix* b,
                   const nibble_matrix* y) {
  return nibble::Elementwise(__func__, isa, &nibble::Operators::add, a, b, y);
}

int32_t nibble_multiply(int32_t isa, const nibble_matrix* a, const nibble_matrix* b,
                        const nibble_matrix* y) {
  return nibble::Elementwise(__func__, isa, &nibble::Operators::multiply, a, b, y);
}

int32_t nibble_copy(const nibble_matrix* x, const nibble_matrix* y) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.MatrixArgument("x", x);
    checks.MatrixArgument("y", y);
    if (!checks.ok()) return;
    checks.Equal("y.type", y->type, "x.type", x->type);
    checks.SameShape("y", *y, "x", *x);
    checks.Disjoint("x", *x, "y", *y);
    if (!checks.ok()) return;
    const int64_t bytes = nibble::ElementBytes(x->type);
    for (int64_t i = 0; i < x->rows; ++i) {
      std::memcpy(static_cast<char*>(y->data) + i * y->stride * bytes,
                  static_cast<const char*>(x->data) + i * x->stride * bytes,
                  static_cast<size_t>(x->columns * bytes));
    }
  });
}

int32_t nibble_layer_norm(int32_t isa, const float* weight, const float* bias, float epsilon,
                          const nibble_matrix* x, const nibble_matrix* residual,
                          const nibble_matrix* y) {
  return nibble::Normalize(__func__, isa, &nibble::Operators::layer_norm,
                           {weight, bias, epsilon, x, residual, y});
}

int32_t nibble_rms_norm(int32_t isa, const float* weight, float epsilon, const nibble_matrix* x,
                        const nibble_matrix* residual, const nibble_matrix* y) {
  return nibble::Normalize(__func__, isa, &nibble::Operators::rms_norm,
                           {weight, nullptr, epsilon, x, residual, y});
}

int32_t nibble_l2_normalize(int32_t isa, const nibble_matrix* x, const nibble_matrix* y) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.RunsHere(isa);
    checks.Float32Matrix("x", x);
    checks.Float32Matrix("y", y);
    if (!checks.ok()) return;
    checks.SameShape("y", *y, "x", *x);
    checks.DisjointOrSame("x", *x, "y", *y);
    if (!checks.ok()) return;
    for (int64_t i = 0; i < x->rows; ++i) {
      IsaOf(isa).operators->l2_normalize(x->columns, nibble::RowOf(*x, i), nibble::RowOf(*y, i));
    }
  });
}

int32_t nibble_embedding(int32_t isa, const nibble_lookup* lookups, int64_t count,
                         const nibble_matrix* y) {
  return Guarded(__func__, [&](Checks& checks) {
    nibble::CheckEmbedding(checks, isa, lookups, count, y);
    if (!checks.ok()) return;
    for (int64_t i = 0; i < y->rows; ++i) {
      nibble::Clear(*y, i);
      for (int64_t j = 0; j < count; ++j) {
        nibble::AddLookup(IsaOf(isa), lookups[j], i, y->columns, nibble::RowOf(*y, i));
      }
    }
  });
}

int32_t nibble_embedding_bag(int32_t isa, int32_t mode, const nibble_lookup* lookup,
                             const int32_t* offsets, const nibble_matrix* y) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.RunsHere(isa);
    checks.Range("mode", mode, NIBBLE_BAG_SUM, NIBBLE_BAG_MEAN);
    checks.Object("lookup", lookup);
    checks.Float32Matrix("y", y);
    if (!checks.ok()) return;
    const nibble::LookupCheck check(checks, "lookup", *lookup);
    check.Members(y->rows);
    if (checks.ok()) nibble::CheckOffsets(checks, offsets, y->rows);
    if (checks.ok()) check.Ids(offsets[y->rows]);
    if (!checks.ok()) return;
    for (int64_t row = 0; row < y->rows; ++row) {
      nibble::Clear(*y, row);
      float* sum = nibble::RowOf(*y, row);
      for (int64_t i = offsets[row]; i < offsets[row + 1]; ++i) {
        nibble::AddLookup(IsaOf(isa), *lookup, i, y->columns, sum);
      }
      const int64_t ids = offsets[row + 1] - offsets[row];
      if (mode == NIBBLE_BAG_MEAN && ids > 0) {
        IsaOf(isa).operators->divide(y->columns, static_cast<float>(ids), sum, sum);
      }
    }
  });
}

int32_t nibble_attention_workspace_bytes(const nibble_attention_settings* settings, int64_t longest,
                                         int64_t* bytes) {
  return Guarded(__func__, [&](Checks& checks) {
    nibble::CheckSettings(checks, settings);
    checks.Range("longest", longest, 0, INT32_MAX);
    checks.Object("bytes", bytes);
    if (checks.ok()) *bytes = nibble::AttentionWorkspaceBytes(*settings, longest);
  });
}

int32_t nibble_attention(int32_t isa, const nibble_attention_settings* settings,
                         const int32_t* offsets, int64_t rows, const nibble_matrix* qkv,
                         const nibble_matrix* y, void* workspace, int64_t workspace_bytes) {
  return Guarded(__func__, [&](Checks& checks) {
    nibble::CheckAttention(checks, isa, settings, offsets, rows, qkv, y, workspace);
    if (!checks.ok()) return;
    const int64_t longest = nibble::LongestRow(offsets, rows);
    if (settings->rotary != nullptr) {
      checks.Range("the longest row", longest, 0, settings->rotary_positions);
    }
    if (!checks.ok() || longest == 0) return;
    checks.Range("workspace_bytes", workspace_bytes,
                 nibble::AttentionWorkspaceBytes(*settings, longest), INT64_MAX);
    if (!checks.ok()) return;
    nibble::RunAttention(IsaOf(isa), {*settings, offsets, rows, longest, MatrixOf(*qkv),
                                      MatrixOf(*y), workspace});
  });
}

int32_t nibble_pool(int32_t isa, int32_t mode, const int32_t* offsets, const nibble_matrix* x,
                    const nibble_matrix* y) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.RunsHere(isa);
    checks.Range("mode", mode, NIBBLE_POOL_FIRST, NIBBLE_POOL_LAST);
    checks.Float32Matrix("x", x);
    checks.Float32Matrix("y", y);
    if (!checks.ok()) return;
    checks.Equal("y.columns", y->columns, "x.columns", x->columns);
    checks.Disjoint("x", *x, "y", *y);
    if (checks.ok()) nibble::CheckOffsets(checks, offsets, y->rows, "x.rows", *x);
    if (!checks.ok()) return;
    for (int64_t row = 0; row < y->rows; ++row) {
      nibble::Pool(IsaOf(isa), mode, offsets[row + 1] - offsets[row], *x, offsets[row],
                   nibble::RowOf(*y, row));
    }
  });
}
