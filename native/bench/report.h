// Prints one JSON object a line for every finished benchmark.
#ifndef NIBBLE_BENCH_REPORT_H_
#define NIBBLE_BENCH_REPORT_H_

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <utility>

#include "linear_case.h"

namespace nibble::bench {

// Takes the median over repetitions and sets it beside the limits of this machine:
// `bench, isa, m, n, k, group, act, weights, threads, ns, gops, peak_gops, pct_peak, gbps,
// read_gbps, pct_read`, `name`, `copies` and `scales`, and `vnni256_gops, pct_vnni256`: the peak of
// VPDPBUSD on 256 bits, 0 where the CPU lacks AVX-VNNI, to measure avx2 and avxvnni against the
// same.
class JsonLines : public benchmark::BenchmarkReporter {
 public:
  // Benchmarks are found again by the name they were registered under.
  void Add(const std::string& registered_name, const LinearCase& linear);

  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;

 private:
  void Print(const LinearCase& linear, double calls_per_thread_second);
  double Peak(const std::string& isa, int threads);
  double Bandwidth(int64_t bytes, int threads);

  std::map<std::string, LinearCase> cases_;
  std::map<std::string, double> peaks_;
  std::map<std::pair<int64_t, int>, double> bandwidths_;
};

// Name of the counter that each benchmark sets: calls of one thread per second of its CPU time.
inline constexpr char kCallsPerSecond[] = "calls_per_second";

}  // namespace nibble::bench

#endif  // NIBBLE_BENCH_REPORT_H_
