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
  bool bfloat16_scales = false;
};

// To the nearest numbers of the layer's type of scales.
void RoundScales(const LayerSettings& settings, std::vector<float>& scales);

OracleWeights RandomWeights(Random& random, const LayerSettings& settings);

// Weights packed by nibble_qb4w_pack.
class PackedLayer {
 public:
  PackedLayer(const OracleWeights& weights, const LayerSettings& settings, Edge edge);

  const nibble_qb4w_weights& view() const { return view_; }
  const nibble_qb4w_layout& layout() const { return layout_; }

 private:
  static nibble_qb4w_layout LayoutFor(const LayerSettings& settings);

  nibble_qb4w_layout layout_;
  GuardedBuffer<uint8_t> nibbles_;
  GuardedBuffer<uint8_t> scales_;
  GuardedBuffer<uint8_t> zero_points_;
  GuardedBuffer<float> comp_;
  GuardedBuffer<float> bias_;
  nibble_qb4w_weights view_;
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

// Runs nibble_qd8_f32_qb4w_linear with a guarded workspace of exactly the size it asks for.
void RunLinear(int32_t isa, const PackedLayer& layer, bool asymmetric, int32_t activation,
               const TypedMatrix& x, const TypedMatrix& y);

// The first element where y differs from the oracle, described; empty when all bits agree.
std::string CompareWithOracle(const OracleWeights& weights, bool asymmetric, const TypedMatrix& x,
                              const TypedMatrix& y, int32_t activation = NIBBLE_IDENTITY);

}  // namespace nibble::test

#endif  // NIBBLE_TEST_SUPPORT_PROBLEM_H_
