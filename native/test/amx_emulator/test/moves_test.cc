// Tile loads and stores: every way to write an address, every shape.
#include <gtest/gtest.h>

#include <cstring>

#include "amx_fixture.h"
#include "arena.h"
#include "tiles.h"

namespace amx_test {
namespace {

constexpr size_t kArenaBytes = 1 << 20, kMiddle = kArenaBytes / 2, kWindow = 4096;
constexpr Shape kShape = {5, 20};

class Moves : public AmxTest {
 protected:
  Moves() : arena_(kArenaBytes) {}

  void SetUp() override {
    AmxTest::SetUp();
    std::array<Shape, 8> shapes;
    shapes.fill(kShape);
    shapes[7] = {1, 64};
    RunCode(LoadConfigAtRdi(), Config::Of(shapes).bytes.data());
  }

  // The window around the middle of the arena, which every operand of these tests lies in.
  uint8_t* window() const { return arena_.at(kMiddle - kWindow / 2); }
  void FillWindow() {
    const std::vector<uint8_t> bytes = RandomBytes(kWindow, &random_);
    std::memcpy(window(), bytes.data(), kWindow);
  }

  // Registers that make `address` point at the middle with `stride` between rows.
  std::map<int, uint64_t> RegistersFor(const Address& address, int64_t stride) const {
    std::map<int, uint64_t> registers;
    if (address.base >= 0) {
      registers[address.base] = reinterpret_cast<uint64_t>(arena_.at(kMiddle)) -
                                static_cast<uint64_t>(int64_t{address.displacement});
    }
    if (address.index >= 0) {
      registers[address.index] = static_cast<uint64_t>(stride >> address.log2_scale);
    }
    return registers;
  }

  void CheckLoad(const Vex& kind, const Address& address, int64_t stride) {
    FillWindow();
    RunCode(Zero(2));
    RunCodeWith(SibForm(kind, 2, address), RegistersFor(address, stride));
    std::vector<uint8_t> stored(16 * 64), wanted(16 * 64);
    RunCode(Store(2), stored.data(), 64);
    StoreRows(LoadRows(kShape, arena_.at(kMiddle), address.index < 0 ? 0 : stride), wanted.data(),
              64);
    ASSERT_EQ(stored, wanted);
  }

  void CheckStore(const Address& address, int64_t stride) {
    FillWindow();
    const std::vector<uint8_t> tile = RandomBytes(16 * 64, &random_);
    RunCode(Load(2), tile.data(), 64);
    std::vector<uint8_t> wanted(window(), window() + kWindow);
    StoreRows(LoadRows(kShape, tile.data(), 64), &wanted[kWindow / 2],
              address.index < 0 ? 0 : stride);
    RunCodeWith(SibForm(kTilestored, 2, address), RegistersFor(address, stride));
    // Below a stack pointer lies a stack.
    const size_t from = address.base == kRsp ? kWindow / 2 : 0;
    ASSERT_TRUE(std::equal(wanted.begin() + from, wanted.end(), window() + from));
  }

  void CheckAll(const Address& address, int64_t stride) {
    SCOPED_TRACE(testing::Message()
                 << "base " << address.base << ", index " << address.index << ", scale "
                 << (1 << address.log2_scale) << ", displacement " << address.displacement
                 << (address.wide ? " in 32 bits" : "") << ", stride " << stride);
    CheckLoad(kTileloadd, address, stride);
    CheckLoad(kTileloaddt1, address, stride);
    CheckStore(address, stride);
  }

