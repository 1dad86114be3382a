// Rows of embedding tables, written once over a vector type V (see activations.h).
#ifndef NIBBLE_OPS_EMBEDDING_H_
#define NIBBLE_OPS_EMBEDDING_H_

#include <cstdint>

#include "nibble/nibble.h"
#include "ops/activations.h"
#include "ops/elementwise.h"
#include "ops/ops.h"

namespace nibble {
namespace {

// value(i, lanes): elements of the table's row.
template <class V, class Value>
[[gnu::always_inline]] inline void AddValues(const TableRow& row, Value value) {
  ForEachVector(row.count, [&](int64_t i, int64_t lanes) {
    const typename V::F sum = V::Add(V::Load(row.y + i, lanes, 0.0f), value(i, lanes));
    V::Store(row.y + i, Canonical<V>(sum), lanes);
  });
}

template <class V>
void AddTableRow(const TableRow& row) {
  if (row.type == NIBBLE_INT8) {
    const auto* values = static_cast<const int8_t*>(row.values);
    const typename V::F scale = V::Set(row.scale);
    AddValues<V>(row, [&](int64_t i, int64_t lanes) {
      return V::Mul(V::Widen(values + i, lanes), scale);
    });
  } else if (row.type == NIBBLE_BFLOAT16) {
    const auto* values = static_cast<const uint16_t*>(row.values);
    AddValues<V>(row, [&](int64_t i, int64_t lanes) { return V::Widen(values + i, lanes); });
  } else {
    const auto* values = static_cast<const float*>(row.values);
    AddValues<V>(row, [&](int64_t i, int64_t lanes) { return V::Load(values + i, lanes, 0.0f); });
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_OPS_EMBEDDING_H_
