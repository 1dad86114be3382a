// Choices made by a fuzzer's bytes: as few of them as the range needs, so that the fuzzer's
// mutations hit what they aim at; the low end of every range once they are used up.
#ifndef NIBBLE_FUZZ_FUZZED_CHOICES_H_
#define NIBBLE_FUZZ_FUZZED_CHOICES_H_

#include <cstddef>
#include <cstdint>

#include "support/choices.h"

namespace nibble::fuzz {

class FuzzedChoices : public test::Choices {
 public:
  FuzzedChoices(const uint8_t* data, size_t size) : data_(data), end_(data + size) {}

  int64_t Int(int64_t low, int64_t high) override {
    const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
    uint64_t value = 0;
    for (uint64_t left = span; left > 0 && data_ != end_; left >>= 8) value = value << 8 | *data_++;
    if (span != UINT64_MAX) value %= span + 1;
    return static_cast<int64_t>(static_cast<uint64_t>(low) + value);
  }

 private:
  const uint8_t* data_;
  const uint8_t* end_;
};

}  // namespace nibble::fuzz

#endif  // NIBBLE_FUZZ_FUZZED_CHOICES_H_
