#include "signal_chain.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/syscall.h>

#include <atomic>

#include "kernel_call.h"

namespace amx_emulator {
namespace {

using Action = struct sigaction;
using SigactionFunction = int (*)(int, const Action*, Action*);
using SignalFunction = sighandler_t (*)(int, sighandler_t);

std::atomic<bool> taken{false};
Action program_action;  // guarded by ActionLock
std::atomic_flag action_busy = ATOMIC_FLAG_INIT;

// libc's function behind ours. The first call comes from a constructor or from the program, never
// from a handler, so dlsym is safe here.
template <typename Function>
Function Libc(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

int RealSigaction(int signal, const Action* action, Action* old) {
  static std::atomic<SigactionFunction> real{nullptr};
  SigactionFunction function = real.load(std::memory_order_acquire);
  if (function == nullptr) {
    function = Libc<SigactionFunction>("sigaction");
    real.store(function, std::memory_order_release);
  }
  return function(signal, action, old);
}

// A spin lock over program_action that no signal handler can find held by its own thread.
class ActionLock {
 public:
  ActionLock() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
    while (action_busy.test_and_set(std::memory_order_acquire)) {
    }
  }
  ~ActionLock() {
    action_busy.clear(std::memory_order_release);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  ActionLock(const ActionLock&) = delete;
  ActionLock& operator=(const ActionLock&) = delete;

 private:
  sigset_t before_;
};

// Reads the program's action and, if `next` is given, replaces it.
Action ExchangeProgramAction(const Action* next) {
  ActionLock lock;
  const Action before = program_action;
  if (next != nullptr) program_action = *next;
  return before;
}

Action DefaultAction() {
  Action action;
  memset(&action, 0, sizeof(action));
  action.sa_handler = SIG_DFL;
  return action;
}

void SetDefault(int signal) {
  const Action action = DefaultAction();
  RealSigaction(signal, &action, nullptr);
}

// Sent by the CPU, not by kill() and its like.
bool IsFault(const siginfo_t* info) { return info->si_code > 0; }

void CallHandler(const Action& action, int signal, siginfo_t* info, ucontext_t* context) {
  sigset_t mask = action.sa_mask;
  if ((action.sa_flags & SA_NODEFER) == 0) sigaddset(&mask, signal);
  pthread_sigmask(SIG_BLOCK, &mask, nullptr);  // undone when our handler returns to the program
  if (action.sa_flags & SA_SIGINFO) {
    action.sa_sigaction(signal, info, context);
  } else {
    action.sa_handler(signal);
  }
}

}  // namespace

void TakeIllegalInstruction(SignalHandler handler) {
  Action action;
  memset(&action, 0, sizeof(action));
  action.sa_sigaction = handler;
  // NODEFER: a handler of the program may leave by longjmp, or run AMX itself.
  action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  Action before;
  RealSigaction(SIGILL, &action, &before);
  ExchangeProgramAction(&before);
  taken.store(true, std::memory_order_release);
}

void PassOn(int signal, siginfo_t* info, ucontext_t* context) {
  const Action action = ExchangeProgramAction(nullptr);
  const bool ignored = action.sa_handler == SIG_IGN;
  if (ignored && !IsFault(info)) return;
  if (ignored || action.sa_handler == SIG_DFL) {
    // The instruction runs again and now ends the process; a sent signal is sent again.
    SetDefault(signal);
    if (!IsFault(info)) raise(signal);
    return;
  }
  if (action.sa_flags & SA_RESETHAND) {
    const Action reset = DefaultAction();
    ExchangeProgramAction(&reset);
  }
  CallHandler(action, signal, info, context);
}

void RaiseGeneralProtection(ucontext_t* context) {
  Action action;
  RealSigaction(SIGSEGV, nullptr, &action);
  // The kernel forces a fault upon a program that blocks or ignores it.
  if (action.sa_handler == SIG_IGN || sigismember(&context->uc_sigmask, SIGSEGV)) {
    SetDefault(SIGSEGV);
    sigdelset(&context->uc_sigmask, SIGSEGV);
  }
  // Blocked until our handler has returned, so that it arrives at the trapped instruction.
  sigset_t segv;
  sigemptyset(&segv);
  sigaddset(&segv, SIGSEGV);
  pthread_sigmask(SIG_BLOCK, &segv, nullptr);
  siginfo_t info;
  memset(&info, 0, sizeof(info));
  info.si_signo = SIGSEGV;
  info.si_code = SI_KERNEL;
  KernelCall(SYS_rt_tgsigqueueinfo, KernelCall(SYS_getpid), KernelCall(SYS_gettid), SIGSEGV,
             reinterpret_cast<long>(&info));
}

}  // namespace amx_emulator

// In place of libc's, so that a handler installed later than ours, a JVM's for one, does not
// displace it. The program reads back what it wrote.
extern "C" int sigaction(int signal, const struct sigaction* action, struct sigaction* old) {
  using namespace amx_emulator;
  if (signal != SIGILL || !taken.load(std::memory_order_acquire)) {
    return RealSigaction(signal, action, old);
  }
  const struct sigaction before = ExchangeProgramAction(action);
  if (old != nullptr) *old = before;
  return 0;
}

extern "C" sighandler_t signal(int number, sighandler_t handler) {
  using namespace amx_emulator;
  if (number != SIGILL) return Libc<SignalFunction>("signal")(number, handler);
  struct sigaction action = DefaultAction(), old;
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  return sigaction(number, &action, &old) == 0 ? old.sa_handler : SIG_ERR;
}
