// Error reporting and argument checks shared by the entry points.
#ifndef NIBBLE_API_SUPPORT_H_
#define NIBBLE_API_SUPPORT_H_

#include <cstdint>
#include <exception>
#include <new>

#include "driver/driver.h"
#include "floating_point.h"
#include "kernels/kernel_table.h"
#include "layout/layout.h"
#include "nibble/nibble.h"

namespace nibble {

// Message of the last failed call on this thread.
const char* LastError();

// Checks of one call's arguments. The first failure is kept; later checks then pass over.
class Checks {
 public:
  explicit Checks(const char* function) : function_(function) {}

  // Keeps the status, and as this thread's message "<function>: <formatted text>".
  [[gnu::format(printf, 3, 4)]] void Fail(int32_t status, const char* format, ...);

  bool ok() const { return status_ == NIBBLE_STATUS_OK; }
  int32_t status() const { return status_; }

  void NotNull(const char* name, const void* pointer);
  // A pointer to elements of `bytes` each: not null, and a multiple of `bytes`.
  void Array(const char* name, const void* pointer, int64_t bytes);
  void OptionalArray(const char* name, const void* pointer, int64_t bytes);
  // A pointer to one T.
  template <class T>
  void Object(const char* name, const T* pointer) {
    Array(name, pointer, alignof(T));
  }
  void Range(const char* name, int64_t value, int64_t low, int64_t high);
  void Equal(const char* name, int64_t value, const char* expected_name, int64_t expected);
  void GroupSize(int64_t group_size);
  void ScaleType(const char* name, int32_t type);
  // n, k and group_size of a packed layer.
  void Shape(int64_t n, int64_t k, int64_t group_size);
  // The same of an int8 layer, whose per-channel sums have a shorter longest k.
  void Int8Shape(int64_t n, int64_t k, int64_t group_size);
  // Fails with ISA_UNAVAILABLE where this machine cannot run it.
  void RunsHere(int32_t isa);
  // Type, sizes, stride and data; the data may be null when there are no rows.
  void MatrixArgument(const char* name, const nibble_matrix* matrix);
  // Every member of a float32 matrix.
  void Float32Matrix(const char* name, const nibble_matrix* matrix);
  void SameShape(const char* name_a, const nibble_matrix& a, const char* name_b,
                 const nibble_matrix& b);
  void Finite(const char* name, float value, float low);
  void Disjoint(const char* name_a, const nibble_matrix& a, const char* name_b,
                const nibble_matrix& b);

  // Apart, or the same elements: what a call in place allows.
  void DisjointOrSame(const char* name_a, const nibble_matrix& a, const char* name_b,
                      const nibble_matrix& b);

 private:
  void Member(const char* name, const char* member, int64_t value, int64_t low, int64_t high);
  void MatrixData(const char* name, const nibble_matrix& matrix);

  const char* function_;
  int32_t status_ = NIBBLE_STATUS_OK;
};

// Runs the body of an entry point, which gets a Checks and the default floating-point environment;
// no exception leaves it.
template <class Body>
int32_t Guarded(const char* function, Body body) {
  const DefaultFloatingPoint floating_point;
  Checks checks(function);
  try {
    body(checks);
  } catch (const std::bad_alloc&) {
    checks.Fail(NIBBLE_STATUS_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    checks.Fail(NIBBLE_STATUS_INTERNAL, "%s", error.what());
  } catch (...) {
    checks.Fail(NIBBLE_STATUS_INTERNAL, "unknown failure");
  }
  return checks.status();
}

int64_t ElementBytes(int32_t type);
Matrix MatrixOf(const nibble_matrix& matrix);
const Isa& IsaOf(int32_t isa);

// "portable, avx512vnni": what this machine can run, for messages.
const char* AvailableIsas(char* buffer, int64_t size);

}  // namespace nibble

#endif  // NIBBLE_API_SUPPORT_H_
