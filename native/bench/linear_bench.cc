// Benchmark of the linear layers with int4 and int8 weights, activation quantization and bias included, float in, float
// out. run.sh builds and runs it; docs/performance.md says how to read the result.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "int8_layer.h"
#include "layer.h"
#include "linear_case.h"
#include "report.h"

namespace nibble::bench {
namespace {

struct Options {
  bool quick = false;
  std::string isa;
  int threads = 1;
  int64_t copies = 1;
  bool bfloat16_scales = false;
  std::string shapes;
};

// One thread's rows: its own input, output and workspace.
struct Rows {
  Rows(const LinearCase& linear, int64_t workspace_bytes)
      : x(linear.m * linear.shape.k),
        y(linear.m * linear.shape.n),
        workspace(workspace_bytes),
        workspace_size(workspace_bytes) {
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    for (int64_t i = 0; i < linear.m * linear.shape.k; ++i) x[i] = normal(random);
  }

  Block<float> x;
  Block<float> y;
  Block<uint8_t> workspace;
  int64_t workspace_size;
};

int64_t WorkspaceBytes(const LinearCase& linear) {
  int64_t bytes = 0;
  Check(nibble_qd8_workspace_bytes(linear.m, linear.shape.k, linear.group, &bytes));
  return bytes;
}

// The threads of one benchmark share the weights, as the tasks of one executor do.
template <class Layer, class... Settings>
std::shared_ptr<std::vector<Layer>> Copies(const LinearCase& linear, Settings... settings) {
  auto layers = std::make_shared<std::vector<Layer>>();
  for (int64_t i = 0; i < linear.copies; ++i) {
    layers->emplace_back(linear.shape.n, linear.shape.k, linear.group, settings...);
  }
  return layers;
}

template <class Layer, class Function>
void RunLinear(benchmark::State& state, const LinearCase& linear, const std::vector<Layer>& layers,
               Function function) {
  const Rows rows(linear, WorkspaceBytes(linear));
  const nibble_matrix x{rows.x.data(), linear.m, linear.shape.k, linear.shape.k, NIBBLE_FLOAT32};
  const nibble_matrix y{rows.y.data(), linear.m, linear.shape.n, linear.shape.n, NIBBLE_FLOAT32};
  std::vector<decltype(layers[0].weights())> weights;
  for (const Layer& layer : layers) weights.push_back(layer.weights());
  const int32_t act = linear.symmetric_act ? NIBBLE_ACT_SYMMETRIC : NIBBLE_ACT_ASYMMETRIC;
  size_t next = 0;
  for (auto _ : state) {
    Check(function(linear.isa, &weights[next], act, NIBBLE_IDENTITY, &x, &y, rows.workspace.data(),
                   rows.workspace_size));
    next = next + 1 == weights.size() ? 0 : next + 1;
  }
  // Per second of the thread's own CPU time, so that a neighbour's load does not count as ours.
  state.counters[kCallsPerSecond] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

template <class Layers, class Function>
void Register(const LinearCase& linear, bool quick, Layers layers, Function function) {
  benchmark::RegisterBenchmark(linear.Name().c_str(),
                               [linear, layers, function](benchmark::State& state) {
                                 RunLinear(state, linear, *layers, function);
                               })
      ->MinTime(quick ? 0.02 : 0.1)
      ->Repetitions(5)
      ->Threads(linear.threads);
}

void Register(const LinearCase& linear, bool quick, JsonLines* report) {
  report->Add(linear.Name(), linear);
  if (linear.int8_weights) {
    Register(linear, quick, Copies<Int8Layer>(linear), nibble_qd8_f32_qb8w_linear);
  } else {
    Register(linear, quick,
             Copies<Layer>(linear, linear.symmetric_weights, linear.bfloat16_scales),
             nibble_qd8_f32_qb4w_linear);
  }
}

Options Parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag == "--quick") {
      options.quick = true;
    } else if (flag == "--bf16-scales") {
      options.bfloat16_scales = true;
    } else if (i + 1 < argc && flag == "--isa") {
      options.isa = argv[++i];
    } else if (i + 1 < argc && flag == "--threads") {
      options.threads = std::atoi(argv[++i]);
    } else if (i + 1 < argc && flag == "--copies") {
      options.copies = std::atoll(argv[++i]);
    } else if (i + 1 < argc && flag == "--shapes") {
      options.shapes = argv[++i];
    } else {
      std::fprintf(stderr,
                   "unknown option %s; known: --quick --bf16-scales --isa NAME --threads N "
                   "--copies N --shapes FILE\n",
                   flag.c_str());
      std::exit(2);
    }
  }
  return options;
}

Plan PlanOf(const Options& options) {
  Plan plan = {ReadShapes(options.shapes),
               {1, 2, 4, 8, 16, 64, 256},
               {32, 64, 128},
               options.copies,
               options.bfloat16_scales};
  if (options.quick) {
    plan.rows = {1, 4, 64};
    plan.groups = {32, 128};
  }
  return plan;
}

int Main(int argc, char** argv) {
  const Options options = Parse(argc, argv);
  int32_t isa = 0;
  Check(nibble_isa_select(options.isa.empty() ? nullptr : options.isa.c_str(), &isa));
  JsonLines report;
  for (const LinearCase& linear : CasesOf(PlanOf(options), isa, options.threads)) {
    Register(linear, options.quick, &report);
  }
  std::string program = argv[0];
  std::string interleaving = "--benchmark_enable_random_interleaving=true";
  char* arguments[] = {program.data(), interleaving.data()};
  int count = 2;
  benchmark::Initialize(&count, arguments);
  benchmark::RunSpecifiedBenchmarks(&report);
  return 0;
}

}  // namespace
}  // namespace nibble::bench

int main(int argc, char** argv) { return nibble::bench::Main(argc, argv); }
