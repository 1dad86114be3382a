// What this machine and its operating system can run. Asked once: under a hypervisor every CPUID is
// a trap of several microseconds.
#ifndef NIBBLE_CPU_CPU_H_
#define NIBBLE_CPU_CPU_H_

namespace nibble {

struct Lack {
  const char* what;       // completes "… cannot run here: "; empty if it runs here
  bool withheld = false;  // the CPU has all of it, the operating system withholds it
  bool none() const { return *what == '\0'; }
};

// Each says what is missing for an ISA.

// Nothing: the portable kernels need nothing.
Lack CpuLacksForPortable();

// AVX2, FMA and F16C, with the YMM state saved by the operating system.
Lack CpuLacksForAvx2();

// The same and AVX-VNNI, which is VPDPBUSD without AVX-512.
Lack CpuLacksForAvxVnni();

// AVX-512 F, BW, DQ, VL and VNNI, with the ZMM state saved by the operating system.
Lack CpuLacksForAvx512Vnni();

// The same, AMX-TILE and AMX-INT8 with their state saved, and the operating system's permission to
// use tile data, which the first call asks for on behalf of the process.
Lack CpuLacksForAmx();

// Whether the instructions that take nibbles apart wait for the ports of the products, as on Intel's
// CPUs, where every operation on 512 bits has the same two. AMD's have two more for them.
bool ProductsShareTheirPorts();

// NEON with the dot products of four bytes, which ARMv8.4 has and most of ARMv8.2.
Lack CpuLacksForNeonDot();

}  // namespace nibble

#endif  // NIBBLE_CPU_CPU_H_
