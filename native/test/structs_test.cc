// The JVM writes the structs of a call as rows of 64-bit words (io.nibble.kernel.CallFrame), in the
// order of nibble.h, a narrow last member as a whole word.
#include <cstddef>

#include "nibble/nibble.h"

#define EXPECT_WORD(type, member, index) \
  static_assert(offsetof(type, member) == 8 * (index), #type "." #member)
#define EXPECT_WORDS(type, count) static_assert(sizeof(type) == 8 * (count), #type)

EXPECT_WORD(nibble_qb4w_weights, n, 0);
EXPECT_WORD(nibble_qb4w_weights, k, 1);
EXPECT_WORD(nibble_qb4w_weights, group_size, 2);
EXPECT_WORD(nibble_qb4w_weights, nibbles, 3);
EXPECT_WORD(nibble_qb4w_weights, scales, 4);
EXPECT_WORD(nibble_qb4w_weights, zero_points, 5);
EXPECT_WORD(nibble_qb4w_weights, comp, 6);
EXPECT_WORD(nibble_qb4w_weights, bias, 7);
EXPECT_WORD(nibble_qb4w_weights, scale_type, 8);
EXPECT_WORDS(nibble_qb4w_weights, 9);

EXPECT_WORD(nibble_qb8w_weights, n, 0);
EXPECT_WORD(nibble_qb8w_weights, k, 1);
EXPECT_WORD(nibble_qb8w_weights, group_size, 2);
EXPECT_WORD(nibble_qb8w_weights, weights, 3);
EXPECT_WORD(nibble_qb8w_weights, scales, 4);
EXPECT_WORD(nibble_qb8w_weights, comp, 5);
EXPECT_WORD(nibble_qb8w_weights, bias, 6);
EXPECT_WORDS(nibble_qb8w_weights, 7);

EXPECT_WORD(nibble_f32_weights, n, 0);
EXPECT_WORD(nibble_f32_weights, k, 1);
EXPECT_WORD(nibble_f32_weights, weight, 2);
EXPECT_WORD(nibble_f32_weights, bias, 3);
EXPECT_WORDS(nibble_f32_weights, 4);

EXPECT_WORD(nibble_lookup, values, 0);
EXPECT_WORD(nibble_lookup, scales, 1);
EXPECT_WORD(nibble_lookup, rows, 2);
EXPECT_WORD(nibble_lookup, ids, 3);
EXPECT_WORD(nibble_lookup, offset, 4);
EXPECT_WORD(nibble_lookup, type, 5);
EXPECT_WORDS(nibble_lookup, 6);

EXPECT_WORD(nibble_attention_settings, heads, 0);
EXPECT_WORD(nibble_attention_settings, kv_heads, 1);
EXPECT_WORD(nibble_attention_settings, head_size, 2);
EXPECT_WORD(nibble_attention_settings, before, 3);
EXPECT_WORD(nibble_attention_settings, after, 4);
EXPECT_WORD(nibble_attention_settings, position_bias, 5);
EXPECT_WORD(nibble_attention_settings, reach, 6);
EXPECT_WORD(nibble_attention_settings, rotary, 7);
EXPECT_WORD(nibble_attention_settings, rotary_positions, 8);
EXPECT_WORD(nibble_attention_settings, scale, 9);
EXPECT_WORDS(nibble_attention_settings, 10);

EXPECT_WORD(nibble_matrix, data, 0);
EXPECT_WORD(nibble_matrix, rows, 1);
EXPECT_WORD(nibble_matrix, columns, 2);
EXPECT_WORD(nibble_matrix, stride, 3);
EXPECT_WORD(nibble_matrix, type, 4);
EXPECT_WORDS(nibble_matrix, 5);
