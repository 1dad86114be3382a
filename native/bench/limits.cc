#include "limits.h"

#include <time.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "layer.h"
#include "loops.h"

namespace nibble::bench {
namespace {

constexpr int kRuns = 15;
constexpr double kSecondsPerRun = 0.008;

// The thread's own CPU time, as in the benchmarks: a neighbour's load does not count.
double Seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Units of work per second of `work`, which does `units` units a call; the best of kRuns.
template <typename Work>
double BestRate(double units, Work work) {
  double best = 0;
  for (int run = 0; run < kRuns; ++run) {
    const double start = Seconds();
    int64_t calls = 0;
    double elapsed = 0;
    do {
      work();
      ++calls;
      elapsed = Seconds() - start;
    } while (elapsed < kSecondsPerRun);
    best = std::max(best, units * static_cast<double>(calls) / elapsed);
  }
  return best;
}

// All threads read in the same window; the sum of what each managed is the rate.
double WindowRate(const uint8_t* block, int64_t bytes, int threads) {
  std::atomic<int> ready{0};
  std::vector<double> rates(static_cast<size_t>(threads));
  std::vector<std::thread> pool;
  for (int t = 0; t < threads; ++t) {
    pool.emplace_back([&, t] {
      ready.fetch_add(1);
      while (ready.load() < threads) std::this_thread::yield();
      rates[static_cast<size_t>(t)] =
          BestRate(static_cast<double>(bytes), [&] { ReadLoop(block, bytes); });
    });
  }
  for (std::thread& thread : pool) thread.join();
  double sum = 0;
  for (double rate : rates) sum += rate;
  return sum;
}

double PeakOf(const std::vector<DotLoop>& loops, const std::string& isa) {
  for (const DotLoop& loop : loops) {
    if (isa != loop.isa) continue;
    constexpr int64_t kIterations = 4000;
    return BestRate(static_cast<double>(loop.ops_per_iteration * kIterations),
                    [&] { loop.run(kIterations); }) /
           1e9;
  }
  return 0;
}

}  // namespace

double PeakGops(const std::string& isa) { return PeakOf(DotLoops(), isa); }

double PeakGflops(const std::string& isa) { return PeakOf(FmaLoops(), isa); }

double ReadBandwidth(int64_t bytes, int threads) {
  const Block<uint8_t> block(bytes);
  for (int64_t i = 0; i < bytes; i += 64) block[i] = static_cast<uint8_t>(i);
  return WindowRate(block.data(), bytes, threads) / 1e9;
}

}  // namespace nibble::bench
