#include "counters.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <atomic>

#include "amx_emulator.h"

namespace amx_emulator {
namespace {

std::atomic<uint64_t> counts[AMX_INSTRUCTIONS];
static_assert(std::atomic<uint64_t>::is_always_lock_free, "counted in a signal handler");

const char* const kNames[AMX_INSTRUCTIONS] = {
    "ldtilecfg",   "sttilecfg", "tileloadd", "tileloaddt1", "tilestored", "tilezero",
    "tilerelease", "tdpbssd",   "tdpbsud",   "tdpbusd",     "tdpbuud"};

void ResetCounts() {
  for (auto& count : counts) count.store(0, std::memory_order_relaxed);
}

int FormatReport(char* line, int size) {
  uint64_t total = 0;
  for (const auto& count : counts) total += count.load(std::memory_order_relaxed);
  int length = snprintf(line, size, "{\"pid\":%d,\"emulated\":%s,\"instructions\":%llu",
                        static_cast<int>(getpid()), amx_emulator_active() ? "true" : "false",
                        static_cast<unsigned long long>(total));
  for (int i = 0; i < AMX_INSTRUCTIONS; ++i) {
    const auto count = static_cast<unsigned long long>(amx_emulator_count(i));
    length += snprintf(line + length, size - length, ",\"%s\":%llu", kNames[i], count);
  }
  return length + snprintf(line + length, size - length, "}\n");
}

void WriteReport(const char* target) {
  char line[1024];
  const int length = FormatReport(line, sizeof(line));
  const bool to_stderr = strcmp(target, "stderr") == 0;
  const int file = to_stderr ? 2 : open(target, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0 || write(file, line, length) != length) {
    fprintf(stderr, "AMX emulator: the report cannot be written to %s (NIBBLE_AMX_REPORT)\n",
            target);
  }
  if (file >= 0 && !to_stderr) close(file);
}

__attribute__((constructor)) void ResetCountsInChildren() {
  pthread_atfork(nullptr, nullptr, ResetCounts);
}

__attribute__((destructor)) void ReportAtExit() {
  const char* target = getenv("NIBBLE_AMX_REPORT");
  if (target != nullptr && *target != '\0') WriteReport(target);
}

}  // namespace

void Count(int instruction) { counts[instruction].fetch_add(1, std::memory_order_relaxed); }

}  // namespace amx_emulator

extern "C" uint64_t amx_emulator_count(int instruction) {
  if (instruction < 0 || instruction >= AMX_INSTRUCTIONS) return 0;
  return amx_emulator::counts[instruction].load(std::memory_order_relaxed);
}

extern "C" const char* amx_emulator_name(int instruction) {
  if (instruction < 0 || instruction >= AMX_INSTRUCTIONS) return nullptr;
  return amx_emulator::kNames[instruction];
}
