// A random packed int8 layer, as large as a real one, in memory from nibble_alloc.
#ifndef NIBBLE_BENCH_INT8_LAYER_H_
#define NIBBLE_BENCH_INT8_LAYER_H_

#include <cstdint>

#include "layer.h"

namespace nibble::bench {

// A packed int8 layer with bias. Weights are uniform in −127…127.
class Int8Layer {
 public:
  Int8Layer(int64_t n, int64_t k, int64_t group_size);

  nibble_qb8w_weights weights() const;

  // Bytes a pass over the layer reads: weights, scales, comp and bias.
  int64_t bytes() const;

 private:
  Int8Layer(int64_t n, int64_t k, int64_t group_size, const nibble_qb8w_layout& layout);

  int64_t n_;
  int64_t k_;
  int64_t group_size_;
  nibble_qb8w_layout layout_;
  Block<uint8_t> weights_;
  Block<float> scales_;
  Block<float> comp_;
  Block<float> bias_;
};

}  // namespace nibble::bench

#endif  // NIBBLE_BENCH_INT8_LAYER_H_
