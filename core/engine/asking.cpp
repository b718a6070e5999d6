// Continuing a prompt, filling in [MASK], restoring a text.
#include "core/engine/asking.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/random.h"
#include "core/engine/writing.h"
#include "core/spec/span_lengths.h"

namespace unmask {

namespace {

Status checkTokens(const std::vector<int64_t>& tokens, int64_t vocabulary) {
  for (const int64_t token : tokens)
    if (token < 0 || token >= vocabulary)
      return failure(message(UNMASK_TEXT("core", "The model does not know the token %1."), token),
                     message(UNMASK_TEXT("core", "Use the tokenizer of the run.")));
  return {};
}

// Draws an index from the logits as settings say.
int64_t drawn(std::vector<double> logits, const SampleSettings& settings, RandomStream& stream) {
  const auto best = std::max_element(logits.begin(), logits.end());
  if (settings.temperature <= 0) return best - logits.begin();
  const double highest = *best;
  if (settings.topK > 0 && static_cast<size_t>(settings.topK) < logits.size()) {
    std::vector<double> sorted = logits;
    const auto kth = sorted.begin() + (settings.topK - 1);
    std::nth_element(sorted.begin(), kth, sorted.end(), std::greater<>());
    for (double& logit : logits)
      if (logit < *kth) logit = -std::numeric_limits<double>::infinity();
  }
  double sum = 0;
  for (double& logit : logits) sum += logit = std::exp((logit - highest) / settings.temperature);
  double left = stream.uniform() * sum;
  int64_t last = 0;
  for (size_t i = 0; i < logits.size(); ++i) {
    if (logits[i] <= 0) continue;
    last = static_cast<int64_t>(i);
    left -= logits[i];
    if (left < 0) break;
  }
  return last;
}

}  // namespace

Result<std::vector<int64_t>> continueText(const Model& model, const RunSpec& spec,
                                          at::Device device, const std::vector<int64_t>& prompt,
                                          const SampleSettings& settings, uint64_t draw,
                                          const std::function<bool()>& keepGoing) {
  const TokenIds ids = spec.tokenIds();
  const int64_t vocabulary = vocabularySize(spec);
  const bool endsDocuments = vocabulary > ids.endOfDocument();
  UNMASK_TRY(checkTokens(prompt, vocabulary));
  std::vector<int64_t> tokens = prompt;
  if (tokens.empty()) {
    if (!endsDocuments)
      return failure(message(UNMASK_TEXT("core", "There is nothing to go on with.")),
                     message(UNMASK_TEXT("core", "Type at least one character.")));
    tokens.push_back(ids.endOfDocument());  // a new document begins
  }
  const size_t begin = tokens.size();

  at::NoGradGuard noGrad;
  RandomStream stream(static_cast<uint64_t>(spec.train.seed), Purpose::sampling, draw, 0);
  for (int64_t i = 0; i < settings.length; ++i) {
    if (keepGoing && !keepGoing()) break;
    const int64_t seen = std::min<int64_t>(static_cast<int64_t>(tokens.size()), spec.model.context);
    const at::Tensor window =
        at::from_blob(tokens.data() + tokens.size() - seen, {1, seen}, at::kLong).to(device);
    const at::Tensor last = model.hidden({window, {}}, Pass{}).narrow(0, seen - 1, 1);
    const at::Tensor logits = model.logits(last, Pass{}).to(at::kCPU, at::kDouble);
    const double* values = logits.const_data_ptr<double>();
    std::vector<double> candidates(values, values + vocabulary);
    if (!std::isfinite(*std::max_element(candidates.begin(), candidates.end())))
      return failure(message(UNMASK_TEXT("core", "The model's weights are not finite.")),
                     message(UNMASK_TEXT("core", "Use an earlier checkpoint.")));
    if (vocabulary > ids.mask())  // never a target
      candidates[static_cast<size_t>(ids.mask())] = -std::numeric_limits<double>::infinity();
    const int64_t next = drawn(std::move(candidates), settings, stream);
    if (endsDocuments && next == ids.endOfDocument()) break;
    tokens.push_back(next);
  }
  return std::vector<int64_t>(tokens.begin() + static_cast<std::ptrdiff_t>(begin), tokens.end());
}

Result<std::vector<Fill>> fillMasks(const Model& model, const RunSpec& spec, at::Device device,
                                    const std::vector<int64_t>& tokens, int64_t top) {
  const TokenIds ids = spec.tokenIds();
  UNMASK_TRY(checkTokens(tokens, vocabularySize(spec)));
  const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings);
  const bool wrapped = masked && masked->clsSep;
  const int64_t size = static_cast<int64_t>(tokens.size());
  const int64_t room = std::min<int64_t>(size, spec.model.context - (wrapped ? 2 : 0));

