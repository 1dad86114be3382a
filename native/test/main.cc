// Runs the tests and fails when a block from nibble_alloc outlives them.
#include <gtest/gtest.h>

#include "nibble/nibble.h"

namespace {

class NothingLeftAllocated : public testing::Environment {
 public:
  void TearDown() override { EXPECT_EQ(nibble_allocated_bytes(), 0) << "bytes are leaked"; }
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new NothingLeftAllocated);
  return RUN_ALL_TESTS();
}
