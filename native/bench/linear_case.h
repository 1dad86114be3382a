// One row of the benchmark: a layer shape with its settings.
#ifndef NIBBLE_BENCH_LINEAR_CASE_H_
#define NIBBLE_BENCH_LINEAR_CASE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "layer.h"

namespace nibble::bench {

struct LinearCase {
  Shape shape;
  int64_t m;
  int64_t group;
  bool symmetric_act;
  bool symmetric_weights;
  int32_t isa;
  int threads;
  int64_t copies;  // distinct copies of the weights that a thread walks through, call by call
  bool bfloat16_scales;
  bool int8_weights = false;

  // Integer operations of one call: a multiply-add is two.
  double Operations() const { return 2.0 * static_cast<double>(m * shape.n * shape.k); }

  // "f32" or "bf16".
  std::string ScaleWord() const;

  // "sym", "asym" or "int8".
  std::string WeightWord() const;

  // Unique name, readable in a listing.
  std::string Name() const;
};

// What to run: shapes × rows × groups × settings, and int8 weights per channel beside them.
struct Plan {
  std::vector<Shape> shapes;
  std::vector<int64_t> rows;
  std::vector<int64_t> groups;
  int64_t copies;
  bool bfloat16_scales;
};

// The plan's cases for one ISA and thread count, the weights as resident in the caches as their
// size allows.
std::vector<LinearCase> CasesOf(const Plan& plan, int32_t isa, int threads);

}  // namespace nibble::bench

#endif  // NIBBLE_BENCH_LINEAR_CASE_H_
