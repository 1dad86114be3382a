// What this machine and its operating system can run. Asked once: under a hypervisor every CPUID is
// a trap of several microseconds.
#ifndef NIBBLE_CPU_CPU_H_
#define NIBBLE_CPU_CPU_H_

namespace nibble {

// Each says what is missing for an ISA, to complete "… cannot run here: "; empty if it runs here.

// Always empty: the portable kernels need nothing.
const char* CpuLacksForPortable();

// AVX2, FMA and F16C, with the YMM state saved by the operating system.
const char* CpuLacksForAvx2();

// The same and AVX-VNNI, which is VPDPBUSD without AVX-512.
const char* CpuLacksForAvxVnni();

// AVX-512 F, BW, DQ, VL and VNNI, with the ZMM state saved by the operating system.
const char* CpuLacksForAvx512Vnni();

// The same, AMX-TILE and AMX-INT8 with their state saved, and the operating system's permission to
// use tile data, which the first call asks for on behalf of the process. With
// NIBBLE_TEST_ASSUME_AMX=1 the permission alone decides about AMX: for tests that run its
// instructions in software.
const char* CpuLacksForAmx();

}  // namespace nibble

#endif  // NIBBLE_CPU_CPU_H_
