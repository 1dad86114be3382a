#include "support/oracle_encoder.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "support/oracle_ops.h"

namespace nibble::test {
namespace {

float Canonical(float x) { return std::isnan(x) ? std::numeric_limits<float>::quiet_NaN() : x; }

float Tree(std::vector<float> sums) {
  for (size_t width = 8; width > 0; width /= 2) {
    for (size_t i = 0; i < width; ++i) sums[i] += sums[i + width];
  }
  return sums[0];
}

float Sum(const Row& x) {
  std::vector<float> sums(16, 0.0f);
  for (size_t i = 0; i < x.size(); ++i) sums[i % 16] += x[i];
  return Tree(sums);
}

float SumOfSquares(const Row& x, float center) {
  std::vector<float> sums(16, 0.0f);
  for (size_t i = 0; i < x.size(); ++i) {
    const float d = x[i] - center;
    sums[i % 16] = std::fma(d, d, sums[i % 16]);
  }
  return Tree(sums);
}

Row Plus(const Row& x, const Row& residual) {
  Row z = x;
  for (size_t i = 0; i < residual.size(); ++i) z[i] = x[i] + residual[i];
  return z;
}

// The part of one head of a token, turned by its position.
Row HeadOf(const nibble_attention_settings& settings, const std::vector<Row>& qkv, int64_t token,
           int64_t head) {
  const auto begin = qkv[static_cast<size_t>(token)].begin() + head * settings.head_size;
  const Row x(begin, begin + settings.head_size);
  if (settings.rotary == nullptr) return x;
  Row y = x;
  const auto half = static_cast<size_t>(settings.head_size / 2);
  const float* cosine = settings.rotary + token * settings.head_size;
  const float* sine = cosine + half;
  for (size_t j = 0; j < half; ++j) {
    y[j] = std::fma(-x[j + half], sine[j], x[j] * cosine[j]);
    y[j + half] = std::fma(x[j], sine[j], x[j + half] * cosine[j]);
  }
  return y;
}

float Score(const nibble_attention_settings& settings, const Row& query, const Row& key,
            int64_t head, int64_t distance) {
  float s = 0;
  for (size_t d = 0; d < query.size(); ++d) s = std::fma(query[d], key[d], s);
  if (settings.position_bias == nullptr) return s * settings.scale;
  const int64_t bounded = std::min(std::max(distance, -settings.reach), settings.reach);
  return std::fma(
      s, settings.scale,
      settings.position_bias[head * (2 * settings.reach + 1) + settings.reach + bounded]);
}

Row AttendTo(const nibble_attention_settings& settings, const std::vector<Row>& qkv, int64_t query,
             int64_t head) {
  const int64_t kv_head = head / (settings.heads / settings.kv_heads);
  const Row q = HeadOf(settings, qkv, query, head);
  std::vector<int64_t> keys;
  Row scores;
  for (int64_t key = 0; key < static_cast<int64_t>(qkv.size()); ++key) {
    if (query - key > settings.before || key - query > settings.after) continue;
    keys.push_back(key);
    const Row k = HeadOf(settings, qkv, key, settings.heads + kv_head);
    scores.push_back(Score(settings, q, k, head, key - query));
  }
  float total = 0;
  const Row weights = OracleExponentials(scores, &total);
  Row y(static_cast<size_t>(settings.head_size), 0.0f);
  const int64_t first = (settings.heads + settings.kv_heads + kv_head) * settings.head_size;
  for (size_t i = 0; i < keys.size(); ++i) {
    const Row& token = qkv[static_cast<size_t>(keys[i])];
    for (size_t d = 0; d < y.size(); ++d) {
      y[d] = std::fma(weights[i], token[static_cast<size_t>(first) + d], y[d]);
    }
  }
  for (float& value : y) value = Canonical(value / total);
  return y;
}

}  // namespace

Row OracleLayerNorm(const Row& x, const Row& residual, const Row& weight, const Row& bias,
                    float epsilon) {
  const Row z = Plus(x, residual);
  const auto n = static_cast<float>(z.size());
  const float mean = Sum(z) / n;
  const float deviation = std::sqrt(SumOfSquares(z, mean) / n + epsilon);
  Row y(z.size());
  for (size_t i = 0; i < z.size(); ++i) {
    const float normalized = (z[i] - mean) / deviation;
    y[i] = Canonical(bias.empty() ? normalized * weight[i]
                                  : std::fma(normalized, weight[i], bias[i]));
  }
  return y;
}

Row OracleRmsNorm(const Row& x, const Row& residual, const Row& weight, float epsilon) {
  const Row z = Plus(x, residual);
  const float deviation = std::sqrt(SumOfSquares(z, 0) / static_cast<float>(z.size()) + epsilon);
  Row y(z.size());
  for (size_t i = 0; i < z.size(); ++i) y[i] = Canonical(z[i] / deviation * weight[i]);
  return y;
}

Row OracleL2Normalize(const Row& x) {
  const float length = std::sqrt(SumOfSquares(x, 0));
  Row y(x.size());
  const float divisor = length < 1e-12f ? 1e-12f : length;
  for (size_t i = 0; i < x.size(); ++i) y[i] = Canonical(x[i] / divisor);
  return y;
}

Row OraclePool(int32_t mode, const std::vector<Row>& tokens, size_t columns) {
  if (tokens.empty()) return Row(columns, 0.0f);
  if (mode == NIBBLE_POOL_MEAN) return OracleSumOfRows(tokens, columns, true);
  Row y = mode == NIBBLE_POOL_LAST ? tokens.back() : tokens.front();
  for (size_t c = 0; c < columns; ++c) {
    for (const Row& token : tokens) {
      if (mode == NIBBLE_POOL_MAX && (std::isnan(token[c]) || token[c] > y[c])) y[c] = token[c];
    }
    y[c] = Canonical(y[c]);
  }
  return y;
}

Row OracleSumOfRows(const std::vector<Row>& rows, size_t columns, bool mean) {
  Row y(columns, 0.0f);
  for (size_t c = 0; c < columns; ++c) {
    for (const Row& row : rows) y[c] += row[c];
    if (mean && !rows.empty()) y[c] /= static_cast<float>(rows.size());
    y[c] = Canonical(y[c]);
  }
  return y;
}

std::vector<Row> OracleAttention(const nibble_attention_settings& settings,
                                 const std::vector<Row>& qkv) {
  std::vector<Row> y(qkv.size());
  for (size_t query = 0; query < qkv.size(); ++query) {
    for (int64_t head = 0; head < settings.heads; ++head) {
      const Row part = AttendTo(settings, qkv, static_cast<int64_t>(query), head);
      y[query].insert(y[query].end(), part.begin(), part.end());
    }
  }
  return y;
}

}  // namespace nibble::test
