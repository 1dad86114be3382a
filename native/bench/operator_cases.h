// The float32 operators of encoder models at the shapes of real ones, with what each has to compute
// and to move.
#ifndef NIBBLE_BENCH_OPERATOR_CASES_H_
#define NIBBLE_BENCH_OPERATOR_CASES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace nibble::bench {

struct OperatorCase {
  std::string name;  // operator/shape
  int64_t tokens;
  int64_t flops;  // 0 where bytes alone count
  int64_t bytes;  // read and written
  std::function<void()> run;
};

std::vector<OperatorCase> OperatorCases(int32_t isa);

}  // namespace nibble::bench

#endif  // NIBBLE_BENCH_OPERATOR_CASES_H_
