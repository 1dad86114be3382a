// The counts that other tests rely on to know that AMX ran.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "amx_fixture.h"
#include "tiles.h"

namespace amx_test {
namespace {

// Each kind as often as its number plus one.
void RunKnownNumbers() {
  alignas(64) uint8_t memory[1024] = {};
  const Config config = Config::Full();
  const Bytes kinds[AMX_INSTRUCTIONS] = {LoadConfigAtRdi(),
                                         StoreConfigAtRdi(),
                                         Load(0),
                                         LoadT1(1),
                                         Store(2),
                                         Zero(3),
                                         Release(),
                                         Product(kF2, 0, 1, 2),
                                         Product(kF3, 0, 1, 2),
                                         Product(k66, 0, 1, 2),
                                         Product(kNp, 0, 1, 2)};
  RunCode(kinds[AMX_LDTILECFG], config.bytes.data());
  for (int kind = AMX_STTILECFG; kind < AMX_INSTRUCTIONS; ++kind) {
    if (kind == AMX_TILERELEASE) continue;
    for (int i = 0; i <= kind; ++i) RunCode(kinds[kind], memory, 64);
  }
  for (int i = 0; i <= AMX_TILERELEASE; ++i) RunCode(kinds[AMX_TILERELEASE]);
}

void ExpectKnownNumbers(const InstructionCounts& before) {
  const auto after = Counts();
  for (int kind = 0; kind < AMX_INSTRUCTIONS; ++kind) {
    const uint64_t expected = Emulated() ? kind + 1 : 0;
    EXPECT_EQ(after[kind] - before[kind], expected) << "kind " << kind;
  }
}

class CountsTest : public AmxTest {};

TEST_F(CountsTest, EveryKindIsCounted) {
  const auto before = Counts();
  RunKnownNumbers();
  ExpectKnownNumbers(before);
}

TEST_F(CountsTest, ThreadsCountTogether) {
  const auto before = Counts();
  std::thread(RunKnownNumbers).join();
  ExpectKnownNumbers(before);
}

TEST_F(CountsTest, ChildrenStartAtZero) {
  RunKnownNumbers();
  EXPECT_EXIT({ _exit(Total(Counts()) == 0 ? 0 : 1); }, testing::ExitedWithCode(0), "");
}

TEST_F(CountsTest, ReportAtExit) {
  const char* preload = std::getenv("LD_PRELOAD");
  if (preload == nullptr) GTEST_SKIP() << "the emulator is not preloaded";
  const std::string path = testing::TempDir() + "amx_report_" + std::to_string(getpid());
  const pid_t child = fork();
  if (child == 0) {
    setenv("NIBBLE_AMX_REPORT", path.c_str(), 1);
    if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(1);
    execl("/proc/self/exe", "self", "--gtest_filter=CountsTest.EveryKindIsCounted", nullptr);
    _exit(127);
  }
  int status;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  std::ifstream file(path);
  std::stringstream report;
  report << file.rdbuf();
  std::remove(path.c_str());
  std::stringstream expected;
  expected << "{\"pid\":" << child << ",\"emulated\":" << (Emulated() ? "true" : "false");
  EXPECT_EQ(report.str().rfind(expected.str(), 0), 0u) << report.str();
  const char* products = Emulated() ? "\"tdpbssd\":8,\"tdpbsud\":9,\"tdpbusd\":10,\"tdpbuud\":11}\n"
                                    : "\"tdpbssd\":0,\"tdpbsud\":0,\"tdpbusd\":0,\"tdpbuud\":0}\n";
  EXPECT_NE(report.str().find(products), std::string::npos) << report.str();
}

}  // namespace
}  // namespace amx_test
