#include "api_support.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace nibble {
namespace {

constexpr size_t kMessageBytes = 512;
thread_local char last_error[kMessageBytes] = "";

long long Printable(int64_t value) { return static_cast<long long>(value); }

bool IsMultiple(const void* pointer, int64_t bytes) {
  return reinterpret_cast<uintptr_t>(pointer) % static_cast<uintptr_t>(bytes) == 0;
}

// Bytes from the first element to the end of the last, or −1 where that passes int64.
int64_t Extent(const nibble_matrix& matrix) {
  if (matrix.rows == 0) return 0;
  int64_t elements, bytes;
  if (__builtin_mul_overflow(matrix.rows - 1, matrix.stride, &elements) ||
      __builtin_add_overflow(elements, matrix.columns, &elements) ||
      __builtin_mul_overflow(elements, ElementBytes(matrix.type), &bytes)) {
    return -1;
  }
  return bytes;
}

}  // namespace

const char* LastError() { return last_error; }

void Checks::Fail(int32_t status, const char* format, ...) {
  if (!ok()) return;
  status_ = status;
  const int prefix = std::snprintf(last_error, kMessageBytes, "%s: ", function_);
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(last_error + prefix, kMessageBytes - static_cast<size_t>(prefix), format,
                 arguments);
  va_end(arguments);
}

void Checks::NotNull(const char* name, const void* pointer) {
  if (pointer == nullptr) Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "%s is null", name);
}

void Checks::Array(const char* name, const void* pointer, int64_t bytes) {
  NotNull(name, pointer);
  OptionalArray(name, pointer, bytes);
}

void Checks::OptionalArray(const char* name, const void* pointer, int64_t bytes) {
  if (!IsMultiple(pointer, bytes)) {
    Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "%s is at address %p, expected a multiple of %lld bytes",
         name, pointer, Printable(bytes));
  }
}

void Checks::Range(const char* name, int64_t value, int64_t low, int64_t high) {
  if (value < low || value > high) {
    Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "%s is %lld, expected %lld to %lld", name,
         Printable(value), Printable(low), Printable(high));
  }
}

void Checks::Equal(const char* name, int64_t value, const char* expected_name, int64_t expected) {
  if (value != expected) {
    Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "%s is %lld, expected %s = %lld", name, Printable(value),
         expected_name, Printable(expected));
  }
}

void Checks::GroupSize(int64_t group_size) {
  if (group_size != 0 && group_size != 32 && group_size != 64 && group_size != 128) {
    Fail(NIBBLE_STATUS_INVALID_ARGUMENT,
         "group_size is %lld, expected 32, 64, 128, or 0 for per channel", Printable(group_size));
  }
}

void Checks::ScaleType(const char* name, int32_t type) {
  Range(name, type, NIBBLE_FLOAT32, NIBBLE_BFLOAT16);
}

void Checks::Shape(int64_t n, int64_t k, int64_t group_size) {
  Range("n", n, 1, NIBBLE_MAX_N);
  Range("k", k, 1, NIBBLE_MAX_K);
  GroupSize(group_size);
}

void Checks::Int8Shape(int64_t n, int64_t k, int64_t group_size) {
  Shape(n, k, group_size);
  if (group_size == 0) Range("k of one group per channel", k, 1, NIBBLE_MAX_INT8_CHANNEL_K);
}

void Checks::RunsHere(int32_t isa) {
  const IsaList isas = AllIsas();
  Range("isa", isa, 0, isas.count - 1);
  if (!ok() || isas.rows[isa].runs_here()) return;
  char available[256];
  Fail(NIBBLE_STATUS_ISA_UNAVAILABLE, "this machine cannot run the ISA \"%s\"; available: %s",
       isas.rows[isa].name, AvailableIsas(available, sizeof available));
}

void Checks::Member(const char* name, const char* member, int64_t value, int64_t low,
                    int64_t high) {
  if (value >= low && value <= high) return;  // spelling the name takes longer than a small layer
  char label[64];
  std::snprintf(label, sizeof label, "%s.%s", name, member);
  Range(label, value, low, high);
}

