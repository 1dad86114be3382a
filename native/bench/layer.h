// A random packed layer, as large as a real one, in memory from nibble_alloc.
#ifndef NIBBLE_BENCH_LAYER_H_
#define NIBBLE_BENCH_LAYER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nibble/nibble.h"

namespace nibble::bench {

// One line of a shapes file: `name n k`.
struct Shape {
  std::string name;
  int64_t n;
  int64_t k;
};

// Reads a shapes file; '#' starts a comment. Exits with a message when it cannot be read.
std::vector<Shape> ReadShapes(const std::string& path);

// Exits with the library's message unless `status` is OK.
void Check(int32_t status);

// Off-heap array, zeroed and 64-byte aligned.
template <typename T>
class Block {
 public:
  explicit Block(int64_t count) {
    void* block = nullptr;
    Check(nibble_alloc(count * static_cast<int64_t>(sizeof(T)), &block));
    data_.reset(static_cast<T*>(block));
  }
  T* data() const { return data_.get(); }
  T& operator[](int64_t i) const { return data_.get()[i]; }

 private:
  struct Free {
    void operator()(T* block) const { nibble_free(block); }
  };
  std::unique_ptr<T, Free> data_;
};

// A packed int4 layer with bias. Weights are uniform in 0…15.
class Layer {
 public:
  Layer(int64_t n, int64_t k, int64_t group_size, bool symmetric_weights, bool bfloat16_scales);

  nibble_qb4w_weights weights() const;

  // Bytes a pass over the layer reads: nibbles, scales, zero points, comp and bias.
  int64_t bytes() const;

 private:
  Layer(int64_t n, int64_t k, int64_t group_size, bool symmetric_weights, bool bfloat16_scales,
        const nibble_qb4w_layout& layout);

  int64_t ScaleBytes() const;

  int64_t n_;
  int64_t k_;
  int64_t group_size_;
  bool symmetric_weights_;
  int32_t scale_type_;
  nibble_qb4w_layout layout_;
  Block<uint8_t> nibbles_;
  Block<uint8_t> scales_;
  Block<uint8_t> zero_points_;
  Block<float> comp_;
  Block<float> bias_;
};

}  // namespace nibble::bench

#endif  // NIBBLE_BENCH_LAYER_H_
