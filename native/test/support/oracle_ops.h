// docs/operators.md in scalar code, one line per line of the page.
#ifndef NIBBLE_TEST_SUPPORT_ORACLE_OPS_H_
#define NIBBLE_TEST_SUPPORT_ORACLE_OPS_H_

#include <cstdint>
#include <vector>

namespace nibble::test {

// `activation` as in nibble.h.
float OracleActivate(int32_t activation, float x);

// The same function in float64 arithmetic, for accuracy; not the definition.
double ExactActivate(int32_t activation, double x);

// The numerators of softmax, and their sum.
std::vector<float> OracleExponentials(const std::vector<float>& x, float* sum);

std::vector<float> OracleSoftmax(const std::vector<float>& x);

}  // namespace nibble::test

#endif  // NIBBLE_TEST_SUPPORT_ORACLE_OPS_H_
