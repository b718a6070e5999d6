// Which wrong partner each picture and each caption of a batch is shown with (recipes.md 9.1): the
// more it resembles the right one, the more often it is drawn.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>

namespace unmask {

// bool [N,N]: what may be drawn: neither the own partner, nor the same picture, nor an equal
// caption. Groups int64 [N]: equal where the things are.
at::Tensor mayBeDrawn(const at::Tensor& pictureGroups, const at::Tensor& captionGroups);

// How similarities [N,N] become probabilities. albef: softmax over the candidates alone. blip:
// softmax over the own partner too, 0.0001 added to what each candidate has of it, and that brought
// to a sum of 1: where the own partner has nearly all, the candidates are drawn almost evenly.
enum class MatchingRules { albef, blip };
MatchingRules matchingRulesNamed(const std::string& setting);

// double [N,N]: of each row the probabilities of its candidates; without rules all alike. A row
// without candidates is 0.
at::Tensor negativeShares(const at::Tensor& similarities, const at::Tensor& candidates,
                          std::optional<MatchingRules>);

// int64 [N]: the candidate at `draws` double [N] in [0,1) of the cumulated shares; -1: there is
// none. Without a gradient, on the CPU in float64, so that every machine draws the same.
at::Tensor drawnNegatives(const at::Tensor& shares, const at::Tensor& draws);

// The pairs that are shown, places int64 [P] in the batch: every picture with its caption, the
// wrong pictures with the captions, the pictures with the wrong captions. What has no negative is
// left out there.
struct ShownPairs {
  at::Tensor pictures, captions;
  at::Tensor labels;    // int64 [P]: 1 of those that belong together, else 0
  int64_t leftOut = 0;  // negatives that there are not
};
ShownPairs shownPairs(const at::Tensor& wrongPictures, const at::Tensor& wrongCaptions);

}  // namespace unmask
