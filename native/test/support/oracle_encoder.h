// The operators of encoder models, docs/operators.md in scalar code.
#ifndef NIBBLE_TEST_SUPPORT_ORACLE_ENCODER_H_
#define NIBBLE_TEST_SUPPORT_ORACLE_ENCODER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nibble/nibble.h"

namespace nibble::test {

using Row = std::vector<float>;

// Empty bias or residual: none.
Row OracleLayerNorm(const Row& x, const Row& residual, const Row& weight, const Row& bias,
                    float epsilon);
Row OracleRmsNorm(const Row& x, const Row& residual, const Row& weight, float epsilon);
Row OracleL2Normalize(const Row& x);

// `mode` as in nibble.h; columns for a row without tokens.
Row OraclePool(int32_t mode, const std::vector<Row>& tokens, size_t columns);

// Σ of rows that are already widened; their mean if `mean`.
Row OracleSumOfRows(const std::vector<Row>& rows, size_t columns, bool mean);

// What each token of one row of a table gets; rows are those of qkv.
std::vector<Row> OracleAttention(const nibble_attention_settings& settings,
                                 const std::vector<Row>& qkv);

}  // namespace nibble::test

#endif  // NIBBLE_TEST_SUPPORT_ORACLE_ENCODER_H_
