#include "call.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace nibble::fuzz {
namespace {

constexpr int64_t kOften = 16;  // one argument in so many is not the usual one

int64_t ElementBytes(int32_t type) { return type == NIBBLE_FLOAT32 ? 4 : 2; }

// Bytes from the first element to the end of the last; elements alone where they are too many
// anyway.
Wide Extent(const nibble_matrix& matrix) {
  if (matrix.rows <= 0) return 0;
  const Wide elements = (static_cast<Wide>(matrix.rows) - 1) * matrix.stride + matrix.columns;
  const bool few = elements >= 0 && elements <= INT64_MAX;
  return few ? elements * ElementBytes(matrix.type) : elements;
}

}  // namespace

int64_t Call::Number(int64_t usual, int64_t low, int64_t high) {
  int64_t number = usual;
  if (OneIn(kOften)) {
    const int64_t hostile[] = {low,
                               high,
                               0,
                               -1,
                               1,
                               low - (low > INT64_MIN),
                               high + (high < INT64_MAX),
                               INT64_MIN,
                               INT64_MAX,
                               INT32_MAX,
                               INT32_MIN,
                               INT64_MAX / 2,
                               INT64_MAX / 4,
                               Int(-200, 200),
                               Int(INT64_MIN, INT64_MAX)};
    number = choices_.OneOf(hostile);
  }
  Require(number >= low && number <= high);
  return number;
}

int32_t Call::Enumeration(int32_t low, int32_t high) {
  const auto usual = static_cast<int32_t>(Int(low, high));
  const int32_t value = OneIn(kOften) ? static_cast<int32_t>(Int(INT32_MIN, INT32_MAX)) : usual;
  Require(value >= low && value <= high);
  return value;
}

int64_t Call::GroupSize() {
  const int64_t right[] = {0, 32, 64, 128};
  const int64_t size = Number(choices_.OneOf(right), 0, 128);
  Require(size == 0 || size == 32 || size == 64 || size == 128);
  return size;
}

float Call::Float(float low) {
  const float values[] = {low, 0.0f, 1e-5f, 1.0f, std::nextafter(low, -INFINITY), INFINITY, NAN};
  const float value = OneIn(kOften) ? choices_.OneOf(values) : 0.125f;
  Require(std::isfinite(value) && value >= low);
  return value;
}

int32_t Call::ScaleType() { return Enumeration(NIBBLE_FLOAT32, NIBBLE_BFLOAT16); }

void* Call::Scales(int32_t type, Wide count) {
  const int64_t bytes = ElementBytes(type);
  return Memory(count * bytes, bytes, Null::kWrong);
}

int32_t Call::Isa() {
  const int32_t isa = Enumeration(0, nibble_isa_count() - 1);
  Require(nibble_isa_available(isa) == 1);
  return isa;
}

void* Call::Memory(Wide bytes, int64_t alignment, Null null) {
  const bool is_null = OneIn(kOften);
  const bool misaligned = OneIn(kOften);
  const test::Edge edge = OneIn(2) ? test::Edge::kBack : test::Edge::kFront;
  if (is_null) {
    Require(null == Null::kAllowed);
    return nullptr;
  }
  if (bytes < 0 || bytes > kMostBytes) {
    too_long_ = true;
    bytes = 0;
  }
  // An array of no bytes at the very page keeps every function from touching it.
  const int64_t shift = misaligned && alignment > 1 ? Int(1, alignment - 1) : 0;
  Require(shift == 0);
  buffers_.push_back(std::make_unique<test::GuardedBuffer<uint8_t>>(
      static_cast<size_t>(bytes) + static_cast<size_t>(shift == 0 ? 0 : alignment), edge));
  return buffers_.back()->data() + shift;
}

nibble_matrix Call::Matrix(int64_t usual_rows, int64_t usual_columns, int64_t most_columns) {
  nibble_matrix matrix = {};
  matrix.type = Enumeration(NIBBLE_FLOAT32, NIBBLE_FLOAT16);
  matrix.rows = Number(usual_rows, 0, INT64_MAX);
  matrix.columns = Number(usual_columns, 1, most_columns);
  matrix.stride = Number(matrix.columns, matrix.columns, INT64_MAX);
  const Wide bytes = Extent(matrix);
  Require(bytes <= INT64_MAX);
  // Without rows the data is not looked at.
  if (matrix.rows != 0) matrix.data = Memory(bytes, ElementBytes(matrix.type), Null::kWrong);
  return matrix;
}

void Call::MaybeOverlap(nibble_matrix& y, const nibble_matrix& x) {
  if (!OneIn(kOften) || x.rows == 0 || y.rows == 0) return;
  y.data = x.data;
  Require(false);
}

void Call::Judge(const char* name, int32_t status) const {
  const bool known = status == NIBBLE_STATUS_OK || status == NIBBLE_STATUS_INVALID_ARGUMENT ||
                     status == NIBBLE_STATUS_ISA_UNAVAILABLE;
  const bool named = std::strncmp(nibble_last_error(), name, std::strlen(name)) == 0;
  if (known && (status == NIBBLE_STATUS_OK) == right() && (right() || named)) return;
  std::fprintf(stderr, "%s returned %d, expected %s; its message: %s\n", name, status,
               right() ? "0" : "an error with a message that begins with its name",
               nibble_last_error());
  std::abort();
}

}  // namespace nibble::fuzz
