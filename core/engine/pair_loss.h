// CLIP's loss over a batch of pairs (recipes.md 8.1), and how well pictures and captions find each
// other (8.3).
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

namespace unmask {

// What becomes of other pairs of the batch with the same caption: left out of the candidates, right
// answers too, or wrong answers as in the paper.
enum class SameCaption { exclude, positive, negative };
SameCaption sameCaptionNamed(const std::string& setting);

// images, texts float32 [N,D], not normalised; scale: 1 / temperature, with a gradient; groups
// int64 [N]: equal where captions are.
struct PairLogits {
  at::Tensor logits;   // [N,N]: row i is picture i, column j caption j
  at::Tensor targets;  // float32 [N,N], rows and columns sum to 1
};
PairLogits pairLogits(const at::Tensor& images, const at::Tensor& texts, const at::Tensor& scale,
                      const at::Tensor& groups, SameCaption);
// Half the cross-entropy of the rows and half that of the columns, summed over the N pairs.
at::Tensor summedPairLoss(const PairLogits&);

// Retrieval: each row of scores [R,C] looks for one of its own columns, bool [R,C]: a picture for
// any of its captions, a caption for its picture (ALBEF's rule).

// Share of the rows of which an own column is among the `k` best: fewer than k others are above its
// best own one, or as good and before it.
double recall(const at::Tensor& scores, const at::Tensor& own, int64_t k);
// Adds to OF_r1/validation, OF_r5/validation and OF_r10/validation.
void addRecalls(std::map<std::string, double>& measures, const std::string& of,
                const at::Tensor& scores, const at::Tensor& own);
// Adds to OF_mean_rank/validation and OF_median_rank/validation; the best rank is 1, a median
// between two is the lower one.
void addRanks(std::map<std::string, double>& measures, const std::string& of,
              const at::Tensor& scores, const at::Tensor& own);
// Both, from scores [P,T] of pictures and captions both ways: image_to_text, text_to_image.
void addRetrieval(std::map<std::string, double>& measures, const at::Tensor& scores,
                  const at::Tensor& own);

}  // namespace unmask
