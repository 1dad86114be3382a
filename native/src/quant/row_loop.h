// The loop over rows and groups, the same on every ISA. In an anonymous namespace, so that each ISA
// file keeps its own copy.
#ifndef NIBBLE_QUANT_ROW_LOOP_H_
#define NIBBLE_QUANT_ROW_LOOP_H_

#include <cstddef>
#include <cstdint>

#include "nibble/nibble.h"
#include "quant/quantize.h"
#include "quant/row_parameters.h"

namespace nibble {
namespace {

inline void MarkBad(int64_t padded, int64_t groups, int8_t* q, int32_t* sums) {
  __builtin_memset(q, 0, static_cast<size_t>(padded));
  __builtin_memset(sums, 0, static_cast<size_t>(groups) * sizeof *sums);
}

// Row for an Isa that goes from group to group, with
//   Group<Element>(quantizer, x, count, length, q): quantizes `count` elements, writes zeros up to
//     `length`, returns Σ q.
template <class Isa>
struct ByGroups {
  template <class Element, class Quantizer>
  static void Row(const QuantizeRows& job, const Quantizer& quantizer,
                  const typename Element::Stored* x, int8_t* q, int32_t* sums) {
    for (int64_t g = 0; g < job.groups; ++g) {
      const int64_t begin = g * job.group_length;
      const int64_t left = job.columns - begin;
      const int64_t count = left < job.group_length ? left : job.group_length;
      sums[g] =
          Isa::template Group<Element>(quantizer, x + begin, count, job.group_length, q + begin);
    }
  }
};

template <class Isa, class Element>
void QuantizeRow(const QuantizeRows& job, int64_t row) {
  const auto* x = static_cast<const typename Element::Stored*>(job.x) + row * job.stride;
  const int64_t padded = job.groups * job.group_length;
  int8_t* q = job.q + row * job.q_stride;
  int32_t* sums = job.group_sums + row * job.groups;
  const RowRange range = Isa::template Range<Element>(x, job.columns);
  const RowParameters p = ParametersOf(range, job.asymmetric);
  job.scale[row] = p.bad ? __builtin_nanf("") : p.scale;
  job.zero_point[row] = p.bad ? 0 : p.zero_point;
  if (p.bad) return MarkBad(padded, job.groups, q, sums);
  Isa::template Row<Element>(job, typename Isa::Quantizer(p), x, q, sums);
}

template <class Isa, class Element>
void QuantizeEachRow(const QuantizeRows& job) {
  for (int64_t row = 0; row < job.rows; ++row) QuantizeRow<Isa, Element>(job, row);
}

// Isa has the element types Float32, BFloat16 and Float16, and
//   Range<Element>(x, count): the range of a row;
//   Quantizer: made of RowParameters once a row;
//   Row<Element>(job, quantizer, x, q, sums): a row of quantized values, zeros up to the end of the
//     last group, and the sum of each group.
template <class Isa>
void QuantizeWith(const QuantizeRows& job) {
  switch (job.type) {
    case NIBBLE_BFLOAT16:
      return QuantizeEachRow<Isa, typename Isa::BFloat16>(job);
    case NIBBLE_FLOAT16:
      return QuantizeEachRow<Isa, typename Isa::Float16>(job);
    default:
      return QuantizeEachRow<Isa, typename Isa::Float32>(job);
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_QUANT_ROW_LOOP_H_
