#include "mapping.h"

#if defined(__linux__) || defined(__APPLE__)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#endif

namespace nibble {

#if defined(__linux__) || defined(__APPLE__)

namespace {

int64_t PageBytes() { return sysconf(_SC_PAGESIZE); }

// Reading past the end of a file would kill the process.
bool HasBytes(int file, int64_t end) {
  struct stat status;
  return fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= end;
}

}  // namespace

void* MapFile(const char* path, int64_t offset, int64_t bytes, const char** problem) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    *problem = std::strerror(errno);
    return nullptr;
  }
  if (bytes > INT64_MAX - offset || !HasBytes(file, offset + bytes)) {
    *problem = "it is no file of that length";
    close(file);
    return nullptr;
  }
  const int64_t before = offset % PageBytes();
  void* pages = mmap(nullptr, static_cast<size_t>(bytes + before), PROT_READ, MAP_SHARED, file,
                     offset - before);
  const int error = errno;
  close(file);
  if (pages == MAP_FAILED) {
    *problem = std::strerror(error);
    return nullptr;
  }
  // Every call of the kernels reads all of it; a refusal costs only speed.
  madvise(pages, static_cast<size_t>(bytes + before), MADV_WILLNEED);
  return static_cast<char*>(pages) + before;
}

void UnmapFile(void* block, int64_t bytes) {
  if (block == nullptr) return;
  const auto page = static_cast<uintptr_t>(PageBytes());
  const auto before = static_cast<int64_t>(reinterpret_cast<uintptr_t>(block) % page);
  munmap(static_cast<char*>(block) - before, static_cast<size_t>(bytes + before));
}

#else

void* MapFile(const char*, int64_t, int64_t, const char** problem) {
  *problem = "not on this operating system";
  return nullptr;
}

void UnmapFile(void*, int64_t) {}

#endif

}  // namespace nibble
