#include "operator_cases.h"

#include <cmath>
#include <memory>
#include <random>

#include "layer.h"
#include "nibble/nibble.h"

namespace nibble::bench {
namespace {

constexpr int64_t kTokens = 1024;
constexpr int64_t kFloat = sizeof(float);

struct Encoder {
  std::string name;
  int64_t heads, head_size;
  int64_t width() const { return heads * head_size; }
};

const Encoder kEncoders[] = {{"minilm", 12, 32}, {"bert_base", 12, 64}};

std::shared_ptr<Block<float>> Normal(int64_t count) {
  auto block = std::make_shared<Block<float>>(count);
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  for (int64_t i = 0; i < count; ++i) (*block)[i] = normal(random);
  return block;
}

nibble_matrix MatrixOf(const Block<float>& data, int64_t rows, int64_t columns) {
  return {data.data(), rows, columns, columns, NIBBLE_FLOAT32};
}

// Rows of `length` tokens each.
std::shared_ptr<Block<int32_t>> Offsets(int64_t length) {
  auto offsets = std::make_shared<Block<int32_t>>(kTokens / length + 1);
  for (int64_t i = 0; i <= kTokens / length; ++i) (*offsets)[i] = static_cast<int32_t>(i * length);
  return offsets;
}

OperatorCase AttentionCase(int32_t isa, const Encoder& encoder, int64_t length) {
  const int64_t width = encoder.width();
  nibble_attention_settings settings = {};
  settings.heads = settings.kv_heads = encoder.heads;
  settings.head_size = encoder.head_size;
  settings.before = settings.after = INT64_MAX;
  settings.scale = 1 / std::sqrt(static_cast<float>(encoder.head_size));
  int64_t bytes = 0;
  Check(nibble_attention_workspace_bytes(&settings, length, &bytes));
  const auto qkv = Normal(kTokens * 3 * width), y = Normal(kTokens * width);
  const auto workspace = std::make_shared<Block<uint8_t>>(bytes);
  const auto offsets = Offsets(length);
  const nibble_matrix in = MatrixOf(*qkv, kTokens, 3 * width);
  const nibble_matrix out = MatrixOf(*y, kTokens, width);
  return {"attention/" + encoder.name + "/length:" + std::to_string(length), kTokens,
          kTokens * length * width * 4, kTokens * width * 4 * kFloat,
          [=, keep = std::make_pair(qkv, y)] {
            Check(nibble_attention(isa, &settings, offsets->data(), kTokens / length, &in, &out,
                                   workspace->data(), bytes));
          }};
}

OperatorCase LayerNormCase(int32_t isa, const Encoder& encoder) {
  const int64_t width = encoder.width();
  const auto x = Normal(kTokens * width), r = Normal(kTokens * width), w = Normal(width);
  const auto y = Normal(kTokens * width);
  return {"layer_norm/" + encoder.name, kTokens, 0, kTokens * width * 3 * kFloat, [=] {
            const nibble_matrix in = MatrixOf(*x, kTokens, width);
            const nibble_matrix residual = MatrixOf(*r, kTokens, width);
            const nibble_matrix out = MatrixOf(*y, kTokens, width);
            Check(nibble_layer_norm(isa, w->data(), w->data(), 1e-12f, &in, &residual, &out));
          }};
}

OperatorCase RmsNormCase(int32_t isa, const Encoder& encoder) {
  const int64_t width = encoder.width();
  const auto x = Normal(kTokens * width), y = Normal(kTokens * width), w = Normal(width);
  return {"rms_norm/" + encoder.name, kTokens, 0, kTokens * width * 2 * kFloat, [=] {
            const nibble_matrix in = MatrixOf(*x, kTokens, width);
            const nibble_matrix out = MatrixOf(*y, kTokens, width);
            Check(nibble_rms_norm(isa, w->data(), 1e-6f, &in, nullptr, &out));
          }};
}

OperatorCase L2NormalizeCase(int32_t isa, const Encoder& encoder) {
  const int64_t width = encoder.width();
  const auto x = Normal(kTokens * width), y = Normal(kTokens * width);
  return {"l2_normalize/" + encoder.name, kTokens, 0, kTokens * width * 2 * kFloat, [=] {
            const nibble_matrix in = MatrixOf(*x, kTokens, width);
            const nibble_matrix out = MatrixOf(*y, kTokens, width);
            Check(nibble_l2_normalize(isa, &in, &out));
          }};
}

template <class Function>
OperatorCase ElementwiseCase(const char* name, int32_t isa, const Encoder& encoder,
                             Function function) {
  const int64_t width = encoder.width();
  const auto a = Normal(kTokens * width), b = Normal(kTokens * width), y = Normal(kTokens * width);
  return {name + ("/" + encoder.name), kTokens, 0, kTokens * width * 3 * kFloat, [=] {
            const nibble_matrix left = MatrixOf(*a, kTokens, width);
            const nibble_matrix right = MatrixOf(*b, kTokens, width);
            const nibble_matrix out = MatrixOf(*y, kTokens, width);
            Check(function(isa, &left, &right, &out));
          }};
}

OperatorCase CopyCase(const Encoder& encoder) {
  const int64_t width = encoder.width();
  const auto x = Normal(kTokens * width), y = Normal(kTokens * 2 * width);
  return {"copy/" + encoder.name, kTokens, 0, kTokens * width * 2 * kFloat, [=] {
            const nibble_matrix in = MatrixOf(*x, kTokens, width);
            nibble_matrix out = MatrixOf(*y, kTokens, width);
            out.stride = 2 * width;
            Check(nibble_copy(&in, &out));
          }};
}

// A vocabulary of BERT's in int8, its tokens spread over it.
struct Vocabulary {
  static constexpr int64_t kWords = 30522;

