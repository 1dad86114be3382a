#include "int8_layer.h"

#include <random>

namespace nibble::bench {
namespace {

nibble_qb8w_layout LayoutOf(int64_t n, int64_t k, int64_t group_size) {
  nibble_qb8w_layout layout;
  Check(nibble_qb8w_layout_of(n, k, group_size, &layout));
  return layout;
}

}  // namespace

Int8Layer::Int8Layer(int64_t n, int64_t k, int64_t group_size)
    : Int8Layer(n, k, group_size, LayoutOf(n, k, group_size)) {}

Int8Layer::Int8Layer(int64_t n, int64_t k, int64_t group_size, const nibble_qb8w_layout& layout)
    : n_(n),
      k_(k),
      group_size_(group_size),
      layout_(layout),
      weights_(layout.weight_bytes),
      scales_(layout.scale_count),
      comp_(layout.column_count),
      bias_(layout.column_count) {
  std::mt19937 random(static_cast<uint32_t>(n * 31 + k));
  std::uniform_int_distribution<int> weight(-127, 127);
  std::uniform_real_distribution<float> real(0.0001F, 0.001F);
  Block<int8_t> values(n * k);
  Block<float> scales(n * layout.groups);
  for (int64_t i = 0; i < n * k; ++i) values[i] = static_cast<int8_t>(weight(random));
  for (int64_t i = 0; i < n * layout.groups; ++i) scales[i] = real(random);
  for (int64_t i = 0; i < n; ++i) bias_[i] = real(random);
  Check(nibble_qb8w_pack(n, k, group_size, values.data(), scales.data(), weights_.data(),
                         scales_.data(), comp_.data()));
}

nibble_qb8w_weights Int8Layer::weights() const {
  return {n_, k_, group_size_, weights_.data(), scales_.data(), comp_.data(), bias_.data()};
}

int64_t Int8Layer::bytes() const {
  return layout_.weight_bytes + 4 * layout_.scale_count + 8 * layout_.column_count;
}

}  // namespace nibble::bench
