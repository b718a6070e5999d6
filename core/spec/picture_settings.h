// The settings of the objectives on pictures and on captioned pictures: objective.* of contrastive,
// masked-pixels, picture-tokenizer, masked-tokens, image-text-contrast and image-text-matching
// (recipes.md sections 5 to 9). Names, ranges, units and explanations stand once, in
// picture_settings.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/spec/field.h"

namespace unmask {

// How a view is made of a picture (core/pretext/view_augmentation.h). Every objective on pictures
// has one; those without colour changes leave jitter, grey and blur at 0 and do not list them.
struct ViewSettings {
  int64_t size = 32;        // pixels: height and width of the view
  double cropMin = 0.08;    // share of the picture's area that a crop has at least
  double cropMax = 1;       // and at most
  double cropAspect = .75;  // of the narrowest crop, width to height; the widest is its inverse
  double flip = 0.5;        // probability of a mirror image
  double jitter = 0;        // probability of the colour jitter
  double strength = 0.5;  // of the jitter: brightness, contrast and saturation change by 0.8 of it
  double hueShare = 0.2;  // and the hue by this share of it; no setting: SimCLR's, 0 for BEiT
  double grey = 0;        // probability of losing the colours
  double blur = 0;        // probability of a blur
};

// objective.* of contrastive (SimCLR; recipes.md section 5). The defaults are those for small
// pictures, as for CIFAR: strength 0.5 and no blur; ImageNet's are 1 and 0.5.
struct ContrastiveSettings {
  ViewSettings view = {.jitter = 0.8, .grey = 0.2};
  double temperature = 0.5;
};

// objective.* of masked-pixels (MAE; recipes.md section 6).
struct MaskedPixelsSettings {
  ViewSettings view = {.cropMin = 0.2};
  int64_t patch = 4;        // pixels: height and width of a patch
  double maskRatio = 0.75;  // share of the patches that are hidden
  bool normPix = true;      // targets have mean 0 and variance 1 in every patch
};

// objective.* of picture-tokenizer: BEiT's first stage, as a VQ-VAE (van den Oord et al. 2017).
struct PictureTokenizerSettings {
  ViewSettings view;
  int64_t patch = 4;        // pixels: height and width of what one code stands for; a power of two
  int64_t codes = 128;      // K: vectors in the codebook
  double commitment = 0.25;  // beta: weight of the encoder's distance to its codes
  double decay = 0.99;      // of the codebook's moving averages, a step
};

// objective.* of masked-tokens (BEiT; recipes.md section 7).
struct MaskedTokensSettings {
  ViewSettings view = {.jitter = 1, .strength = 0.5, .hueShare = 0};
  int64_t patch = 4;
  double maskRatio = 0.4;    // most that the blocks cover; the code of BEiT has 75 of 196
  int64_t minBlock = 4;      // patches in a block, at least; BEiT: 16 on its grid of 14 x 14
  double blockAspect = 0.3;  // of the flattest block, height to width; the tallest is its inverse
};

// objective.* of image-text-contrast (CLIP; recipes.md section 8).
struct ImageTextContrastSettings {
  ViewSettings view = {.cropMin = 0.9, .flip = 0};
  double temperature = 0.07;           // before the first step; it is learned
  double maxScale = 100;               // upper bound of 1 / temperature
  std::string duplicates = "exclude";  // exclude | positive | negative: pairs with equal captions
};

// objective.* of image-text-matching (ALBEF, BLIP; recipes.md section 9).
struct ImageTextMatchingSettings {
  ViewSettings view = {.cropMin = 0.9, .flip = 0};
  double temperature = 0.07;
  std::string negatives = "hard";  // hard | random
  // albef | blip: what softmax gives a wrong partner and how retrieval is put in order.
  std::string rules = "albef";
};
// Between these the temperature is learned, as in ALBEF.
constexpr double kColdestMatching = 0.001, kWarmestMatching = 0.5;

std::vector<FieldRef> fieldsOf(ContrastiveSettings&);
std::vector<FieldRef> fieldsOf(MaskedPixelsSettings&);
std::vector<FieldRef> fieldsOf(PictureTokenizerSettings&);
std::vector<FieldRef> fieldsOf(MaskedTokensSettings&);
std::vector<FieldRef> fieldsOf(ImageTextContrastSettings&);
std::vector<FieldRef> fieldsOf(ImageTextMatchingSettings&);

// The rules between fields: the smallest crop not above the largest, views that can be cut into
// patches, at least one patch hidden and one visible. Names the key and what to do.
Status validate(const ContrastiveSettings&);
Status validate(const MaskedPixelsSettings&);
Status validate(const PictureTokenizerSettings&);
Status validate(const MaskedTokensSettings&);
Status validate(const ImageTextContrastSettings&);
Status validate(const ImageTextMatchingSettings&);

// Patches along one side of the view.
int64_t patchGrid(const MaskedPixelsSettings&);
int64_t patchGrid(const PictureTokenizerSettings&);
int64_t patchGrid(const MaskedTokensSettings&);

// Patches that the encoder sees: floor(L (1 - ratio) + 1e-9) of L. MAE's code leaves out the last
// term and so keeps one fewer where 1 - ratio falls just short: 9 of 100 at 0.9 (recipes.md 0.1).
int64_t visiblePatches(int64_t patches, double maskRatio);
int64_t visiblePatches(const MaskedPixelsSettings&);

// Patches that the blocks cover at most: round(L ratio), half to even.
int64_t maskTarget(const MaskedTokensSettings&);

}  // namespace unmask
