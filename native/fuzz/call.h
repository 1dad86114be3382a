// One call of the C API with drawn arguments, right ones and wrong ones, and whether it must
// succeed.
//
// Wrong is what a function can know to be wrong. What it cannot, a buffer that is too short, does
// not occur: buffers are as long as the other arguments say and end at guard pages; where that is
// too long, the call is left out unless another argument is wrong, and the buffer has no bytes.
#ifndef NIBBLE_FUZZ_CALL_H_
#define NIBBLE_FUZZ_CALL_H_

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "nibble/nibble.h"
#include "support/choices.h"
#include "support/guarded_buffer.h"

namespace nibble::fuzz {

// Sizes that cannot overflow, whatever the arguments.
using Wide = __int128;

// Longer arrays are not made.
constexpr Wide kMostBytes = 1 << 20;

// Whether an array of so many T is as long as it should be.
template <class T>
bool Exists(Wide count) {
  return count > 0 && count * static_cast<Wide>(sizeof(T)) <= kMostBytes;
}

enum class Null { kAllowed, kWrong };

class Call {
 public:
  explicit Call(test::Choices& choices) : choices_(choices) {}

  // A number that must lie in low … high; mostly it is `usual`.
  int64_t Number(int64_t usual, int64_t low, int64_t high);
  int32_t Enumeration(int32_t low, int32_t high);
  int64_t GroupSize();
  int32_t ScaleType();
  // An array of scales of a type from ScaleType().
  void* Scales(int32_t type, Wide count);
  int32_t Isa();

  // An array of `count` zeros at one of the guard pages; maybe null, maybe not aligned.
  template <class T>
  T* Array(Wide count, Null null = Null::kWrong) {
    return static_cast<T*>(Memory(count * static_cast<Wide>(sizeof(T)), alignof(T), null));
  }

  // Fills an array from Array<T>, which may be null or not aligned, but not too long.
  template <class T>
  static void Fill(T* array, const std::vector<T>& values) {
    const size_t bytes = values.size() * sizeof(T);
    if (array != nullptr) std::memcpy(static_cast<void*>(array), values.data(), bytes);
  }

  nibble_matrix Matrix(int64_t usual_rows, int64_t usual_columns, int64_t most_columns);
  // Gives y the memory of x, now and then.
  void MaybeOverlap(nibble_matrix& y, const nibble_matrix& x);
  nibble_matrix Float32Matrix(int64_t usual_rows, int64_t usual_columns) {
    const nibble_matrix matrix = Matrix(usual_rows, usual_columns, INT64_MAX);
    Require(matrix.type == NIBBLE_FLOAT32);
    return matrix;
  }
  // A number that is finite and at least `low`, or else wrong.
  float Float(float low);

  // An argument is wrong unless `condition`.
  void Require(bool condition) { arguments_right_ = arguments_right_ && condition; }
  // What an array holds is wrong unless `condition`: a function knows when it has read the array.
  void RequireContents(bool condition) { contents_right_ = contents_right_ && condition; }
  bool right() const { return arguments_right_ && contents_right_; }

  bool OneIn(int64_t count) { return choices_.OneIn(count); }
  int64_t Int(int64_t low, int64_t high) { return choices_.Int(low, high); }

  // Calls unless the buffers are too short; aborts unless the status is what it must be, with a
  // message that begins with `name`.
  template <class Function>
  void Run(const char* name, Function function) {
    if (!arguments_right_ || !too_long_) Judge(name, function());
  }

 private:
  void* Memory(Wide bytes, int64_t alignment, Null null);
  void Judge(const char* name, int32_t status) const;

  test::Choices& choices_;
  bool arguments_right_ = true;
  bool contents_right_ = true;
  bool too_long_ = false;
  std::vector<std::unique_ptr<test::GuardedBuffer<uint8_t>>> buffers_;
};

// A struct as an argument: a pointer to it, maybe null, maybe not aligned.
template <class T>
class Struct {
 public:
  Struct(Call& call, const T& value) {
    const bool is_null = call.OneIn(64), misaligned = call.OneIn(64);
    call.Require(!is_null && !misaligned);
    char* place = storage_ + (misaligned ? 4 : 0);
    std::memcpy(place, &value, sizeof value);
    pointer_ = is_null ? nullptr : static_cast<const T*>(static_cast<void*>(place));
  }
  Struct(const Struct&) = delete;
  Struct& operator=(const Struct&) = delete;

  const T* pointer() const { return pointer_; }

 private:
  alignas(T) char storage_[sizeof(T) + alignof(T)];
  const T* pointer_;
};

}  // namespace nibble::fuzz

#endif  // NIBBLE_FUZZ_CALL_H_
