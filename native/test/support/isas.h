// Every row of the kernel table as a test parameter; a row this machine cannot run is skipped
// visibly.
#ifndef NIBBLE_TEST_SUPPORT_ISAS_H_
#define NIBBLE_TEST_SUPPORT_ISAS_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "nibble/nibble.h"

namespace nibble::test {

inline std::vector<int32_t> AllIsaNumbers() {
  std::vector<int32_t> isas;
  for (int32_t isa = 0; isa < nibble_isa_count(); ++isa) isas.push_back(isa);
  return isas;
}

inline std::string IsaName(int32_t isa) { return nibble_isa_name(isa); }

}  // namespace nibble::test

#define NIBBLE_SKIP_UNLESS_AVAILABLE(isa) \
  if (nibble_isa_available(isa) == 0)     \
  GTEST_SKIP() << "no " << nibble_isa_name(isa) << " here: " << nibble_isa_lacks(isa)

#endif  // NIBBLE_TEST_SUPPORT_ISAS_H_
