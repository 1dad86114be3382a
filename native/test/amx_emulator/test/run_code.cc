#include "run_code.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace amx_test {
namespace {

constexpr size_t kPageBytes = 4096;

class ExecutablePage {
 public:
  ExecutablePage()
      : memory_(mmap(nullptr, kPageBytes, PROT_READ | PROT_WRITE | PROT_EXEC,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0)) {
    if (memory_ == MAP_FAILED) {
      std::perror("these tests write machine code, and mmap refuses executable memory");
      std::abort();
    }
  }
  ~ExecutablePage() { munmap(memory_, kPageBytes); }
  uint8_t* start() const { return static_cast<uint8_t*>(memory_); }

 private:
  void* memory_;
};

void Append(const Bytes& tail, Bytes* code) { code->insert(code->end(), tail.begin(), tail.end()); }

// mov reg, imm64
void AppendMove(int reg, uint64_t value, Bytes* code) {
  Append({static_cast<uint8_t>(reg >= 8 ? 0x49 : 0x48), static_cast<uint8_t>(0xB8 | (reg & 7))},
         code);
  for (int i = 0; i < 8; ++i) code->push_back(static_cast<uint8_t>(value >> 8 * i));
}

// push and pop of the registers that a function must keep: rbx, rbp, r12 … r15
const Bytes kPush = {0x53, 0x55, 0x41, 0x54, 0x41, 0x55, 0x41, 0x56, 0x41, 0x57};
const Bytes kPop = {0x41, 0x5F, 0x41, 0x5E, 0x41, 0x5D, 0x41, 0x5C, 0x5D, 0x5B};
const Bytes kStoreRspAtRax = {0x48, 0x89, 0x20};
const Bytes kLoadRspAtRax = {0x48, 0x8B, 0x20};
constexpr uint8_t kRet = 0xC3;

}  // namespace

uint8_t* CodePage() {
  static thread_local ExecutablePage page;
  return page.start();
}

CodeFunction PlaceCode(const Bytes& code) {
  if (code.size() >= kPageBytes) std::abort();
  std::memcpy(CodePage(), code.data(), code.size());
  CodePage()[code.size()] = kRet;
  return reinterpret_cast<CodeFunction>(CodePage());
}

void RunCode(const Bytes& code, const void* memory, int64_t stride) {
  PlaceCode(code)(memory, stride);
}

int RunCodeWith(const Bytes& code, const std::map<int, uint64_t>& registers) {
  uint64_t stack_pointer;
  const auto slot = reinterpret_cast<uint64_t>(&stack_pointer);
  Bytes function = kPush;
  AppendMove(kRax, slot, &function);
  Append(kStoreRspAtRax, &function);
  for (const auto& [reg, value] : registers) AppendMove(reg, value, &function);
  const int start = static_cast<int>(function.size());
  Append(code, &function);
  AppendMove(kRax, slot, &function);
  Append(kLoadRspAtRax, &function);
  Append(kPop, &function);
  RunCode(function);
  return start;
}

}  // namespace amx_test
