// Attention of the tokens of each row. Arguments are valid.
#ifndef NIBBLE_DRIVER_ATTENTION_H_
#define NIBBLE_DRIVER_ATTENTION_H_

#include <cstdint>

#include "driver/driver.h"
#include "kernels/kernel_table.h"
#include "nibble/nibble.h"

namespace nibble {

// Bytes for rows of up to `longest` tokens; a workspace of any alignment will do.
int64_t AttentionWorkspaceBytes(const nibble_attention_settings& settings, int64_t longest);

struct Attention {
  const nibble_attention_settings& settings;
  const int32_t* offsets;
  int64_t rows;
  int64_t longest;  // tokens of a row
  Matrix qkv, y;
  void* workspace;  // AttentionWorkspaceBytes(settings, longest)
};

void RunAttention(const Isa& isa, const Attention& job);

}  // namespace nibble

#endif  // NIBBLE_DRIVER_ATTENTION_H_
