#include "support/random.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace nibble::test {
namespace {

// FNV-1a.
uint32_t Hash(const std::string& text) {
  uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

uint32_t SeedOfTest() {
  const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
  const std::string name = std::string(test.test_suite_name()) + "." + test.name();
  const uint32_t seed = Hash(name);
  std::printf("[ SEED     ] %u of %s\n", seed, name.c_str());
  return seed;
}

}  // namespace

Random::Random() : engine_(SeedOfTest()) {}

float Random::Float(float low, float high) {
  const float unit = static_cast<float>(Bits() >> 8) * 0x1p-24f;
  return low + (high - low) * unit;
}

int64_t Random::Int(int64_t low, int64_t high) {
  const auto span = static_cast<uint64_t>(high - low + 1);
  return low + static_cast<int64_t>(Bits() % span);
}

std::vector<float> Random::Floats(int64_t count, float low, float high) {
  std::vector<float> values(static_cast<size_t>(count));
  for (float& value : values) value = Float(low, high);
  return values;
}

}  // namespace nibble::test
