// Per-row dynamic quantization of activations (docs/quantization.md), one function per vector
// width.
#ifndef NIBBLE_QUANT_QUANTIZE_H_
#define NIBBLE_QUANT_QUANTIZE_H_

#include <cstdint>

namespace nibble {

// Rows of activations and where their int8 form goes. Valid, and no two buffers overlap.
struct QuantizeRows {
  const void* x;
  int64_t rows, columns, stride;
  int32_t type;     // NIBBLE_FLOAT32, …
  bool asymmetric;  // NIBBLE_ACT_ASYMMETRIC
  int64_t groups, group_length;
  int8_t* q;            // rows of groups · group_length, zeros past columns
  int64_t q_stride;     // from one to the next
  float* scale;         // NaN marks a bad row, whose q is zero
  int32_t* zero_point;  // z_a
  int32_t* group_sums;  // rows × groups
};

using QuantizeFn = void (*)(const QuantizeRows& job);

void QuantizeRowsPortable(const QuantizeRows& job);
void QuantizeRowsAvx2(const QuantizeRows& job);
void QuantizeRowsAvx512(const QuantizeRows& job);
void QuantizeRowsNeon(const QuantizeRows& job);

}  // namespace nibble

#endif  // NIBBLE_QUANT_QUANTIZE_H_
