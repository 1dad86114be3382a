// Bad arguments: the status, and a message that says where, what was found and what was expected.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "nibble/nibble.h"

namespace nibble::test {
namespace {

constexpr int64_t kM = 2, kN = 33, kK = 40, kGroup = 32;

void ExpectRefused(int32_t status, const std::vector<std::string>& parts) {
  EXPECT_EQ(status, NIBBLE_STATUS_INVALID_ARGUMENT);
  const std::string message = nibble_last_error();
  for (const std::string& part : parts) {
    EXPECT_NE(message.find(part), std::string::npos) << "no \"" << part << "\" in: " << message;
  }
}

void ExpectAccepted(int32_t status) { EXPECT_EQ(status, NIBBLE_STATUS_OK) << nibble_last_error(); }

// A small layer whose call is right until a test breaks one argument.
class LinearArguments : public testing::Test {
 protected:
  int32_t Call() {
    return nibble_qd8_f32_qb4w_linear(isa_, &weights_, act_quant_, activation_, &x_, &y_,
                                      workspace_.data(), workspace_bytes_);
  }

  static int64_t WorkspaceBytes() {
    int64_t bytes = 0;
    nibble_qd8_workspace_bytes(kM, kK, kGroup, &bytes);
    return bytes;
  }

  std::vector<uint8_t> nibbles_ = std::vector<uint8_t>(2 * 16 * 64);
  std::vector<float> scales_ = std::vector<float>(2 * 2 * 32);
  std::vector<float> columns_ = std::vector<float>(64);
  std::vector<float> x_data_ = std::vector<float>(kM * kK);
  std::vector<float> y_data_ = std::vector<float>(kM * kN);
  std::vector<uint8_t> workspace_ = std::vector<uint8_t>(static_cast<size_t>(WorkspaceBytes()));

