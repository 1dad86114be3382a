// The tight loops behind limits.h, in files compiled for one ISA each.
#ifndef NIBBLE_BENCH_LOOPS_H_
#define NIBBLE_BENCH_LOOPS_H_

#include <cstdint>
#include <vector>

namespace nibble::bench {

// Issues independent dot-product instructions, or multiply-adds of float32, and nothing else.
struct DotLoop {
  const char* isa;
  int64_t ops_per_iteration;
  void (*run)(int64_t iterations);
};

// The loops that this build has and this CPU can run.
std::vector<DotLoop> DotLoops();

std::vector<DotLoop> FmaLoops();

// Loads every byte of the block with the widest loads this CPU has.
void ReadLoop(const uint8_t* block, int64_t bytes);

}  // namespace nibble::bench

#endif  // NIBBLE_BENCH_LOOPS_H_
