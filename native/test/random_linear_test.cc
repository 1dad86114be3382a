// The linear layers with int4 and int8 weights of every ISA against the oracle, on random shapes,
// settings and data.
//
//   NIBBLE_TEST_SEED=<seed> nibble_tests --gtest_filter='*RandomLinearTest*'     runs one case
//   again
#include <gtest/gtest.h>

#include <cstdlib>

#include "support/any_linear.h"
#include "support/isas.h"
#include "support/random.h"

namespace nibble::test {
namespace {

constexpr uint32_t kCases = 10000;

class RandomLinearTest : public testing::TestWithParam<int32_t> {
 protected:
  void Run(uint32_t seed) {
    Random random(seed);
    const AnyLinear linear = DrawLinear(random);
    ASSERT_EQ(CompareWithOracle(linear, {GetParam()}), "")
        << "repeat with NIBBLE_TEST_SEED=" << seed << ": " << Describe(linear);
  }
};

TEST_P(RandomLinearTest, AgreesWithOracle) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  if (const char* seed = std::getenv("NIBBLE_TEST_SEED")) {
    Run(static_cast<uint32_t>(std::strtoul(seed, nullptr, 10)));
    return;
  }
  for (uint32_t seed = 1; seed <= kCases; ++seed) ASSERT_NO_FATAL_FAILURE(Run(seed));
}

INSTANTIATE_TEST_SUITE_P(Isas, RandomLinearTest, testing::ValuesIn(AllIsaNumbers()),
                         [](const testing::TestParamInfo<int32_t>& test) {
                           return IsaName(test.param);
                         });

}  // namespace
}  // namespace nibble::test
