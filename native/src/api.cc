// Entry points: version, errors, instruction sets, memory.
#include <cstdlib>
#include <cstring>

#include "api_support.h"
#include "mapping.h"
#include "memory.h"

namespace nibble {
namespace {

constexpr char kIsaVariable[] = "NIBBLE_ISA";

void SelectNamed(Checks& checks, const char* asked_by, const char* name, int32_t* selected) {
  const IsaList isas = AllIsas();
  const char* lacks = "this library has none of that name";
  for (int32_t i = 0; i < isas.count; ++i) {
    if (std::strcmp(isas.rows[i].name, name) != 0) continue;
    if (isas.rows[i].runs_here()) {
      *selected = i;
      return;
    }
    lacks = isas.rows[i].lacks().what;
  }
  char available[256];
  checks.Fail(NIBBLE_STATUS_ISA_UNAVAILABLE,
              "%s asks for the ISA \"%s\", which cannot run here: %s; available: %s", asked_by,
              name, lacks, AvailableIsas(available, sizeof available));
}

int32_t Fastest() {
  const IsaList isas = AllIsas();
  int32_t fastest = isas.count - 1;
  while (!isas.rows[fastest].runs_here()) --fastest;
  return fastest;
}

bool IsSet(const char* name) { return name != nullptr && *name != '\0'; }

}  // namespace
}  // namespace nibble

using nibble::AllIsas;
using nibble::Checks;
using nibble::Guarded;

int32_t nibble_abi_version(void) { return NIBBLE_ABI_VERSION; }

const char* nibble_last_error(void) { return nibble::LastError(); }

int32_t nibble_isa_count(void) { return AllIsas().count; }

const char* nibble_isa_name(int32_t isa) {
  return isa < 0 || isa >= AllIsas().count ? nullptr : AllIsas().rows[isa].name;
}

int32_t nibble_isa_available(int32_t isa) {
  return isa >= 0 && isa < AllIsas().count && AllIsas().rows[isa].runs_here() ? 1 : 0;
}

const char* nibble_isa_lacks(int32_t isa) {
  return isa < 0 || isa >= AllIsas().count ? nullptr : AllIsas().rows[isa].lacks().what;
}

int32_t nibble_isa_withheld(int32_t isa) {
  return isa >= 0 && isa < AllIsas().count && AllIsas().rows[isa].lacks().withheld ? 1 : 0;
}

int32_t nibble_isa_select(const char* name, int32_t* isa) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.Object("isa", isa);
    if (!checks.ok()) return;
    const char* forced = std::getenv(nibble::kIsaVariable);
    if (nibble::IsSet(name)) {
      nibble::SelectNamed(checks, "the caller", name, isa);
    } else if (nibble::IsSet(forced)) {
      nibble::SelectNamed(checks, nibble::kIsaVariable, forced, isa);
    } else {
      *isa = nibble::Fastest();
    }
  });
}

int32_t nibble_alloc(int64_t bytes, void** block) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.Object("block", block);
    checks.Range("bytes", bytes, 1, INT64_MAX);
    if (!checks.ok()) return;
    void* memory = nibble::AllocateBlock(bytes);
    if (memory == nullptr) {
      checks.Fail(NIBBLE_STATUS_OUT_OF_MEMORY, "no %lld bytes to be had",
                  static_cast<long long>(bytes));
      return;
    }
    *block = memory;
  });
}

void nibble_free(void* block) { nibble::FreeBlock(block); }

int32_t nibble_map(const char* path, int64_t offset, int64_t bytes, void** block) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.NotNull("path", path);
    checks.NotNull("block", block);
    checks.Range("offset", offset, 0, INT64_MAX);
    checks.Range("bytes", bytes, 1, INT64_MAX);
    if (!checks.ok()) return;
    if (offset % 64 != 0) {
      checks.Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "offset is %lld, expected a multiple of 64",
                  static_cast<long long>(offset));
      return;
    }
    const char* problem = nullptr;
    void* memory = nibble::MapFile(path, offset, bytes, &problem);
    if (memory == nullptr) {
      checks.Fail(NIBBLE_STATUS_INVALID_ARGUMENT, "cannot map %lld bytes at %lld of %s: %s",
                  static_cast<long long>(bytes), static_cast<long long>(offset), path, problem);
      return;
    }
    *block = memory;
  });
}

void nibble_unmap(void* block, int64_t bytes) { nibble::UnmapFile(block, bytes); }

int64_t nibble_allocated_bytes(void) { return nibble::AllocatedBytes(); }
