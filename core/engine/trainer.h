// One training run's model, optimizer and state: step, evaluate, save, load. The loop around it
// (commands, store, samples) is worker/train_run.cpp.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/dataset/batches.h"
#include "core/engine/evaluation_report.h"
#include "core/engine/picture_asking.h"
#include "core/spec/run_spec.h"

namespace unmask {

struct BatchSight;
struct ZeroShotTask;

struct StepReport {
  int64_t step = 0;         // steps done before this one
  double loss = 0;          // summed loss over counted targets / their number
  double gradientNorm = 0;  // before clipping, whole model
  double learningRate = 0;
  uint64_t countedTargets = 0;
  double dataSeconds = 0;  // waited for the batch
  double stepSeconds = 0;
  std::vector<std::string> batchHashes;  // one a micro-batch
  std::map<std::string, double> measures;  // BatchLoss::measures, their mean over the micro-batches
  bool finite = true;  // loss and gradient norm were finite; the weights are untouched if not
};

// A fill of one [MASK]: the likeliest pieces with their probabilities, best first.
struct Fill {
  int64_t position = 0;
  std::vector<std::pair<int64_t, double>> candidates;
};

// What an encoder-decoder made of a text: span-corruption fills its gaps, denoising writes it anew.
struct Restored {
  std::vector<int64_t> tokens;             // the whole text, restored
  std::vector<std::vector<int64_t>> gaps;  // span-corruption: what each gap was filled with
};

// Rates learned from the spec and the machine: device, precision, threads made definite.
Result<RunSpec> resolveAutomatic(RunSpec);

class Trainer {
 public:
  // `batches` outlives the trainer. Initial weights are a function of the spec's seed.
  static Result<std::unique_ptr<Trainer>> create(const RunSpec&, const Batches& batches);
  ~Trainer();

  int64_t stepsDone() const;
  int64_t parameterCount() const;  // all; the tied head counts once
  Result<StepReport> step();       // trains on batch stepsDone()
  // Over the whole validation part, or the first `batches` of a fixed subset (0: whole).
  // `keepGoing` is asked between batches; false ends with an error (cancelled).
  Result<EvaluationReport> evaluate(int64_t batches, const std::function<bool()>& keepGoing);

  // How well the encoder's features tell the corpus's classes apart (engine/probe.h), on at most
  // `most` training pictures and half as many held-out ones (0: all). Empty: there are no classes.
  Result<std::map<std::string, double>> representation(uint64_t most,
                                                       const std::function<bool()>& keepGoing);

  // How well captions that name classes classify at most `most` held-out pictures (0: all) without
  // training (engine/zero_shot.h).
  Result<std::map<std::string, double>> zeroShot(const std::vector<ZeroShotTask>&, uint64_t most,
                                                 const std::function<bool()>& keepGoing);

  // Asking a text model: changes neither weights nor random streams. Tokens it goes on with.
  Result<std::vector<int64_t>> continuation(const std::vector<int64_t>& prompt,
                                            const SampleSettings&, uint64_t draw,
                                            const std::function<bool()>& keepGoing);
  Result<std::vector<Fill>> fills(const std::vector<int64_t>& tokens, int64_t top);
  Result<Restored> restored(const std::vector<int64_t>& tokens,
                            const std::function<bool()>& keepGoing);

  // What the model makes of a batch of pictures or pairs (learner.h).
  Result<BatchSight> sight(const Batch&);

  // Asking a model of pictures or pairs (picture_asking.h).
  Result<PictureAnswer> answer(const PictureQuestion&);

  // From the next step on: the rest of the schedule is scaled so that it begins with this value
  // (spec/schedule.h).
  void setLearningRate(double);
  double learningRateScale() const;
  double learningRateAt(int64_t step) const;  // of the schedule, and of what was set by hand

  // Full state: model.safetensors, optimizer.safetensors, state.json, manifest.json. Whole or not
  // at all (base/files.h PartialFolder).
  Status save(const std::filesystem::path& folder) const;
  Status load(const std::filesystem::path& folder);

 private:
  struct State;
  explicit Trainer(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

struct DeviceInfo {
  std::string id;  // "cpu", "cuda:0"
  std::string name;
  uint64_t memoryBytes = 0;
  bool bf16 = false;
};
std::vector<DeviceInfo> listDevices();

}  // namespace unmask
