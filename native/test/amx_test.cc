// The amx ISA beyond its bits, which the tests of every ISA compare: how many tile products it
// takes, and what happens where it may not run. On a CPU without AMX ctest runs this file's tests,
// and all others of the ISA, with the emulator preloaded.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "amx_emulator/find_emulator.h"
#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/problem.h"

namespace nibble::test {
namespace {

using amx_emulator::Counts;
using amx_emulator::Emulated;
using amx_emulator::InstructionCounts;

// −1 when the library was built without AMX.
int32_t AmxNumber() {
  for (const int32_t isa : AllIsaNumbers()) {
    if (IsaName(isa) == "amx") return isa;
  }
  return -1;
}

// Of int4 weights and of int8 ones.
uint64_t ProductsOf(const InstructionCounts& counts) {
  return counts[AMX_TDPBSSD] + counts[AMX_TDPBSUD];
}

// An emulator that trapped nothing means that the tests have run on something else.
class EmulatorRan : public testing::Environment {
 public:
  void TearDown() override {
    if (!Emulated()) return;
    const InstructionCounts counts = Counts();
    EXPECT_GT(ProductsOf(counts), 0u) << "the emulator is preloaded, and no tile product was run";
    std::printf("%llu tile products emulated\n",
                static_cast<unsigned long long>(ProductsOf(counts)));
  }
};

const auto* const emulator_ran = testing::AddGlobalTestEnvironment(new EmulatorRan);

class AmxTest : public testing::Test {
 protected:
  void SetUp() override {
    if (AmxNumber() < 0) GTEST_SKIP() << "built without AMX";
    NIBBLE_SKIP_UNLESS_AVAILABLE(AmxNumber());
  }

  // Runs one layer, compares with the oracle, and says what it executed.
  InstructionCounts Run(int64_t m, const LayerSettings& settings) {
    const OracleWeights weights = RandomWeights(random_, settings);
    const PackedLayer layer(weights, settings, Edge::kBack);
    TypedMatrix x(Type::kFloat32, m, settings.k, settings.k, Edge::kBack);
    TypedMatrix y(Type::kFloat32, m, settings.n, settings.n, Edge::kBack);
    FillRandom(random_, x);
    const InstructionCounts before = Counts();
    RunLinear(AmxNumber(), layer, true, NIBBLE_IDENTITY, x, y);
    InstructionCounts executed = Counts();
    for (size_t i = 0; i < executed.size(); ++i) executed[i] -= before[i];
    EXPECT_EQ(CompareWithOracle(weights, true, x, y), "");
    return executed;
  }

  Random random_;
};

uint64_t CeilingOf(int64_t x, int64_t step) { return static_cast<uint64_t>((x + step - 1) / step); }

// Sixteen rows by sixteen columns by 64 k a product; 32 k where groups are 32, because the sums of
// two groups must not meet, and for int8 weights where a channel is no multiple of 64. A rest of
// rows that is too low for a tile goes to VNNI.
uint64_t Products(int64_t m, const LayerSettings& settings) {
  const bool short_groups =
      settings.group_size == 32 || (settings.group_size == 0 && settings.k <= 32);
  const bool half_tiles =
      short_groups ||
      (settings.int8 && settings.group_size == 0 && CeilingOf(settings.k, 32) % 2 == 1);
  const int64_t fewest = short_groups ? 8 : 5;
  const int64_t rows = m % 16 >= fewest ? m : m - m % 16;
  return CeilingOf(rows, 16) * CeilingOf(settings.n, 16) *
         CeilingOf(settings.k, half_tiles ? 32 : 64);
}

TEST_F(AmxTest, NoProductIsWasted) {
  for (const int64_t group_size : {0, 32, 64, 128}) {
    for (const int64_t m : {5, 8, 15, 16, 17, 33, 48, 160, 300}) {
      for (const int64_t n : {1, 16, 17, 32, 33, 80}) {
        for (const int64_t k : {1, 32, 64, 65, 96, 128, 130, 200, 300}) {
          const bool int8 = (m + n + k) % 3 == 0;
          const bool asymmetric = !int8 && (m + n) % 2 == 0;
          const LayerSettings settings = {n, k, group_size, asymmetric, true, false, int8};
          const InstructionCounts executed = Run(m, settings);
          const uint64_t expected = Emulated() ? Products(m, settings) : 0;
          ASSERT_EQ(executed[int8 ? AMX_TDPBSUD : AMX_TDPBSSD], expected)
              << "m=" << m << " n=" << n << " k=" << k << " group=" << group_size
              << " int8=" << int8;
          ASSERT_EQ(ProductsOf(executed), expected);
        }
      }
    }
  }
}

TEST_F(AmxTest, FewRowsNeedNoTiles) {
  for (const int64_t m : {0, 1, 4}) {
    EXPECT_EQ(amx_emulator::Total(Run(m, {64, 128, 64, false, false})), 0u) << "m=" << m;
  }
  EXPECT_EQ(amx_emulator::Total(Run(7, {64, 128, 32, false, false})), 0u);
}

// Once a call, however many chunks and panels it has.
TEST_F(AmxTest, TilesAreConfiguredAndReleased) {
  const InstructionCounts executed = Run(600, {70, 64, 64, false, false});
  EXPECT_EQ(executed[AMX_LDTILECFG], Emulated() ? 1u : 0u);
  EXPECT_EQ(executed[AMX_TILERELEASE], Emulated() ? 1u : 0u);
}

TEST_F(AmxTest, Int8WeightsAreNotUnpacked) {
  const InstructionCounts executed = Run(600, {70, 64, 64, false, false, false, true});
  EXPECT_EQ(executed[AMX_LDTILECFG], Emulated() ? 1u : 0u);
  EXPECT_EQ(executed[AMX_TDPBSUD], Emulated() ? 38u * 5u : 0u);
  EXPECT_EQ(amx_emulator::Total(Run(4, {64, 128, 64, false, false, false, true})), 0u);
}

TEST_F(AmxTest, LongestGroupIsExact) { Run(17, {2, NIBBLE_MAX_K, 0, true, true}); }

// Run by ctest with NIBBLE_TEST_ASSUME_AMX=1 and without the emulator, so that Linux answers.
TEST(AmxRefusalTest, LowersTheIsaAndKeepsTheReason) {
  const int32_t amx = AmxNumber();
  const char* assume = std::getenv("NIBBLE_TEST_ASSUME_AMX");
  if (amx < 0 || assume == nullptr || nibble_isa_available(amx) == 1) {
    GTEST_SKIP() << "AMX is not refused here";
  }
  const std::string reason = nibble_isa_lacks(amx);
  if (reason.find("the CPU lacks AVX-512") == 0) GTEST_SKIP() << "not AMX alone: " << reason;
  EXPECT_NE(reason.find("ARCH_REQ_XCOMP_PERM"), std::string::npos) << reason;
  EXPECT_EQ(nibble_isa_withheld(amx), 1);
  int32_t isa = -1;
  EXPECT_EQ(nibble_isa_select("avx512vnni", &isa), NIBBLE_STATUS_OK) << nibble_last_error();
  EXPECT_EQ(nibble_isa_select(nullptr, &isa), NIBBLE_STATUS_OK);
  EXPECT_LT(isa, amx);
  EXPECT_EQ(nibble_isa_select("amx", &isa), NIBBLE_STATUS_ISA_UNAVAILABLE);
  EXPECT_NE(std::string(nibble_last_error()).find(reason), std::string::npos);
}

}  // namespace
}  // namespace nibble::test