  explicit Vocabulary(int64_t columns) : values(kWords * columns), scales(kWords), ids(kTokens) {
    std::mt19937 random(7);
    for (int64_t i = 0; i < kWords * columns; ++i) values[i] = static_cast<int8_t>(random());
    for (int64_t i = 0; i < kWords; ++i) scales[i] = 0.01F;
    for (int64_t i = 0; i < kTokens; ++i) ids[i] = static_cast<int32_t>(random() % kWords);
  }

  nibble_lookup Lookup() const {
    return {values.data(), scales.data(), kWords, ids.data(), 0, NIBBLE_INT8};
  }

  Block<int8_t> values;
  Block<float> scales;
  Block<int32_t> ids;
};

OperatorCase EmbeddingCase(int32_t isa, const Encoder& encoder) {
  const int64_t width = encoder.width();
  const auto words = std::make_shared<Vocabulary>(width);
  const auto y = Normal(kTokens * width);
  return {"embedding/" + encoder.name, kTokens, 0, kTokens * width * (3 + kFloat), [=] {
            const nibble_lookup lookups[] = {words->Lookup(), words->Lookup(), words->Lookup()};
            const nibble_matrix out = MatrixOf(*y, kTokens, width);
            Check(nibble_embedding(isa, lookups, 3, &out));
          }};
}

OperatorCase EmbeddingBagCase(int32_t isa, const Encoder& encoder, int64_t length) {
  const int64_t width = encoder.width();
  const auto words = std::make_shared<Vocabulary>(width);
  const auto y = Normal(kTokens / length * width);
  const auto offsets = Offsets(length);
  return {"embedding_bag/" + encoder.name, kTokens, 0,
          kTokens * width + kTokens / length * width * kFloat, [=] {
            const nibble_lookup lookup = words->Lookup();
            const nibble_matrix out = MatrixOf(*y, kTokens / length, width);
            Check(nibble_embedding_bag(isa, NIBBLE_BAG_MEAN, &lookup, offsets->data(), &out));
          }};
}

OperatorCase PoolCase(int32_t isa, const Encoder& encoder, int64_t length) {
  const int64_t width = encoder.width();
  const auto x = Normal(kTokens * width), y = Normal(kTokens / length * width);
  const auto offsets = Offsets(length);
  return {"pool/" + encoder.name, kTokens, 0, kTokens * width * kFloat, [=] {
            const nibble_matrix in = MatrixOf(*x, kTokens, width);
            const nibble_matrix out = MatrixOf(*y, kTokens / length, width);
            Check(nibble_pool(isa, NIBBLE_POOL_MEAN, offsets->data(), &in, &out));
          }};
}

}  // namespace

std::vector<OperatorCase> OperatorCases(int32_t isa) {
  constexpr int64_t kLength = 64;
  std::vector<OperatorCase> cases;
  for (const Encoder& encoder : kEncoders) {
    for (const int64_t length : {16, 32, 64, 128, 256, 512}) {
      cases.push_back(AttentionCase(isa, encoder, length));
    }
    cases.push_back(LayerNormCase(isa, encoder));
    cases.push_back(RmsNormCase(isa, encoder));
    cases.push_back(L2NormalizeCase(isa, encoder));
    cases.push_back(ElementwiseCase("add", isa, encoder, nibble_add));
    cases.push_back(ElementwiseCase("multiply", isa, encoder, nibble_multiply));
    cases.push_back(CopyCase(encoder));
    cases.push_back(EmbeddingCase(isa, encoder));
    cases.push_back(EmbeddingBagCase(isa, encoder, kLength));
    cases.push_back(PoolCase(isa, encoder, kLength));
  }
  return cases;
}

}  // namespace nibble::bench
