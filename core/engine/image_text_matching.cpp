// Loss and validation pass of image-text-matching.
#include "core/engine/image_text_matching.h"

#include <torch/torch.h>

#include <limits>

#include "core/engine/match_measures.h"
#include "core/engine/picture_tensors.h"
#include "core/engine/retrieval_pools.h"

namespace unmask {

namespace {

// While training, an evaluation puts candidates in order in this many pools only.
constexpr double kPoolsWhileTraining = 2;
constexpr double kNotAsked = -100;  // of a candidate that was not ranked (recipes.md 9.3)

}  // namespace

ImageTextMatching::ImageTextMatching(const RunSpec& spec, at::Device device)
    : spec_(spec),
      settings_(std::get<ImageTextMatchingSettings>(spec.objectiveSettings)),
      rules_(matchingRulesNamed(settings_.rules)),
      device_(device),
      model_(spec, device) {}

ImageTextMatching::Encoded ImageTextMatching::encoded(const at::Tensor& pixels,
                                                      const at::Tensor& ids, const at::Tensor& ends,
                                                      const Pass& pass) const {
  Encoded e{model_.imageTokens(pixels, pass), model_.textTokens(ids, ends, pass), ends, {}, {}};
  e.images = model_.images(e.imageTokens, pass);
  e.texts = model_.texts(e.textTokens, pass);
  return e;
}

ImageTextMatching::Shown ImageTextMatching::shown(const Batch& batch, const Pass& pass) const {
  const auto numbers = [&](const char* name) { return numbersOf(batch, name, device_); };
  Shown s;
  s.encoded = encoded(pixelsOf(batch, device_), numbers("input_ids"), numbers("caption_end"), pass);
  const at::Tensor captions = numbers("caption_group");
  s.contrast =
      pairLogits(s.encoded.images, s.encoded.texts, model_.scale(), captions, SameCaption::exclude);
  const at::Tensor candidates = mayBeDrawn(numbers("picture_group"), captions);
  const at::Tensor draws = drawsOf(batch, "negative_draws");
  const std::optional<MatchingRules> rules =
      settings_.negatives == "hard" ? std::optional(rules_) : std::nullopt;
  const at::Tensor similarities = s.contrast.logits;
  s.wrongPictures =
      drawnNegatives(negativeShares(similarities.t(), candidates, rules), draws.select(1, 0));
  s.wrongCaptions =
      drawnNegatives(negativeShares(similarities, candidates, rules), draws.select(1, 1));
  s.pairs = shownPairs(s.wrongPictures, s.wrongCaptions);
  s.logits = model_.match(s.encoded.imageTokens, s.encoded.textTokens, s.encoded.ends,
                          {s.pairs.pictures.to(device_), s.pairs.captions.to(device_)}, pass);
  return s;
}

BatchLoss ImageTextMatching::loss(const Batch& batch, const Pass& pass) const {
  const Shown s = shown(batch, pass);
  const auto pairs = static_cast<double>(batch.targets);
  const at::Tensor contrast = summedPairLoss(s.contrast);
  const at::Tensor match = at::cross_entropy_loss(s.logits, s.pairs.labels.to(device_));
  BatchLoss loss{contrast + pairs * match, {}};
  const at::NoGradGuard noGrad;
  MatchMeasures measures;
  measures.add(s.logits, s.pairs.labels);
  loss.measures = measures.over("/train");
  loss.measures["contrast_loss/train"] = contrast.item<double>() / pairs;
  loss.measures["logit_scale/train"] = model_.scale().item<double>();
  loss.measures["without_negative/train"] = static_cast<double>(s.pairs.leftOut);
  return loss;
}

at::Tensor ImageTextMatching::features(const Array& pixels) const {
  return model_.imageTokens(normalisedPixels(pixels, device_), Pass{}).select(1, 0);
}

at::Tensor ImageTextMatching::pictureVectors(const Array& pixels) const {
  const at::NoGradGuard noGrad;
  return unitRows(
      model_.images(model_.imageTokens(normalisedPixels(pixels, device_), Pass{}), Pass{}));
}

at::Tensor ImageTextMatching::captionVectors(const Array& ids, const Array& ends) const {
  const at::NoGradGuard noGrad;
  return unitRows(model_.texts(
      model_.textTokens(numbersOf(ids, device_), numbersOf(ends, device_), Pass{}), Pass{}));
}

at::Tensor ImageTextMatching::matchProbability(const Array& pixels, const Array& ids,
                                               const Array& ends) const {
  const at::NoGradGuard noGrad;
  const Encoded e = encoded(normalisedPixels(pixels, device_), numbersOf(ids, device_),
                            numbersOf(ends, device_), Pass{});
  const at::Tensor own = at::arange(e.ends.size(0), e.ends.options());
  const at::Tensor logits = model_.match(e.imageTokens, e.textTokens, e.ends, {own, own}, Pass{});
  return at::softmax(logits, 1).select(1, 1);
}

BatchSight ImageTextMatching::sight(const Batch& batch) const {
  const at::NoGradGuard noGrad;
  const Shown s = shown(batch, Pass{});
  const at::Tensor shares = at::softmax(s.logits, 1).select(1, 1).cpu();
  const int64_t count = s.wrongPictures.size(0);
  BatchSight sight{.similarities = unitRows(s.encoded.images).matmul(unitRows(s.encoded.texts).t()),
                   .wrongPictures = s.wrongPictures,
                   .wrongCaptions = s.wrongCaptions,
                   .ownShare = shares.narrow(0, 0, count)};
  // The drawn ones follow one another without gaps.
  int64_t next = count;
  const auto spread = [&](const at::Tensor& drawn) {
    at::Tensor all = at::full({count}, std::numeric_limits<double>::quiet_NaN(), at::kFloat);
    for (int64_t row = 0; row < count; ++row)
      if (drawn[row].item<int64_t>() >= 0) all[row] = shares[next++];
    return all;
  };
  sight.wrongPictureShare = spread(s.wrongPictures);
  sight.wrongCaptionShare = spread(s.wrongCaptions);
  return sight;
}

at::Tensor ImageTextMatching::reranked(const std::vector<at::Tensor>& pictures,
                                       const std::vector<at::Tensor>& captions,
                                       const at::Tensor& similarities, bool rowsArePictures) const {
  const int64_t count = similarities.size(0), asked = std::min(kReranked, similarities.size(1));
  const at::Tensor best = std::get<1>(similarities.topk(asked, 1));
  const at::Tensor rows = at::arange(count, best.options()).unsqueeze(1).expand({count, asked});
  const at::Tensor own = rows.reshape({-1}), other = best.reshape({-1});
  std::vector<at::Tensor> scores;
  // As many pairs as a training step shows, or as few as are quick one after the other.
  const int64_t atOnce = std::max<int64_t>(64, 3 * spec_.train.batchSize);
  for (int64_t begin = 0; begin < own.size(0); begin += atOnce) {
    const int64_t length = std::min(atOnce, own.size(0) - begin);
    const at::Tensor row = own.narrow(0, begin, length), column = other.narrow(0, begin, length);
    scores.push_back(model_
                         .match(pictures[0], captions[0], captions[1],
                                {rowsArePictures ? row : column, rowsArePictures ? column : row},
                                Pass{})
                         .select(1, 1));
  }
  at::Tensor put = at::cat(scores).view({count, asked});
  if (rules_ == MatchingRules::blip) put = put + similarities.gather(1, best);
  return at::full_like(similarities, kNotAsked).scatter_(1, best, put);
}

Result<EvaluationReport> ImageTextMatching::evaluate(const Batches& batches, int64_t count,
                                                     const KeepGoing& keepGoing) const {
  at::NoGradGuard noGrad;
  EvaluationReport report;
  double contrast = 0;
  MatchMeasures measures;
  std::map<std::string, double> found, put;  // by contrast; among its best, by matching
  double ordered = 0;
  RetrievalPools pools(
      spec_, batches.pictures(),
      [&](const Array& ids, const Array& ends) {
        const at::Tensor stand = numbersOf(ends, device_);
        const at::Tensor tokens = model_.textTokens(numbersOf(ids, device_), stand, Pass{});
        return std::vector<at::Tensor>{tokens, stand, unitRows(model_.texts(tokens, Pass{}))};
      },
      [&](const std::vector<at::Tensor>& pictures, const std::vector<at::Tensor>& captions,
          const at::Tensor& own) {
        const at::Tensor scores = pictures[1].matmul(captions[2].t());
        addRetrieval(found, scores, own);
        if (count != 0 && ordered == kPoolsWhileTraining) return;
        addRecalls(put, "reranked_image_to_text", reranked(pictures, captions, scores, true), own);
        addRecalls(put, "reranked_text_to_image", reranked(pictures, captions, scores.t(), false),
                   own.t());
        ++ordered;
      });
  UNMASK_TRY(
      forEachEvaluationBatch(spec_, batches, count, keepGoing, [&](const Batch& batch) -> Status {
        const Shown s = shown(batch, Pass{});
        contrast += summedPairLoss(s.contrast).item<double>();
        measures.add(s.logits, s.pairs.labels);
        UNMASK_TRY(pools.add(batch, {s.encoded.imageTokens, unitRows(s.encoded.images)},
                             {s.encoded.textTokens, s.encoded.ends, unitRows(s.encoded.texts)}));
        report.targets += batch.targets;
        report.windows += batch.pictures.size();
        return {};
      }));
  if (report.targets == 0) return failure(nothingToPredict());
  pools.finish();
  report.measures = measures.over("/validation");
  for (const auto& [measure, sum] : found) report.measures[measure] = sum / pools.pools();
  for (const auto& [measure, sum] : put) report.measures[measure] = sum / ordered;
  const double mean = contrast / static_cast<double>(report.targets);
  report.measures["contrast_loss/validation"] = mean;
  report.measures["loss/validation"] = mean + report.measures["match_loss/validation"];
  report.measures["logit_scale/validation"] = model_.scale().item<double>();
  return report;
}

}  // namespace unmask
