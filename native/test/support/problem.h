// A linear layer and its input, packed by the library, run by one ISA, all buffers guarded.
#ifndef NIBBLE_TEST_SUPPORT_PROBLEM_H_
#define NIBBLE_TEST_SUPPORT_PROBLEM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nibble/nibble.h"
#include "support/guarded_buffer.h"
#include "support/oracle.h"
#include "support/random.h"

namespace nibble::test {

// Fails the running test with the library's message unless status is OK.
void ExpectOk(int32_t status);

// Settings of a layer that do not depend on its input.
struct LayerSettings {
  int64_t n, k;
  int64_t group_size;  // as in nibble.h
  bool asymmetric_weights;
  bool bias;
  bool bfloat16_scales = false;  // int4 only
  bool int8 = false;             // int8 weights, which are symmetric
  uint8_t largest() const { return int8 ? 255 : 15; }  // of the oracle's values
};

// To the nearest numbers of the layer's type of scales.
void RoundScales(const LayerSettings& settings, std::vector<float>& scales);

OracleWeights RandomWeights(Random& random, const LayerSettings& settings);

// Weights packed by nibble_qb4w_pack or nibble_qb8w_pack.
class PackedLayer {
 public:
  PackedLayer(const OracleWeights& weights, const LayerSettings& settings, Edge edge);

  bool int8() const { return int8_; }
  // Of an int4 layer and of an int8 one.
  const nibble_qb4w_weights& view() const { return view_; }
  const nibble_qb8w_weights& int8_view() const { return int8_view_; }

 private:
  static nibble_qb4w_layout LayoutFor(const LayerSettings& settings);
  void PackInt4(const OracleWeights& weights, const LayerSettings& settings, Edge edge);
  void PackInt8(const OracleWeights& weights, const LayerSettings& settings, Edge edge);

  bool int8_;
  nibble_qb4w_layout layout_;
  GuardedBuffer<uint8_t> nibbles_;  // or bytes
  GuardedBuffer<uint8_t> scales_;
  GuardedBuffer<uint8_t> zero_points_;
  GuardedBuffer<float> comp_;
  GuardedBuffer<float> bias_;
  nibble_qb4w_weights view_ = {};
  nibble_qb8w_weights int8_view_ = {};
};

// A guarded matrix of any type; elements outside the columns hold a mark that must survive.
class TypedMatrix {
 public:
  TypedMatrix(Type type, int64_t rows, int64_t columns, int64_t stride, Edge edge);

  void Set(int64_t row, int64_t column, uint32_t bits);
  uint32_t Bits(int64_t row, int64_t column) const;
  float Value(int64_t row, int64_t column) const { return Decode(type_, Bits(row, column)); }
  std::vector<float> Row(int64_t row) const;
  bool MarksSurvive() const;
  const GuardedBuffer<uint8_t>& bytes() const { return bytes_; }

  const nibble_matrix& view() const { return view_; }

 private:
  size_t ByteOf(int64_t row, int64_t column) const;

  Type type_;
  GuardedBuffer<uint8_t> bytes_;
  nibble_matrix view_;
};

// Rows of values spread around zero, a few of them large.
void FillRandom(Random& random, TypedMatrix& x);

// Runs the linear layer of the weights with a guarded workspace of exactly the size it asks for.
void RunLinear(int32_t isa, const PackedLayer& layer, bool asymmetric, int32_t activation,
               const TypedMatrix& x, const TypedMatrix& y);

// The first element where y differs from the oracle, described; empty when all bits agree.
std::string CompareWithOracle(const OracleWeights& weights, bool asymmetric, const TypedMatrix& x,
                              const TypedMatrix& y, int32_t activation = NIBBLE_IDENTITY);

}  // namespace nibble::test

#endif  // NIBBLE_TEST_SUPPORT_PROBLEM_H_
