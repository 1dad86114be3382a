// Keeps our SIGILL handler installed while the program believes that its own is.
#ifndef NIBBLE_TEST_AMX_EMULATOR_SIGNAL_CHAIN_H_
#define NIBBLE_TEST_AMX_EMULATOR_SIGNAL_CHAIN_H_

#include <signal.h>
#include <ucontext.h>

namespace amx_emulator {

using SignalHandler = void (*)(int, siginfo_t*, void*);

// Installs `handler` for SIGILL; what was there becomes the program's action.
void TakeIllegalInstruction(SignalHandler handler);

// Does with a SIGILL what the kernel would do under the program's action. Called by the handler,
// which must return at once after it.
void PassOn(int signal, siginfo_t* info, ucontext_t* context);

// Sends the thread the SIGSEGV of a general protection fault at the trapped instruction. Called by
// the handler, which must return at once after it.
void RaiseGeneralProtection(ucontext_t* context);

}  // namespace amx_emulator

#endif  // NIBBLE_TEST_AMX_EMULATOR_SIGNAL_CHAIN_H_
