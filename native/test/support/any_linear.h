// Any linear layer with any input: shape, settings and data are drawn, small ones more often.
#ifndef NIBBLE_TEST_SUPPORT_ANY_LINEAR_H_
#define NIBBLE_TEST_SUPPORT_ANY_LINEAR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "support/choices.h"
#include "support/problem.h"

namespace nibble::test {

struct AnyLinear {
  // An element that is set after the rows are filled: an infinity, a NaN, the largest number, …
  struct Special {
    int64_t row, column;
    float value;
  };

  int64_t m;
  LayerSettings layer;
  bool asymmetric_activations;
  int32_t activation;
  Type in, out;
  int64_t x_gap, y_gap;  // elements between the rows
  Edge layer_edge, x_edge, y_edge;
  uint32_t data_seed;
  float scale;              // of the weights' scales
  int64_t constant_weight;  // 0 … 15 fifteenths of the largest, or −1 for random ones
  float row_size;           // of the activations
  std::vector<Special> specials;
};

AnyLinear DrawLinear(Choices& choices);

std::string Describe(const AnyLinear& linear);

// Packs and runs the layer on every one of `isas`; the first difference from the oracle, described,
// or empty.
std::string CompareWithOracle(const AnyLinear& linear, const std::vector<int32_t>& isas);

}  // namespace nibble::test

#endif  // NIBBLE_TEST_SUPPORT_ANY_LINEAR_H_
