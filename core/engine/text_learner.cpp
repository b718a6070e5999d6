// The loss of text batches and the deterministic validation pass.
#include "core/engine/text_learner.h"

#include <torch/torch.h>

#include <cmath>
#include <numbers>

#include "core/engine/batch_tensors.h"
#include "core/engine/writing.h"

namespace unmask {

namespace {

constexpr uint64_t kSpanWindows = 128;  // writing costs as many passes as a target has tokens

struct Sums {
  double nats = 0;
  uint64_t targets = 0, right = 0;
  uint64_t hidden = 0, hiddenRight = 0;  // targets whose input is [MASK]
  uint64_t notShown = 0;                 // of an encoder-decoder: pieces that its input lacks
  double notShownNats = 0;
  uint64_t spans = 0, exactSpans = 0, spanWindows = 0;  // greedy decoding
  uint64_t bytes = 0;                                   // of source text in the windows
};

// Of the losses of a batch's counted targets, those of pieces that the input did not show.
void addHidden(Sums& sums, const Batch& batch, const at::Tensor& losses) {
  const at::Tensor onCpu = losses.to(at::kCPU, at::kDouble);
  const double* loss = onCpu.const_data_ptr<double>();
  for (const Example& example : batch.examples)
    for (size_t u = 0; u < example.labels.size(); ++u) {
      if (example.labels[u] == kNoLoss) continue;
      const double nats = *loss++;
      const size_t source = example.decoder.targetSources[u];
      if (source == DecoderSide::kNowhere) continue;
      const Decision decision = example.trace[source].decision;
      if (decision == Decision::none || decision == Decision::special) continue;
      ++sums.notShown;
      sums.notShownNats += nats;
    }
}

// Span corruption: lets the model write the targets of a batch.
void addSpans(Sums& sums, const Model& model, const RunSpec& spec, const Batch& batch,
              at::Device device, const std::function<bool()>& keepGoing) {
  const TokenIds ids = spec.tokenIds();
  const auto written = likeliestTargets(
      dynamic_cast<const EncoderDecoder&>(model), tensorsOf(batch, device).input, ids.pad(),
      ids.endOfDocument(), vocabularySize(spec), targetLength(spec), keepGoing);
  for (size_t row = 0; row < batch.examples.size(); ++row) {
    const Example& example = batch.examples[row];
    const auto fills = fillsOf(written[row], ids, example.decoder.spans.size());
    for (size_t j = 0; j < fills.size(); ++j) {
      std::vector<int64_t> hidden;
      for (const size_t piece : example.decoder.spans[j].pieces)
        hidden.push_back(example.pieces[piece]);
      ++sums.spans;
      sums.exactSpans += fills[j] == hidden;
    }
  }
  sums.spanWindows += batch.examples.size();
}

void addBatch(Sums& sums, const Model& model, const RunSpec& spec, const Batch& batch,
              at::Device device) {
  const BatchTensors tensors = tensorsOf(batch, device);
  const at::Tensor logits = targetLogits(model, tensors, Pass{});
  const at::Tensor losses = at::cross_entropy_loss(logits, tensors.labels, {}, at::Reduction::None);
  const at::Tensor right = logits.argmax(1).eq(tensors.labels).cpu();
  sums.nats += losses.sum(at::kDouble).item<double>();
  sums.targets += static_cast<uint64_t>(tensors.labels.numel());
  sums.right += static_cast<uint64_t>(right.sum().item<int64_t>());

  for (const Example& example : batch.examples)
    for (const SourceSpan& span : example.spans) sums.bytes += span.byteEnd - span.byteBegin;
  if (isEncoderDecoder(spec)) return addHidden(sums, batch, losses);
  const auto inputs = batch.find("input_ids")->values<int64_t>();
  const auto labels = batch.find("labels")->values<int64_t>();
  const bool* isRight = right.const_data_ptr<bool>();
  size_t target = 0;
  for (size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == kNoLoss) continue;
    if (inputs[i] == spec.tokenIds().mask()) {
      ++sums.hidden;
      sums.hiddenRight += isRight[target];
    }
    ++target;
  }
}

}  // namespace

TextLearner::TextLearner(const RunSpec& spec, at::Device device)
    : spec_(spec), device_(device), model_(makeModel(spec, device)) {}

BatchLoss TextLearner::loss(const Batch& batch, const Pass& pass) const {
  return {summedLoss(*model_, tensorsOf(batch, device_), pass), {}};
}

Batch TextLearner::madeUpBatch(int64_t rows) const {
  at::Generator generator = at::detail::createCPUGenerator(1);
  Batch batch;
  const auto add = [&](const char* name, int64_t columns) {
    Array array = Array::zeros<int64_t>(name, {rows, columns});
    const at::Tensor ids = at::randint(0, spec_.pieces, {rows * columns}, generator, at::kLong);
    std::copy_n(ids.const_data_ptr<int64_t>(), ids.numel(), array.values<int64_t>().begin());
    batch.arrays.push_back(std::move(array));
  };
  const bool decodes = isEncoderDecoder(spec_);
  const int64_t labels = decodes ? targetLength(spec_) : spec_.model.context;
  add("input_ids", spec_.model.context);
  if (decodes) add("decoder_input_ids", labels);
  add("labels", labels);
  batch.targets = static_cast<uint64_t>(rows * labels);
  return batch;
}

Result<EvaluationReport> TextLearner::evaluate(const Batches& batches, int64_t count,
                                               const KeepGoing& keepGoing) const {
  at::NoGradGuard noGrad;
  const Model& model = *model_;
  const RunSpec& spec = spec_;
  Sums sums;
  EvaluationReport report;
  UNMASK_TRY(
      forEachEvaluationBatch(spec, batches, count, keepGoing, [&](const Batch& batch) -> Status {
        addBatch(sums, model, spec, batch, device_);
        if (spec.objective == "span-corruption" && sums.spanWindows < kSpanWindows)
          addSpans(sums, model, spec, batch, device_, keepGoing);
        report.windows += batch.examples.size();
        return {};
      }));
  if (sums.targets == 0) return failure(nothingToPredict());

  const auto ratio = [](uint64_t a, uint64_t b) {
    return static_cast<double>(a) / static_cast<double>(b);
  };
  const double loss = sums.nats / static_cast<double>(sums.targets);
  report.targets = sums.targets;
  report.measures["loss/validation"] = loss;
  report.measures["perplexity/validation"] = std::exp(loss);
  report.measures["accuracy/validation"] = ratio(sums.right, sums.targets);
  if (spec.objective == "next-token") {
    // Of a subset the windows' own bytes are taken: they are those of the targets but for one token
    // at either end.
    if (report.windows == batches.evaluationSize().windows) {
      UNMASK_ASSIGN(sums.bytes, batches.text().scoredBytes());
    }
    if (sums.bytes > 0)
      report.measures["bits_per_byte/validation"] =
          sums.nats / (std::numbers::ln2 * static_cast<double>(sums.bytes));
  }
  if (sums.notShown > 0)
    report.measures["hidden_loss/validation"] =
        sums.notShownNats / static_cast<double>(sums.notShown);
  if (sums.spans > 0)
    report.measures["exact_spans/validation"] = ratio(sums.exactSpans, sums.spans);
  if (sums.hidden > 0)
    report.measures["mask_accuracy/validation"] = ratio(sums.hiddenRight, sums.hidden);
  return report;
}

}  // namespace unmask
