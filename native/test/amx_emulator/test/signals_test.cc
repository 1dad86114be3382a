// A program's own signal handlers see what they would see on hardware.
#include <gtest/gtest.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "amx_fixture.h"
#include "arena.h"
#include "tiles.h"

namespace amx_test {
namespace {

const Bytes kUd2 = {0x0F, 0x0B};

struct Seen {
  int count = 0;
  int signal = 0;
  int code = 0;
  uint64_t address = 0;
  uint64_t rip = 0;
  bool blocked_ill = false, blocked_usr1 = false;
};
volatile sig_atomic_t skip_bytes;  // what the handlers add to RIP
Seen seen;
sigjmp_buf escape;

void Record(int signal, siginfo_t* info, void* machine) {
  auto* context = static_cast<ucontext_t*>(machine);
  greg_t& rip = context->uc_mcontext.gregs[REG_RIP];
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  seen = {seen.count + 1,
          signal,
          info->si_code,
          reinterpret_cast<uint64_t>(info->si_addr),
          static_cast<uint64_t>(rip),
          sigismember(&mask, SIGILL) == 1,
          sigismember(&mask, SIGUSR1) == 1};
  rip += skip_bytes;
}

void Escape(int) { siglongjmp(escape, 1); }

class Signals : public AmxTest {
 protected:
  void SetUp() override {
    AmxTest::SetUp();
    sigaction(SIGILL, nullptr, &before_ill_);
    sigaction(SIGSEGV, nullptr, &before_segv_);
    seen = Seen();
  }
  void TearDown() override {
    sigaction(SIGILL, &before_ill_, nullptr);
    sigaction(SIGSEGV, &before_segv_, nullptr);
    AmxTest::TearDown();
  }

  static struct sigaction Install(int signal, int flags) {
    struct sigaction action;
    std::memset(&action, 0, sizeof(action));
    action.sa_sigaction = Record;
    action.sa_flags = SA_SIGINFO | flags;
    sigaddset(&action.sa_mask, SIGUSR1);
    sigaction(signal, &action, nullptr);
    return action;
  }

  // One product by tiles of its own: AMX still runs.
  void ExpectAmxRuns() {
    const std::vector<uint8_t> memory = RandomBytes(1024, &random_);
    Rows tile = LoadRows({16, 64}, memory.data(), 64), dest(16, std::vector<uint8_t>(64));
    MultiplyRows(kF3, tile, tile, &dest);
    RunCode(LoadConfigAtRdi(), Config::Full().bytes.data());
    RunCode(Load(1), memory.data(), 64);
    RunCode(Load(2), memory.data(), 64);
    RunCode(Product(kF3, 0, 1, 2));
    std::vector<uint8_t> stored(1024);
    RunCode(Store(0), stored.data(), 64);
    EXPECT_EQ(LoadRows({16, 64}, stored.data(), 64), dest);
  }

