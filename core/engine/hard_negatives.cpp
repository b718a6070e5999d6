// Drawing wrong partners.
#include "core/engine/hard_negatives.h"

#include <torch/torch.h>

#include <limits>

namespace unmask {

at::Tensor mayBeDrawn(const at::Tensor& pictureGroups, const at::Tensor& captionGroups) {
  const auto equal = [](const at::Tensor& groups) {
    return groups.unsqueeze(1).eq(groups.unsqueeze(0));
  };
  const at::Tensor own = at::eye(pictureGroups.size(0), pictureGroups.options().dtype(at::kBool));
  return equal(pictureGroups).logical_or(equal(captionGroups)).logical_or(own).logical_not();
}

MatchingRules matchingRulesNamed(const std::string& setting) {
  return setting == "blip" ? MatchingRules::blip : MatchingRules::albef;
}

at::Tensor negativeShares(const at::Tensor& similarities, const at::Tensor& candidates,
                          std::optional<MatchingRules> rules) {
  constexpr double kFloor = 1e-4;  // of BLIP
  const at::NoGradGuard noGrad;
  const at::Tensor allowed = candidates.cpu();
  const at::Tensor of = similarities.detach().cpu().to(at::kDouble);
  if (rules == MatchingRules::blip) {
    const at::Tensor weights = (at::softmax(of, 1) + kFloor).masked_fill(allowed.logical_not(), 0);
    const at::Tensor all = weights.sum({1}, true);
    return at::where(all.gt(0), weights / all, weights);
  }
  const at::Tensor weighed = rules ? of : at::zeros_like(of);
  // Masked before the softmax, which would else spend itself on the own partner (recipes.md 9.4).
  const at::Tensor shares = at::softmax(
      weighed.masked_fill(allowed.logical_not(), -std::numeric_limits<double>::infinity()), 1);
  return shares.masked_fill(allowed.logical_not(), 0);
}

at::Tensor drawnNegatives(const at::Tensor& shares, const at::Tensor& draws) {
  const at::NoGradGuard noGrad;
  const at::Tensor cumulated = shares.cumsum(1);
  const at::Tensor all = cumulated.narrow(1, shares.size(1) - 1, 1);
  // Below the whole, whatever rounding made of it: the first that exceeds it has a share.
  const at::Tensor place = (draws.unsqueeze(1) * all).minimum(all * (1 - 1e-12));
  return cumulated.le(place).sum(1).masked_fill(all.squeeze(1).le(0), -1);
}

ShownPairs shownPairs(const at::Tensor& wrongPictures, const at::Tensor& wrongCaptions) {
  const at::Tensor own = at::arange(wrongPictures.size(0), at::kLong);
  const at::Tensor pictureDrawn = wrongPictures.ge(0), captionDrawn = wrongCaptions.ge(0);
  ShownPairs shown;
  shown.pictures =
      at::cat({own, wrongPictures.masked_select(pictureDrawn), own.masked_select(captionDrawn)});
  shown.captions =
      at::cat({own, own.masked_select(pictureDrawn), wrongCaptions.masked_select(captionDrawn)});
  shown.labels = at::zeros_like(shown.pictures);
  shown.labels.narrow(0, 0, own.size(0)).fill_(1);
  shown.leftOut = 3 * own.size(0) - shown.pictures.size(0);
  return shown;
}

}  // namespace unmask
