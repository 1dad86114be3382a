// Before the first input: a failed expectation of the test support ends the fuzzer, which keeps the
// input.
#include <gtest/gtest.h>

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  testing::GTEST_FLAG(break_on_failure) = true;
  int count = 1;
  char name[] = "fuzz";
  char* arguments[] = {name, nullptr};
  testing::InitGoogleTest(&count, arguments);
  return 0;
}