 private:
  struct sigaction before_ill_, before_segv_;
};

TEST_F(Signals, OtherIllegalInstructionsReachTheProgram) {
  Install(SIGILL, 0);
  skip_bytes = 2;
  for (int i = 1; i <= 3; ++i) {
    RunCode(kUd2);
    EXPECT_EQ(seen.count, i);
    EXPECT_EQ(seen.signal, SIGILL);
    EXPECT_EQ(seen.rip, reinterpret_cast<uint64_t>(CodePage()));
    EXPECT_EQ(seen.address, seen.rip);
    EXPECT_GT(seen.code, 0);
    ExpectAmxRuns();
  }
  EXPECT_EQ(seen.count, 3);
}

TEST_F(Signals, RefusedInstructionsReachTheProgram) {
  Install(SIGILL, 0);
  RunCode(Release());
  skip_bytes = static_cast<int>(Load(0).size());
  uint8_t memory[1024];
  RunCode(Load(0), memory, 64);
  EXPECT_EQ(seen.count, 1);
  EXPECT_EQ(seen.rip, reinterpret_cast<uint64_t>(CodePage()));
  EXPECT_EQ(seen.address, seen.rip);
  ExpectAmxRuns();
}

TEST_F(Signals, TheProgramReadsBackItsAction) {
  const struct sigaction wanted = Install(SIGILL, SA_ONSTACK | SA_RESTART);
  struct sigaction found;
  ASSERT_EQ(sigaction(SIGILL, nullptr, &found), 0);
  EXPECT_EQ(found.sa_sigaction, wanted.sa_sigaction);
  // Untrapped, the C library's own flag comes back too.
  constexpr int kRestorer = 0x04000000;
  EXPECT_EQ(found.sa_flags & ~kRestorer, wanted.sa_flags);
  EXPECT_EQ(sigismember(&found.sa_mask, SIGUSR1), 1);
  EXPECT_EQ(sigismember(&found.sa_mask, SIGUSR2), 0);
  ExpectAmxRuns();
}

TEST_F(Signals, SignalReturnsTheHandlerBefore) {
  signal(SIGILL, Escape);
  EXPECT_EQ(signal(SIGILL, SIG_IGN), Escape);
  EXPECT_EQ(signal(SIGILL, SIG_DFL), SIG_IGN);
  EXPECT_EQ(signal(SIGUSR2, SIG_IGN), SIG_DFL);
  EXPECT_EQ(signal(SIGUSR2, SIG_DFL), SIG_IGN);
  ExpectAmxRuns();
}

TEST_F(Signals, HandlersRunUnderTheirMask) {
  skip_bytes = 2;
  Install(SIGILL, 0);
  RunCode(kUd2);
  EXPECT_TRUE(seen.blocked_ill);
  EXPECT_TRUE(seen.blocked_usr1);
  Install(SIGILL, SA_NODEFER);
  RunCode(kUd2);
  EXPECT_FALSE(seen.blocked_ill);
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  EXPECT_EQ(sigismember(&mask, SIGILL), 0);
  EXPECT_EQ(sigismember(&mask, SIGUSR1), 0);
}

TEST_F(Signals, HandlersMayLeaveByLongjmp) {
  signal(SIGILL, Escape);
  for (int i = 0; i < 3; ++i) {
    const CodeFunction ud2 = PlaceCode(kUd2);
    if (sigsetjmp(escape, 1) == 0) {
      ud2(nullptr, 0);
      FAIL() << "ud2 was passed over";
    }
    ExpectAmxRuns();
  }
}

TEST_F(Signals, SentSignalsReachTheProgram) {
  Install(SIGILL, 0);
  skip_bytes = 0;
  raise(SIGILL);
  EXPECT_EQ(seen.count, 1);
  EXPECT_LE(seen.code, 0);
  signal(SIGILL, SIG_IGN);
  raise(SIGILL);
  EXPECT_EQ(seen.count, 1);
  ExpectAmxRuns();
}

TEST_F(Signals, DefaultActionsEndTheProgram) {
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const auto dies = testing::KilledBySignal(SIGILL);
  const auto run = [](const Bytes& code) {
    RunCode(code);
    _exit(0);
  };
  EXPECT_EXIT((signal(SIGILL, SIG_DFL), run(kUd2)), dies, "");
  EXPECT_EXIT((signal(SIGILL, SIG_DFL), raise(SIGILL), _exit(0)), dies, "");
  EXPECT_EXIT((signal(SIGILL, SIG_IGN), run(kUd2)), dies, "");
  skip_bytes = 0;
  EXPECT_EXIT((Install(SIGILL, SA_RESETHAND), run(kUd2)), dies, "");
}

TEST_F(Signals, ProtectionFaultsAreSegmentationFaultsAtTheInstruction) {
  Install(SIGSEGV, 0);
  skip_bytes = static_cast<int>(LoadConfigAtRdi().size());
  RunCode(LoadConfigAtRdi(), Config::Full().With(0, 2).bytes.data());
  EXPECT_EQ(seen.count, 1);
  EXPECT_EQ(seen.signal, SIGSEGV);
  EXPECT_EQ(seen.code, SI_KERNEL);
  EXPECT_EQ(seen.address, 0u);
  EXPECT_EQ(seen.rip, reinterpret_cast<uint64_t>(CodePage()));
  ExpectAmxRuns();
}

TEST_F(Signals, ProtectionFaultsCannotBeIgnoredOrBlocked) {
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const Config bad = Config::Full().With(0, 2);
  const auto run = [&] {
    RunCode(LoadConfigAtRdi(), bad.bytes.data());
    _exit(0);
  };
  sigset_t segv;
  sigemptyset(&segv);
  sigaddset(&segv, SIGSEGV);
  const auto dies = testing::KilledBySignal(SIGSEGV);
  EXPECT_EXIT((signal(SIGSEGV, SIG_IGN), run()), dies, "");
  EXPECT_EXIT((sigprocmask(SIG_BLOCK, &segv, nullptr), run()), dies, "");
}

uint8_t* guarded_page;

void Unprotect(int, siginfo_t* info, void*) {
  ++seen.count;
  seen.address = reinterpret_cast<uint64_t>(info->si_addr);
  mprotect(guarded_page, 4096, PROT_READ | PROT_WRITE);
}

// As a garbage collector or a debugger does it: the handler repairs the page, the load goes on.
TEST_F(Signals, PageFaultsAreRestartable) {
  Arena arena(2 * 4096);
  guarded_page = arena.at(4096);
  uint8_t* start = arena.at(4096 - 3 * 64);
  const std::vector<uint8_t> memory = RandomBytes(1024, &random_);
  std::memcpy(start, memory.data(), 1024);
  struct sigaction action;
  std::memset(&action, 0, sizeof(action));
  action.sa_sigaction = Unprotect;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, nullptr);
  mprotect(guarded_page, 4096, PROT_NONE);
  RunCode(LoadConfigAtRdi(), Config::Full().bytes.data());
  RunCode(Load(4), start, 64);
  EXPECT_EQ(seen.count, 1);
  EXPECT_EQ(seen.address, reinterpret_cast<uint64_t>(guarded_page));
  std::vector<uint8_t> stored(1024);
  RunCode(Store(4), stored.data(), 64);
  EXPECT_EQ(stored, memory);
}

}  // namespace
}  // namespace amx_test
