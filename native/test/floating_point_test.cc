// Callers come with any floating-point environment: the bits do not depend on it, and they find it
// again as it was.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/problem.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#if defined(__x86_64__) || defined(__aarch64__)

namespace nibble::test {
namespace {

using Environment = uint64_t;

#if defined(__x86_64__)

// MXCSR.
constexpr Environment kDefault = 0x1f80;
constexpr Environment kDenormalsAreZero = 0x40, kFlushToZero = 0x8000;
constexpr Environment kDown = 0x2000, kUp = 0x4000, kTowardZero = 0x6000;
constexpr Environment kMasks = 0x1f80, kFlags = 0x3f;
constexpr Environment kEnvironments[] = {
    kDefault,
    kDefault | kFlags,
    kDefault | kFlushToZero,
    kDefault | kDenormalsAreZero,
    kDefault | kFlushToZero | kDenormalsAreZero,
    kDefault | kDown,
    kDefault | kUp,
    kDefault | kTowardZero,
    kDefault & ~kMasks,
    (kDefault & ~kMasks) | kFlags | kUp | kFlushToZero | kDenormalsAreZero,
};

Environment Current() { return _mm_getcsr(); }
void Set(Environment environment) { _mm_setcsr(static_cast<unsigned>(environment)); }

#else

// FPSR above FPCR.
constexpr Environment kFlags = Environment{0x9f} << 32;
constexpr Environment kUp = 1 << 22, kDown = 2 << 22, kTowardZero = 3 << 22;
constexpr Environment kFlushToZero = 1 << 24, kDefaultNan = 1 << 25, kAlternativeHalf = 1 << 26;
constexpr Environment kEnvironments[] = {
    0,
    kFlags,
    kFlushToZero,
    kDown,
    kUp,
    kTowardZero,
    kDefaultNan,
    kAlternativeHalf,
    kFlags | kUp | kFlushToZero | kDefaultNan | kAlternativeHalf,
};

Environment Current() {
  uint64_t control, status;
  __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr" : "=r"(control), "=r"(status)::"memory");
  return status << 32 | control;
}
void Set(Environment environment) {
  __asm__ volatile("msr fpcr, %0\n\tmsr fpsr, %1" ::"r"(environment & 0xffffffff),
                   "r"(environment >> 32)
                   : "memory");
}

#endif

// A call in an environment; that of the test again afterwards. What the call left, in words if it
// is not what it found.
std::string InEnvironment(Environment environment, const std::function<void()>& call) {
  const Environment mine = Current();
  Set(environment);
  call();
  const Environment left = Current();
  Set(mine);
  if (left == environment) return "";
  return "found " + std::to_string(environment) + ", left " + std::to_string(left);
}

// Every environment leaves the same bytes at `result`.
template <class T>
void Check(std::vector<T>& result, const std::function<void()>& call) {
  const size_t bytes = result.size() * sizeof(T);
  call();
  const std::vector<T> expected = result;
  for (const Environment environment : kEnvironments) {
    std::memset(static_cast<void*>(result.data()), 0x5a, bytes);
    EXPECT_EQ(InEnvironment(environment, call), "");
    EXPECT_EQ(std::memcmp(result.data(), expected.data(), bytes), 0)
        << "environment " << environment;
  }
}

class FloatingPointTest : public testing::TestWithParam<int32_t> {};

// Sums that round, and products below the normal numbers.
const LayerSettings kLayer = {40, 100, 32, true, true};

OracleWeights SmallWeights(Random& random) {
  OracleWeights weights = RandomWeights(random, kLayer);
  for (float& scale : weights.scales) scale *= 0x1p-126f;
  return weights;
}

nibble_matrix MatrixOf(std::vector<float>& data, int64_t rows) {
  const auto columns = static_cast<int64_t>(data.size()) / rows;
  return {data.data(), rows, columns, columns, NIBBLE_FLOAT32};
}

TEST_P(FloatingPointTest, Int4Layer) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  Random random;
  const OracleWeights weights = SmallWeights(random);
  const PackedLayer layer(weights, kLayer, Edge::kBack);
  TypedMatrix x(Type::kFloat32, 17, kLayer.k, kLayer.k, Edge::kBack);
  FillRandom(random, x);
  int64_t workspace_bytes = 0;
  ExpectOk(nibble_qd8_workspace_bytes(17, kLayer.k, kLayer.group_size, &workspace_bytes));
  std::vector<uint8_t> workspace(static_cast<size_t>(workspace_bytes) + 64);
  void* aligned = workspace.data();
  size_t space = workspace.size();
  std::align(64, static_cast<size_t>(workspace_bytes), aligned, space);
  std::vector<float> result(static_cast<size_t>(17 * kLayer.n));
  const nibble_matrix y = MatrixOf(result, 17);
  for (int32_t activation = NIBBLE_IDENTITY; activation <= NIBBLE_SIGMOID; ++activation) {
    Check(result, [&] {
      ASSERT_EQ(nibble_qd8_f32_qb4w_linear(GetParam(), &layer.view(), NIBBLE_ACT_ASYMMETRIC,
                                           activation, &x.view(), &y, aligned, workspace_bytes),
                NIBBLE_STATUS_OK);
    });
  }
}

TEST_P(FloatingPointTest, Float32Layer) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  Random random;
  std::vector<float> x = random.Floats(7 * 50, -0x1p-70f, 0x1p-70f), result(7 * 33);
  const std::vector<float> weight = random.Floats(33 * 50, -0x1p-70f, 0x1p-60f);
  std::vector<float> packed(64 * 50);
  ExpectOk(nibble_f32_pack(33, 50, weight.data(), packed.data()));
  const nibble_f32_weights weights = {33, 50, packed.data(), nullptr};
  const nibble_matrix in = MatrixOf(x, 7), out = MatrixOf(result, 7);
  Check(result, [&] {
    ASSERT_EQ(nibble_f32_linear(GetParam(), &weights, NIBBLE_IDENTITY, &in, &out),
              NIBBLE_STATUS_OK);
  });
}

