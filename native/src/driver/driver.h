// Loops over row chunks, panels and tiles around the micro-kernels. Arguments are valid.
#ifndef NIBBLE_DRIVER_DRIVER_H_
#define NIBBLE_DRIVER_DRIVER_H_

#include <cstdint>

#include "kernels/kernel_table.h"
#include "layout/layout.h"

namespace nibble {

struct Matrix {
  void* data;
  int64_t rows, columns, stride;
  int32_t type;
};

struct Qd8Linear {
  Layout layout;
  bool int8_weights;  // else int4
  const uint8_t* weights;
  const float* scales;  // null for scales in bfloat16, which the next holds
  const uint16_t* bfloat16_scales;
  const uint8_t* zero_points;  // null for symmetric weights
  const float* comp;
  const float* bias;  // or null
  bool asymmetric_activations;
  int32_t activation;
  Matrix x, y;
  void* workspace;  // Qd8WorkspaceBytes(x.rows, layout), any alignment
};

int64_t Qd8WorkspaceBytes(int64_t rows, const Layout& layout);
void RunQd8Linear(const Isa& isa, const Qd8Linear& job);

struct F32Linear {
  int64_t n, k;
  const float* weight;
  const float* bias;  // or null
  int32_t activation;
  Matrix x, y;
};

void RunF32Linear(const Isa& isa, const F32Linear& job);

}  // namespace nibble

#endif  // NIBBLE_DRIVER_DRIVER_H_
