// The kernel table and the choice of an ISA.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>

#include "driver/driver.h"
#include "kernels/kernel_table.h"
#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/problem.h"

namespace nibble::test {
namespace {

// Sets NIBBLE_ISA for one test.
class ForcedIsa {
 public:
  explicit ForcedIsa(const char* name) { setenv("NIBBLE_ISA", name, 1); }
  ~ForcedIsa() { unsetenv("NIBBLE_ISA"); }
};

int32_t Fastest() {
  int32_t isa = nibble_isa_count() - 1;
  while (nibble_isa_available(isa) == 0) --isa;
  return isa;
}

int32_t Select(const char* name) {
  int32_t isa = -1;
  EXPECT_EQ(nibble_isa_select(name, &isa), NIBBLE_STATUS_OK) << nibble_last_error();
  return isa;
}

TEST(IsaTest, NamesAreDistinctAndPortableIsFirst) {
  std::set<std::string> names;
  for (const int32_t isa : AllIsaNumbers()) names.insert(nibble_isa_name(isa));
  EXPECT_EQ(names.size(), static_cast<size_t>(nibble_isa_count()));
  EXPECT_STREQ(nibble_isa_name(0), "portable");
  EXPECT_EQ(nibble_isa_available(0), 1);
  EXPECT_EQ(nibble_isa_name(-1), nullptr);
  EXPECT_EQ(nibble_isa_name(nibble_isa_count()), nullptr);
  EXPECT_EQ(nibble_isa_available(nibble_isa_count()), 0);
}

TEST(IsaTest, VersionIsTheHeaders) { EXPECT_EQ(nibble_abi_version(), NIBBLE_ABI_VERSION); }

TEST(IsaTest, FastestWithoutAName) {
  unsetenv("NIBBLE_ISA");
  EXPECT_EQ(Select(nullptr), Fastest());
  EXPECT_EQ(Select(""), Fastest());
  const ForcedIsa empty("");
  EXPECT_EQ(Select(nullptr), Fastest());
}

TEST(IsaTest, ForcedByNameAndByVariable) {
  for (const int32_t isa : AllIsaNumbers()) {
    if (nibble_isa_available(isa) == 0) continue;
    EXPECT_EQ(Select(nibble_isa_name(isa)), isa);
    const ForcedIsa forced(nibble_isa_name(isa));
    EXPECT_EQ(Select(nullptr), isa);
    EXPECT_EQ(Select("portable"), 0) << "a name given by the caller comes first";
  }
}

TEST(IsaTest, UnknownNameSaysWhatIsAvailable) {
  int32_t isa = 123;
  EXPECT_EQ(nibble_isa_select("sse9", &isa), NIBBLE_STATUS_ISA_UNAVAILABLE);
  EXPECT_EQ(isa, 123);
  const std::string message = nibble_last_error();
  EXPECT_NE(message.find("\"sse9\""), std::string::npos) << message;
  for (const int32_t i : AllIsaNumbers()) {
    if (nibble_isa_available(i) == 0) continue;
    EXPECT_NE(message.find(nibble_isa_name(i)), std::string::npos) << message;
  }
  const ForcedIsa forced("mmx");
  EXPECT_EQ(nibble_isa_select(nullptr, &isa), NIBBLE_STATUS_ISA_UNAVAILABLE);
  EXPECT_NE(std::string(nibble_last_error()).find("NIBBLE_ISA asks for the ISA \"mmx\""),
            std::string::npos);
}

TEST(IsaTest, WhatCannotRunSaysWhatItLacks) {
  for (const int32_t isa : AllIsaNumbers()) {
    const std::string lacks = nibble_isa_lacks(isa);
    EXPECT_EQ(lacks.empty(), nibble_isa_available(isa) == 1) << lacks;
    if (lacks.empty()) {
      EXPECT_EQ(nibble_isa_withheld(isa), 0);
      continue;
    }
    EXPECT_EQ(nibble_isa_withheld(isa), lacks.rfind("the CPU ", 0) == 0 ? 0 : 1) << lacks;
    int32_t selected;
    EXPECT_EQ(nibble_isa_select(nibble_isa_name(isa), &selected), NIBBLE_STATUS_ISA_UNAVAILABLE);
    EXPECT_NE(std::string(nibble_last_error()).find(lacks), std::string::npos);
  }
  EXPECT_EQ(nibble_isa_lacks(-1), nullptr);
  EXPECT_EQ(nibble_isa_lacks(nibble_isa_count()), nullptr);
  EXPECT_EQ(nibble_isa_withheld(-1), 0);
  EXPECT_EQ(nibble_isa_withheld(nibble_isa_count()), 0);
}

// With the driver tests below, this shows that the forced ISA is the one that ran: a number means
// one row, and no row is another under a second name. A row may share all but its matrix product.
TEST(IsaTest, EveryRowHasItsOwnProduct) {
  std::set<std::pair<const void*, const void*>> products, int8_products;
  int32_t int8_isas = 0;
  for (const Isa& isa : AllIsas()) {
    for (int i = 0; i < kMaxTileRows; ++i) {
      EXPECT_EQ(isa.qd8_f32_qb4w->symmetric[i] != nullptr, i < isa.qd8_f32_qb4w->rows);
      EXPECT_EQ(isa.qd8_f32_qb4w->asymmetric[i] != nullptr, i < isa.qd8_f32_qb4w->rows);
      EXPECT_EQ(isa.qd8_f32_qb8w->channel[i] != nullptr, i < isa.qd8_f32_qb8w->channel_rows);
      EXPECT_EQ(isa.qd8_f32_qb8w->groups[i] != nullptr, i < isa.qd8_f32_qb8w->group_rows);
      EXPECT_EQ(isa.f32->tile[i] != nullptr, i < isa.f32->rows);
    }
    products.insert({reinterpret_cast<const void*>(isa.qd8_f32_qb4w->asymmetric[0]),
                     reinterpret_cast<const void*>(isa.qd8_f32_qb4w_many)});
    if (std::string(isa.name) == "neondot") continue;  // has the portable int8 tiles
    int8_products.insert({reinterpret_cast<const void*>(isa.qd8_f32_qb8w->channel[0]),
                          reinterpret_cast<const void*>(isa.qd8_f32_qb8w_many)});
    ++int8_isas;
  }
  EXPECT_EQ(static_cast<int32_t>(products.size()), AllIsas().count);
  EXPECT_EQ(static_cast<int32_t>(int8_products.size()), int8_isas);
}

int calls = 0;

void CountTile(const Qd8Qb4wTile& tile) {
  ++calls;
  AllIsas().rows[0].qd8_f32_qb4w->symmetric[0](tile);
}

void CountQuantize(const QuantizeRows& job) {
  ++calls;
  AllIsas().rows[0].quantize_rows(job);
}

// A row of its own, which counts: the driver calls the kernels of the row it is given.
TEST(IsaTest, DriverRunsTheRowItIsGiven) {
  const Qd8Qb4wKernels kernels = {1, {CountTile}, {CountTile}};
  Isa counting = AllIsas().rows[0];
  counting.qd8_f32_qb4w = &kernels;
  counting.quantize_rows = CountQuantize;

  Random random;
  const LayerSettings settings = {70, 64, 32, false, false};
  const OracleWeights weights = RandomWeights(random, settings);
  const PackedLayer layer(weights, settings, Edge::kBack);
  TypedMatrix x(Type::kFloat32, 5, 64, 64, Edge::kBack);
  TypedMatrix y(Type::kFloat32, 5, 70, 70, Edge::kBack);
  FillRandom(random, x);
  const nibble::Layout layout = nibble::LayoutOf(70, 64, 32);
  GuardedBuffer<uint8_t> workspace(static_cast<size_t>(Qd8WorkspaceBytes(5, layout)));
  const nibble_qb4w_weights& w = layer.view();
  RunQd8Linear(counting, {layout,
                          false,
                          w.nibbles,
                          static_cast<const float*>(w.scales),
                          nullptr,
                          nullptr,
                          w.comp,
                          nullptr,
                          true,
                          NIBBLE_IDENTITY,
                          {x.view().data, 5, 64, 64, NIBBLE_FLOAT32},
                          {y.view().data, 5, 70, 70, NIBBLE_FLOAT32},
                          workspace.data()});
  EXPECT_EQ(calls, 1 + 3 * 5) << "one chunk to quantize, three panels of five one-row tiles";
  EXPECT_EQ(CompareWithOracle(weights, true, x, y), "");
}

}  // namespace
}  // namespace nibble::test
