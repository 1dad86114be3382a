// What hardware refuses, each in a child of its own that must die of the right signal.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <csignal>

#include "amx_fixture.h"
#include "arena.h"
#include "tiles.h"

namespace amx_test {
namespace {

// Tile 0: 16×64, 1: 8×64, 2: 16×32, 3: not used, 4: 1×6 (no whole dwords), 5: 16×64, 6: 16×64,
// 7: 8×32.
constexpr std::array<Shape, 8> kShapes = {
    {{16, 64}, {8, 64}, {16, 32}, {0, 0}, {1, 6}, {16, 64}, {16, 64}, {8, 32}}};

class Faults : public AmxTest {
 protected:
  void SetUp() override {
    AmxTest::SetUp();
    const rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
  }

  // Runs `code` in a child under `config` (none if null): the signal decides.
  void ExpectDeath(int signal, const Config* config, const Bytes& code, const char* what) {
    alignas(64) uint8_t memory[2048] = {};
    EXPECT_EXIT(
        {
          if (config != nullptr) RunCode(LoadConfigAtRdi(), config->bytes.data());
          RunCode(code, memory, 64);
          _exit(0);
        },
        testing::KilledBySignal(signal), "")
        << what;
  }
};

using ConfigFaults = Faults;

TEST_F(ConfigFaults, MalformedConfigurationsAreProtectionFaults) {
  const Config full = Config::Full();
  const struct {
    const char* what;
    Config config;
  } kCases[] = {{"palette 2", full.With(0, 2)},
                {"palette 255", full.With(0, 255)},
                {"reserved byte 2", full.With(2, 1)},
                {"reserved byte 15", full.With(15, 128)},
                {"reserved column byte 32", full.With(32, 1)},
                {"reserved column byte 47", full.With(47, 1)},
                {"reserved row byte 56", full.With(56, 1)},
                {"reserved row byte 63", full.With(63, 1)},
                {"65 bytes in a row", full.With(16, 65)},
                {"64 + 256 bytes in a row", full.With(17, 1)},
                {"17 rows", full.With(48, 17)},
                {"rows without columns", full.With(30, 0)},
                {"columns without rows", full.With(55, 0)}};
  for (const auto& one : kCases) ExpectDeath(SIGSEGV, &one.config, {}, one.what);
}

TEST_F(Faults, TilesThatAreNotThere) {
  const Config config = Config::Of(kShapes);
  const struct {
    const char* what;
    const Config* config;
    Bytes code;
  } kCases[] = {{"zero, unconfigured", nullptr, Zero(0)},
                {"load, unconfigured", nullptr, Load(0)},
                {"load t1, unconfigured", nullptr, LoadT1(0)},
                {"store, unconfigured", nullptr, Store(0)},
                {"product, unconfigured", nullptr, Product(kF3, 0, 5, 6)},
                {"zero of an unused tile", &config, Zero(3)},
                {"load of an unused tile", &config, Load(3)},
                {"store of an unused tile", &config, Store(3)},
                {"zero of tile 8", &config, RegisterForm(kTilezero, 8, 0)},
                {"load of tile 8", &config, Load(8)},
                {"store of tile 15", &config, Store(15)},
                {"load of half dwords", &config, Load(4)},
                {"store of half dwords", &config, Store(4)}};
  for (const auto& one : kCases) ExpectDeath(SIGILL, one.config, one.code, one.what);
}

TEST_F(Faults, ProductsOfTilesThatDoNotFit) {
  const Config config = Config::Of(kShapes);
  const struct {
    const char* what;
    int dest, left, right;
  } kCases[] = {{"dest is left", 0, 0, 5},
                {"dest is right", 0, 5, 0},
                {"left is right", 0, 5, 5},
                {"unused dest", 3, 0, 5},
                {"unused left", 0, 3, 5},
                {"unused right", 0, 5, 3},
                {"dest too high", 8, 5, 6},
                {"left too high", 0, 13, 6},
                {"right too high", 0, 5, 14},
                {"fewer rows in left", 0, 1, 5},
                {"fewer columns in right", 0, 5, 2},
                {"fewer rows in right", 0, 5, 1},
                {"shorter rows in left", 0, 2, 5},
                {"half dwords in dest", 4, 0, 5},
                {"half dwords in left", 0, 4, 5},
                {"half dwords in right", 0, 5, 4}};
  for (const Pp pp : {kNp, k66, kF3, kF2}) {
    for (const auto& one : kCases) {
      ExpectDeath(SIGILL, &config, Product(pp, one.dest, one.left, one.right), one.what);
    }
  }
}

// Each fits but for one thing.
TEST_F(Faults, ProductsOfTilesThatAlmostFit) {
  const Config half_columns = Config::Of({{{1, 6}, {1, 4}, {1, 6}}});
  const Config half_dwords_of_k = Config::Of({{{1, 4}, {1, 6}, {1, 4}}});
  const Config unused = Config::Of({{{0, 0}, {0, 0}, {0, 0}, {1, 4}}});
  for (const Pp pp : {kNp, k66, kF3, kF2}) {
    ExpectDeath(SIGILL, &half_columns, Product(pp, 0, 1, 2), "6 bytes of columns");
    ExpectDeath(SIGILL, &half_dwords_of_k, Product(pp, 0, 1, 2), "6 bytes of k");
    ExpectDeath(SIGILL, &unused, Product(pp, 0, 1, 2), "three unused tiles");
  }
}

// The same tiles where they do fit: 16×64 += 16×64 · 16×64, and 8×64 += 8×32 · 8×64.
TEST_F(Faults, NoneWhereTheTilesFit) {
  RunCode(LoadConfigAtRdi(), Config::Of(kShapes).bytes.data());
  RunCode(Product(kF3, 0, 5, 6));
  RunCode(LoadConfigAtRdi(), Config::Of({{{8, 64}, {8, 32}, {8, 64}}}).bytes.data());
  RunCode(Product(kF3, 0, 1, 2));
}

TEST_F(Faults, StartRowPastTheTile) {
  const Config config = Config::Of(kShapes, 8);
  ExpectDeath(SIGILL, &config, Load(1), "load");
  ExpectDeath(SIGILL, &config, Store(7), "store");
}

TEST_F(Faults, EncodingsThatMeanNothing) {
  const Config config = Config::Of(kShapes);
  const Address rows = {kRdi, kRsi}, plain = {kRdi};
  const struct {
    const char* what;
    Bytes code;
  } kCases[] = {{"zero with VEX.L", RegisterForm({kF2, 0x49, 0, false, true}, 0, 0)},
                {"zero with VEX.W", RegisterForm({kF2, 0x49, 0, true}, 0, 0)},
                {"zero with vvvv", RegisterForm({kF2, 0x49, 1}, 0, 0)},
                {"zero with r/m 1", RegisterForm(kTilezero, 0, 1)},
                {"zero with F3", RegisterForm({kF3, 0x49}, 0, 0)},
                {"release with reg 1", RegisterForm(kTilerelease, 1, 0)},
                {"release with r/m 1", RegisterForm(kTilerelease, 0, 1)},
                {"release with vvvv", RegisterForm({kNp, 0x49, 15}, 0, 0)},
                {"ldtilecfg with reg 1", PlainForm(kLdtilecfg, 1, plain)},
                {"ldtilecfg with VEX.L", PlainForm({kNp, 0x49, 0, false, true}, 0, plain)},
                {"ldtilecfg with vvvv", PlainForm({kNp, 0x49, 2}, 0, plain)},
                {"sttilecfg of a register", RegisterForm(kSttilecfg, 0, 0)},
                {"configuration with F3", PlainForm({kF3, 0x49}, 0, plain)},
                {"load without SIB", PlainForm(kTileloadd, 0, plain)},
                {"load relative to RIP", PlainForm(kTileloadd, 0, {kRip})},
                {"load of a register", RegisterForm(kTileloadd, 0, 4)},
                {"load with vvvv", SibForm({kF2, 0x4B, 1}, 0, rows)},
                {"load with VEX.W", SibForm({kF2, 0x4B, 0, true}, 0, rows)},
                {"load without prefix", SibForm({kNp, 0x4B}, 0, rows)},
                {"load in map 0F3A", SibForm({kF2, 0x4B, 0, false, false, 3}, 0, rows)},
                {"product with memory", SibForm({kF3, 0x5E, 6}, 0, rows)},
                {"product with VEX.L", RegisterForm({kF3, 0x5E, 6, false, true}, 0, 5)},
                {"product with VEX.W", RegisterForm({kF3, 0x5E, 6, true}, 0, 5)}};
  for (const auto& one : kCases) ExpectDeath(SIGILL, &config, one.code, one.what);
}

TEST_F(Faults, LegacyPrefixesBeforeVex) {
  const Config config = Config::Of(kShapes);
  for (const uint8_t prefix : {0x66, 0xF2, 0xF3, 0xF0, 0x48}) {
    Bytes code = Product(kF3, 0, 5, 6);
    code.insert(code.begin(), prefix);
    ExpectDeath(SIGILL, &config, code, "prefix");
  }
}

TEST_F(Faults, MemoryThatIsNotThere) {
  const Config config = Config::Of(kShapes);
  Arena arena(2 * 4096);
  mprotect(arena.at(4096), 4096, PROT_NONE);
  uint8_t* last_row_outside = arena.at(4096 - 15 * 64);
  const auto run = [&](const Bytes& code, const void* memory) {
    RunCode(LoadConfigAtRdi(), config.bytes.data());
    RunCode(code, memory, 64);
    _exit(0);
  };
  const auto segv = testing::KilledBySignal(SIGSEGV);
  EXPECT_EXIT(run(Load(0), last_row_outside), segv, "");
  EXPECT_EXIT(run(LoadT1(0), last_row_outside), segv, "");
  EXPECT_EXIT(run(Store(0), last_row_outside), segv, "");
  EXPECT_EXIT(run(LoadConfigAtRdi(), arena.at(4096 - 63)), segv, "");
  EXPECT_EXIT(run(StoreConfigAtRdi(), arena.at(4096 - 63)), segv, "");
  const auto exits = testing::ExitedWithCode(0);
  EXPECT_EXIT(run(Load(0), last_row_outside - 64), exits, "");
  EXPECT_EXIT(run(StoreConfigAtRdi(), arena.at(4096 - 64)), exits, "");
}

}  // namespace
}  // namespace amx_test
