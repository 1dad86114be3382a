// LDTILECFG, STTILECFG and TILERELEASE.
#include <gtest/gtest.h>

#include <cstring>

#include "amx_fixture.h"
#include "arena.h"
#include "tiles.h"

namespace amx_test {
namespace {

using ConfigBytes = std::array<uint8_t, 64>;

constexpr std::array<Shape, 8> kMixed = {
    {{16, 64}, {1, 1}, {0, 0}, {3, 7}, {16, 4}, {1, 64}, {0, 0}, {9, 33}}};

ConfigBytes StoredConfig() {
  ConfigBytes stored;
  stored.fill(0xEE);
  RunCode(StoreConfigAtRdi(), stored.data());
  return stored;
}

class Configuration : public AmxTest {};

TEST_F(Configuration, ReadsBackAsWritten) {
  for (const int start_row : {0, 1, 15, 255}) {
    const Config config = Config::Of(kMixed, start_row);
    RunCode(LoadConfigAtRdi(), config.bytes.data());
    EXPECT_EQ(StoredConfig(), config.bytes);
  }
}

TEST_F(Configuration, UnconfiguredTilesReadAsZeros) {
  RunCode(Release());
  EXPECT_EQ(StoredConfig(), ConfigBytes{});
}

TEST_F(Configuration, ReleaseForgets) {
  RunCode(LoadConfigAtRdi(), Config::Of(kMixed).bytes.data());
  RunCode(Release());
  EXPECT_EQ(StoredConfig(), ConfigBytes{});
}

TEST_F(Configuration, PaletteZeroReleasesWhateverElseItSays) {
  RunCode(LoadConfigAtRdi(), Config::Of(kMixed).bytes.data());
  RunCode(LoadConfigAtRdi(), Config::Full().With(0, 0).With(5, 1).bytes.data());
  EXPECT_EQ(StoredConfig(), ConfigBytes{});
}

TEST_F(Configuration, LoadingZeroesTheTiles) {
  const Config config = Config::Full();
  const std::vector<uint8_t> memory = RandomBytes(1024, &random_);
  RunCode(LoadConfigAtRdi(), config.bytes.data());
  for (int t = 0; t < 8; ++t) RunCode(Load(t), memory.data(), 64);
  RunCode(LoadConfigAtRdi(), config.bytes.data());
  for (int t = 0; t < 8; ++t) {
    std::vector<uint8_t> stored(1024, 0xEE);
    RunCode(Store(t), stored.data(), 64);
    EXPECT_EQ(stored, std::vector<uint8_t>(1024)) << "tile " << t;
  }
}

// A load or store that was interrupted goes on at start_row, and ends with it at 0.
TEST_F(Configuration, StartRowContinuesALoad) {
  const Config config = Config::Of({{{16, 64}}}, 5);
  const std::vector<uint8_t> memory = RandomBytes(1024, &random_);
  RunCode(LoadConfigAtRdi(), config.bytes.data());
  RunCode(Load(0), memory.data(), 64);
  EXPECT_EQ(StoredConfig(), config.With(1, 0).bytes);
  std::vector<uint8_t> stored(1024, 0xEE), wanted = memory;
  RunCode(Store(0), stored.data(), 64);
  std::fill(wanted.begin(), wanted.begin() + 5 * 64, 0);
  EXPECT_EQ(stored, wanted);
}

TEST_F(Configuration, StartRowContinuesAStore) {
  const Config config = Config::Of({{{16, 64}}}, 11);
  RunCode(LoadConfigAtRdi(), config.bytes.data());
  std::vector<uint8_t> stored(1024, 0xEE), wanted(1024, 0xEE);
  RunCode(Store(0), stored.data(), 64);
  std::fill(wanted.begin() + 11 * 64, wanted.end(), 0);
  EXPECT_EQ(stored, wanted);
  EXPECT_EQ(StoredConfig(), config.With(1, 0).bytes);
}

TEST_F(Configuration, ZeroAndProductsEndAtStartRowZero) {
  const Config config = Config::Of({{{16, 64}, {16, 64}, {16, 64}}}, 3);
  for (const Bytes& code : {Zero(1), Product(kF3, 0, 1, 2)}) {
    RunCode(LoadConfigAtRdi(), config.bytes.data());
    RunCode(code);
    EXPECT_EQ(StoredConfig(), config.With(1, 0).bytes);
  }
}

class ConfigurationAddress : public Configuration {
 protected:
  static constexpr size_t kMiddle = 1 << 19;

  ConfigurationAddress() : arena_(1 << 20) {}

  uint64_t middle() const { return reinterpret_cast<uint64_t>(arena_.at(kMiddle)); }

  // Loads from and stores to the middle of the arena, by machine code that takes the opcode.
  template <typename Form>
  void Check(const Form& form, const std::map<int, uint64_t>& registers) {
    const Config config = Config::Of(kMixed);
    std::memcpy(arena_.at(kMiddle), config.bytes.data(), 64);
    RunCode(Release());
    RunCodeWith(form(kLdtilecfg), registers);
    std::memset(arena_.at(kMiddle), 0xEE, 64);
    RunCodeWith(form(kSttilecfg), registers);
    ASSERT_EQ(std::memcmp(arena_.at(kMiddle), config.bytes.data(), 64), 0);
  }

  Arena arena_;
};

TEST_F(ConfigurationAddress, BaseAndDisplacement) {
  for (int base = 0; base < 16; ++base) {
    if ((base & 7) == kRsp) continue;  // means SIB
    for (const int displacement : {0, 100, -128, 1000}) {
      SCOPED_TRACE(testing::Message() << "base " << base << ", displacement " << displacement);
      Check(
          [&](const Vex& vex) {
            return PlainForm(vex, 0, {base, kNone, 0, displacement});
          },
          {{base, middle() - displacement}});
    }
  }
}

TEST_F(ConfigurationAddress, BaseIndexScaleAndDisplacement) {
  for (int base = 0; base < 16; ++base) {
    for (int index = 0; index < 16; ++index) {
      if (index == kRsp || index == base) continue;
      for (int scale = 0; scale < 4; ++scale) {
        SCOPED_TRACE(testing::Message() << "base " << base << ", index " << index);
        const uint64_t offset = 40 << scale;
        Check(
            [&](const Vex& vex) {
              return SibForm(vex, 0, {base, index, scale, 64});
            },
            {{base, middle() - 64 - offset}, {index, 40}});
      }
    }
  }
}

TEST_F(ConfigurationAddress, DisplacementAlone) {
  const auto displacement = static_cast<int32_t>(middle());
  Check([&](const Vex& vex) { return SibForm(vex, 0, {kNone, kNone, 0, displacement}); }, {});
}

// `static const` configurations are addressed like this.
TEST_F(ConfigurationAddress, RelativeToTheNextInstruction) {
  const Address anywhere{kRip};
  const int start = RunCodeWith({}, {});
  const auto end =
      reinterpret_cast<uint64_t>(CodePage()) + start + PlainForm(kLdtilecfg, 0, anywhere).size();
  const auto displacement = static_cast<int32_t>(middle() - end);
  Check([&](const Vex& vex) { return PlainForm(vex, 0, {kRip, kNone, 0, displacement}); }, {});
}

}  // namespace
}  // namespace amx_test
