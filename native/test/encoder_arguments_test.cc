// Bad arguments of the operators of encoder models: the status, and what the message says.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "nibble/nibble.h"

namespace nibble::test {
namespace {

void ExpectRefused(int32_t status, const std::string& part) {
  EXPECT_EQ(status, NIBBLE_STATUS_INVALID_ARGUMENT) << part;
  EXPECT_NE(std::string(nibble_last_error()).find(part), std::string::npos)
      << "no \"" << part << "\" in: " << nibble_last_error();
}

void ExpectAccepted(int32_t status) { EXPECT_EQ(status, NIBBLE_STATUS_OK) << nibble_last_error(); }

class EncoderArguments : public testing::Test {
 protected:
  nibble_matrix Of(std::vector<float>& data, int64_t rows, int64_t columns) {
    return {data.data(), rows, columns, columns, NIBBLE_FLOAT32};
  }

  std::vector<float> a_data_ = std::vector<float>(100), b_data_ = std::vector<float>(100);
  std::vector<float> y_data_ = std::vector<float>(100), weight_ = std::vector<float>(100);
  nibble_matrix a_ = Of(a_data_, 4, 6), b_ = Of(b_data_, 4, 6), y_ = Of(y_data_, 4, 6);
};

TEST_F(EncoderArguments, AddAndMultiply) {
  const auto add = [&] { return nibble_add(0, &a_, &b_, &y_); };
  ExpectAccepted(add());
  ExpectRefused(nibble_add(-1, &a_, &b_, &y_), "nibble_add: isa is -1");
  ExpectRefused(nibble_multiply(0, nullptr, &b_, &y_), "nibble_multiply: a is null");
  b_.rows = 3;
  ExpectRefused(add(), "b is 3 × 6, expected 4 × 6 as a");
  b_.rows = 4;
  y_.columns = 5;
  ExpectRefused(add(), "y is 4 × 5, expected 4 × 6 as a");
  y_.columns = 6;
  y_.type = NIBBLE_BFLOAT16;
  ExpectRefused(add(), "y.type is 1, expected 0 to 0");
  y_ = b_;
  ExpectAccepted(add());
  y_.stride = 7;
  ExpectRefused(add(), "b and y overlap");
  y_ = a_;
  y_.data = a_data_.data() + 1;
  ExpectRefused(add(), "a and y overlap");
}

TEST_F(EncoderArguments, Copy) {
  ExpectAccepted(nibble_copy(&a_, &y_));
  ExpectRefused(nibble_copy(&a_, &a_), "x and y overlap");
  ExpectRefused(nibble_copy(&a_, nullptr), "y is null");
  y_.type = NIBBLE_FLOAT16;
  ExpectRefused(nibble_copy(&a_, &y_), "y.type is 2, expected x.type = 0");
  a_.type = NIBBLE_INT8;
  ExpectRefused(nibble_copy(&a_, &y_), "x.type is 3, expected 0 to 2");
}

TEST_F(EncoderArguments, Norms) {
  const auto norm = [&](const float* weight, const float* bias, float epsilon) {
    return nibble_layer_norm(0, weight, bias, epsilon, &a_, &b_, &y_);
  };
  const float* w = weight_.data();
  ExpectAccepted(norm(w, w, 1e-12f));
  ExpectAccepted(norm(w, nullptr, 0));
  ExpectRefused(norm(nullptr, w, 0), "nibble_layer_norm: weight is null");
  ExpectRefused(norm(w, w, -1e-5f), "epsilon is -1e-05, expected a finite number from 0 on");
  ExpectRefused(norm(w, w, std::nanf("")), "epsilon is nan");
  ExpectRefused(norm(w, w, std::numeric_limits<float>::infinity()), "epsilon is inf");
  b_.columns = 5;
  ExpectRefused(norm(w, w, 0), "residual is 4 × 5, expected 4 × 6 as x");
  ExpectRefused(nibble_rms_norm(0, w, 0, &a_, &b_, &y_), "nibble_rms_norm: residual is 4 × 5");
  ExpectAccepted(nibble_rms_norm(0, w, 0, &a_, nullptr, &a_));
  ExpectRefused(nibble_l2_normalize(0, &a_, &b_), "y is 4 × 5, expected 4 × 6 as x");
}

TEST_F(EncoderArguments, Embeddings) {
  const std::vector<int8_t> values(60);
  std::vector<int32_t> ids = {0, 9, -1, 3};
  nibble_lookup lookups[2];
  lookups[0] = {values.data(), weight_.data(), 10, ids.data(), 0, NIBBLE_INT8};
  lookups[1] = {weight_.data(), nullptr, 16, ids.data(), 1, NIBBLE_FLOAT32};
  const auto embed = [&] { return nibble_embedding(0, lookups, 2, &y_); };
  ExpectRefused(embed(), "nibble_embedding: lookups[0].ids[2] is -1, expected 0 to 9");
  ids[2] = 10;
  ExpectRefused(embed(), "lookups[0].ids[2] is 10, expected 0 to 9");
  ids[2] = 0;
  ExpectAccepted(embed());
  lookups[1].offset = -1;
  ExpectRefused(embed(), "lookups[1].ids[0] is 0, expected 1 to 16");
  lookups[1].offset = int64_t{1} << 40;
  ExpectRefused(embed(), "lookups[1].offset is 1099511627776");
  lookups[1].offset = 0;
  lookups[1].type = NIBBLE_FLOAT16;
  ExpectRefused(embed(), "lookups[1].type is float16");
  lookups[1].type = NIBBLE_INT8;
  ExpectRefused(embed(), "lookups[1].scales is null");
  lookups[1].type = NIBBLE_BFLOAT16;
  lookups[1].scales = weight_.data();
  ExpectRefused(embed(), "lookups[1].scales is given, expected null for type 1");
  lookups[1].scales = nullptr;
  lookups[1].rows = 0;
  ExpectRefused(embed(), "lookups[1].rows is 0");
  lookups[1].values = nullptr;
  lookups[1].rows = 8;
  ExpectRefused(embed(), "lookups[1].values is null");
  ExpectRefused(nibble_embedding(0, lookups, 0, &y_), "count is 0, expected 1 to 8");
  ExpectRefused(nibble_embedding(0, nullptr, 1, &y_), "lookups is null");
}

TEST_F(EncoderArguments, EmbeddingBag) {
  const std::vector<int32_t> ids = {0, 9, 4, 3};
  std::vector<int32_t> offsets = {0, 1, 1, 4, 4};
  const nibble_lookup lookup = {weight_.data(), nullptr, 10, ids.data(), 0, NIBBLE_FLOAT32};
  const auto bag = [&] {
    return nibble_embedding_bag(0, NIBBLE_BAG_MEAN, &lookup, offsets.data(), &y_);
  };
  ExpectAccepted(bag());
  ExpectRefused(nibble_embedding_bag(0, 2, &lookup, offsets.data(), &y_), "mode is 2");
  ExpectRefused(nibble_embedding_bag(0, 0, &lookup, nullptr, &y_), "offsets is null");
  offsets[2] = 0;
  ExpectRefused(bag(), "offsets[2] is 0, expected 1 or more");
  offsets[0] = 1;
  ExpectRefused(bag(), "offsets[0] is 1, expected 0 to 0");
}

TEST_F(EncoderArguments, Pool) {
  std::vector<int32_t> offsets = {0, 1, 4};
  y_.rows = 2;
  const auto pool = [&](int32_t mode) { return nibble_pool(0, mode, offsets.data(), &a_, &y_); };
  ExpectAccepted(pool(NIBBLE_POOL_MEAN));
  ExpectRefused(pool(4), "mode is 4, expected 0 to 3");
  offsets[2] = 5;
  ExpectRefused(pool(0), "the last of offsets is 5, expected x.rows = 4");
  y_.columns = 5;
  ExpectRefused(pool(0), "y.columns is 5, expected x.columns = 6");
}

class AttentionArguments : public EncoderArguments {
 protected:
  int32_t Call() {
    return nibble_attention(0, &settings_, offsets_.data(), 2, &a_, &y_, workspace_.data(),
                            workspace_bytes_);
  }