  int32_t isa_ = 0, act_quant_ = NIBBLE_ACT_ASYMMETRIC, activation_ = NIBBLE_RELU;
  nibble_qb4w_weights weights_ = {kN,
                                  kK,
                                  kGroup,
                                  nibbles_.data(),
                                  scales_.data(),
                                  nullptr,
                                  columns_.data(),
                                  nullptr,
                                  NIBBLE_FLOAT32};
  nibble_matrix x_ = {x_data_.data(), kM, kK, kK, NIBBLE_FLOAT32};
  nibble_matrix y_ = {y_data_.data(), kM, kN, kN, NIBBLE_FLOAT32};
  int64_t workspace_bytes_ = WorkspaceBytes();
};

TEST_F(LinearArguments, AreAcceptedWhenRight) { ExpectAccepted(Call()); }

TEST_F(LinearArguments, Isa) {
  isa_ = nibble_isa_count();
  ExpectRefused(Call(), {"nibble_qd8_f32_qb4w_linear", "isa is " + std::to_string(isa_)});
  isa_ = -1;
  ExpectRefused(Call(), {"isa is -1"});
}

TEST_F(LinearArguments, Enumerations) {
  act_quant_ = 2;
  ExpectRefused(Call(), {"act_quant is 2, expected 0 to 1"});
  act_quant_ = NIBBLE_ACT_SYMMETRIC;
  activation_ = 7;
  ExpectRefused(Call(), {"activation is 7, expected 0 to 6"});
  activation_ = NIBBLE_IDENTITY;
  x_.type = 3;
  ExpectRefused(Call(), {"x.type is 3"});
  x_.type = NIBBLE_FLOAT32;
  weights_.scale_type = NIBBLE_FLOAT16;
  ExpectRefused(Call(), {"weights.scale_type is 2, expected 0 to 1"});
}

TEST_F(LinearArguments, Shapes) {
  weights_.n = 0;
  ExpectRefused(Call(), {"n is 0, expected 1 to 16777216"});
  weights_.n = kN;
  weights_.k = NIBBLE_MAX_K + 1;
  ExpectRefused(Call(), {"k is 1048577, expected 1 to 1048576"});
  weights_.k = kK;
  weights_.group_size = 48;
  ExpectRefused(Call(), {"group_size is 48, expected 32, 64, 128"});
  weights_.group_size = kGroup;
  x_.columns = kK - 1;
  ExpectRefused(Call(), {"x.columns is 39, expected weights.k = 40"});
  x_.columns = kK;
  y_.columns = kN - 1;
  ExpectRefused(Call(), {"y.columns is 32, expected weights.n = 33"});
  y_.columns = kN;
  y_.rows = 1;
  ExpectRefused(Call(), {"y.rows is 1, expected x.rows = 2"});
  y_.rows = x_.rows = -1;
  ExpectRefused(Call(), {"x.rows is -1"});
}

TEST_F(LinearArguments, Strides) {
  x_.stride = kK - 1;
  ExpectRefused(Call(), {"x.stride is 39, expected 40"});
  x_.stride = INT64_MAX / 2;
  ExpectRefused(Call(), {"x has 2 rows of stride"});
}

TEST_F(LinearArguments, Nulls) {
  weights_.nibbles = nullptr;
  ExpectRefused(Call(), {"weights.nibbles is null"});
  weights_.nibbles = nibbles_.data();
  weights_.scales = nullptr;
  ExpectRefused(Call(), {"weights.scales is null"});
  weights_.scales = scales_.data();
  weights_.comp = nullptr;
  ExpectRefused(Call(), {"weights.comp is null"});
  weights_.comp = columns_.data();
  y_.data = nullptr;
  ExpectRefused(Call(), {"y.data is null"});
  ExpectRefused(nibble_qd8_f32_qb4w_linear(0, nullptr, 0, 0, &x_, &x_, nullptr, 0),
                {"weights is null"});
  ExpectRefused(nibble_qd8_f32_qb4w_linear(0, &weights_, 0, 0, nullptr, &x_, nullptr, 0),
                {"x is null"});
}

TEST_F(LinearArguments, Alignment) {
  x_.data = reinterpret_cast<char*>(x_data_.data()) + 2;
  ExpectRefused(Call(), {"x.data is at address", "multiple of 4 bytes"});
  x_.data = x_data_.data();
  weights_.scales = reinterpret_cast<char*>(scales_.data()) + 2;
  ExpectRefused(Call(), {"weights.scales is at address", "multiple of 4 bytes"});
  weights_.scale_type = NIBBLE_BFLOAT16;
  ExpectAccepted(Call());
  weights_.scales = reinterpret_cast<char*>(scales_.data()) + 1;
  ExpectRefused(Call(), {"weights.scales is at address", "multiple of 2 bytes"});
}

TEST_F(LinearArguments, Overlap) {
  y_.data = x_data_.data() + kM * kK - 1;
  ExpectRefused(Call(), {"x and y overlap"});
}

TEST_F(LinearArguments, Workspace) {
  --workspace_bytes_;
  ExpectRefused(Call(), {"workspace_bytes is " + std::to_string(workspace_bytes_)});
  ++workspace_bytes_;
  workspace_.clear();
  workspace_.shrink_to_fit();
  ExpectRefused(Call(), {"workspace is null"});
}

TEST_F(LinearArguments, NoRowsNeedNoData) {
  x_.rows = y_.rows = 0;
  x_.data = y_.data = nullptr;
  ExpectAccepted(nibble_qd8_f32_qb4w_linear(0, &weights_, 0, 0, &x_, &y_, nullptr, 0));
}

TEST_F(LinearArguments, WorkspaceIsBounded) {
  int64_t some = 0, many = 0;
  ExpectAccepted(nibble_qd8_workspace_bytes(10000, kK, kGroup, &some));
  ExpectAccepted(nibble_qd8_workspace_bytes(INT64_MAX, kK, kGroup, &many));
  EXPECT_EQ(some, many);
  ExpectRefused(nibble_qd8_workspace_bytes(-1, kK, kGroup, &some), {"rows is -1"});
}

TEST_F(LinearArguments, UnavailableIsa) {
  for (int32_t isa = 0; isa < nibble_isa_count(); ++isa) {
    if (nibble_isa_available(isa) == 1) continue;
    isa_ = isa;
    EXPECT_EQ(Call(), NIBBLE_STATUS_ISA_UNAVAILABLE);
    EXPECT_NE(std::string(nibble_last_error()).find("available: portable"), std::string::npos);
  }
}

TEST(Int8Arguments, OfTheLayer) {
  const std::vector<uint8_t> bytes(2 * 32 * 64);
  std::vector<float> scales(2 * 2 * 32), columns(64), x_data(kM * kK), y_data(kM * kN);
  std::vector<uint8_t> workspace(1 << 20);
  const nibble_qb8w_weights right = {
      kN, kK, kGroup, bytes.data(), scales.data(), columns.data(), nullptr};
  nibble_matrix x = {x_data.data(), kM, kK, kK, NIBBLE_FLOAT32};
  nibble_matrix y = {y_data.data(), kM, kN, kN, NIBBLE_FLOAT32};
  const auto call = [&](const nibble_qb8w_weights* weights, int64_t workspace_bytes = 1 << 20) {
    return nibble_qd8_f32_qb8w_linear(0, weights, NIBBLE_ACT_ASYMMETRIC, NIBBLE_RELU, &x, &y,
                                      workspace.data(), workspace_bytes);
  };
  ExpectAccepted(call(&right));
  ExpectRefused(call(nullptr), {"nibble_qd8_f32_qb8w_linear", "weights is null"});
  ExpectRefused(call(&right, 10), {"workspace_bytes is 10"});
  nibble_qb8w_weights weights = right;
  weights.weights = nullptr;
  ExpectRefused(call(&weights), {"weights.weights is null"});
  weights = right;
  weights.scales = nullptr;
  ExpectRefused(call(&weights), {"weights.scales is null"});
  weights = right;
  weights.comp = nullptr;
  ExpectRefused(call(&weights), {"weights.comp is null"});
  weights = right;
  weights.bias = reinterpret_cast<const float*>(bytes.data() + 1);
  ExpectRefused(call(&weights), {"weights.bias is at address", "multiple of 4"});
  weights = right;
  weights.group_size = 16;
  ExpectRefused(call(&weights), {"group_size is 16"});
  weights = right;
  weights.group_size = 0;
  weights.k = NIBBLE_MAX_INT8_CHANNEL_K + 1;
  ExpectRefused(call(&weights), {"k of one group per channel is 131072, expected 1 to 131071"});
  weights = right;
  weights.k = kK - 1;
  ExpectRefused(call(&weights), {"x.columns is 40, expected weights.k = 39"});
  y.data = x.data;
  ExpectRefused(call(&right), {"x and y overlap"});
}

TEST(Int8Arguments, OfTheLayout) {
  const int8_t values[8] = {};
  float floats[64] = {};
  uint8_t weights[2048];
  int8_t unpacked[8];
  nibble_qb8w_layout layout;
  ExpectRefused(nibble_qb8w_layout_of(0, 1, 0, &layout), {"n is 0"});
  ExpectRefused(nibble_qb8w_layout_of(1, 1, 0, nullptr), {"layout is null"});
  ExpectRefused(nibble_qb8w_layout_of(1, NIBBLE_MAX_INT8_CHANNEL_K + 1, 0, &layout), {"131072"});
  ExpectAccepted(nibble_qb8w_layout_of(1, NIBBLE_MAX_K, 128, &layout));
  ExpectAccepted(nibble_qb8w_pack(2, 4, 0, values, floats, weights, floats + 32, floats));
  ExpectRefused(nibble_qb8w_pack(2, 4, 0, nullptr, floats, weights, floats, floats),
                {"values is null"});
  ExpectRefused(nibble_qb8w_pack(2, 4, 0, values, nullptr, weights, floats, floats),
                {"scales is null"});
  ExpectRefused(nibble_qb8w_pack(2, 4, 0, values, floats, nullptr, floats, floats),
                {"weights is null"});
  ExpectRefused(nibble_qb8w_pack(2, 4, 0, values, floats, weights, nullptr, floats),
                {"packed_scales is null"});
  ExpectRefused(nibble_qb8w_pack(2, 4, 0, values, floats, weights, floats, nullptr),
                {"comp is null"});
  ExpectAccepted(nibble_qb8w_unpack(2, 4, 0, weights, unpacked));
  ExpectRefused(nibble_qb8w_unpack(2, 4, 0, nullptr, unpacked), {"weights is null"});
  ExpectRefused(nibble_qb8w_unpack(2, 4, 0, weights, nullptr), {"values is null"});
}

TEST(PackArguments, ValuesAboveFifteenAndHalfGivenZeroPoints) {
  std::vector<uint8_t> values(4, 3), zeros(1, 8), nibbles(16 * 32), packed_zeros(32);
  std::vector<float> scales(1), packed_scales(32), comp(32);
  const auto pack = [&](const uint8_t* zero_points, uint8_t* packed_zero_points) {
    return nibble_qb4w_pack(1, 4, 32, NIBBLE_FLOAT32, values.data(), scales.data(), zero_points,
                            nibbles.data(), packed_scales.data(), packed_zero_points, comp.data());
  };
  ExpectAccepted(pack(zeros.data(), packed_zeros.data()));
  ExpectRefused(pack(zeros.data(), nullptr), {"one is null"});
  ExpectRefused(pack(nullptr, packed_zeros.data()), {"one is null"});
  zeros[0] = 16;
  ExpectRefused(pack(zeros.data(), packed_zeros.data()), {"a zero point is 16, expected 0 to 15"});
  values[3] = 255;
  ExpectRefused(pack(nullptr, nullptr), {"a value is 255, expected 0 to 15"});
}

TEST(PackArguments, ScalesMustBeExactInTheirType) {
  const std::vector<uint8_t> values(2 * 40, 3);
  std::vector<uint8_t> nibbles(16 * 64);
  std::vector<float> scales = {1.0f, 2.0f, 1.0f, 1.0f + 0x1p-8f}, packed_scales(64), comp(32);
  const auto pack = [&](int32_t scale_type) {
    return nibble_qb4w_pack(2, 40, 32, scale_type, values.data(), scales.data(), nullptr,
                            nibbles.data(), packed_scales.data(), nullptr, comp.data());
  };
  ExpectAccepted(pack(NIBBLE_FLOAT32));
  ExpectRefused(pack(NIBBLE_BFLOAT16), {"scale 3 is 1.00390625, expected a bfloat16 number"});
  scales[3] = 1.0f + 0x1p-7f;
  ExpectAccepted(pack(NIBBLE_BFLOAT16));
  ExpectRefused(pack(NIBBLE_FLOAT16), {"scale_type is 2, expected 0 to 1"});
}

TEST(OtherArguments, AreChecked) {
  float data[4] = {};
  const nibble_matrix half = {data, 1, 2, 2, NIBBLE_BFLOAT16};
  nibble_qb4w_layout layout;
  ExpectRefused(nibble_qb4w_layout_of(1, 1, 16, &layout), {"group_size is 16"});
  ExpectRefused(nibble_qb4w_layout_of(1, 1, 32, nullptr), {"layout is null"});
  ExpectRefused(nibble_qb4w_unpack(1, 1, 32, nullptr, nullptr), {"nibbles is null"});
  ExpectRefused(nibble_f32_pack(1, 1, data, nullptr), {"packed is null"});
  ExpectRefused(nibble_activate(0, 9, 1, data), {"activation is 9"});
  ExpectRefused(nibble_activate(0, 0, -1, data), {"count is -1"});
  ExpectRefused(nibble_activate(0, 0, 1, nullptr), {"x is null"});
  ExpectRefused(nibble_softmax(0, &half), {"x.type is 1"});
  ExpectRefused(nibble_finite_rows(&half, nullptr), {"finite is null"});
  ExpectRefused(nibble_quantize_rows(0, 0, 32, &half, nullptr, nullptr, nullptr, nullptr),
                {"q is null"});
  const nibble_f32_weights weights = {2, 2, data, nullptr};
  ExpectRefused(nibble_f32_linear(0, &weights, 0, &half, &half), {"overlap"});
  ExpectRefused(nibble_isa_select(nullptr, nullptr), {"isa is null"});
}

// A pointer to an object of T that is one byte off.
template <class T>
T* Misaligned(char* storage) {
  return static_cast<T*>(static_cast<void*>(storage + 1));
}

TEST(OtherArguments, MisalignedResultsAndStructsAreRefused) {
  alignas(8) char storage[sizeof(nibble_qb4w_layout) + 8] = {};
  float data[4] = {};
  uint8_t finite[1];
  const nibble_matrix matrix = {data, 1, 2, 2, NIBBLE_FLOAT32};
  ExpectRefused(nibble_qb4w_layout_of(1, 1, 32, Misaligned<nibble_qb4w_layout>(storage)),
                {"layout is at address", "multiple of 8"});
  ExpectRefused(nibble_qd8_workspace_bytes(1, 1, 32, Misaligned<int64_t>(storage)),
                {"bytes is at address"});
  ExpectRefused(nibble_isa_select("portable", Misaligned<int32_t>(storage)),
                {"isa is at address", "multiple of 4"});
  ExpectRefused(nibble_alloc(1, Misaligned<void*>(storage)), {"block is at address"});
  ExpectRefused(nibble_finite_rows(Misaligned<nibble_matrix>(storage), finite),
                {"x is at address"});
  ExpectRefused(nibble_f32_linear(0, Misaligned<nibble_f32_weights>(storage), 0, &matrix, &matrix),
                {"weights is at address"});
}

TEST(LastError, BelongsToItsThread) {
  ExpectRefused(nibble_activate(0, 9, 0, nullptr), {"activation is 9"});
  std::thread([] { EXPECT_STREQ(nibble_last_error(), ""); }).join();
  ExpectRefused(NIBBLE_STATUS_INVALID_ARGUMENT, {"activation is 9"});
}

TEST(FiniteRows, AreFoundInEveryType) {
  constexpr int64_t kColumns = 37;
  struct Bad {
    int32_t type;
    uint32_t largest, infinity, nan;
  };
  for (const Bad& bad : {Bad{NIBBLE_FLOAT32, 0x7f7fffff, 0xff800000, 0x7f800001},
                         Bad{NIBBLE_BFLOAT16, 0x7f7f, 0xff80, 0x7f81},
                         Bad{NIBBLE_FLOAT16, 0x7bff, 0xfc00, 0x7c01}}) {
    const bool wide = bad.type == NIBBLE_FLOAT32;
    std::vector<uint32_t> words(3 * kColumns, wide ? bad.largest : bad.largest * 0x10001u);
    const auto set = [&](int64_t index, uint32_t bits) {
      if (wide) {
        words[static_cast<size_t>(index)] = bits;
      } else {
        reinterpret_cast<uint16_t*>(words.data())[index] = static_cast<uint16_t>(bits);
      }
    };
    set(kColumns - 1, bad.infinity);
    set(2 * kColumns, bad.nan);
    uint8_t finite[3] = {9, 9, 9};
    const nibble_matrix matrix = {words.data(), 3, kColumns, kColumns, bad.type};
    ExpectAccepted(nibble_finite_rows(&matrix, finite));
    EXPECT_EQ(finite[0], 0);
    EXPECT_EQ(finite[1], 1);
    EXPECT_EQ(finite[2], 0);
  }
}

}  // namespace
}  // namespace nibble::test