  at::NoGradGuard noGrad;
  std::vector<Fill> fills;
  int64_t shown = -1;        // where the window that `probabilities` belongs to begins
  at::Tensor probabilities;  // [room,V]
  for (int64_t position = 0; position < size; ++position) {
    if (tokens[static_cast<size_t>(position)] != ids.mask()) continue;
    const int64_t begin = std::clamp<int64_t>(position - room / 2, 0, size - room);
    if (begin != shown) {
      std::vector<int64_t> window(tokens.begin() + begin, tokens.begin() + begin + room);
      if (wrapped) {
        window.insert(window.begin(), ids.cls());
        window.push_back(ids.sep());
      }
      const at::Tensor input = at::tensor(window, at::kLong).view({1, -1}).to(device);
      probabilities = model.logits(model.hidden({input, {}}, Pass{}), Pass{})
                          .softmax(1)
                          .narrow(0, wrapped ? 1 : 0, room)
                          .cpu();
      shown = begin;
    }
    // Pieces alone: a reserved token is never the answer.
    const at::Tensor row = probabilities[position - begin].narrow(0, 0, spec.pieces);
    const auto [values, indices] = row.topk(std::min<int64_t>(top, spec.pieces));
    Fill fill{position, {}};
    for (int64_t i = 0; i < values.size(0); ++i)
      fill.candidates.emplace_back(indices[i].item<int64_t>(), values[i].item<double>());
    fills.push_back(std::move(fill));
  }
  return fills;
}

Result<Restored> restoreText(const Model& model, const RunSpec& spec, at::Device device,
                             const std::vector<int64_t>& tokens,
                             const std::function<bool()>& keepGoing) {
  const TokenIds ids = spec.tokenIds();
  UNMASK_TRY(checkTokens(tokens, vocabularySize(spec)));
  const bool spans = std::holds_alternative<SpanCorruptionSettings>(spec.objectiveSettings);
  std::vector<int64_t> input;
  size_t gaps = 0;
  bool inGap = false;
  if (!spans) input.push_back(ids.cls());
  for (const int64_t token : tokens) {
    const bool gap = spans && (token == ids.mask() || token > ids.sep());
    if (!gap) input.push_back(token);
    if (gap && !inGap) {
      if (gaps == static_cast<size_t>(kSentinels))
        return failure(
            message(UNMASK_TEXT("core", "There are more than %1 gaps in the text."), kSentinels));
      input.push_back(ids.sentinel(static_cast<int64_t>(gaps++)));
    }
    inGap = gap;
  }
  input.push_back(spans ? ids.endOfDocument() : ids.sep());
  if (spans && gaps == 0)
    return failure(message(UNMASK_TEXT("core", "There is no [MASK] in the text.")),
                   message(UNMASK_TEXT("core", "Write [MASK] where something is missing.")));
  const int64_t longest = spec.model.context;
  if (static_cast<int64_t>(input.size()) > longest)
    return failure(message(UNMASK_TEXT("core",
                                       "The text has %1 tokens with its start and end; the model "
                                       "reads %2."),
                           input.size(), longest),
                   message(UNMASK_TEXT("core", "Shorten it.")));

  const at::Tensor row = at::tensor(input, at::kLong).view({1, -1}).to(device);
  std::vector<int64_t> target = likeliestTargets(model, spec, {row}, longest, keepGoing)[0];
  Restored restored;
  if (!spans) {
    std::erase_if(target, [&](int64_t token) { return ids.reserved(token); });
    restored.tokens = std::move(target);
    return restored;
  }
  restored.gaps = fillsOf(target, ids, gaps);
  for (const int64_t token : input) {
    const std::vector<int64_t> one{token};
    const bool gap = token > ids.sep();
    const auto& put = gap ? restored.gaps[static_cast<size_t>(ids.sentinel(0) - token)] : one;
    if (gap || token < ids.pieces)
      restored.tokens.insert(restored.tokens.end(), put.begin(), put.end());
  }
  return restored;
}

}  // namespace unmask
