#include "report.h"

#include <cstdio>

#include "int8_layer.h"
#include "limits.h"

namespace nibble::bench {
namespace {

int64_t BytesRead(const LinearCase& linear) {
  if (linear.int8_weights) return Int8Layer(linear.shape.n, linear.shape.k, linear.group).bytes();
  return Layer(linear.shape.n, linear.shape.k, linear.group, linear.symmetric_weights,
               linear.bfloat16_scales)
      .bytes();
}

double Percent(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

}  // namespace

void JsonLines::Add(const std::string& registered_name, const LinearCase& linear) {
  cases_.emplace(registered_name, linear);
}

bool JsonLines::ReportContext(const Context&) { return true; }

void JsonLines::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Aggregate || run.aggregate_name != "median") continue;
    Print(cases_.at(run.run_name.function_name), run.counters.at(kCallsPerSecond));
  }
}

void JsonLines::Print(const LinearCase& linear, double calls_per_thread_second) {
  const double calls_per_second = calls_per_thread_second * linear.threads;
  const int64_t bytes = BytesRead(linear);
  const double gops = linear.Operations() * calls_per_second / 1e9;
  const double gbps = static_cast<double>(bytes) * calls_per_second / 1e9;
  const double peak = Peak(nibble_isa_name(linear.isa), linear.threads);
  const double vnni256 = Peak("avxvnni", linear.threads);
  const double read = Bandwidth(bytes * linear.copies, linear.threads);
  std::printf(
      "{\"bench\":\"linear\",\"name\":\"%s\",\"isa\":\"%s\",\"m\":%ld,\"n\":%ld,\"k\":%ld,"
      "\"group\":%ld,\"act\":\"%s\",\"weights\":\"%s\",\"threads\":%d,\"copies\":%ld,"
      "\"ns\":%.0f,\"gops\":%.1f,\"peak_gops\":%.1f,\"pct_peak\":%.1f,"
      "\"vnni256_gops\":%.1f,\"pct_vnni256\":%.1f,"
      "\"gbps\":%.1f,\"read_gbps\":%.1f,\"pct_read\":%.1f,"
      "\"scales\":\"%s\"}\n",
      linear.shape.name.c_str(), nibble_isa_name(linear.isa), linear.m, linear.shape.n,
      linear.shape.k, linear.group, linear.symmetric_act ? "sym" : "asym",
      linear.WeightWord().c_str(), linear.threads, linear.copies,
      1e9 / calls_per_thread_second, gops, peak, Percent(gops, peak), vnni256,
      Percent(gops, vnni256), gbps, read, Percent(gbps, read), linear.ScaleWord().c_str());
  std::fflush(stdout);
}

double JsonLines::Peak(const std::string& isa, int threads) {
  const auto known = peaks_.find(isa);
  const double one = known != peaks_.end() ? known->second : PeakGops(isa);
  peaks_[isa] = one;
  return one * threads;
}

double JsonLines::Bandwidth(int64_t bytes, int threads) {
  const auto key = std::make_pair(bytes, threads);
  const auto known = bandwidths_.find(key);
  const double rate = known != bandwidths_.end() ? known->second : ReadBandwidth(bytes, threads);
  bandwidths_[key] = rate;
  return rate;
}

}  // namespace nibble::bench
