#include "kernels/kernel_table.h"

namespace nibble {

extern const Qd8Qb4wKernels kQd8Qb4wPortable;
extern const Qd8Qb8wKernels kQd8Qb8wPortable;
extern const F32Kernels kF32Portable;
#if defined(NIBBLE_X86_64)
extern const Qd8Qb4wKernels kQd8Qb4wAvx2;
extern const Qd8Qb4wKernels kQd8Qb4wAvxVnni;
extern const Qd8Qb8wKernels kQd8Qb8wAvx2;
extern const Qd8Qb8wKernels kQd8Qb8wAvxVnni;
extern const F32Kernels kF32Avx2;
extern const Qd8Qb4wKernels kQd8Qb4wAvx512Vnni;
extern const Qd8Qb4wKernels kQd8Qb4wSharedPortsAvx512Vnni;
extern const Qd8Qb8wKernels kQd8Qb8wAvx512Vnni;
extern const F32Kernels kF32Avx512;
#endif
#if defined(NIBBLE_ARM64)
extern const Qd8Qb4wKernels kQd8Qb4wNeonDot;
extern const F32Kernels kF32Neon;
#endif
#if defined(NIBBLE_AMX)
extern const Qd8Qb4wManyRows kQd8Qb4wManyAmx;
extern const Qd8Qb4wManyRows kQd8Qb8wManyAmx;
#endif

namespace {

constexpr Isa kIsas[] = {
    {"portable", CpuLacksForPortable, &kQd8Qb4wPortable, nullptr, nullptr, &kQd8Qb8wPortable,
     nullptr, &kF32Portable, QuantizeRowsPortable, &kOperatorsPortable},
#if defined(NIBBLE_X86_64)
    {"avx2", CpuLacksForAvx2, &kQd8Qb4wAvx2, nullptr, nullptr, &kQd8Qb8wAvx2, nullptr, &kF32Avx2,
     QuantizeRowsAvx2, &kOperatorsAvx2},
    {"avxvnni", CpuLacksForAvxVnni, &kQd8Qb4wAvxVnni, nullptr, nullptr, &kQd8Qb8wAvxVnni, nullptr,
     &kF32Avx2, QuantizeRowsAvx2, &kOperatorsAvx2},
    {"avx512vnni", CpuLacksForAvx512Vnni, &kQd8Qb4wAvx512Vnni, &kQd8Qb4wSharedPortsAvx512Vnni,
     nullptr, &kQd8Qb8wAvx512Vnni, nullptr, &kF32Avx512, QuantizeRowsAvx512, &kOperatorsAvx512},
#endif
#if defined(NIBBLE_AMX)
    // All of avx512vnni, and tile registers where there are rows enough to fill them.
    {"amx", CpuLacksForAmx, &kQd8Qb4wAvx512Vnni, &kQd8Qb4wSharedPortsAvx512Vnni, &kQd8Qb4wManyAmx,
     &kQd8Qb8wAvx512Vnni, &kQd8Qb8wManyAmx, &kF32Avx512, QuantizeRowsAvx512, &kOperatorsAvx512},
#endif
#if defined(NIBBLE_ARM64)
    {"neondot", CpuLacksForNeonDot, &kQd8Qb4wNeonDot, nullptr, nullptr, &kQd8Qb8wPortable, nullptr,
     &kF32Neon, QuantizeRowsNeon, &kOperatorsNeon},
#endif
};

}  // namespace

IsaList AllIsas() { return {kIsas, static_cast<int32_t>(sizeof kIsas / sizeof kIsas[0])}; }

}  // namespace nibble
