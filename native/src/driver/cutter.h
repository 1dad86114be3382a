// Cuts a call's workspace into arrays.
#ifndef NIBBLE_DRIVER_CUTTER_H_
#define NIBBLE_DRIVER_CUTTER_H_

#include <cstdint>

namespace nibble {

// Takes arrays aligned to cache lines. From a null base it only adds up the bytes.
class Cutter {
 public:
  explicit Cutter(void* base) : base_(reinterpret_cast<uintptr_t>(base)) {}

  template <class T>
  T* Take(int64_t count) {
    used_ = RoundUp(base_ + used_) - base_;
    T* result = reinterpret_cast<T*>(base_ + used_);
    used_ += static_cast<uintptr_t>(count) * sizeof(T);
    return result;
  }
  // What has been taken, and what a base that is not aligned loses.
  int64_t BytesForAnyBase() const { return static_cast<int64_t>(used_ + kAlignment); }

 private:
  static constexpr uintptr_t kAlignment = 64;

  static uintptr_t RoundUp(uintptr_t x) { return (x + kAlignment - 1) / kAlignment * kAlignment; }

  uintptr_t base_;
  uintptr_t used_ = 0;
};

}  // namespace nibble

#endif  // NIBBLE_DRIVER_CUTTER_H_
