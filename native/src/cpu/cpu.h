// What this machine and its operating system can run.
#ifndef NIBBLE_CPU_CPU_H_
#define NIBBLE_CPU_CPU_H_

namespace nibble {

// Always true: the portable kernels need nothing.
bool CpuRunsPortable();

// AVX2, FMA and F16C, with the YMM state saved by the operating system.
bool CpuRunsAvx2();

// The same and AVX-VNNI, which is VPDPBUSD without AVX-512.
bool CpuRunsAvxVnni();

// AVX-512 F, BW, DQ, VL and VNNI, with the ZMM state saved by the operating system.
bool CpuRunsAvx512Vnni();

}  // namespace nibble

#endif  // NIBBLE_CPU_CPU_H_
