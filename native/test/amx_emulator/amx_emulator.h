// Test-only library that executes AMX-TILE and AMX-INT8 instructions in software.
//
//   LD_PRELOAD=…/libnibble_amx_emulator.so program
//
// On a CPU without AMX each of the eleven instructions raises SIGILL; the library's handler decodes
// and executes it on a tile state of its own, one per thread, and answers the arch_prctl requests
// that ask for permission when they come through libc's syscall(). Anything else that raises SIGILL
// goes to the handler that the program installed. CPUID and XGETBV cannot be answered this way: a
// program must be told to skip them. On a CPU whose operating system runs AMX the library does
// nothing, and every count stays 0.
//
// Stricter or narrower than hardware: a new thread starts with unconfigured tiles, a signal handler
// sees the tiles of the thread it interrupts, an address-size prefix (67h) is an illegal
// instruction, and so is every AMX instruction of a thread that blocks SIGILL.
//
// With NIBBLE_AMX_REPORT=stderr, or =FILE to append to, each process writes one line of JSON with
// its counts at exit.
#ifndef NIBBLE_TEST_AMX_EMULATOR_AMX_EMULATOR_H_
#define NIBBLE_TEST_AMX_EMULATOR_AMX_EMULATOR_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  AMX_LDTILECFG,
  AMX_STTILECFG,
  AMX_TILELOADD,
  AMX_TILELOADDT1,
  AMX_TILESTORED,
  AMX_TILEZERO,
  AMX_TILERELEASE,
  AMX_TDPBSSD,
  AMX_TDPBSUD,
  AMX_TDPBUSD,
  AMX_TDPBUUD,
  AMX_INSTRUCTIONS
};

// 1 when instructions are trapped and executed here, 0 when the CPU has AMX. To be found by dlsym.
int amx_emulator_active(void);

// Instructions of one kind that ran to their end in this process, over all threads; a forked child
// starts at 0. An unknown kind counts 0.
uint64_t amx_emulator_count(int instruction);

// Lower-case mnemonic, or null for an unknown kind.
const char* amx_emulator_name(int instruction);

#ifdef __cplusplus
}  // extern "C"
#endif

#endif  // NIBBLE_TEST_AMX_EMULATOR_AMX_EMULATOR_H_
