// The formulas behind the estimates. Letters: B sequences of T tokens a micro-batch, C width, F
// feed-forward width, L layers, V vocabulary, P parameters; of an encoder-decoder also U target
// tokens and I = heads times head width.
#include "core/spec/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/spec/catalogue.h"
#include "core/spec/picture_estimate.h"

namespace unmask {

namespace {

// A worker beside what is counted above: 165 to 215 MB in runs of the tiny and mini sizes on Debian
// 12 with LibTorch 2.13 for CPUs. On a GPU its context, which was not measured: what NVIDIA's
// libraries are known to take.
constexpr double kProgramBytes = 190e6, kContextBytes = 450e6;
constexpr double kFloat = 4, kBfloat = 2;
constexpr double kDroppedWeight = 20;  // bytes of an attention weight with dropout, memoryOf()

Architecture architectureOf(const RunSpec& spec) {
  const ObjectiveInfo* info = findObjective(spec.objective);
  return info ? info->architecture : Architecture::gpt;
}

double real(int64_t value) {
  return static_cast<double>(value);
}

bool ofPictures(const RunSpec& spec) {
  return familyOf(spec) != Family::text;
}

double tokensOf(const RunSpec& spec) {
  return real(spec.train.batchSize) * real(spec.model.context);
}

// Positions of a micro-batch that the head sees: those with a target.
double targetsOf(const RunSpec& spec) {
  const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings);
  if (isEncoderDecoder(spec)) return real(spec.train.batchSize) * real(targetLength(spec));
  return tokensOf(spec) * (masked ? masked->chosen : 1);
}

int64_t innerWidth(const ModelSettings& m) {
  return m.headWidth > 0 ? m.heads * m.headWidth : m.width;
}

// Matrices of C x F in a feed-forward layer: T5's is gated.
int64_t feedForwardMatrices(const RunSpec& spec) {
  return architectureOf(spec) == Architecture::t5 ? 3 : 2;
}

// Forward pass over `tokens` positions in windows of T, the head applied to `targets` of them.
//   a block's matrices 4C^2 + 2CF, two operations a weight and token; attention QK^T and AV 4TC a
//   token, half of it where the future is hidden; the head 2VC a target
//   an encoder-decoder: in the encoder 4CI and the feed-forward an input token, attention 4TI; in
//   the decoder the same a target token, causal, with 2CI and 4TI for the cross attention's queries
//   and output, whose keys and values take 2CI an input token
double forwardOperations(const RunSpec& spec, double tokens, double targets) {
  const ModelSettings& m = spec.model;
  const double width = real(m.width);
  if (isEncoderDecoder(spec)) {
    const double inner = real(innerWidth(m)), length = real(m.context);
    const double forward = 2 * real(feedForwardMatrices(spec)) * width * real(m.feedForward);
    const double written = tokens / length * real(targetLength(spec));
    const double encoder = 8 * width * inner + forward + 4 * length * inner;
    const double decoder = 8 * width * inner + 2 * real(targetLength(spec)) * inner +
                           4 * width * inner + 4 * length * inner + forward;
    return tokens * real(m.layers) * encoder + written * real(m.decoderLayers) * decoder +
           tokens * real(m.decoderLayers) * 4 * width * inner +
           targets * 2 * real(vocabularySize(spec)) * width;
  }
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

// T5 v1.1 has position buckets and two final norms, an untied head and no biases; BART positions,
// embedding norms and biases.
int64_t bothHalves(const RunSpec& spec) {
  const ModelSettings& m = spec.model;
  const bool t5 = architectureOf(spec) == Architecture::t5;
  const int64_t width = m.width, wide = m.feedForward, bias = t5 ? 0 : 1;
  const int64_t inner = t5 ? innerWidth(m) : width;
  const int64_t norm = width * (1 + bias);
  const int64_t attention = 4 * width * inner + bias * (3 * inner + width);
  const int64_t forward = feedForwardMatrices(spec) * width * wide + bias * (wide + width);
  const int64_t layers = m.layers * (attention + forward + 2 * norm) +
                         m.decoderLayers * (2 * attention + forward + 3 * norm);
  const int64_t tokens = vocabularySize(spec) * width;
  return t5 ? layers + 2 * (tokens + m.positionBuckets * m.heads + norm)
            : layers + tokens + 2 * (m.context * width + norm);
}

// What an encoder-decoder keeps for the backward pass, as memoryOf counts it for the others: the
// residual inputs and normed inputs of each sub-layer, queries, keys, values and mixed values, the
// feed-forward's inner values; T5's attention over its own side keeps scores and weights too, and
// with dropout all attention does, without a GPU as memoryOf says.
double keptByBothHalves(const RunSpec& spec, double matmul, double attention, bool gpu) {
  const ModelSettings& m = spec.model;
  const bool t5 = architectureOf(spec) == Architecture::t5;
  const double width = real(m.width), inner = real(innerWidth(m)),
               rows = real(spec.train.batchSize);
  const double length = real(m.context), target = real(targetLength(spec));
  const double look = (kFloat + matmul) * width + 4 * attention * inner + matmul * inner;
  const double forward = (kFloat + matmul) * width + (t5 ? 4 : 2) * matmul * real(m.feedForward);
  const double heads =
      real(m.heads) * (m.dropout > 0 && !gpu ? kDroppedWeight : kFloat + attention);
  const double weights = t5 || m.dropout > 0 ? heads : 0;
  const double encoder = length * (look + forward) + weights * length * length;
  const double decoder = target * (2 * look + forward) + length * 2 * attention * inner +
                         weights * target * target + (m.dropout > 0 ? heads : 0) * target * length;
  return rows * (real(m.layers) * encoder + real(m.decoderLayers) * decoder);
}

}  // namespace

int64_t parameterCount(const RunSpec& spec) {
  const ModelSettings& m = spec.model;
  if (ofPictures(spec)) return pictureParameterCount(spec);
  if (isEncoderDecoder(spec)) return bothHalves(spec);
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
  memory.optimizer = parameters * kFloat * (spec.train.optimizer == "adamw" ? 2 : 1);
  memory.program = gpu ? kContextBytes : kProgramBytes;
  if (ofPictures(spec)) {
    memory.activations =
        real(spec.train.batchSize) * pictureActivations(spec, matmul, attention);
    return memory;
  }

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
    if (!gpu) layer += 2 * kFloat * width + real(m.heads) * real(m.context) * kDroppedWeight;
  }
  // Of each target: its row, and over the vocabulary logits, log-probabilities and their gradient.
  const double target = kFloat * width * (m.headTransform ? 4 : 1) +
                        real(vocabularySize(spec)) * (3 * kFloat + (bf16 ? kBfloat : 0));
  const double layers = isEncoderDecoder(spec) ? keptByBothHalves(spec, matmul, attention, gpu)
                                               : tokens * real(m.layers) * layer;
  memory.activations = layers + tokens * 2 * kFloat * width + targetsOf(spec) * target;
  return memory;
}

