// Files as memory.
#ifndef NIBBLE_MAPPING_H_
#define NIBBLE_MAPPING_H_

#include <cstdint>

namespace nibble {

// `bytes` of a file from `offset`, a multiple of 64, for reading; null when they cannot be had,
// with the cause in `problem`.
void* MapFile(const char* path, int64_t offset, int64_t bytes, const char** problem);
void UnmapFile(void* block, int64_t bytes);

}  // namespace nibble

#endif  // NIBBLE_MAPPING_H_
