#include "linear_case.h"

namespace nibble::bench {
namespace {

const char* Mode(bool symmetric) { return symmetric ? "sym" : "asym"; }

}  // namespace

std::string LinearCase::Name() const {
  return "linear/" + std::string(nibble_isa_name(isa)) + "/" + shape.name +
         "/m:" + std::to_string(m) + "/g:" + std::to_string(group) + "/act:" + Mode(symmetric_act) +
         "/weights:" + WeightWord() + "/copies:" + std::to_string(copies) +
         "/scales:" + ScaleWord();
}

std::string LinearCase::ScaleWord() const { return bfloat16_scales ? "bf16" : "f32"; }

std::string LinearCase::WeightWord() const {
  return int8_weights ? "int8" : Mode(symmetric_weights);
}

std::vector<LinearCase> CasesOf(const Plan& plan, int32_t isa, int threads) {
  std::vector<LinearCase> cases;
  for (const Shape& shape : plan.shapes) {
    for (const int64_t group : plan.groups) {
      for (const bool symmetric : {true, false}) {
        for (const int64_t m : plan.rows) {
          cases.push_back({shape, m, group, symmetric, symmetric, isa, threads, plan.copies,
                           plan.bfloat16_scales});
        }
      }
    }
    for (const bool symmetric_act : {true, false}) {
      for (const int64_t m : plan.rows) {
        cases.push_back({shape, m, 0, symmetric_act, true, isa, threads, plan.copies, false, true});
      }
    }
  }
  return cases;
}

}  // namespace nibble::bench
