// The formulas behind the estimates. Letters: B sequences of T tokens a micro-batch, C width, F
// feed-forward width, L layers, V vocabulary, P parameters.
#include "core/spec/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/spec/catalogue.h"

namespace unmask {

namespace {

// A worker beside what is counted above: 165 to 215 MB in runs of the tiny and mini sizes on Debian
// 12 with LibTorch 2.13 for CPUs. On a GPU its context, which was not measured: what NVIDIA's
// libraries are known to take.
constexpr double kProgramBytes = 190e6, kContextBytes = 450e6;
constexpr double kFloat = 4, kBfloat = 2;

Architecture architectureOf(const RunSpec& spec) {
  const ObjectiveInfo* info = findObjective(spec.objective);
  return info ? info->architecture : Architecture::gpt;
}

double real(int64_t value) {
  return static_cast<double>(value);
}

double tokensOf(const RunSpec& spec) {
  return real(spec.train.batchSize) * real(spec.model.context);
}

// Positions of a micro-batch that the head sees: those with a target.
double targetsOf(const RunSpec& spec) {
  const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings);
  return tokensOf(spec) * (masked ? masked->chosen : 1);
}

// Forward pass over `tokens` positions in windows of T, the head applied to `targets` of them.
//   a block's matrices 4C^2 + 2CF, two operations a weight and token; attention QK^T and AV 4TC a
//   token, half of it where the future is hidden; the head 2VC a target
double forwardOperations(const RunSpec& spec, double tokens, double targets) {
  const ModelSettings& m = spec.model;
  const double width = real(m.width);
  const double causal = architectureOf(spec) == Architecture::gpt ? 0.5 : 1;
  const double block = 2 * (4 * width * width + 2 * width * real(m.feedForward)) +
                       causal * 4 * real(m.context) * width;
  const double head =
      2 * real(vocabularySize(spec)) * width + (m.headTransform ? 2 * width * width : 0);
  return tokens * real(m.layers) * block + targets * head;
}

// Seconds for `operations` at the speeds timed in one precision: the speed (operations a second) is
// interpolated between the logarithms of the sizes and held constant beyond them. Runs of a like
// size (within kAlike) take the place of the measurements near them.
constexpr double kAlike = 4;

bool alike(double a, double b) {
  return a > 0 && b > 0 && a < b * kAlike && b < a * kAlike;
}

struct Speeds {
  std::vector<SpeedPoint> points;  // rising in operations
  int runs = 0;

  double seconds(double operations) const {
    if (operations <= 0) return 0;
    const auto speed = [](const SpeedPoint& p) { return p.operations / p.seconds; };
    const auto above = std::find_if(points.begin(), points.end(), [&](const SpeedPoint& p) {
      return p.operations >= operations;
    });
    if (above == points.end()) return operations / speed(points.back());
    if (above == points.begin()) return operations / speed(points.front());
    const SpeedPoint& below = *(above - 1);
    const double share =
        std::log(operations / below.operations) / std::log(above->operations / below.operations);
    return operations /
           std::exp((1 - share) * std::log(speed(below)) + share * std::log(speed(*above)));
  }
};

Speeds speedsOf(const std::vector<SpeedPoint>& all, const std::string& device,
                const std::string& precision) {
  std::vector<SpeedPoint> fitting;
  for (const SpeedPoint& point : all)
    if (point.device == device && point.precision == precision && point.operations > 0 &&
        point.seconds > 0 && std::isfinite(point.operations / point.seconds))
      fitting.push_back(point);
  Speeds speeds;
  for (const SpeedPoint& point : fitting) {
    const bool replaced = !point.ofRun && std::ranges::any_of(fitting, [&](const SpeedPoint& run) {
      return run.ofRun && alike(run.operations, point.operations);
    });
    if (!replaced) speeds.points.push_back(point);
  }
  std::ranges::sort(speeds.points, {}, &SpeedPoint::operations);
  // Runs of one size have one speed: that of their middle.
  std::vector<SpeedPoint> distinct;
  for (size_t begin = 0, end = 0; begin < speeds.points.size(); begin = end) {
    std::vector<double> seconds;
    for (; end < speeds.points.size() &&
           speeds.points[end].operations <= speeds.points[begin].operations * 1.01;
         ++end)
      seconds.push_back(speeds.points[end].seconds);
    std::ranges::nth_element(seconds,
                             seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2));
    SpeedPoint middle = speeds.points[begin];
    middle.seconds = seconds[seconds.size() / 2];
    distinct.push_back(middle);
  }
  speeds.points = std::move(distinct);
  for (const SpeedPoint& point : fitting) speeds.runs += point.ofRun;
  return speeds;
}

}  // namespace

int64_t parameterCount(const RunSpec& spec) {
  const ModelSettings& m = spec.model;
  const int64_t width = m.width, bias = m.bias ? 1 : 0;
  const int64_t vocabulary = vocabularySize(spec);
  const int64_t norm = width * (1 + bias);
  const auto linear = [&](int64_t out, int64_t in) { return out * in + bias * out; };
  const int64_t block = 2 * norm + linear(3 * width, width) + linear(width, width) +
                        linear(m.feedForward, width) + linear(width, m.feedForward);
  int64_t count = vocabulary * width + m.context * width + m.layers * block;
  if (!m.tiedHead) count += vocabulary * width;
  if (architectureOf(spec) == Architecture::gpt) return count + norm;  // the final norm
  if (m.norm == "pre") count += norm;
  if (m.segmentEmbedding) count += 2 * width;
  if (m.embeddingNorm) count += norm;
  if (m.headTransform) count += linear(width, width) + norm;
  return count + bias * vocabulary;
}

