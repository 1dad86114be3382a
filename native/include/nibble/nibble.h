// Nibble: linear layers with 4-bit or 8-bit weights and dynamic 8-bit activations on CPUs.
//
// The whole public C API, and the only header that the JVM bindings parse.
//
// Conventions
//   * Every function that can fail returns a NIBBLE_STATUS_* code and leaves a message for
//     nibble_last_error() on the calling thread. No exception crosses this boundary.
//   * All matrices are row-major. Strides count elements, not bytes.
//   * The library starts no threads and keeps no global state but a count of allocated bytes.
//     Every function may be called from any thread.
//   * Results are bit-identical for every ISA, batch size and row order.
//
// Shapes: x is m×k, the weight n×k, y m×n. k is cut into groups of group_size (32, 64, 128, or 0
// for one group per output channel); the last group may be short.
#ifndef NIBBLE_NIBBLE_H_
#define NIBBLE_NIBBLE_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Grows whenever a signature, a struct or a constant below changes its meaning.
#define NIBBLE_ABI_VERSION 3

// Status codes.
enum {
  NIBBLE_STATUS_OK = 0,
  NIBBLE_STATUS_INVALID_ARGUMENT = 1,
  NIBBLE_STATUS_OUT_OF_MEMORY = 2,
  NIBBLE_STATUS_ISA_UNAVAILABLE = 3,
  NIBBLE_STATUS_INTERNAL = 4
};

// Element types of activations and results; scales are NIBBLE_FLOAT32 or NIBBLE_BFLOAT16, embedding
// tables NIBBLE_FLOAT32, NIBBLE_BFLOAT16 or NIBBLE_INT8.
enum { NIBBLE_FLOAT32 = 0, NIBBLE_BFLOAT16 = 1, NIBBLE_FLOAT16 = 2, NIBBLE_INT8 = 3 };

// How a row of activations becomes int8 (torchao's names).
enum { NIBBLE_ACT_SYMMETRIC = 0, NIBBLE_ACT_ASYMMETRIC = 1 };

// Activation functions, applied after the bias.
enum {
  NIBBLE_IDENTITY = 0,
  NIBBLE_RELU = 1,
  NIBBLE_GELU_ERF = 2,
  NIBBLE_GELU_TANH = 3,
  NIBBLE_SILU = 4,
  NIBBLE_TANH = 5,
  NIBBLE_SIGMOID = 6
};

// What the ids of a row become.
enum { NIBBLE_BAG_SUM = 0, NIBBLE_BAG_MEAN = 1 };

// What the tokens of a row become.
enum { NIBBLE_POOL_FIRST = 0, NIBBLE_POOL_MEAN = 1, NIBBLE_POOL_MAX = 2, NIBBLE_POOL_LAST = 3 };

// Largest accepted dimensions. 15·128·NIBBLE_MAX_K < 2^31 keeps a per-channel sum exact in int32.
#define NIBBLE_MAX_N (1 << 24)
#define NIBBLE_MAX_K (1 << 20)

// Most lookups of one embedding.
#define NIBBLE_MAX_LOOKUPS 8

// Longest per-channel group of int8 weights: 128·128·131071 < 2^31.
#define NIBBLE_MAX_INT8_CHANNEL_K 131071

int32_t nibble_abi_version(void);

// Message of the last failed call on this thread; never null, empty after none.
const char* nibble_last_error(void);

// ---- Instruction sets -------------------------------------------------------------------------

// ISAs are numbered 0 … count−1 from the plainest to the fastest; 0 is "portable".
int32_t nibble_isa_count(void);

// Lower-case name ("portable", "avx512vnni", …), or null for a number out of range.
const char* nibble_isa_name(int32_t isa);

// 1 if this machine, its operating system included, can run `isa`; else 0.
int32_t nibble_isa_available(int32_t isa);

// What this machine lacks for `isa`, in words ("the CPU lacks AVX-512 VNNI"); empty if it can run
// it, null for a number out of range.
const char* nibble_isa_lacks(int32_t isa);

// 1 if the CPU has all that `isa` needs and the operating system withholds it from this process,
// which may be worth a word to whoever runs the machine; else 0.
int32_t nibble_isa_withheld(int32_t isa);

// The ISA to use: the one called `name`; for a null or empty name the one named by the environment
// variable NIBBLE_ISA; without that the fastest available. Fails with ISA_UNAVAILABLE, naming what
// is available, when the one asked for cannot run here.
int32_t nibble_isa_select(const char* name, int32_t* isa);

