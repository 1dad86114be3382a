#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "cpu/cpu.h"

namespace nibble {
namespace {

// Run by ctest with either value, for each of which it runs the tests of avx512vnni as well.
TEST(PortsTest, AreAsTheTestAssumes) {
  const char* assumed = std::getenv("NIBBLE_TEST_ASSUME_PORTS");
  if (assumed == nullptr) GTEST_SKIP() << "NIBBLE_TEST_ASSUME_PORTS is not set";
  EXPECT_EQ(ProductsShareTheirPorts(), std::string(assumed) == "shared");
}

}  // namespace
}  // namespace nibble
