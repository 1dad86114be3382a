// The SIGILL handler: executes AMX instructions, passes everything else on.
#include <signal.h>
#include <ucontext.h>

#include "amx_emulator.h"
#include "counters.h"
#include "decode.h"
#include "execute.h"
#include "hardware.h"
#include "permission.h"
#include "signal_chain.h"

namespace amx_emulator {
namespace {

bool active = false;

// Initial-exec: reached by an offset from the thread pointer, without the allocation that a signal
// handler must not do.
__attribute__((tls_model("initial-exec"))) thread_local TileState tiles;

Registers ReadRegisters(const ucontext_t& context) {
  static const int kOrder[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                 REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                 REG_R12, REG_R13, REG_R14, REG_R15};
  Registers registers;
  for (int i = 0; i < 16; ++i) {
    registers.general[i] = static_cast<uint64_t>(context.uc_mcontext.gregs[kOrder[i]]);
  }
  registers.rip = static_cast<uint64_t>(context.uc_mcontext.gregs[REG_RIP]);
  return registers;
}

// Executes AMX instructions from the trapped one on, as many as follow one another: a trap costs as
// much as several products. Returns how the first one that did not run was refused, kDone if the
// sequence just ended; *executed counts those that ran.
Outcome RunSequence(Registers* registers, int* executed) {
  Instruction instruction;
  for (*executed = 0; Decode(*registers, &instruction); ++*executed) {
    const Outcome outcome = Execute(instruction, TileDataPermitted(), &tiles);
    if (outcome != Outcome::kDone) return outcome;
    Count(instruction.kind);
    registers->rip += instruction.length;
  }
  return *executed > 0 ? Outcome::kDone : Outcome::kUndefined;
}

void OnIllegalInstruction(int signal, siginfo_t* info, void* machine) {
  auto* context = static_cast<ucontext_t*>(machine);
  if (info->si_code <= 0) return PassOn(signal, info, context);  // sent by a process
  Registers registers = ReadRegisters(*context);
  int executed;
  const Outcome outcome = RunSequence(&registers, &executed);
  context->uc_mcontext.gregs[REG_RIP] = static_cast<greg_t>(registers.rip);
  if (executed > 0) return;  // a refused instruction traps again, by itself
  if (outcome == Outcome::kGeneralProtection) return RaiseGeneralProtection(context);
  if (outcome == Outcome::kNoPermission) info->si_code = ILL_ILLOPC;
  PassOn(signal, info, context);
}

__attribute__((constructor)) void Start() {
  if (HardwareHasAmx()) return;
  TakeIllegalInstruction(OnIllegalInstruction);
  active = true;
}

}  // namespace
}  // namespace amx_emulator

extern "C" int amx_emulator_active(void) { return amx_emulator::active ? 1 : 0; }