// ---- Memory -----------------------------------------------------------------------------------

// Allocates `bytes` ≥ 1, 64-byte aligned, zeroed; large blocks ask for huge pages.
int32_t nibble_alloc(int64_t bytes, void** block);

// Frees a block from nibble_alloc; null is allowed.
void nibble_free(void* block);

// Maps `bytes` ≥ 1 of the file `path`, from `offset` ≥ 0, a multiple of 64, for reading only; the
// block is 64-byte aligned. Processes that map a file share its pages. A file that is shortened
// while it is mapped kills the process that reads on: map only what nobody writes.
int32_t nibble_map(const char* path, int64_t offset, int64_t bytes, void** block);

// Ends a mapping of `bytes` from nibble_map; null is allowed.
void nibble_unmap(void* block, int64_t bytes);

// Bytes handed out by nibble_alloc and not yet freed, over all threads.
int64_t nibble_allocated_bytes(void);

// ---- Packed layout, version 1 -----------------------------------------------------------------

// Sizes of one packed layer. Columns are padded to panels of 32, k to whole groups; a per-channel
// group is k rounded up to 32.
typedef struct nibble_qb4w_layout {
  int64_t panels;        // ⌈n / 32⌉
  int64_t padded_k;      // groups · group_length
  int64_t groups;        // ⌈k / group_length⌉
  int64_t group_length;  // group_size, or k rounded up to 32 for per channel
  int64_t nibble_bytes;  // panels · 16 · padded_k
  int64_t scale_count;   // panels · groups · 32: scales (of their type) and zero points (uint8)
  int64_t column_count;  // panels · 32: comp and bias (float32)
} nibble_qb4w_layout;

int32_t nibble_qb4w_layout_of(int64_t n, int64_t k, int64_t group_size, nibble_qb4w_layout* layout);

// Packs quantized weights. values: n×k, 0…15; scales: n×groups, exact in scale_type; zero_points:
// n×groups, 0…15, or null for the symmetric 8 everywhere. Writes every byte of
// nibbles[nibble_bytes], packed_scales[scale_count] (of scale_type),
// packed_zero_points[scale_count] (null if and only if zero_points is) and
// comp[column_count] = Σ_g s·(Σ_k u − len(g)·z), summed in double in the order of g.
int32_t nibble_qb4w_pack(int64_t n, int64_t k, int64_t group_size, int32_t scale_type,
                         const uint8_t* values, const float* scales, const uint8_t* zero_points,
                         uint8_t* nibbles, void* packed_scales, uint8_t* packed_zero_points,
                         float* comp);

// Inverse of nibble_qb4w_pack for the values alone; values: n×k.
int32_t nibble_qb4w_unpack(int64_t n, int64_t k, int64_t group_size, const uint8_t* nibbles,
                           uint8_t* values);

// Sizes of one packed int8 layer; panels, groups and padded k are those of an int4 layer.
typedef struct nibble_qb8w_layout {
  int64_t panels;
  int64_t padded_k;
  int64_t groups;
  int64_t group_length;
  int64_t weight_bytes;  // panels · 32 · padded_k
  int64_t scale_count;   // panels · groups · 32: scales (float32)
  int64_t column_count;  // panels · 32: comp and bias (float32)
} nibble_qb8w_layout;

// k is at most NIBBLE_MAX_INT8_CHANNEL_K for group_size 0, here and in what follows.
int32_t nibble_qb8w_layout_of(int64_t n, int64_t k, int64_t group_size, nibble_qb8w_layout* layout);

// Packs int8 weights. values: n×k, any int8; scales: n×groups. Writes every byte of
// weights[weight_bytes], each value + 128, packed_scales[scale_count] and
// comp[column_count] = Σ_g s·Σ_k w, summed in double in the order of g.
int32_t nibble_qb8w_pack(int64_t n, int64_t k, int64_t group_size, const int8_t* values,
                         const float* scales, uint8_t* weights, float* packed_scales, float* comp);

// Inverse of nibble_qb8w_pack for the values alone; values: n×k.
int32_t nibble_qb8w_unpack(int64_t n, int64_t k, int64_t group_size, const uint8_t* weights,
                           int8_t* values);