  nibble_attention_settings settings_ = {1, 1, 2, INT64_MAX, INT64_MAX, nullptr, 0, nullptr, 0, 1};
  std::vector<int32_t> offsets_ = {0, 1, 4};
  std::vector<uint8_t> workspace_ = std::vector<uint8_t>(1 << 16);
  int64_t workspace_bytes_ = 1 << 16;

  void SetUp() override { y_.columns = 2; }
};

TEST_F(AttentionArguments, Settings) {
  ExpectAccepted(Call());
  ExpectRefused(nibble_attention(0, nullptr, offsets_.data(), 2, &a_, &y_, workspace_.data(), 0),
                "settings is null");
  const nibble_attention_settings right = settings_;
  const auto refused = [&](const std::string& message) {
    ExpectRefused(Call(), message);
    settings_ = right;
  };
  settings_.heads = 0;
  refused("settings.heads is 0, expected 1 to 1048576");
  settings_.kv_heads = 3;
  refused("settings.heads is 1, expected a multiple of settings.kv_heads = 3");
  settings_.head_size = 0;
  refused("settings.head_size is 0");
  settings_.before = -1;
  refused("settings.before is -1");
  settings_.after = -1;
  refused("settings.after is -1");
  settings_.position_bias = weight_.data();
  settings_.reach = -1;
  refused("settings.reach is -1");
  settings_.rotary = weight_.data();
  refused("settings.rotary_positions is 0");
  settings_.rotary = weight_.data();
  settings_.rotary_positions = 2;
  refused("the longest row is 3, expected 0 to 2");
  settings_.rotary = weight_.data();
  settings_.rotary_positions = 3;
  settings_.head_size = 1;
  refused("settings.head_size % 2 is 1");
  settings_.scale = std::numeric_limits<float>::infinity();
  refused("settings.scale is inf");
}

TEST_F(AttentionArguments, Shapes) {
  a_.columns = 5;
  ExpectRefused(Call(), "qkv.columns is 5, expected (heads + 2·kv_heads)·head_size = 6");
  a_.columns = 6;
  y_.columns = 3;
  ExpectRefused(Call(), "y.columns is 3, expected heads·head_size = 2");
  y_.columns = 2;
  y_.rows = 3;
  ExpectRefused(Call(), "y.rows is 3, expected qkv.rows = 4");
  y_.rows = 4;
  offsets_[1] = -1;
  ExpectRefused(Call(), "offsets[1] is -1, expected 0 or more");
  offsets_ = {0, 1, 3};
  ExpectRefused(Call(), "the last of offsets is 3, expected qkv.rows = 4");
  offsets_ = {0, 1, 4};
  y_.data = a_.data;
  ExpectRefused(Call(), "qkv and y overlap");
}

TEST_F(AttentionArguments, Workspace) {
  int64_t bytes = 0;
  ExpectAccepted(nibble_attention_workspace_bytes(&settings_, 3, &bytes));
  workspace_bytes_ = bytes;
  ExpectAccepted(Call());
  workspace_bytes_ = bytes - 1;
  ExpectRefused(Call(), "workspace_bytes is");
  ExpectRefused(
      nibble_attention(0, &settings_, offsets_.data(), 2, &a_, &y_, nullptr, workspace_bytes_),
      "workspace is null");
  ExpectRefused(nibble_attention_workspace_bytes(&settings_, -1, &bytes), "longest is -1");
  ExpectRefused(nibble_attention_workspace_bytes(&settings_, 1, nullptr), "bytes is null");
  a_.rows = y_.rows = 0;
  const int32_t empty[] = {0, 0};
  ExpectAccepted(nibble_attention(0, &settings_, empty, 1, &a_, &y_, nullptr, 0));
}

}  // namespace
}  // namespace nibble::test
