// The definitions of docs/quantization.md and docs/operators.md, slow and obvious, on unpacked
// data. Shares no code with the library.
#ifndef NIBBLE_TEST_SUPPORT_ORACLE_H_
#define NIBBLE_TEST_SUPPORT_ORACLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nibble::test {

enum class Type { kFloat32 = 0, kBFloat16 = 1, kFloat16 = 2 };

int64_t BytesOf(Type type);

// An element of any type, by its bits.
float Decode(Type type, uint32_t bits);
uint32_t Encode(Type type, float value);

struct OracleWeights {
  int64_t n = 0, k = 0, group_length = 0;
  std::vector<uint8_t> values;       // n × k; w + 128 for int8 weights
  std::vector<float> scales;         // n × groups
  std::vector<uint8_t> zero_points;  // n × groups; 8 everywhere for symmetric weights, 128 for int8
  std::vector<float> bias;           // n, or empty

  int64_t groups() const { return (k + group_length - 1) / group_length; }
  uint8_t value(int64_t row, int64_t i) const { return values[static_cast<size_t>(row * k + i)]; }
  float scale(int64_t row, int64_t g) const {
    return scales[static_cast<size_t>(row * groups() + g)];
  }
  int32_t zero(int64_t row, int64_t g) const {
    return zero_points[static_cast<size_t>(row * groups() + g)];
  }
};

// comp[n] of the definition.
float OracleComp(const OracleWeights& weights, int64_t n);

struct OracleRow {
  bool bad = false;
  float scale = 0;
  int32_t zero_point = 0;
  std::vector<int32_t> q;
};

OracleRow OracleQuantize(const std::vector<float>& x, bool asymmetric);

// y[n] of one row, before activation function and conversion; NaN for a bad row.
float OracleLinear(const OracleWeights& weights, const OracleRow& row, bool asymmetric, int64_t n);

}  // namespace nibble::test

#endif  // NIBBLE_TEST_SUPPORT_ORACLE_H_
