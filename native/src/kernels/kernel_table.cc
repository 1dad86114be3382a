#include "kernels/kernel_table.h"

#include "cpu/cpu.h"

namespace nibble {

extern const Qd8Qb4wKernels kQd8Qb4wPortable;
extern const F32Kernels kF32Portable;
#if defined(NIBBLE_X86_64)
extern const Qd8Qb4wKernels kQd8Qb4wAvx2;
extern const Qd8Qb4wKernels kQd8Qb4wAvxVnni;
extern const F32Kernels kF32Avx2;
extern const Qd8Qb4wKernels kQd8Qb4wAvx512Vnni;
extern const F32Kernels kF32Avx512;
#endif

namespace {

constexpr Isa kIsas[] = {
    {"portable", CpuRunsPortable, &kQd8Qb4wPortable, &kF32Portable, QuantizeRowsPortable,
     &kOperatorsPortable},
#if defined(NIBBLE_X86_64)
    {"avx2", CpuRunsAvx2, &kQd8Qb4wAvx2, &kF32Avx2, QuantizeRowsAvx2, &kOperatorsAvx2},
    {"avxvnni", CpuRunsAvxVnni, &kQd8Qb4wAvxVnni, &kF32Avx2, QuantizeRowsAvx2, &kOperatorsAvx2},
    {"avx512vnni", CpuRunsAvx512Vnni, &kQd8Qb4wAvx512Vnni, &kF32Avx512, QuantizeRowsAvx512,
     &kOperatorsAvx512},
#endif
};

}  // namespace

IsaList AllIsas() { return {kIsas, static_cast<int32_t>(sizeof kIsas / sizeof kIsas[0])}; }

}  // namespace nibble
