#include "layer.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

namespace nibble::bench {
namespace {

nibble_qb4w_layout LayoutOf(int64_t n, int64_t k, int64_t group_size) {
  nibble_qb4w_layout layout;
  Check(nibble_qb4w_layout_of(n, k, group_size, &layout));
  return layout;
}

float AsBFloat16(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  bits &= 0xffff0000;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

}  // namespace

std::vector<Shape> ReadShapes(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    std::fprintf(stderr, "cannot read shapes file %s\n", path.c_str());
    std::exit(2);
  }
  std::vector<Shape> shapes;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    Shape shape;
    if (words >> shape.name >> shape.n >> shape.k) shapes.push_back(shape);
  }
  return shapes;
}

void Check(int32_t status) {
  if (status == NIBBLE_STATUS_OK) return;
  std::fprintf(stderr, "nibble: %s\n", nibble_last_error());
  std::exit(1);
}

Layer::Layer(int64_t n, int64_t k, int64_t group_size, bool symmetric_weights, bool bfloat16_scales)
    : Layer(n, k, group_size, symmetric_weights, bfloat16_scales, LayoutOf(n, k, group_size)) {}

Layer::Layer(int64_t n, int64_t k, int64_t group_size, bool symmetric_weights, bool bfloat16_scales,
             const nibble_qb4w_layout& layout)
    : n_(n),
      k_(k),
      group_size_(group_size),
      symmetric_weights_(symmetric_weights),
      scale_type_(bfloat16_scales ? NIBBLE_BFLOAT16 : NIBBLE_FLOAT32),
      layout_(layout),
      nibbles_(layout.nibble_bytes),
      scales_(ScaleBytes()),
      zero_points_(layout.scale_count),
      comp_(layout.column_count),
      bias_(layout.column_count) {
  std::mt19937 random(static_cast<uint32_t>(n * 31 + k));
  std::uniform_int_distribution<int> nibble(0, 15);
  std::uniform_real_distribution<float> real(0.001F, 0.01F);
  Block<uint8_t> values(n * k);
  Block<float> scales(n * layout.groups);
  Block<uint8_t> zero_points(n * layout.groups);
  for (int64_t i = 0; i < n * k; ++i) values[i] = static_cast<uint8_t>(nibble(random));
  for (int64_t i = 0; i < n * layout.groups; ++i) {
    scales[i] = bfloat16_scales ? AsBFloat16(real(random)) : real(random);
    zero_points[i] = static_cast<uint8_t>(nibble(random));
  }
  for (int64_t i = 0; i < n; ++i) bias_[i] = real(random);
  Check(nibble_qb4w_pack(n, k, group_size, scale_type_, values.data(), scales.data(),
                         symmetric_weights ? nullptr : zero_points.data(), nibbles_.data(),
                         scales_.data(), symmetric_weights ? nullptr : zero_points_.data(),
                         comp_.data()));
}

nibble_qb4w_weights Layer::weights() const {
  return {n_,
          k_,
          group_size_,
          nibbles_.data(),
          scales_.data(),
          symmetric_weights_ ? nullptr : zero_points_.data(),
          comp_.data(),
          bias_.data(),
          scale_type_};
}

int64_t Layer::ScaleBytes() const {
  return layout_.scale_count * (scale_type_ == NIBBLE_BFLOAT16 ? 2 : 4);
}

int64_t Layer::bytes() const {
  const int64_t zero_point_bytes = symmetric_weights_ ? 0 : layout_.scale_count;
  return layout_.nibble_bytes + ScaleBytes() + zero_point_bytes + 8 * layout_.column_count;
}

}  // namespace nibble::bench