// Packs a float32 weight n×k into panels of 32 columns: packed[(n/32·k + k)·32 + n%32], padded
// columns 0; packed holds ⌈n/32⌉·32·k floats.
int32_t nibble_f32_pack(int64_t n, int64_t k, const float* weight, float* packed);

// ---- Operators --------------------------------------------------------------------------------

// A packed int4 layer, borrowed. zero_points is null for symmetric weights, bias null for none.
typedef struct nibble_qb4w_weights {
  int64_t n;
  int64_t k;
  int64_t group_size;
  const uint8_t* nibbles;
  const void* scales;  // of scale_type
  const uint8_t* zero_points;
  const float* comp;
  const float* bias;  // column_count floats, padding included
  int32_t scale_type;
} nibble_qb4w_weights;

// A packed int8 layer, borrowed. bias is null for none.
typedef struct nibble_qb8w_weights {
  int64_t n;
  int64_t k;
  int64_t group_size;
  const uint8_t* weights;
  const float* scales;
  const float* comp;
  const float* bias;  // column_count floats, padding included
} nibble_qb8w_weights;

// A packed float32 layer, borrowed.
typedef struct nibble_f32_weights {
  int64_t n;
  int64_t k;
  const float* weight;  // from nibble_f32_pack
  const float* bias;    // ⌈n/32⌉·32 floats, or null
} nibble_f32_weights;

// m rows of `columns` elements of one type, `stride` elements apart.
typedef struct nibble_matrix {
  void* data;
  int64_t rows;
  int64_t columns;
  int64_t stride;
  int32_t type;  // NIBBLE_FLOAT32, NIBBLE_BFLOAT16 or NIBBLE_FLOAT16
} nibble_matrix;

// Quantizes each row of x to int8 by its own range. Writes q (rows × padded_k, zeros past k),
// scale[rows], zero_point[rows] (z_a, 0 for symmetric) and group_sums[rows × groups] (Σ q of each
// group). A row with NaN, infinity or a range that overflows float32 gets scale NaN and q zero.
int32_t nibble_quantize_rows(int32_t isa, int32_t act_quant, int64_t group_size,
                             const nibble_matrix* x, int8_t* q, float* scale, int32_t* zero_point,
                             int32_t* group_sums);

// Bytes of workspace that nibble_qd8_f32_qb4w_linear and nibble_qd8_f32_qb8w_linear need for up to
// `rows` rows; grows with rows only up to a fixed chunk.
int32_t nibble_qd8_workspace_bytes(int64_t rows, int64_t k, int64_t group_size, int64_t* bytes);

// y = activation(dequantize(quantize(x) · Wᵀ) + bias), for any number of rows. A row that
// nibble_quantize_rows marks comes out as NaN. x and y must not overlap.
int32_t nibble_qd8_f32_qb4w_linear(int32_t isa, const nibble_qb4w_weights* weights,
                                   int32_t act_quant, int32_t activation, const nibble_matrix* x,
                                   const nibble_matrix* y, void* workspace,
                                   int64_t workspace_bytes);

// The same with int8 weights.
int32_t nibble_qd8_f32_qb8w_linear(int32_t isa, const nibble_qb8w_weights* weights,
                                   int32_t act_quant, int32_t activation, const nibble_matrix* x,
                                   const nibble_matrix* y, void* workspace,
                                   int64_t workspace_bytes);

// y = activation(x · Wᵀ + bias) in float32: y starts at the bias (or 0) and takes one fma per k, in
// the order of k. x and y are float32 and must not overlap.
int32_t nibble_f32_linear(int32_t isa, const nibble_f32_weights* weights, int32_t activation,
                          const nibble_matrix* x, const nibble_matrix* y);

// Applies an activation function to `count` floats in place.
int32_t nibble_activate(int32_t isa, int32_t activation, int64_t count, float* x);

// Softmax of each row of x (float32) in place.
int32_t nibble_softmax(int32_t isa, const nibble_matrix* x);

// finite[i] = 1 if every element of row i is finite, else 0.
int32_t nibble_finite_rows(const nibble_matrix* x, uint8_t* finite);

// ---- Operators of encoder models --------------------------------------------------------------
//
// All matrices are float32 unless said otherwise. "In place" means that y may be an input itself,
// of the same data and stride; otherwise y overlaps with no input. docs/operators.md has the order
// of all roundings.
//
// Tokens of several rows lie one after the other, and row i of a table owns the tokens offsets[i] …
// offsets[i+1] − 1: offsets has rows + 1 numbers that never fall, from 0 to the count of tokens.

