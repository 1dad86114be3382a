// The nibbles of one panel of packed layout v1, fast enough that reading the values bounds it.
#ifndef NIBBLE_LAYOUT_INTERLEAVE_H_
#define NIBBLE_LAYOUT_INTERLEAVE_H_

#include <cstdint>

#include "layout/layout.h"

namespace nibble {

// Writes all PanelNibbleBytes() of a panel, padding included.
void InterleavePanel(const Layout& layout, const QuantizedWeights& source, int64_t panel,
                     uint8_t* nibbles);

}  // namespace nibble

#endif  // NIBBLE_LAYOUT_INTERLEAVE_H_