WorkEstimate workOf(const RunSpec& spec, double validationItems) {
  const TrainSettings& t = spec.train;
  const bool pictures = ofPictures(spec);
  WorkEstimate work;
  work.evaluationBatch = pictures ? real(t.batchSize) * pictureForwardOperations(spec)
                                  : forwardOperations(spec, tokensOf(spec), targetsOf(spec));
  work.pass = 3 * work.evaluationBatch;  // the backward pass takes two products for each one
  work.step = real(t.accumulate) * work.pass;
  const double batchItems = pictures ? real(t.batchSize) : tokensOf(spec);
  double batches = std::ceil(std::max(0.0, validationItems) / batchItems);
  if (t.evalBatches > 0)
    batches = validationItems > 0 ? std::min(batches, real(t.evalBatches)) : real(t.evalBatches);
  work.evaluation = batches * work.evaluationBatch;
  work.evaluations = 1 + (t.steps + t.evalEvery - 1) / std::max<int64_t>(1, t.evalEvery);
  if (pictures) return work;
  const int64_t prompts = static_cast<int64_t>(spec.samples.prompts.size());
  work.sampleTokens = prompts;
  if (architectureOf(spec) == Architecture::gpt) work.sampleTokens *= spec.samples.length;
  if (isEncoderDecoder(spec)) work.sampleTokens *= targetLength(spec);
  work.window = forwardOperations(spec, real(spec.model.context), 1);
  return work;
}

double WorkEstimate::total(int64_t steps) const {
  return real(steps) * step + real(evaluations) * (evaluation + real(sampleTokens) * window);
}

TimeEstimate timeOf(const RunSpec& spec, const std::string& device, double validationItems,
                    const std::vector<SpeedPoint>& all) {
  const WorkEstimate work = workOf(spec, validationItems);
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

Estimate estimateOf(const RunSpec& spec, const std::string& device, double validationItems,
                    const std::vector<SpeedPoint>& speeds) {
  return {parameterCount(spec), memoryOf(spec, device),
          timeOf(spec, device, validationItems, speeds), device};
}

}  // namespace unmask
