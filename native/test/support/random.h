// Random numbers that depend on the seed alone, on every platform.
#ifndef NIBBLE_TEST_SUPPORT_RANDOM_H_
#define NIBBLE_TEST_SUPPORT_RANDOM_H_

#include <cstdint>
#include <random>
#include <vector>

#include "support/choices.h"

namespace nibble::test {

class Random : public Choices {
 public:
  // Seeded by the running test's full name; prints the seed.
  Random();
  explicit Random(uint32_t seed) : engine_(seed) {}

  uint32_t Bits() { return static_cast<uint32_t>(engine_()); }
  // Uniform in [low, high).
  float Float(float low, float high);
  // Uniform in low … high.
  int64_t Int(int64_t low, int64_t high) override;

  std::vector<float> Floats(int64_t count, float low, float high);

 private:
  std::mt19937 engine_;
};

}  // namespace nibble::test

#endif  // NIBBLE_TEST_SUPPORT_RANDOM_H_