// y = a + b, element by element, in place.
int32_t nibble_add(int32_t isa, const nibble_matrix* a, const nibble_matrix* b,
                   const nibble_matrix* y);

// y = a · b, element by element, in place.
int32_t nibble_multiply(int32_t isa, const nibble_matrix* a, const nibble_matrix* b,
                        const nibble_matrix* y);

// Copies x, of any type, to y of the same type and shape: one part of a concatenation, say.
int32_t nibble_copy(const nibble_matrix* x, const nibble_matrix* y);

// y = (z − mean) / sqrt(variance + epsilon) · weight + bias for each row z of x + residual, in
// place. weight and bias hold columns floats; bias and residual may be null. epsilon ≥ 0, finite.
int32_t nibble_layer_norm(int32_t isa, const float* weight, const float* bias, float epsilon,
                          const nibble_matrix* x, const nibble_matrix* residual,
                          const nibble_matrix* y);

// y = z / sqrt(mean square + epsilon) · weight for each row z of x + residual, in place.
int32_t nibble_rms_norm(int32_t isa, const float* weight, float epsilon, const nibble_matrix* x,
                        const nibble_matrix* residual, const nibble_matrix* y);

// y = x / max(length of the row, 1e-12), in place.
int32_t nibble_l2_normalize(int32_t isa, const nibble_matrix* x, const nibble_matrix* y);

// An embedding table of rows × columns, and which of its rows to take: ids[i] + offset. Checked
// before anything is read.
typedef struct nibble_lookup {
  const void* values;   // of type
  const float* scales;  // one a row for NIBBLE_INT8, else null
  int64_t rows;
  const int32_t* ids;
  int64_t offset;
  int32_t type;  // NIBBLE_FLOAT32, NIBBLE_BFLOAT16 or NIBBLE_INT8
} nibble_lookup;

// y = the sum of 1 … NIBBLE_MAX_LOOKUPS lookups in their order, each of one id for every row of y.
// An int8 value is q·scale, rounded once.
int32_t nibble_embedding(int32_t isa, const nibble_lookup* lookups, int64_t count,
                         const nibble_matrix* y);

// y = for each row of y the sum (or mean) of the lookup's rows for ids[offsets[i]] …
// ids[offsets[i+1] − 1], in their order; 0 for none.
int32_t nibble_embedding_bag(int32_t isa, int32_t mode, const nibble_lookup* lookup,
                             const int32_t* offsets, const nibble_matrix* y);

typedef struct nibble_attention_settings {
  int64_t heads;
  int64_t kv_heads;  // divides heads: query head h reads key-value head h / (heads / kv_heads)
  int64_t head_size;
  int64_t before;  // token i of a row attends to its tokens i − before … i + after, as far as
  int64_t after;   // there are: INT64_MAX for all; after = 0 is causal
  const float* position_bias;  // heads × (2·reach + 1), or null: what is added to the score of a
  int64_t reach;               // key at the distance key − query, bounded to −reach … reach
  const float* rotary;         // rotary_positions × head_size, or null: the cosines of the angles
  int64_t rotary_positions;    // of half a head, then their sines; for even head sizes
  float scale;                 // of the products, finite
} nibble_attention_settings;

// Bytes of workspace that nibble_attention needs for rows of up to `longest` tokens.
int32_t nibble_attention_workspace_bytes(const nibble_attention_settings* settings, int64_t longest,
                                         int64_t* bytes);

// Attention of each row's tokens to one another. A row of qkv holds a token's queries, keys and
// values, (heads + 2·kv_heads) · head_size; one of y its heads · head_size results.
int32_t nibble_attention(int32_t isa, const nibble_attention_settings* settings,
                         const int32_t* offsets, int64_t rows, const nibble_matrix* qkv,
                         const nibble_matrix* y, void* workspace, int64_t workspace_bytes);

// y = for each row of y its first or last token, or the mean or largest of each
// column; 0 for a row without tokens.
int32_t nibble_pool(int32_t isa, int32_t mode, const int32_t* offsets, const nibble_matrix* x,
                    const nibble_matrix* y);

#ifdef __cplusplus
}  // extern "C"
#endif

#endif  // NIBBLE_NIBBLE_H_
