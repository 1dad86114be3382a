// Runs machine code with given registers.
#ifndef NIBBLE_TEST_AMX_EMULATOR_TEST_RUN_CODE_H_
#define NIBBLE_TEST_AMX_EMULATOR_TEST_RUN_CODE_H_

#include <cstdint>
#include <map>

#include "encode.h"

namespace amx_test {

// A page of executable memory per thread, below 2 GiB. Start of what RunCode runs.
uint8_t* CodePage();

// Writes `code` and a return to the code page, and returns it as a function.
using CodeFunction = void (*)(const void* memory, int64_t stride);
CodeFunction PlaceCode(const Bytes& code);

// Runs `code` with rdi = memory and rsi = stride.
void RunCode(const Bytes& code, const void* memory = nullptr, int64_t stride = 0);

// Runs `code` with the registers given by number; rsp may be one of them, the memory just below it
// is then used as a stack. The code starts at the offset returned, from CodePage().
int RunCodeWith(const Bytes& code, const std::map<int, uint64_t>& registers);

}  // namespace amx_test

#endif  // NIBBLE_TEST_AMX_EMULATOR_TEST_RUN_CODE_H_
