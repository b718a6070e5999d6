// One training run: model, optimizer, batches ahead, exact state.
#include "core/engine/trainer.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "core/base/random.h"
#include "core/engine/asking.h"
#include "core/engine/checkpoint.h"
#include "core/engine/device.h"
#include "core/engine/guarded.h"
#include "core/engine/learner.h"
#include "core/engine/optimizer.h"
#include "core/engine/picture_tokenizer.h"
#include "core/engine/prefetcher.h"
#include "core/engine/probe.h"
#include "core/engine/threads.h"
#include "core/engine/zero_shot.h"
#include "core/spec/catalogue.h"
#include "core/spec/schedule.h"

namespace unmask {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Dropout draws from torch's own generators, which are set anew for every micro-batch: a resumed
// run drops what the uninterrupted one would have dropped.
void seedDropout(const RunSpec& spec, int64_t step, uint64_t micro) {
  RandomStream stream(static_cast<uint64_t>(spec.train.seed), Purpose::dropout,
                      static_cast<uint64_t>(step), micro);
  torch::manual_seed(stream.next());
}

// Objectives that look for a partner in the batch: where fewer pictures are held out than a batch
// has, there are fewer to choose among, and chance is lower than that of training.
void addSmallerChance(EvaluationReport& report, const RunSpec& spec) {
  RunSpec smaller = spec;
  smaller.train.batchSize =
      std::min(spec.train.batchSize, static_cast<int64_t>(report.windows));
  if (const double chance = chanceLoss(smaller); chance < chanceLoss(spec))
    report.measures["chance/validation"] = chance;
}

}  // namespace

struct Trainer::State {
  State(const RunSpec& runSpec, const Batches& runBatches, at::Device runDevice,
        std::shared_ptr<const PictureTokenizer> tokenizer)
      : spec(runSpec),
        batches(runBatches),
        device(runDevice),
        learner(makeLearner(spec, device, std::move(tokenizer))),
        optimizer(makeOptimizer(learner->parameters(), spec.train)),
        pass(trainingPass(spec, device)) {}

  const RunSpec spec;
  const Batches& batches;
  const at::Device device;
  const std::unique_ptr<Learner> learner;
  const std::unique_ptr<Optimizer> optimizer;
  const Pass pass;
  int64_t stepsDone = 0;
  double learningRateScale = 1;
  std::optional<int64_t> rateSetAt;  // the step from which a rate set by hand holds
  std::optional<PictureAsker> asker;       // made at the first question
  std::unique_ptr<Prefetcher> prefetcher;  // made at the first step: asking needs none

  double learningRateAt(int64_t step) const {
    return learningRateScale * (rateSetAt ? scheduledLearningRate(spec.train, step, *rateSetAt)
                                          : scheduledLearningRate(spec.train, step));
  }

  Result<PreparedStep> nextBatches() {
    if (!prefetcher)
      prefetcher = std::make_unique<Prefetcher>(
          [this](uint64_t step, uint64_t micro) { return batches.training(step, micro); },
          static_cast<uint64_t>(spec.train.accumulate), static_cast<uint64_t>(stepsDone));
    return prefetcher->take(static_cast<uint64_t>(stepsDone));
  }

  // What a checkpoint's model.safetensors holds.
  std::vector<Parameter> weights() const {
    std::vector<Parameter> all = learner->parameters();
    const std::vector<Parameter>& buffers = learner->buffers();
    all.insert(all.end(), buffers.begin(), buffers.end());
    return all;
  }

  Result<const Model*> textModel() const {
    if (const Model* model = learner->textModel()) return model;
    return failure(message(UNMASK_TEXT("core", "A model of %1 does not write text."),
                           spec.objective));
  }

