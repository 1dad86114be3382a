// Every ISA and its kernels. A new ISA is one kernel file and one row in kernel_table.cc.
#ifndef NIBBLE_KERNELS_KERNEL_TABLE_H_
#define NIBBLE_KERNELS_KERNEL_TABLE_H_

#include <cstdint>

#include "cpu/cpu.h"
#include "kernels/micro_kernel.h"
#include "ops/ops.h"
#include "quant/quantize.h"

namespace nibble {

struct Isa {
  const char* name;
  Lack (*lacks)();  // what this machine lacks for it
  const Qd8Qb4wKernels* qd8_f32_qb4w;
  const Qd8Qb4wKernels* qd8_f32_qb4w_shared_ports;  // where ProductsShareTheirPorts; or null
  const Qd8Qb4wManyRows* qd8_f32_qb4w_many;  // null: the tiles above serve any number of rows
  const Qd8Qb8wKernels* qd8_f32_qb8w;
  const Qd8Qb4wManyRows* qd8_f32_qb8w_many;  // or null
  const F32Kernels* f32;
  QuantizeFn quantize_rows;
  const Operators* operators;

  bool runs_here() const { return lacks().none(); }

  const Qd8Qb4wKernels& qd8_f32_qb4w_here() const {
    const bool shared = qd8_f32_qb4w_shared_ports != nullptr && ProductsShareTheirPorts();
    return shared ? *qd8_f32_qb4w_shared_ports : *qd8_f32_qb4w;
  }
};

// From the plainest to the fastest; the first runs everywhere.
struct IsaList {
  const Isa* rows;
  int32_t count;
  const Isa* begin() const { return rows; }
  const Isa* end() const { return rows + count; }
};
IsaList AllIsas();

}  // namespace nibble

#endif  // NIBBLE_KERNELS_KERNEL_TABLE_H_
