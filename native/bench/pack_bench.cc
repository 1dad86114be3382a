// Benchmark of packing: quantized weights into packed layout v1, one thread. Prints one JSON object
// a line: `bench, name, n, k, group, weights, threads, ns, gbps, values_gbps`. gbps counts the
// bytes of the packed layer, values_gbps the one-byte values that it is packed from.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "layer.h"

namespace nibble::bench {
namespace {

struct PackCase {
  Shape shape;
  int64_t group;
  bool symmetric;

  std::string Name() const {
    return "pack/" + shape.name + "/g:" + std::to_string(group) + "/weights:" + Weights();
  }
  const char* Weights() const { return symmetric ? "sym" : "asym"; }
  double Values() const { return static_cast<double>(shape.n * shape.k); }
};

nibble_qb4w_layout LayoutOf(const PackCase& pack) {
  nibble_qb4w_layout layout;
  Check(nibble_qb4w_layout_of(pack.shape.n, pack.shape.k, pack.group, &layout));
  return layout;
}

double PackedBytes(const PackCase& pack) {
  const nibble_qb4w_layout layout = LayoutOf(pack);
  const int64_t per_scale = pack.symmetric ? 4 : 5;
  return static_cast<double>(layout.nibble_bytes + per_scale * layout.scale_count +
                             4 * layout.column_count);
}

void RunPack(benchmark::State& state, const PackCase& pack) {
  const auto [name, n, k] = pack.shape;
  const nibble_qb4w_layout layout = LayoutOf(pack);
  const Block<uint8_t> values(n * k), zero_points(n * layout.groups);
  const Block<float> scales(n * layout.groups), packed_scales(layout.scale_count);
  const Block<uint8_t> nibbles(layout.nibble_bytes), packed_zero_points(layout.scale_count);
  const Block<float> comp(layout.column_count);
  std::mt19937 random(7);
  for (int64_t i = 0; i < n * k; ++i) values[i] = static_cast<uint8_t>(random() >> 28);
  for (int64_t i = 0; i < n * layout.groups; ++i) {
    scales[i] = 0.01F;
    zero_points[i] = static_cast<uint8_t>(random() >> 28);
  }
  for (auto _ : state) {
    Check(nibble_qb4w_pack(n, k, pack.group, NIBBLE_FLOAT32, values.data(), scales.data(),
                           pack.symmetric ? nullptr : zero_points.data(), nibbles.data(),
                           packed_scales.data(),
                           pack.symmetric ? nullptr : packed_zero_points.data(), comp.data()));
  }
}

class PackLines : public benchmark::BenchmarkReporter {
 public:
  void Add(const PackCase& pack) { cases_.emplace(pack.Name(), pack); }

  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Aggregate || run.aggregate_name != "median") continue;
      Print(cases_.at(run.run_name.function_name), run.GetAdjustedCPUTime());
    }
  }

 private:
  static void Print(const PackCase& pack, double ns) {
    std::printf(
        "{\"bench\":\"pack\",\"name\":\"%s\",\"n\":%ld,\"k\":%ld,\"group\":%ld,"
        "\"weights\":\"%s\",\"threads\":1,\"ns\":%.0f,\"gbps\":%.2f,\"values_gbps\":%.2f}\n",
        pack.shape.name.c_str(), pack.shape.n, pack.shape.k, pack.group, pack.Weights(), ns,
        PackedBytes(pack) / ns, pack.Values() / ns);
    std::fflush(stdout);
  }

  std::map<std::string, PackCase> cases_;
};

int Main(int argc, char** argv) {
  if (argc != 3 || std::string(argv[1]) != "--shapes") {
    std::fprintf(stderr, "usage: %s --shapes FILE\n", argv[0]);
    return 2;
  }
  PackLines report;
  for (const Shape& shape : ReadShapes(argv[2])) {
    for (const int64_t group : {0, 32, 128}) {
      for (const bool symmetric : {true, false}) {
        const PackCase pack = {shape, group, symmetric};
        report.Add(pack);
        benchmark::RegisterBenchmark(pack.Name().c_str(), RunPack, pack)
            ->MinTime(0.05)
            ->Repetitions(5);
      }
    }
  }
  benchmark::RunSpecifiedBenchmarks(&report);
  return 0;
}

}  // namespace
}  // namespace nibble::bench

int main(int argc, char** argv) { return nibble::bench::Main(argc, argv); }
