// A test with permission for tile data, a random generator seeded by its name, and released tiles
// at its end.
#ifndef NIBBLE_TEST_AMX_EMULATOR_TEST_AMX_FIXTURE_H_
#define NIBBLE_TEST_AMX_EMULATOR_TEST_AMX_FIXTURE_H_

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "amx_state.h"
#include "encode.h"
#include "run_code.h"

namespace amx_test {

class AmxTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(AskPermission(), 0);
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    const std::string name = std::string(info->test_suite_name()) + "." + info->name();
    random_.seed(static_cast<uint32_t>(std::hash<std::string>()(name)));
  }
  void TearDown() override { RunCode(Release()); }

  std::mt19937 random_;
};

}  // namespace amx_test

#endif  // NIBBLE_TEST_AMX_EMULATOR_TEST_AMX_FIXTURE_H_
