// System calls without libc: no errno, no interposition, safe in a signal handler.
#ifndef NIBBLE_TEST_AMX_EMULATOR_KERNEL_CALL_H_
#define NIBBLE_TEST_AMX_EMULATOR_KERNEL_CALL_H_

namespace amx_emulator {

// The kernel's own result: −errno on failure.
inline long KernelCall(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0,
                       long f = 0) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

}  // namespace amx_emulator

#endif  // NIBBLE_TEST_AMX_EMULATOR_KERNEL_CALL_H_
