// What this machine can do at most, measured in the same run as the benchmarks.
#ifndef NIBBLE_BENCH_LIMITS_H_
#define NIBBLE_BENCH_LIMITS_H_

#include <cstdint>
#include <string>

namespace nibble::bench {

// Integer multiply-add rate of the best dot-product instruction of an ISA on one thread, in 1e9
// operations a second (a multiply-add is two): VPDPBUSD on zmm for avx512vnni, on ymm for avxvnni,
// VPMADDUBSW + VPADDW for avx2, TDPBSUD for amx, PMADDWD + PADDD for portable.
// 0 where this build or this CPU cannot tell. Best of several runs.
double PeakGops(const std::string& isa);

// The same of float32 multiply-adds: FMA on zmm for avx512vnni and amx, on ymm for avx2 and
// avxvnni.
double PeakGflops(const std::string& isa);

// Rate at which `threads` threads together read a block of `bytes` bytes over and over, in GB/s:
// the bandwidth of the level of the memory hierarchy that the block fits in. Best of several runs.
double ReadBandwidth(int64_t bytes, int threads);

}  // namespace nibble::bench

#endif  // NIBBLE_BENCH_LIMITS_H_