  Arena arena_;
};

TEST_F(Moves, EveryBaseIndexScaleAndDisplacement) {
  for (int base = 0; base < 16; ++base) {
    for (int index = 0; index < 16; ++index) {
      if (index == kRsp || index == base) continue;
      for (int scale = 0; scale < 4; ++scale) {
        // A negative displacement would put the stack over the operand.
        for (const int displacement : {0, 127, 4000, base == kRsp ? 1 : -128}) {
          CheckAll({base, index, scale, displacement}, 24 + 8 * scale);
          if (HasFatalFailure()) return;
        }
      }
    }
  }
}

TEST_F(Moves, Strides) {
  for (const int64_t stride : {-256, -64, -24, -8, 0, 8, 16, 64, 400}) {
    for (int scale = 0; scale < 4; ++scale) CheckAll({kRdi, kRsi, scale}, stride);
  }
}

TEST_F(Moves, WithoutIndexTheStrideIsZero) {
  for (int base = 0; base < 16; ++base) CheckAll({base, kNone, 3, 16}, 64);
}

TEST_F(Moves, WithoutBase) {
  const auto middle = static_cast<int32_t>(reinterpret_cast<uintptr_t>(arena_.at(kMiddle)));
  for (int index = 0; index < 16; ++index) {
    if (index != kRsp) CheckAll({kNone, index, 2, middle}, 32);
  }
  CheckAll({kNone, kNone, 0, middle}, 0);
}

TEST_F(Moves, SmallDisplacementsInThirtyTwoBits) {
  for (const int base : {kRax, kRsp, kRbp, kR13}) CheckAll({base, kRsi, 0, 5, true}, 64);
}

// One row: the index is read, shifted and never used.
TEST_F(Moves, BaseAndIndexMayBeTheSameRegister) {
  FillWindow();
  RunCodeWith(SibForm(kTileloadd, 7, {3, 3}), RegistersFor({3}, 0));
  std::vector<uint8_t> stored(64);
  RunCode(Store(7), stored.data(), 64);
  EXPECT_EQ(stored, std::vector<uint8_t>(arena_.at(kMiddle), arena_.at(kMiddle + 64)));
}

TEST_F(Moves, SegmentPrefixes) {
  FillWindow();
  const auto middle = reinterpret_cast<uint64_t>(arena_.at(kMiddle));
  for (const uint8_t prefix : {0x2E, 0x36, 0x3E, 0x26, 0x65, 0x64}) {
    uint64_t segment = 0;
    if (prefix == 0x64) __asm__("movq %%fs:0, %0" : "=r"(segment));  // the thread points to itself
    Bytes code = SibForm(kTileloadd, 2, {kRdi, kRsi});
    code.insert(code.begin(), prefix);
    RunCode(Zero(2));
    RunCode(code, reinterpret_cast<void*>(middle - segment), 64);
    std::vector<uint8_t> stored(16 * 64), wanted(16 * 64);
    RunCode(Store(2), stored.data(), 64);
    StoreRows(LoadRows(kShape, arena_.at(kMiddle), 64), wanted.data(), 64);
    EXPECT_EQ(stored, wanted) << "prefix " << int{prefix};
  }
}

TEST_F(Moves, EveryShapeTouchesItsOwnBytesOnly) {
  for (int rows = 1; rows <= 16; ++rows) {
    for (int row_bytes = 4; row_bytes <= 64; row_bytes += 4) {
      std::array<Shape, 8> shapes{};
      shapes[6] = {rows, row_bytes};
      RunCode(LoadConfigAtRdi(), Config::Of(shapes).bytes.data());
      const std::vector<uint8_t> memory = RandomBytes(2048, &random_);
      RunCode(Load(6), memory.data(), 100);
      std::vector<uint8_t> stored(2048, 0xEE), wanted(2048, 0xEE);
      RunCode(Store(6), stored.data(), 80);
      StoreRows(LoadRows(shapes[6], memory.data(), 100), wanted.data(), 80);
      ASSERT_EQ(stored, wanted) << rows << " rows of " << row_bytes << " bytes";
    }
  }
}

TEST_F(Moves, ZeroClearsOneTile) {
  const std::vector<uint8_t> memory = RandomBytes(2048, &random_);
  for (int zeroed = 0; zeroed < 7; ++zeroed) {
    for (int t = 0; t < 7; ++t) RunCode(Load(t), memory.data(), 64);
    RunCode(Zero(zeroed));
    for (int t = 0; t < 7; ++t) {
      std::vector<uint8_t> stored(16 * 64), wanted(16 * 64);
      RunCode(Store(t), stored.data(), 64);
      if (t != zeroed) StoreRows(LoadRows(kShape, memory.data(), 64), wanted.data(), 64);
      EXPECT_EQ(stored, wanted) << "tile " << t << " after zeroing " << zeroed;
    }
  }
}

}  // namespace
}  // namespace amx_test
