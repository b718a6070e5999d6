// What a run will take, before it starts: parameters, arithmetic, memory and time. Pure functions
// of the settings and of speeds measured on the machine; each formula stands beside its code.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/spec/run_spec.h"

namespace unmask {

// Exactly the numbers in the engine's model (Model::parameterCount); a tied head counts once.
int64_t parameterCount(const RunSpec&);

// Bytes that training holds at its height.
struct MemoryEstimate {
  double weights = 0;      // float32; in bf16 also the copies that the matrix products use
  double gradients = 0;    // float32
  double optimizer = 0;    // AdamW's two moments or a momentum, float32
  double activations = 0;  // of one micro-batch, kept for the backward pass, with the logits
  double program = 0;      // LibTorch itself; on a GPU its context
  double total() const { return weights + gradients + optimizer + activations + program; }
};
// precision "auto" counts as fp32, which takes more. device: "cpu" or "cuda:N".
MemoryEstimate memoryOf(const RunSpec&, const std::string& device);

// Floating-point operations, a multiplication and an addition counted as two.
struct WorkEstimate {
  double pass = 0;        // forward and backward of one micro-batch
  double step = 0;        // all micro-batches
  double evaluation = 0;  // one validation pass
  double window = 0;      // forward pass of one window: one token of a sample
  double evaluationBatch = 0;
  int64_t evaluations = 0;   // before the first step, every train.eval_every, at the end
  int64_t sampleTokens = 0;  // written at each evaluation, one forward pass each
  double total(int64_t steps) const;
};
// validationItems: size of the validation part in tokens or pictures; 0 where it is not known yet,
// and then not counted.
WorkEstimate workOf(const RunSpec&, double validationItems);

// How long a piece of work took on this machine.
struct SpeedPoint {
  std::string device;     // "cpu", "cuda:0"
  std::string precision;  // fp32 | bf16
  double operations = 0;
  double seconds = 0;
  bool ofRun = false;  // from a run; otherwise from a measurement
};

struct TimeEstimate {
  double seconds = 0;       // NaN: nothing is known of this machine's speed
  int runs = 0;             // how many runs it rests on; 0: on a measurement
  bool farFetched = false;  // nothing of a like size was ever timed here
};
// With precision "auto" the faster of the precisions that were timed, as the launch will choose.
TimeEstimate timeOf(const RunSpec&, const std::string& device, double validationItems,
                    const std::vector<SpeedPoint>&);

// What was promised at the launch, kept with the run to be compared with what it took.
struct Estimate {
  int64_t parameters = 0;
  MemoryEstimate memory;
  TimeEstimate time;
  std::string device;  // for which it was made
};
Estimate estimateOf(const RunSpec&, const std::string& device, double validationItems,
                    const std::vector<SpeedPoint>&);

}  // namespace unmask