  // Leaves the gradient of (summed loss / counted targets) over all micro-batches in the
  // parameters; returns that loss.
  double accumulateGradients(const PreparedStep& prepared,
                             std::map<std::string, double>& measures) {
    const double counted = static_cast<double>(prepared.countedTargets);
    std::vector<at::Tensor> losses;
    for (size_t micro = 0; micro < prepared.micros.size(); ++micro) {
      if (pass.dropout > 0) seedDropout(spec, stepsDone, micro);
      const BatchLoss batch = learner->loss(prepared.micros[micro], pass);
      const at::Tensor loss = batch.sum / counted;
      loss.backward();
      losses.push_back(loss.detach());
      for (const auto& [measure, value] : batch.measures)
        measures[measure] += value / static_cast<double>(prepared.micros.size());
    }
    double sum = 0;
    for (const at::Tensor& loss : losses) sum += loss.item<double>();
    return sum;
  }
};

Trainer::Trainer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Trainer::~Trainer() = default;

Result<std::unique_ptr<Trainer>> Trainer::create(const RunSpec& given, const Batches& batches) {
  return guarded([&]() -> Result<std::unique_ptr<Trainer>> {
    UNMASK_ASSIGN(const RunSpec spec, resolveAutomatic(given));
    UNMASK_ASSIGN(const at::Device device, deviceNamed(spec.device));
    if (device.is_cpu()) {
      at::globalContext().setDeterministicAlgorithms(true, /*warn_only=*/false);
      at::globalContext().setDeterministicFillUninitializedMemory(false);  // a debugging aid
    }
    std::shared_ptr<const PictureTokenizer> tokenizer;
    if (usesPictureTokenizer(spec)) {
      UNMASK_ASSIGN(tokenizer, PictureTokenizer::open(batches.pictureTokenizer(), device));
    }
    return std::unique_ptr<Trainer>(
        new Trainer(std::make_unique<State>(spec, batches, device, std::move(tokenizer))));
  });
}

int64_t Trainer::stepsDone() const {
  return state_->stepsDone;
}
int64_t Trainer::parameterCount() const {
  int64_t sum = 0;
  for (const Parameter& parameter : state_->learner->parameters()) sum += parameter.value.numel();
  return sum;
}

Result<StepReport> Trainer::step() {
  return guarded([&]() -> Result<StepReport> {
    State& run = *state_;
    useThreads(run.spec.train.threads);
    const Clock::time_point begin = Clock::now();
    UNMASK_ASSIGN(const PreparedStep prepared, run.nextBatches());
    StepReport report;
    report.step = run.stepsDone;
    report.dataSeconds = secondsSince(begin);
    report.countedTargets = prepared.countedTargets;
    report.batchHashes = prepared.hashes;
    report.learningRate = run.learningRateAt(run.stepsDone);
    if (prepared.countedTargets == 0)
      return failure(message(UNMASK_TEXT("core", "The batch of step %1 has nothing to predict."),
                             run.stepsDone));

    report.loss = run.accumulateGradients(prepared, report.measures);
    report.gradientNorm = run.optimizer->gradientNorm();
    report.finite = std::isfinite(report.loss) && std::isfinite(report.gradientNorm);
    if (report.finite) {
      if (run.spec.train.clipNorm > 0)
        run.optimizer->clip(report.gradientNorm, run.spec.train.clipNorm);
      run.optimizer->step(report.learningRate);
      run.learner->afterStep();
      ++run.stepsDone;
    }
    run.optimizer->clearGradients();
    report.stepSeconds = secondsSince(begin);
    return report;
  });
}

Result<EvaluationReport> Trainer::evaluate(int64_t batches,
                                           const std::function<bool()>& keepGoing) {
  return guarded([&]() -> Result<EvaluationReport> {
    useThreads(state_->spec.train.threads);
    UNMASK_ASSIGN(EvaluationReport report,
                  state_->learner->evaluate(state_->batches, batches, keepGoing));
    addSmallerChance(report, state_->spec);
    return report;
  });
}

Result<std::map<std::string, double>> Trainer::representation(
    uint64_t most, const std::function<bool()>& keepGoing) {
  return guarded([&]() -> Result<std::map<std::string, double>> {
    if (familyOf(state_->spec) == Family::text) return std::map<std::string, double>();
    useThreads(state_->spec.train.threads);
    return representationOf(*state_->learner, state_->batches.pictures(), most, keepGoing);
  });
}

