// Every thread has tiles of its own; random programs run on them.
#include <gtest/gtest.h>

#include <thread>

#include "amx_fixture.h"
#include "tiles.h"

namespace amx_test {
namespace {

constexpr int kThreads = 8, kPrograms = 40, kSteps = 30;

// A program that knows what every tile must hold.
class RandomProgram {
 public:
  explicit RandomProgram(uint32_t seed) : random_(seed) {}

  // Empty if all went well, else what went wrong.
  std::string Run() {
    Configure();
    for (int step = 0; step < kSteps; ++step) {
      Step();
      const std::string error = CheckTile(Pick(8));
      if (!error.empty()) return error + " after step " + std::to_string(step);
    }
    return "";
  }

 private:
  int Pick(int count) { return static_cast<int>(random_() % static_cast<uint32_t>(count)); }

  // Tiles 0, 1: m × n; 2, 3: m × k; 4, 5: k × n; 6, 7 anything.
  void Configure() {
    const int m = 1 + Pick(16), n = 1 + Pick(16), k = 1 + Pick(16);
    const Shape dest = {m, 4 * n}, left = {m, 4 * k}, right = {k, 4 * n};
    shapes_ = {{dest, dest, left, left, right, right, {1 + Pick(16), 4 + 4 * Pick(16)}, {1, 64}}};
    const Config config = Config::Of(shapes_);
    RunCode(LoadConfigAtRdi(), config.bytes.data());
    for (int t = 0; t < 8; ++t) {
      tiles_[t] = Rows(shapes_[t].rows, std::vector<uint8_t>(shapes_[t].row_bytes));
    }
  }

  void Step() {
    const int t = Pick(8);
    switch (Pick(6)) {
      case 0:
        RunCode(Zero(t));
        for (auto& row : tiles_[t]) std::fill(row.begin(), row.end(), 0);
        return;
      case 1:
      case 2: {
        const int stride = 64 + Pick(64);
        const std::vector<uint8_t> memory = RandomBytes(16 * 128, &random_);
        RunCode(Pick(2) ? Load(t) : LoadT1(t), memory.data(), stride);
        tiles_[t] = LoadRows(shapes_[t], memory.data(), stride);
        return;
      }
      default: {
        const Pp pp = static_cast<Pp>(Pick(4));
        const int dest = Pick(2), left = 2 + Pick(2), right = 4 + Pick(2);
        RunCode(Product(pp, dest, left, right));
        MultiplyRows(pp, tiles_[left], tiles_[right], &tiles_[dest]);
      }
    }
  }

  std::string CheckTile(int t) {
    std::vector<uint8_t> stored(1024, 0xEE), wanted(1024, 0xEE);
    RunCode(Store(t), stored.data(), 64);
    StoreRows(tiles_[t], wanted.data(), 64);
    return stored == wanted ? "" : "tile " + std::to_string(t) + " differs";
  }

  std::mt19937 random_;
  std::array<Shape, 8> shapes_;
  std::array<Rows, 8> tiles_;
};

class Threads : public AmxTest {};

TEST_F(Threads, RandomProgramsOnOneThread) {
  for (uint32_t seed = 0; seed < 300; ++seed) {
    ASSERT_EQ(RandomProgram(seed).Run(), "") << "seed " << seed;
  }
}

TEST_F(Threads, RandomProgramsOnManyThreads) {
  std::array<std::string, kThreads> errors;
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([i, &errors] {
      for (uint32_t p = 0; p < kPrograms && errors[i].empty(); ++p) {
        errors[i] = RandomProgram(1000 * i + p).Run();
      }
      RunCode(Release());
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& error : errors) EXPECT_EQ(error, "");
}

}  // namespace
}  // namespace amx_test