TEST_P(FloatingPointTest, ActivationsAndSoftmax) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  Random random;
  std::vector<float> x = random.Floats(300, -100.0f, 100.0f), result(x.size());
  const std::vector<float> small = random.Floats(60, -0x1p-126f, 0x1p-126f);
  std::copy(small.begin(), small.end(), x.begin());
  const nibble_matrix rows = MatrixOf(result, 6);
  for (int32_t activation = NIBBLE_IDENTITY; activation <= NIBBLE_SIGMOID; ++activation) {
    Check(result, [&] {
      std::memcpy(result.data(), x.data(), x.size() * sizeof(float));
      ASSERT_EQ(nibble_activate(GetParam(), activation, 300, result.data()), NIBBLE_STATUS_OK);
    });
  }
  Check(result, [&] {
    std::memcpy(result.data(), x.data(), x.size() * sizeof(float));
    ASSERT_EQ(nibble_softmax(GetParam(), &rows), NIBBLE_STATUS_OK);
  });
}

TEST_P(FloatingPointTest, OperatorsOfEncoders) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  Random random;
  const int32_t isa = GetParam();
  std::vector<float> a = random.Floats(6 * 48, -2.0f, 2.0f), result(6 * 48);
  std::vector<float> b = random.Floats(6 * 48, -0x1p-126f, 0x1p-126f), heads(6 * 16);
  const nibble_matrix x = MatrixOf(a, 6), small = MatrixOf(b, 6);
  const nibble_matrix y = MatrixOf(result, 6), attended = MatrixOf(heads, 6);
  const auto check = [&](const std::function<int32_t()>& call) {
    Check(result, [&] { ASSERT_EQ(call(), NIBBLE_STATUS_OK) << nibble_last_error(); });
  };
  check([&] { return nibble_add(isa, &x, &small, &y); });
  check([&] { return nibble_multiply(isa, &x, &small, &y); });
  check([&] { return nibble_layer_norm(isa, a.data(), b.data(), 1e-5f, &x, &small, &y); });
  check([&] { return nibble_rms_norm(isa, b.data(), 1e-5f, &x, &small, &y); });
  check([&] { return nibble_l2_normalize(isa, &small, &y); });
  const std::vector<int32_t> ids = {0, 1, 2, 3, 4, 5}, offsets = {0, 1, 2, 3, 4, 5, 6};
  const nibble_lookup lookups[] = {{a.data(), nullptr, 6, ids.data(), 0, NIBBLE_FLOAT32},
                                   {b.data(), a.data(), 24, ids.data(), 0, NIBBLE_INT8}};
  check([&] { return nibble_embedding(isa, lookups, 2, &y); });
  check([&] {
    return nibble_embedding_bag(isa, NIBBLE_BAG_MEAN, &lookups[1], offsets.data(), &y);
  });
  check([&] { return nibble_pool(isa, NIBBLE_POOL_MEAN, offsets.data(), &small, &y); });
  const nibble_attention_settings settings = {1,       1, 16,      INT64_MAX, INT64_MAX,
                                              nullptr, 0, nullptr, 0,         0.25f};
  const int32_t row[] = {0, 6};
  std::vector<uint8_t> workspace(1 << 16);
  Check(heads, [&] {
    ASSERT_EQ(nibble_attention(isa, &settings, row, 1, &x, &attended, workspace.data(), 1 << 16),
              NIBBLE_STATUS_OK);
  });
}