Result<std::map<std::string, double>> Trainer::zeroShot(const std::vector<ZeroShotTask>& tasks,
                                                        uint64_t most,
                                                        const std::function<bool()>& keepGoing) {
  return guarded([&]() -> Result<std::map<std::string, double>> {
    if (tasks.empty()) return std::map<std::string, double>();
    useThreads(state_->spec.train.threads);
    return zeroShotOf(*state_->learner, state_->spec, state_->batches.pictures(), tasks, most,
                      keepGoing);
  });
}

Result<std::vector<int64_t>> Trainer::continuation(const std::vector<int64_t>& prompt,
                                                   const SampleSettings& settings, uint64_t draw,
                                                   const std::function<bool()>& keepGoing) {
  return guarded([&]() -> Result<std::vector<int64_t>> {
    useThreads(state_->spec.train.threads);
    UNMASK_ASSIGN(const Model* const model, state_->textModel());
    return continueText(*model, state_->spec, state_->device, prompt, settings, draw,
                        keepGoing);
  });
}

Result<std::vector<Fill>> Trainer::fills(const std::vector<int64_t>& tokens, int64_t top) {
  return guarded([&]() -> Result<std::vector<Fill>> {
    useThreads(state_->spec.train.threads);
    UNMASK_ASSIGN(const Model* const model, state_->textModel());
    return fillMasks(*model, state_->spec, state_->device, tokens, top);
  });
}

Result<Restored> Trainer::restored(const std::vector<int64_t>& tokens,
                                   const std::function<bool()>& keepGoing) {
  return guarded([&]() -> Result<Restored> {
    useThreads(state_->spec.train.threads);
    UNMASK_ASSIGN(const Model* const model, state_->textModel());
    return restoreText(*model, state_->spec, state_->device, tokens, keepGoing);
  });
}

Result<PictureAnswer> Trainer::answer(const PictureQuestion& question) {
  return guarded([&]() -> Result<PictureAnswer> {
    State& run = *state_;
    useThreads(run.spec.train.threads);
    if (!run.asker) run.asker.emplace(run.spec, *run.learner, run.batches.pictures());
    return run.asker->answer(question, run.stepsDone);
  });
}

Result<BatchSight> Trainer::sight(const Batch& batch) {
  return guarded([&]() -> Result<BatchSight> {
    useThreads(state_->spec.train.threads);
    return state_->learner->sight(batch);
  });
}

void Trainer::setLearningRate(double learningRate) {
  const int64_t step = state_->stepsDone;
  const double scheduled = scheduledLearningRate(state_->spec.train, step, step);
  if (scheduled <= 0) return;  // settings of no rate at all
  state_->rateSetAt = step;
  state_->learningRateScale = learningRate / scheduled;
}

double Trainer::learningRateScale() const {
  return state_->learningRateScale;
}

double Trainer::learningRateAt(int64_t step) const {
  return state_->learningRateAt(step);
}

Status Trainer::save(const std::filesystem::path& folder) const {
  return guarded([&]() -> Status {
    const State& run = *state_;
    return writeCheckpoint(
        folder, run.weights(), run.optimizer->state(),
        {run.stepsDone, run.optimizer->updates(), run.learningRateScale, run.spec.objective,
         run.rateSetAt});
  });
}

Status Trainer::load(const std::filesystem::path& folder) {
  return guarded([&]() -> Status {
    State& run = *state_;
    UNMASK_ASSIGN(
        const CheckpointState stored,
        readCheckpoint(folder, run.weights(), run.optimizer->state(), run.spec.objective));
    run.stepsDone = stored.step;
    run.learningRateScale = stored.learningRateScale;
    run.rateSetAt = stored.rateSetAt;
    run.optimizer->setUpdates(stored.updates);
    return {};
  });
}

}  // namespace unmask