MemoryEstimate memoryOf(const RunSpec& spec, const std::string& device) {
  const ModelSettings& m = spec.model;
  const double parameters = real(parameterCount(spec));
  const bool bf16 = spec.train.precision == "bf16";
  const bool gpu = device.starts_with("cuda");
  const double matmul = bf16 ? kBfloat : kFloat;            // operands of the linear layers
  const double attention = bf16 && gpu ? kBfloat : kFloat;  // operands of attention
  MemoryEstimate memory;
  memory.weights = parameters * (kFloat + (bf16 ? kBfloat : 0));
  memory.gradients = parameters * kFloat;
  memory.optimizer = parameters * 2 * kFloat;

  // Kept for the backward pass, bytes a token and layer: both residual inputs of the layer norms
  // (4C each), the normed inputs of the matrices (matmul C each), query, key, value and the mixed
  // values (attention 4C), the input of the output matrix (matmul C), GELU's input and output
  // (matmul F each).
  const double width = real(m.width), tokens = tokensOf(spec);
  double layer = 2 * kFloat * width + 3 * matmul * width + 4 * attention * width +
                 2 * matmul * real(m.feedForward);
  // Dropout keeps its masks. Without a GPU's flash attention PyTorch then also keeps the scaled
  // queries and keys and, of every attention weight, softmax, mask, dropped and what the backward
  // pass makes of them: 20 bytes each (measured: 907 MB more than without dropout in the small size
  // with 16 examples; this gives 904 MB).
  if (m.dropout > 0) {
    layer += 2 * kFloat * width;
    if (!gpu) layer += 2 * kFloat * width + real(m.heads) * real(m.context) * 20;
  }
  // Of each target: its row, and over the vocabulary logits, log-probabilities and their gradient.
  const double target = kFloat * width * (m.headTransform ? 4 : 1) +
                        real(vocabularySize(spec)) * (3 * kFloat + (bf16 ? kBfloat : 0));
  memory.activations =
      tokens * real(m.layers) * layer + tokens * 2 * kFloat * width + targetsOf(spec) * target;
  memory.program = gpu ? kContextBytes : kProgramBytes;
  return memory;
}

WorkEstimate workOf(const RunSpec& spec, double validationTokens) {
  const TrainSettings& t = spec.train;
  WorkEstimate work;
  work.evaluationBatch = forwardOperations(spec, tokensOf(spec), targetsOf(spec));
  work.pass = 3 * work.evaluationBatch;  // the backward pass takes two products for each one
  work.step = real(t.accumulate) * work.pass;
  double batches = std::ceil(std::max(0.0, validationTokens) / tokensOf(spec));
  if (t.evalBatches > 0)
    batches = validationTokens > 0 ? std::min(batches, real(t.evalBatches)) : real(t.evalBatches);
  work.evaluation = batches * work.evaluationBatch;
  work.evaluations = 1 + (t.steps + t.evalEvery - 1) / std::max<int64_t>(1, t.evalEvery);
  const bool writes = architectureOf(spec) == Architecture::gpt;
  const int64_t prompts = static_cast<int64_t>(spec.samples.prompts.size());
  work.sampleTokens = prompts * (writes ? spec.samples.length : 1);
  work.window = forwardOperations(spec, real(spec.model.context), 1);
  return work;
}

double WorkEstimate::total(int64_t steps) const {
  return real(steps) * step + real(evaluations) * (evaluation + real(sampleTokens) * window);
}

TimeEstimate timeOf(const RunSpec& spec, const std::string& device, double validationTokens,
                    const std::vector<SpeedPoint>& all) {
  const WorkEstimate work = workOf(spec, validationTokens);
  TimeEstimate best{std::numeric_limits<double>::quiet_NaN(), 0, false};
  const Speeds exact = speedsOf(all, device, "fp32");
  for (const char* precision : {"fp32", "bf16"}) {
    if (spec.train.precision != "auto" && spec.train.precision != precision) continue;
    const Speeds speeds = speedsOf(all, device, precision);
    if (speeds.points.empty()) continue;
    // Evaluations and samples are computed in float32 always.
    const Speeds& plain = exact.points.empty() ? speeds : exact;
    const double batches = work.evaluationBatch > 0 ? work.evaluation / work.evaluationBatch : 0;
    const double evaluation = batches * plain.seconds(work.evaluationBatch) +
                              real(work.sampleTokens) * plain.seconds(work.window);
    const double seconds =
        real(spec.train.steps * spec.train.accumulate) * speeds.seconds(work.pass) +
        real(work.evaluations) * evaluation;
    if (!(seconds >= best.seconds)) {
      int runs = 0;
      bool near = false;
      for (const SpeedPoint& point : all) {
        if (point.device != device || point.precision != precision) continue;
        if (!alike(point.operations, work.pass)) continue;
        near = true;
        runs += point.ofRun;
      }
      best = {seconds, runs, !near};
    }
  }
  return best;
}

Estimate estimateOf(const RunSpec& spec, const std::string& device, double validationTokens,
                    const std::vector<SpeedPoint>& speeds) {
  return {parameterCount(spec), memoryOf(spec, device),
          timeOf(spec, device, validationTokens, speeds), device};
}

}  // namespace unmask