TEST_P(FloatingPointTest, QuantizedRows) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  Random random;
  for (const float size : {1.0f, 0x1p-126f, std::numeric_limits<float>::max()}) {
    std::vector<float> x = random.Floats(4 * 64, -size, size), scale(4);
    std::vector<int8_t> q(4 * 64);
    std::vector<int32_t> zero_point(4), group_sums(8);
    const nibble_matrix rows = MatrixOf(x, 4);
    const auto quantize = [&] {
      ASSERT_EQ(nibble_quantize_rows(GetParam(), NIBBLE_ACT_ASYMMETRIC, 32, &rows, q.data(),
                                     scale.data(), zero_point.data(), group_sums.data()),
                NIBBLE_STATUS_OK);
    };
    Check(scale, quantize);
    Check(q, quantize);
    Check(zero_point, quantize);
  }
}

TEST_P(FloatingPointTest, RefusedCallsLeaveItToo) {
  for (const Environment environment : kEnvironments) {
    EXPECT_EQ(InEnvironment(environment, [] { nibble_activate(GetParam(), -1, 1, nullptr); }), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Isas, FloatingPointTest, testing::ValuesIn(AllIsaNumbers()),
                         [](const testing::TestParamInfo<int32_t>& test) {
                           return IsaName(test.param);
                         });

// The corrections of a packed layer are sums too.
TEST(FloatingPointPackTest, PackedLayer) {
  Random random;
  const OracleWeights weights = SmallWeights(random);
  nibble_qb4w_layout layout = {};
  ExpectOk(nibble_qb4w_layout_of(kLayer.n, kLayer.k, kLayer.group_size, &layout));
  std::vector<uint8_t> nibbles(static_cast<size_t>(layout.nibble_bytes));
  std::vector<uint8_t> zero_points(static_cast<size_t>(layout.scale_count));
  std::vector<float> scales(static_cast<size_t>(layout.scale_count));
  std::vector<float> comp(static_cast<size_t>(layout.column_count));
  Check(comp, [&] {
    ASSERT_EQ(
        nibble_qb4w_pack(kLayer.n, kLayer.k, kLayer.group_size, NIBBLE_FLOAT32,
                         weights.values.data(), weights.scales.data(), weights.zero_points.data(),
                         nibbles.data(), scales.data(), zero_points.data(), comp.data()),
        NIBBLE_STATUS_OK);
  });
}

}  // namespace
}  // namespace nibble::test

#endif  // x86-64 or 64-bit ARM
