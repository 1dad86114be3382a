// Entry points: packed layout v1.
#include <cstring>

#include "api_support.h"
#include "layout/int8.h"

namespace nibble {
namespace {

// The first value above 15, or −1. Branch-free inside, so that it costs little next to packing.
int64_t FirstAboveNibble(const uint8_t* values, int64_t count) {
  uint8_t seen = 0;
  for (int64_t i = 0; i < count; ++i) seen = static_cast<uint8_t>(seen | values[i]);
  if (seen < 16) return -1;
  int64_t i = 0;
  while (values[i] < 16) ++i;
  return i;
}

void CheckNibbles(Checks& checks, const char* name, const uint8_t* values, int64_t count) {
  if (!checks.ok() || values == nullptr) return;
  const int64_t bad = FirstAboveNibble(values, count);
  if (bad < 0) return;
  checks.Range(name, values[bad], 0, 15);
}

void CheckBFloat16(Checks& checks, const float* scales, int64_t count) {
  if (!checks.ok()) return;
  for (int64_t i = 0; i < count; ++i) {
    uint32_t bits;
    std::memcpy(&bits, scales + i, sizeof bits);
    if ((bits & 0xffff) == 0) continue;
    checks.Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "scale %lld is %.9g, expected a bfloat16 number",
                static_cast<long long>(i), static_cast<double>(scales[i]));
    return;
  }
}

}  // namespace
}  // namespace nibble

using nibble::Checks;
using nibble::Guarded;
using nibble::Layout;
using nibble::LayoutOf;

int32_t nibble_qb4w_layout_of(int64_t n, int64_t k, int64_t group_size,
                              nibble_qb4w_layout* layout) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.Shape(n, k, group_size);
    checks.Object("layout", layout);
    if (!checks.ok()) return;
    const Layout l = LayoutOf(n, k, group_size);
    *layout = {l.panels,        l.padded_k,     l.groups,       l.group_length,
               l.NibbleBytes(), l.ScaleCount(), l.ColumnCount()};
  });
}

int32_t nibble_qb4w_pack(int64_t n, int64_t k, int64_t group_size, int32_t scale_type,
                         const uint8_t* values, const float* scales, const uint8_t* zero_points,
                         uint8_t* nibbles, void* packed_scales, uint8_t* packed_zero_points,
                         float* comp) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.Shape(n, k, group_size);
    checks.ScaleType("scale_type", scale_type);
    if (!checks.ok()) return;
    const bool bfloat16 = scale_type == NIBBLE_BFLOAT16;
    checks.NotNull("values", values);
    checks.Array("scales", scales, sizeof *scales);
    checks.NotNull("nibbles", nibbles);
    checks.Array("packed_scales", packed_scales, nibble::ElementBytes(scale_type));
    checks.Array("comp", comp, sizeof *comp);
    if ((zero_points == nullptr) != (packed_zero_points == nullptr)) {
      checks.Fail(NIBBLE_STATUS_INVALID_ARGUMENT,
                  "of zero_points and packed_zero_points one is null, expected both or none");
    }
    if (!checks.ok()) return;
    const Layout layout = LayoutOf(n, k, group_size);
    nibble::CheckNibbles(checks, "a value", values, n * k);
    nibble::CheckNibbles(checks, "a zero point", zero_points, n * layout.groups);
    if (bfloat16) nibble::CheckBFloat16(checks, scales, n * layout.groups);
    if (!checks.ok()) return;
    nibble::Pack(
        layout, {values, scales, zero_points},
        {nibbles, bfloat16 ? nullptr : static_cast<float*>(packed_scales),
         bfloat16 ? static_cast<uint16_t*>(packed_scales) : nullptr, packed_zero_points, comp});
  });
}

int32_t nibble_qb4w_unpack(int64_t n, int64_t k, int64_t group_size, const uint8_t* nibbles,
                           uint8_t* values) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.Shape(n, k, group_size);
    checks.NotNull("nibbles", nibbles);
    checks.NotNull("values", values);
    if (checks.ok()) nibble::Unpack(LayoutOf(n, k, group_size), nibbles, values);
  });
}

int32_t nibble_qb8w_layout_of(int64_t n, int64_t k, int64_t group_size,
                              nibble_qb8w_layout* layout) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.Int8Shape(n, k, group_size);
    checks.Object("layout", layout);
    if (!checks.ok()) return;
    const Layout l = LayoutOf(n, k, group_size);
    *layout = {l.panels,       l.padded_k,      l.groups,
               l.group_length, l.panels * nibble::PanelByteBytes(l),
               l.ScaleCount(), l.ColumnCount()};
  });
}

int32_t nibble_qb8w_pack(int64_t n, int64_t k, int64_t group_size, const int8_t* values,
                         const float* scales, uint8_t* weights, float* packed_scales, float* comp) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.Int8Shape(n, k, group_size);
    checks.NotNull("values", values);
    checks.Array("scales", scales, sizeof *scales);
    checks.NotNull("weights", weights);
    checks.Array("packed_scales", packed_scales, sizeof *packed_scales);
    checks.Array("comp", comp, sizeof *comp);
    if (!checks.ok()) return;
    nibble::PackInt8(LayoutOf(n, k, group_size), {values, scales}, {weights, packed_scales, comp});
  });
}

int32_t nibble_qb8w_unpack(int64_t n, int64_t k, int64_t group_size, const uint8_t* weights,
                           int8_t* values) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.Int8Shape(n, k, group_size);
    checks.NotNull("weights", weights);
    checks.NotNull("values", values);
    if (checks.ok()) nibble::UnpackInt8(LayoutOf(n, k, group_size), weights, values);
  });
}

int32_t nibble_f32_pack(int64_t n, int64_t k, const float* weight, float* packed) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.Shape(n, k, 0);
    checks.Array("weight", weight, sizeof *weight);
    checks.Array("packed", packed, sizeof *packed);
    if (checks.ok()) nibble::PackFloat32(n, k, weight, packed);
  });
}
