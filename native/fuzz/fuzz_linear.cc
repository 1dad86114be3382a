// Every ISA that runs here agrees with the oracle, bit for bit, on any layer and any input.
#include <cstdio>
#include <cstdlib>

#include "fuzzed_choices.h"
#include "nibble/nibble.h"
#include "support/any_linear.h"

namespace nibble::fuzz {
namespace {

std::vector<int32_t> AvailableIsas() {
  std::vector<int32_t> isas;
  for (int32_t isa = 0; isa < nibble_isa_count(); ++isa) {
    if (nibble_isa_available(isa) == 0) continue;
    isas.push_back(isa);
    std::fprintf(stderr, "ISA %s\n", nibble_isa_name(isa));
  }
  return isas;
}

}  // namespace
}  // namespace nibble::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<int32_t> isas = nibble::fuzz::AvailableIsas();
  nibble::fuzz::FuzzedChoices choices(data, size);
  const nibble::test::AnyLinear linear = nibble::test::DrawLinear(choices);
  const std::string difference = nibble::test::CompareWithOracle(linear, isas);
  if (difference.empty()) return 0;
  std::fprintf(stderr, "%s\nin %s\n", difference.c_str(), nibble::test::Describe(linear).c_str());
  std::abort();
}
