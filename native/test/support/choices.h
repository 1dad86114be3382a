// Where the choices of a test case come from: a seeded generator or the bytes of a fuzzer.
#ifndef NIBBLE_TEST_SUPPORT_CHOICES_H_
#define NIBBLE_TEST_SUPPORT_CHOICES_H_

#include <cstddef>
#include <cstdint>

namespace nibble::test {

class Choices {
 public:
  virtual ~Choices() = default;

  // One of low … high.
  virtual int64_t Int(int64_t low, int64_t high) = 0;

  bool OneIn(int64_t count) { return Int(0, count - 1) == count - 1; }

  template <class T, size_t kCount>
  const T& OneOf(const T (&items)[kCount]) {
    return items[Int(0, static_cast<int64_t>(kCount) - 1)];
  }
};

}  // namespace nibble::test

#endif  // NIBBLE_TEST_SUPPORT_CHOICES_H_
