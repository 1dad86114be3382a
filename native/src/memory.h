// Aligned, zeroed, counted blocks.
#ifndef NIBBLE_MEMORY_H_
#define NIBBLE_MEMORY_H_

#include <cstdint>

namespace nibble {

// At least one byte, 64-byte aligned, zeroed; null when there is no memory.
void* AllocateBlock(int64_t bytes);
void FreeBlock(void* block);

// Bytes asked for and not yet freed.
int64_t AllocatedBytes();

}  // namespace nibble

#endif  // NIBBLE_MEMORY_H_
