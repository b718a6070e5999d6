// The loss of text batches and the deterministic validation pass.
#include "core/engine/text_learner.h"

#include <torch/torch.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "core/engine/batch_tensors.h"
#include "core/engine/writing.h"
#include "core/pretext/sentence_order.h"

namespace unmask {

namespace {

// Writing costs as many passes as a target has tokens.
constexpr uint64_t kSpanWindows = 128, kOrderWindows = 64;

struct Sums {
  double nats = 0;
  uint64_t targets = 0, right = 0;
  uint64_t hidden = 0, hiddenRight = 0;  // targets whose input is [MASK]
  uint64_t notShown = 0;                 // of an encoder-decoder: pieces that its input lacks
  double notShownNats = 0;
  uint64_t copied = 0;  // of denoising: targets that copying the input gets right
  uint64_t spans = 0, exactSpans = 0, spanWindows = 0;  // greedy decoding
  uint64_t orders = 0, exactOrders = 0;                 // of windows that were out of order
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

// What the model writes for these rows of the batch.
std::vector<std::vector<int64_t>> writtenFor(const std::vector<int64_t>& rows, const Model& model,
                                             const RunSpec& spec, const Batch& batch,
                                             at::Device device, const KeepGoing& keepGoing) {
  ModelInput input = tensorsOf(batch, device).input;
  const at::Tensor chosen = at::tensor(rows, at::kLong).to(device);
  input.ids = input.ids.index_select(0, chosen);
  if (input.attend.defined()) input.attend = input.attend.index_select(0, chosen);
  return likeliestTargets(model, spec, input, targetLength(spec), keepGoing);
}

// Span corruption: which spans the model fills as they were.
void addSpans(Sums& sums, const Model& model, const RunSpec& spec, const Batch& batch,
              at::Device device, const KeepGoing& keepGoing) {
  const TokenIds ids = spec.tokenIds();
  std::vector<int64_t> rows(batch.examples.size());
  std::iota(rows.begin(), rows.end(), 0);
  const auto written = writtenFor(rows, model, spec, batch, device, keepGoing);
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

// Denoising: in which of the windows that are out of order the model puts the sentences right.
void addOrders(Sums& sums, const Model& model, const RunSpec& spec, const Batch& batch,
               const PieceMark& endsSentence, at::Device device, const KeepGoing& keepGoing) {
  std::vector<int64_t> rows;
  for (size_t row = 0; row < batch.examples.size(); ++row)
    if (outOfOrder(batch.examples[row], endsSentence)) rows.push_back(static_cast<int64_t>(row));
  rows.resize(std::min<size_t>(rows.size(), kOrderWindows - sums.orders));
  if (rows.empty()) return;
  const auto written = writtenFor(rows, model, spec, batch, device, keepGoing);
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::vector<int64_t>& pieces = batch.examples[static_cast<size_t>(rows[i])].pieces;
    const std::span<const int64_t> all(written[i]);
    const bool begun = !all.empty() && all.front() == pieces.front();  // with [CLS]
    sums.exactOrders += begun && inOrder(std::span(pieces).subspan(1, pieces.size() - 2),
                                         all.subspan(1), endsSentence);
  }
  sums.orders += rows.size();
}

void addCopied(Sums& sums, const Batch& batch) {
  for (const Example& example : batch.examples) {
    const std::vector<int64_t> answers = copiedAnswers(example);
    for (size_t u = 0; u < answers.size(); ++u) sums.copied += answers[u] == example.labels[u];
  }
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
  const bool denoises = std::holds_alternative<DenoisingSettings>(spec.objectiveSettings);
  const PieceMark endsSentence = markOf(batches.text().tokens().info().endsSentence);
  Sums sums;
  EvaluationReport report;
  UNMASK_TRY(
      forEachEvaluationBatch(spec, batches, count, keepGoing, [&](const Batch& batch) -> Status {
        addBatch(sums, model, spec, batch, device_);
        if (spec.objective == "span-corruption" && sums.spanWindows < kSpanWindows)
          addSpans(sums, model, spec, batch, device_, keepGoing);
        if (denoises) {
          addCopied(sums, batch);
          if (sums.orders < kOrderWindows)
            addOrders(sums, model, spec, batch, endsSentence, device_, keepGoing);
        }
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
  if (denoises) report.measures["copy_accuracy/validation"] = ratio(sums.copied, sums.targets);
  if (sums.orders > 0)
    report.measures["sentence_order/validation"] = ratio(sums.exactOrders, sums.orders);
  if (sums.hidden > 0)
    report.measures["mask_accuracy/validation"] = ratio(sums.hiddenRight, sums.hidden);
  return report;
}

}  // namespace unmask
