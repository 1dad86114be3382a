#include "tiles.h"

#include <cstring>

namespace amx_test {

Config Config::Of(const std::array<Shape, 8>& shapes, int start_row) {
  Config config;
  config.bytes[0] = 1;
  config.bytes[1] = static_cast<uint8_t>(start_row);
  for (int t = 0; t < 8; ++t) {
    config.bytes[16 + 2 * t] = static_cast<uint8_t>(shapes[t].row_bytes);
    config.bytes[48 + t] = static_cast<uint8_t>(shapes[t].rows);
  }
  return config;
}

Config Config::Full() {
  std::array<Shape, 8> shapes;
  shapes.fill({16, 64});
  return Of(shapes);
}

Config Config::With(int offset, int value) const {
  Config config = *this;
  config.bytes[offset] = static_cast<uint8_t>(value);
  return config;
}

Rows LoadRows(const Shape& shape, const uint8_t* memory, int64_t stride) {
  Rows rows;
  for (int r = 0; r < shape.rows; ++r) {
    rows.emplace_back(memory + r * stride, memory + r * stride + shape.row_bytes);
  }
  return rows;
}

void StoreRows(const Rows& rows, uint8_t* memory, int64_t stride) {
  for (size_t r = 0; r < rows.size(); ++r) {
    std::memcpy(memory + static_cast<int64_t>(r) * stride, rows[r].data(), rows[r].size());
  }
}

void MultiplyRows(Pp pp, const Rows& left, const Rows& right, Rows* dest) {
  const bool left_signed = pp == kF2 || pp == kF3;
  const bool right_signed = pp == kF2 || pp == k66;
  for (size_t m = 0; m < dest->size(); ++m) {
    for (size_t n = 0; n < (*dest)[m].size() / 4; ++n) {
      uint32_t sum;
      std::memcpy(&sum, &(*dest)[m][4 * n], 4);
      for (size_t k = 0; k < left[m].size(); ++k) {
        const uint8_t a = left[m][k], b = right[k / 4][4 * n + k % 4];
        const int signed_a = left_signed ? static_cast<int8_t>(a) : a;
        const int signed_b = right_signed ? static_cast<int8_t>(b) : b;
        sum += static_cast<uint32_t>(signed_a * signed_b);
      }
      std::memcpy(&(*dest)[m][4 * n], &sum, 4);
    }
  }
}

std::vector<uint8_t> RandomBytes(size_t count, std::mt19937* random) {
  static const uint8_t kExtremes[4] = {0, 127, 128, 255};
  std::vector<uint8_t> bytes(count);
  for (auto& byte : bytes) {
    const uint32_t bits = (*random)();
    byte = bits % 4 == 0 ? kExtremes[(bits >> 8) % 4] : static_cast<uint8_t>(bits >> 16);
  }
  return bytes;
}

}  // namespace amx_test
