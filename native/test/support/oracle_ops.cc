#include "support/oracle_ops.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "nibble/nibble.h"

namespace nibble::test {
namespace {

float Horner(float x, std::initializer_list<float> highest_first) {
  float p = 0;
  bool first = true;
  for (const float c : highest_first) {
    p = first ? c : std::fma(p, x, c);
    first = false;
  }
  return p;
}

float Exp(float x) {
  if (x < -104.0f) x = -104.0f;
  if (x > 89.0f) x = 89.0f;
  const float shift = 0x1.8p+23f;
  const float n = std::fma(x, 0x1.715476p+0f, shift) - shift;
  const float r = std::fma(n, -0x1.7f7d1cp-20f, std::fma(n, -0x1.62e4p-1f, x));
  const float p = Horner(r, {0x1.68d3a0p-10f, 0x1.11e3f8p-7f, 0x1.5558aep-5f, 0x1.555504p-3f,
                             0x1.fffffep-2f, 1.0f, 1.0f});
  // ldexp rounds once, which is what the two factors of the definition come to.
  return std::ldexp(p, static_cast<int>(n));
}

float Sigmoid(float x) {
  const float e = Exp(-std::fabs(x));
  return (x >= 0 ? 1.0f : e) / (1.0f + e);
}

float Tanh(float x) {
  const float a = std::fabs(x);
  const float t = a * a;
  const float p = Horner(
      t, {-0x1.75e1cep-8f, 0x1.52269cp-6f, -0x1.b83c5ap-5f, 0x1.110726p-3f, -0x1.555532p-2f});
  const float small = std::fma(a * t, p, a);
  const float large = 1.0f - 2.0f / (Exp(a + a) + 1.0f);
  return std::copysign(a < 0.625f ? small : large, x);
}

float GeluErf(float x) {
  const float a = std::fmin(std::fabs(x), 16.0f);
  const float h = a * a;
  const float l = std::fma(a, a, -h);
  const float e0 = Exp(-0.5f * h);
  const float e = std::fma(e0, -0.5f * l, e0);
  const float t = 1.0f / std::fma(a, 0.25f, 1.0f);
  const float p =
      Horner(t, {0x1.14c3bap-6f, -0x1.0857eap-4f, 0x1.c9c2c2p-5f, 0x1.7277a0p-6f, 0x1.228e9cp-6f,
                 0x1.5774acp-4f, 0x1.2b0f60p-4f, 0x1.864c96p-4f, 0x1.97a3d0p-4f, 0x1.988f9cp-4f});
  return std::fma(-a, e * (p * t), x > 0 ? x : 0.0f);
}

float GeluTanh(float x) {
  const float w = std::fma(x * x, 0x1.2444f2p-4f, 0x1.988454p+0f) * x;
  return std::fmax(x, -16.0f) * Sigmoid(w);
}

double ExactSigmoid(double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}

}  // namespace

float OracleActivate(int32_t activation, float x) {
  if (std::isnan(x)) return std::numeric_limits<float>::quiet_NaN();
  switch (activation) {
    case NIBBLE_RELU:
      return x > 0 ? x : 0.0f;
    case NIBBLE_GELU_ERF:
      return GeluErf(x);
    case NIBBLE_GELU_TANH:
      return GeluTanh(x);
    case NIBBLE_SILU:
      return std::fmax(x, -110.0f) * Sigmoid(x);
    case NIBBLE_TANH:
      return Tanh(x);
    case NIBBLE_SIGMOID:
      return Sigmoid(x);
    default:
      return x;
  }
}

double ExactActivate(int32_t activation, double x) {
  switch (activation) {
    case NIBBLE_RELU:
      return std::fmax(x, 0.0);
    case NIBBLE_GELU_ERF:
      return x * std::erfc(-x / std::sqrt(2.0)) / 2;
    case NIBBLE_GELU_TANH:
      return x * ExactSigmoid(2 * std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x));
    case NIBBLE_SILU:
      return x * ExactSigmoid(x);
    case NIBBLE_TANH:
      return std::tanh(x);
    case NIBBLE_SIGMOID:
      return ExactSigmoid(x);
    default:
      return x;
  }
}

std::vector<float> OracleExponentials(const std::vector<float>& x, float* sum) {
  float max = -std::numeric_limits<float>::infinity();
  for (const float value : x) max = value > max ? value : max;
  std::vector<float> y(x.size());
  float sums[16] = {};
  for (size_t j = 0; j < x.size(); ++j) {
    const float d = x[j] - max;
    y[j] = std::isnan(d) ? d : Exp(d);
    sums[j % 16] += y[j];
  }
  for (size_t width = 8; width > 0; width /= 2) {
    for (size_t i = 0; i < width; ++i) sums[i] += sums[i + width];
  }
  *sum = sums[0];
  return y;
}

std::vector<float> OracleSoftmax(const std::vector<float>& x) {
  float sum = 0;
  std::vector<float> y = OracleExponentials(x, &sum);
  for (float& value : y) {
    value /= sum;
    if (std::isnan(value)) value = std::numeric_limits<float>::quiet_NaN();
  }
  return y;
}

}  // namespace nibble::test
