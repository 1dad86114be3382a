// Calls of the operators of encoder models.
#ifndef NIBBLE_FUZZ_ENCODER_CALLS_H_
#define NIBBLE_FUZZ_ENCODER_CALLS_H_

#include "call.h"

namespace nibble::fuzz {

void FuzzElementwise(Call& call);
void FuzzCopy(Call& call);
void FuzzNorm(Call& call);
void FuzzL2(Call& call);
void FuzzEmbedding(Call& call);
void FuzzBag(Call& call);
void FuzzAttention(Call& call);
void FuzzAttentionBytes(Call& call);
void FuzzPool(Call& call);

}  // namespace nibble::fuzz

#endif  // NIBBLE_FUZZ_ENCODER_CALLS_H_
