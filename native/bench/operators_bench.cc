// Benchmark of the float32 operators of encoder models on 1,024 tokens, one thread, best of fifteen
// runs, against this machine's limits in the same run. Prints one JSON object a line: `bench, name,
// isa, tokens, ns, ns_token, gflops, peak_gflops, pct_peak, gbps, read_gbps, pct_read`; gflops are 0
// for operators that only move bytes, read_gbps is the bandwidth at which as many bytes are read
// over and over.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "layer.h"
#include "limits.h"
#include "nibble/nibble.h"
#include "operator_cases.h"

namespace nibble::bench {
namespace {

constexpr char kBest[] = "best";

double Percent(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

class OperatorLines : public benchmark::BenchmarkReporter {
 public:
  OperatorLines(const char* isa, const std::vector<OperatorCase>& cases)
      : isa_(isa), peak_(PeakGflops(isa)) {
    for (const OperatorCase& one : cases) cases_.emplace(one.name, &one);
  }

  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Aggregate || run.aggregate_name != kBest) continue;
      Print(*cases_.at(run.run_name.function_name), run.GetAdjustedCPUTime());
    }
  }

 private:
  void Print(const OperatorCase& one, double ns) {
    const double gflops = static_cast<double>(one.flops) / ns;
    const double gbps = static_cast<double>(one.bytes) / ns;
    const double read = ReadBandwidth(one.bytes, 1);
    std::printf(
        "{\"bench\":\"operator\",\"name\":\"%s\",\"isa\":\"%s\",\"tokens\":%ld,\"ns\":%.0f,"
        "\"ns_token\":%.1f,\"gflops\":%.1f,\"peak_gflops\":%.1f,\"pct_peak\":%.1f,"
        "\"gbps\":%.1f,\"read_gbps\":%.1f,\"pct_read\":%.1f}\n",
        one.name.c_str(), isa_, one.tokens, ns, ns / static_cast<double>(one.tokens), gflops, peak_,
        one.flops > 0 ? Percent(gflops, peak_) : 0, gbps, read, Percent(gbps, read));
    std::fflush(stdout);
  }

  const char* isa_;
  double peak_;
  std::map<std::string, const OperatorCase*> cases_;
};

int Main(int argc, char** argv) {
  const bool forced = argc == 3 && std::string(argv[1]) == "--isa";
  if (argc != 1 && !forced) {
    std::fprintf(stderr, "usage: %s [--isa NAME]\n", argv[0]);
    return 2;
  }
  int32_t isa = 0;
  Check(nibble_isa_select(forced ? argv[2] : nullptr, &isa));
  const std::vector<OperatorCase> cases = OperatorCases(isa);
  OperatorLines report(nibble_isa_name(isa), cases);
  for (const OperatorCase& one : cases) {
    benchmark::RegisterBenchmark(one.name.c_str(),
                                 [&one](benchmark::State& state) {
                                   for (auto _ : state) one.run();
                                 })
        ->MinTime(0.02)
        ->Repetitions(15)
        ->ComputeStatistics(kBest, [](const std::vector<double>& times) {
          return *std::min_element(times.begin(), times.end());
        });
  }
  benchmark::RunSpecifiedBenchmarks(&report);
  return 0;
}

}  // namespace
}  // namespace nibble::bench

int main(int argc, char** argv) { return nibble::bench::Main(argc, argv); }