void Checks::MatrixArgument(const char* name, const nibble_matrix* matrix) {
  Object(name, matrix);
  if (!ok()) return;
  Member(name, "type", matrix->type, NIBBLE_FLOAT32, NIBBLE_FLOAT16);
  Member(name, "rows", matrix->rows, 0, INT64_MAX);
  Member(name, "columns", matrix->columns, 1, INT64_MAX);
  Member(name, "stride", matrix->stride, matrix->columns, INT64_MAX);
  if (!ok() || matrix->rows == 0) return;
  MatrixData(name, *matrix);
  if (Extent(*matrix) < 0) {
    Fail(NIBBLE_STATUS_INVALID_ARGUMENT,
         "%s has %lld rows of stride %lld, more bytes than an address can reach", name,
         Printable(matrix->rows), Printable(matrix->stride));
  }
}

void Checks::MatrixData(const char* name, const nibble_matrix& matrix) {
  if (matrix.data != nullptr && IsMultiple(matrix.data, ElementBytes(matrix.type))) return;
  char label[64];
  std::snprintf(label, sizeof label, "%s.data", name);
  Array(label, matrix.data, ElementBytes(matrix.type));
}

void Checks::Float32Matrix(const char* name, const nibble_matrix* matrix) {
  MatrixArgument(name, matrix);
  if (!ok() || matrix->type == NIBBLE_FLOAT32) return;
  Member(name, "type", matrix->type, NIBBLE_FLOAT32, NIBBLE_FLOAT32);
}

void Checks::SameShape(const char* name_a, const nibble_matrix& a, const char* name_b,
                       const nibble_matrix& b) {
  if (!ok() || (a.rows == b.rows && a.columns == b.columns)) return;
  Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "%s is %lld × %lld, expected %lld × %lld as %s", name_a,
       Printable(a.rows), Printable(a.columns), Printable(b.rows), Printable(b.columns), name_b);
}

void Checks::Finite(const char* name, float value, float low) {
  if (value >= low && value <= __FLT_MAX__) return;
  Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "%s is %g, expected a finite number from %g on", name,
       static_cast<double>(value), static_cast<double>(low));
}

void Checks::DisjointOrSame(const char* name_a, const nibble_matrix& a, const char* name_b,
                            const nibble_matrix& b) {
  if (a.data != b.data || a.stride != b.stride) Disjoint(name_a, a, name_b, b);
}

void Checks::Disjoint(const char* name_a, const nibble_matrix& a, const char* name_b,
                      const nibble_matrix& b) {
  if (!ok() || a.rows == 0 || b.rows == 0) return;
  const auto begin_a = reinterpret_cast<uintptr_t>(a.data);
  const auto begin_b = reinterpret_cast<uintptr_t>(b.data);
  if (begin_a < begin_b + static_cast<uintptr_t>(Extent(b)) &&
      begin_b < begin_a + static_cast<uintptr_t>(Extent(a))) {
    Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "%s and %s overlap, expected separate memory", name_a,
         name_b);
  }
}

int64_t ElementBytes(int32_t type) { return type == NIBBLE_FLOAT32 ? 4 : 2; }

Matrix MatrixOf(const nibble_matrix& matrix) {
  return {matrix.data, matrix.rows, matrix.columns, matrix.stride, matrix.type};
}

const Isa& IsaOf(int32_t isa) { return AllIsas().rows[isa]; }

const char* AvailableIsas(char* buffer, int64_t size) {
  int64_t used = 0;
  buffer[0] = '\0';
  for (const Isa& isa : AllIsas()) {
    if (!isa.runs_here() || used >= size) continue;
    used += std::snprintf(buffer + used, static_cast<size_t>(size - used), "%s%s",
                          used == 0 ? "" : ", ", isa.name);
  }
  return buffer;
}

}  // namespace nibble
