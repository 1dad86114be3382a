// The four byte products against the oracle.
#include <gtest/gtest.h>

#include <algorithm>

#include "amx_fixture.h"
#include "run_code.h"
#include "tiles.h"

namespace amx_test {
namespace {

const Pp kAllProducts[] = {kNp, k66, kF3, kF2};

class Products : public AmxTest {
 protected:
  // Loads three tiles from memory[0], [1024], [2048] bytes, multiplies `times` times, stores back.
  void Check(Pp pp, std::array<int, 3> tiles, std::array<Shape, 3> shapes, int times) {
    std::array<Shape, 8> all{};
    for (int i = 0; i < 3; ++i) all[tiles[i]] = shapes[i];
    const Config config = Config::Of(all);
    std::vector<uint8_t> memory = RandomBytes(3 * 1024, &random_);
    std::array<Rows, 3> expected;
    RunCode(LoadConfigAtRdi(), config.bytes.data());
    for (int i = 0; i < 3; ++i) {
      expected[i] = LoadRows(shapes[i], &memory[1024 * i], 64);
      RunCode(Load(tiles[i]), &memory[1024 * i], 64);
    }
    for (int i = 0; i < times; ++i) {
      RunCode(Product(pp, tiles[0], tiles[1], tiles[2]));
      MultiplyRows(pp, expected[1], expected[2], &expected[0]);
    }
    for (int i = 0; i < 3; ++i) {
      std::vector<uint8_t> stored(1024, 0xEE), wanted(1024, 0xEE);
      RunCode(Store(tiles[i]), stored.data(), 64);
      StoreRows(expected[i], wanted.data(), 64);
      ASSERT_EQ(stored, wanted) << "pp " << pp << ", tile " << i << ", m " << shapes[0].rows
                                << ", k " << shapes[1].row_bytes << ", n "
                                << shapes[0].row_bytes / 4;
    }
  }
};

std::array<Shape, 3> ShapesOf(int m, int n, int k) {
  return {Shape{m, 4 * n}, Shape{m, 4 * k}, Shape{k, 4 * n}};
}

TEST_F(Products, AllShapes) {
  for (int m = 1; m <= 16; ++m) {
    for (int n = 1; n <= 16; ++n) {
      for (int k = 1; k <= 16; ++k) {
        Check(kAllProducts[(m + n + k) % 4], {0, 1, 2}, ShapesOf(m, n, k), 1);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST_F(Products, EveryKindAccumulates) {
  for (const Pp pp : kAllProducts) {
    for (const int k : {1, 2, 7, 8, 15, 16}) Check(pp, {0, 1, 2}, ShapesOf(16, 16, k), 3);
  }
}

TEST_F(Products, EveryTripleOfTiles) {
  for (int c = 0; c < 8; ++c) {
    for (int a = 0; a < 8; ++a) {
      for (int b = 0; b < 8; ++b) {
        if (a == b || b == c || a == c) continue;
        Check(kF3, {c, a, b}, ShapesOf(5, 3, 7), 1);
      }
    }
  }
}

// u4 weights times int8 as the kernels use it: −128 · 15 and its sums.
TEST_F(Products, ExtremeBytesWrapAround) {
  for (const Pp pp : kAllProducts) {
    for (const int a : {0, 127, 128, 255}) {
      for (const int b : {0, 15, 127, 128, 255}) {
        for (const uint32_t start : {0u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu}) {
          Rows left(16, std::vector<uint8_t>(64, static_cast<uint8_t>(a)));
          Rows right(16, std::vector<uint8_t>(64, static_cast<uint8_t>(b)));
          std::vector<uint32_t> sums(256, start);
          Rows dest = LoadRows({16, 64}, reinterpret_cast<uint8_t*>(sums.data()), 64);
          MultiplyRows(pp, left, right, &dest);
          RunCode(LoadConfigAtRdi(), Config::Full().bytes.data());
          RunCode(Load(0), sums.data(), 64);
          RunCode(Load(1), std::vector<uint8_t>(1024, static_cast<uint8_t>(a)).data(), 64);
          RunCode(Load(2), std::vector<uint8_t>(1024, static_cast<uint8_t>(b)).data(), 64);
          RunCode(Product(pp, 0, 1, 2));
          RunCode(Store(0), sums.data(), 64);
          ASSERT_EQ(LoadRows({16, 64}, reinterpret_cast<uint8_t*>(sums.data()), 64), dest)
              << "pp " << pp << ", a " << a << ", b " << b << ", start " << start;
        }
      }
    }
  }
}

TEST_F(Products, AdjacentInstructionsRunInOrder) {
  const Config config = Config::Full();
  const std::vector<uint8_t> memory = RandomBytes(1024, &random_);
  Rows tile = LoadRows({16, 64}, memory.data(), 64), dest = tile;
  MultiplyRows(kF3, tile, tile, &dest);
  MultiplyRows(kNp, tile, tile, &dest);
  Bytes code;
  for (const Bytes& one :
       {Load(3), LoadT1(4), Zero(5), Load(5), Product(kF3, 5, 3, 4), Product(kNp, 5, 4, 3)}) {
    code.insert(code.end(), one.begin(), one.end());
  }
  RunCode(LoadConfigAtRdi(), config.bytes.data());
  RunCode(code, memory.data(), 64);
  std::vector<uint8_t> stored(1024);
  RunCode(Store(5), stored.data(), 64);
  EXPECT_EQ(LoadRows({16, 64}, stored.data(), 64), dest);
}

}  // namespace
}  // namespace amx_test
