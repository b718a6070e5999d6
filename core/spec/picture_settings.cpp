// The one description of every setting of the objectives on pictures and captioned pictures.
#include "core/spec/picture_settings.h"

#include <bit>
#include <cmath>

namespace unmask {

namespace {

using Fields = std::vector<FieldRef>;

FieldRef temperatureField(const char* explanation, double& place) {
  return realField({.key = "objective.temperature",
                    .label = UNMASK_TEXT("core", "Temperature"),
                    .unit = "",
                    .explanation = explanation,
                    .minimum = 0.001,
                    .maximum = 10,
                    .essential = true,
                    .help = "temperature-contrast"},
                   place);
}

FieldRef patchField(int64_t& place) {
  return integerField(
      {.key = "objective.patch",
       .label = UNMASK_TEXT("core", "Patch size"),
       .unit = UNMASK_TEXT("core", "pixels"),
       .explanation =
           UNMASK_TEXT("core", "Height and width of a patch; the view is cut into a grid of them."),
       .minimum = 1,
       .maximum = 64,
       .essential = true,
       .help = "patch"},
      place);
}

Fields cropFields(ViewSettings& s) {
  return {
      integerField(
          {.key = "objective.view_size",
           .label = UNMASK_TEXT("core", "View size"),
           .unit = UNMASK_TEXT("core", "pixels"),
           .explanation = UNMASK_TEXT(
               "core", "Height and width to which every crop is resized: what the model sees."),
           .minimum = 8,
           .maximum = 512,
           .essential = true},
          s.size),
      fractionField({.key = "objective.crop_min",
                     .label = UNMASK_TEXT("core", "Smallest crop"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core", "Share of the picture's area that a crop has at least."),
                     .minimum = 0.01,
                     .essential = true,
                     .help = "random-resized-crop"},
                    s.cropMin),
      fractionField({.key = "objective.crop_max",
                     .label = UNMASK_TEXT("core", "Largest crop"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core", "Share of the picture's area that a crop has at most."),
                     .minimum = 0.01,
                     .help = "random-resized-crop"},
                    s.cropMax),
      realField({.key = "objective.crop_aspect",
                 .label = UNMASK_TEXT("core", "Narrowest crop"),
                 .unit = "",
                 .explanation = UNMASK_TEXT(
                     "core",
                     "Width to height of the narrowest crop; the widest has the inverse. 1 keeps "
                     "the picture's proportions."),
                 .minimum = 0.1,
                 .maximum = 1,
                 .help = "random-resized-crop"},
                s.cropAspect),
      fractionField(
          {.key = "objective.flip",
           .label = UNMASK_TEXT("core", "Mirrored"),
           .unit = "",
           .explanation = UNMASK_TEXT("core", "Probability that left and right change places.")},
          s.flip),
  };
}

Fields colourFields(ViewSettings& s) {
  return {
      fractionField({.key = "objective.jitter",
                     .label = UNMASK_TEXT("core", "Colour jitter"),
                     .unit = "",
                     .explanation =
                         s.hueShare > 0
                             ? UNMASK_TEXT("core",
                                           "Probability that brightness, contrast, saturation and "
                                           "hue change, in random order.")
                             : UNMASK_TEXT("core",
                                           "Probability that brightness, contrast and saturation "
                                           "change, in random order."),
                     .essential = true,
                     .help = "colour-jitter"},
                    s.jitter),
      realField({.key = "objective.jitter_strength",
                 .label = UNMASK_TEXT("core", "Jitter strength"),
                 .unit = "",
                 .explanation =
                     s.hueShare > 0
                         ? UNMASK_TEXT("core",
                                       "How much they change: 0.5 for small pictures, 1 for "
                                       "ImageNet. Brightness, contrast and saturation by up to 0.8 "
                                       "of it, hue by up to 0.2 of it.")
                         : UNMASK_TEXT("core",
                                       "How much they change: each by up to 0.8 of it."),
                 .minimum = 0,
                 .maximum = 2,
                 .help = "colour-jitter"},
                s.strength),
      fractionField(
          {.key = "objective.grey",
           .label = UNMASK_TEXT("core", "Grey"),
           .unit = "",
           .explanation = UNMASK_TEXT("core", "Probability that the view loses its colours.")},
          s.grey),
      fractionField(
          {.key = "objective.blur",
           .label = UNMASK_TEXT("core", "Blurred"),
           .unit = "",
           .explanation = UNMASK_TEXT(
               "core", "Probability of a Gaussian blur: 0 for small pictures, 0.5 for ImageNet.")},
          s.blur),
  };
}

Fields joined(Fields first, Fields second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Status validCrop(const ViewSettings& view) {
  if (view.cropMin > view.cropMax)
    return failure(
        message(UNMASK_TEXT("core", "objective.crop_min: %1 is above objective.crop_max = %2."),
                view.cropMin, view.cropMax),
        message(UNMASK_TEXT("core", "Lower it.")));
  return {};
}

Status validPatches(const ViewSettings& view, int64_t patch) {
  UNMASK_TRY(validCrop(view));
  if (view.size % patch != 0)
    return failure(
        message(UNMASK_TEXT("core", "objective.view_size: %1 cannot be divided by patches of %2."),
                view.size, patch),
        message(UNMASK_TEXT("core", "Use a multiple of objective.patch.")));
  return {};
}

Status someOfBoth(int64_t hidden, int64_t patches, double ratio) {
  if (hidden < 1)
    return failure(message(UNMASK_TEXT("core",
                                       "objective.mask_ratio: %1 would hide none of the %2 "
                                       "patches."),
                           ratio, patches),
                   message(UNMASK_TEXT("core", "Raise it, or use smaller patches.")));
  if (hidden >= patches)
    return failure(message(UNMASK_TEXT("core",
                                       "objective.mask_ratio: %1 would leave none of the %2 "
                                       "patches to see."),
                           ratio, patches),
                   message(UNMASK_TEXT("core", "Lower it, or use smaller patches.")));
  return {};
}

}  // namespace

std::vector<FieldRef> fieldsOf(ContrastiveSettings& s) {
  Fields fields = joined(cropFields(s.view), colourFields(s.view));
  fields.push_back(temperatureField(
      UNMASK_TEXT("core",
                  "Divides the similarities: the lower, the more the hardest negatives count."),
      s.temperature));
  return fields;
}

std::vector<FieldRef> fieldsOf(MaskedPixelsSettings& s) {
  return joined(
      {fractionField({.key = "objective.mask_ratio",
                      .label = UNMASK_TEXT("core", "Hidden"),
                      .unit = "",
                      .explanation = UNMASK_TEXT(
                          "core", "Share of the patches that the encoder does not see."),
                      .minimum = 0.01,
                      .maximum = 0.99,
                      .essential = true,
                      .help = "patch-mask"},
                     s.maskRatio),
       patchField(s.patch),
       booleanField({.key = "objective.norm_pix",
                     .label = UNMASK_TEXT("core", "Normalised targets"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core",
                         "Every patch to predict has its own mean taken away and is divided by its "
                         "own deviation: structure counts, not brightness."),
                     .essential = true,
                     .help = "norm-pix"},
                    s.normPix)},
      cropFields(s.view));
}

std::vector<FieldRef> fieldsOf(PictureTokenizerSettings& s) {
  return joined(
      {integerField(
           {.key = "objective.codes",
            .label = UNMASK_TEXT("core", "Codes"),
            .unit = "",
            .explanation = UNMASK_TEXT(
                "core", "Vectors in the codebook: every patch becomes the number of one of them."),
            .minimum = 2,
            .maximum = 65536,
            .essential = true,
            .help = "codebook"},
           s.codes),
       patchField(s.patch),
       realField({.key = "objective.commitment",
                  .label = UNMASK_TEXT("core", "Commitment"),
                  .unit = "",
                  .explanation = UNMASK_TEXT(
                      "core",
                      "Weight in the loss of how far the encoder's vectors lie from their codes."),
                  .minimum = 0,
                  .maximum = 10,
                  .help = "codebook"},
                 s.commitment),
       fractionField({.key = "objective.codebook_decay",
                      .label = UNMASK_TEXT("core", "Codebook memory"),
                      .unit = "",
                      .explanation = UNMASK_TEXT(
                          "core",
                          "Codes are moving averages of the vectors that chose them: the share of "
                          "the old average that a step keeps."),
                      .minimum = 0,
                      .maximum = 0.9999,
                      .help = "codebook"},
                     s.decay)},
      cropFields(s.view));
}

std::vector<FieldRef> fieldsOf(MaskedTokensSettings& s) {
  return joined(
      joined(
          {fractionField(
               {.key = "objective.mask_ratio",
                .label = UNMASK_TEXT("core", "Hidden"),
                .unit = "",
                .explanation = UNMASK_TEXT(
                    "core", "Share of the patches that blocks cover at most; often a little less."),
                .minimum = 0.01,
                .maximum = 0.99,
                .essential = true,
                .help = "block-mask"},
               s.maskRatio),
           patchField(s.patch),
           integerField(
               {.key = "objective.min_block",
                .label = UNMASK_TEXT("core", "Smallest block"),
                .unit = UNMASK_TEXT("core", "patches"),
                .explanation = UNMASK_TEXT(
                    "core", "Patches of a block, at least: 4 on a grid of 8 x 8, 16 on 14 x 14."),
                .minimum = 1,
                .maximum = 4096,
                .essential = true,
                .help = "block-mask"},
               s.minBlock),
           realField(
               {.key = "objective.block_aspect",
                .label = UNMASK_TEXT("core", "Flattest block"),
                .unit = "",
                .explanation = UNMASK_TEXT(
                    "core", "Height to width of the flattest block; the tallest has the inverse."),
                .minimum = 0.05,
                .maximum = 1,
                .help = "block-mask"},
               s.blockAspect)},
          cropFields(s.view)),
      colourFields(s.view));
}

std::vector<FieldRef> fieldsOf(ImageTextContrastSettings& s) {
  return joined(
      {temperatureField(
           UNMASK_TEXT("core",
                       "Divides the similarities before the first step; the model then learns it."),
           s.temperature),
       realField({.key = "objective.max_scale",
                  .label = UNMASK_TEXT("core", "Largest scale"),
                  .unit = "",
                  .explanation = UNMASK_TEXT(
                      "core", "Upper bound of one over the temperature while it is learned."),
                  .minimum = 1,
                  .maximum = 1000},
                 s.maxScale),
       choiceField({.key = "objective.duplicates",
                    .label = UNMASK_TEXT("core", "Equal captions"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core",
                        "What two pairs of a batch with the same caption are to each other: left "
                        "out, positives too, or negatives as CLIP has it."),
                    .choices = {{"exclude", UNMASK_TEXT("core", "left out")},
                                {"positive", UNMASK_TEXT("core", "positives")},
                                {"negative", UNMASK_TEXT("core", "negatives")}},
                    .essential = true},
                   s.duplicates)},
      cropFields(s.view));
}

std::vector<FieldRef> fieldsOf(ImageTextMatchingSettings& s) {
  return joined(
      {choiceField(
           {.key = "objective.negatives",
            .label = UNMASK_TEXT("core", "Negatives"),
            .unit = "",
            .explanation = UNMASK_TEXT(
                "core",
                "Hard: the more a wrong partner resembles the right one, the more often it is "
                "drawn; random: every one as often."),
            .choices = {{"hard", UNMASK_TEXT("core", "hard")},
                        {"random", UNMASK_TEXT("core", "random")}},
            .essential = true},
           s.negatives),
       choiceField(
           {.key = "objective.rules",
            .label = UNMASK_TEXT("core", "As in"),
            .unit = "",
            .explanation = UNMASK_TEXT(
                "core",
                "ALBEF draws wrong partners by their similarity alone and ranks by the match "
                "score; BLIP adds 0.0001 to the weight of each, so that none is out of reach, and "
                "ranks by match score plus similarity."),
            .choices = {{"albef", UNMASK_TEXT("core", "ALBEF")},
                        {"blip", UNMASK_TEXT("core", "BLIP")}}},
           s.rules),
       temperatureField(
           UNMASK_TEXT("core",
                       "Divides the similarities before the first step; the model then learns it."),
           s.temperature)},
      cropFields(s.view));
}

Status validate(const ContrastiveSettings& s) {
  return validCrop(s.view);
}

Status validate(const MaskedPixelsSettings& s) {
  UNMASK_TRY(validPatches(s.view, s.patch));
  const int64_t patches = patchGrid(s) * patchGrid(s);
  return someOfBoth(patches - visiblePatches(s), patches, s.maskRatio);
}

Status validate(const PictureTokenizerSettings& s) {
  if (s.patch < 2 || !std::has_single_bit(static_cast<uint64_t>(s.patch)))
    return failure(message(UNMASK_TEXT("core",
                                       "objective.patch: %1 is no power of two; every convolution "
                                       "of the tokenizer halves the picture."),
                           s.patch),
                   message(UNMASK_TEXT("core", "Use 2, 4, 8, 16, 32 or 64.")));
  return validPatches(s.view, s.patch);
}

Status validate(const MaskedTokensSettings& s) {
  UNMASK_TRY(validPatches(s.view, s.patch));
  const int64_t grid = patchGrid(s), patches = grid * grid;
  if (grid < 2)
    return failure(
        message(UNMASK_TEXT("core", "objective.patch: a view of %1 pixels is one patch of %2."),
                s.view.size, s.patch),
        message(UNMASK_TEXT("core", "Use smaller patches.")));
  if (s.minBlock > (grid - 1) * (grid - 1))
    return failure(message(UNMASK_TEXT("core",
                                       "objective.min_block: no block of %1 patches fits into a "
                                       "grid of %2 x %2; blocks never reach from edge to edge."),
                           s.minBlock, grid),
                   message(UNMASK_TEXT("core", "Use at most %1."), (grid - 1) * (grid - 1)));
  return someOfBoth(maskTarget(s), patches, s.maskRatio);
}

Status validate(const ImageTextContrastSettings& s) {
  if (s.temperature * s.maxScale < 1)
    return failure(message(UNMASK_TEXT("core",
                                       "objective.max_scale: %1 is below one over the temperature "
                                       "%2 at the start."),
                           s.maxScale, s.temperature),
                   message(UNMASK_TEXT("core", "Raise it, or raise objective.temperature.")));
  return validCrop(s.view);
}

Status validate(const ImageTextMatchingSettings& s) {
  if (s.temperature > kWarmestMatching)
    return failure(message(UNMASK_TEXT("core", "%1 = %2 is too large."), "objective.temperature",
                           s.temperature),
                   message(UNMASK_TEXT("core", "Use at most %1."), kWarmestMatching));
  return validCrop(s.view);
}

int64_t patchGrid(const MaskedPixelsSettings& s) {
  return s.view.size / s.patch;
}

int64_t patchGrid(const PictureTokenizerSettings& s) {
  return s.view.size / s.patch;
}

int64_t patchGrid(const MaskedTokensSettings& s) {
  return s.view.size / s.patch;
}

int64_t visiblePatches(int64_t patches, double maskRatio) {
  return static_cast<int64_t>(std::floor(static_cast<double>(patches) * (1 - maskRatio) + 1e-9));
}

int64_t visiblePatches(const MaskedPixelsSettings& s) {
  return visiblePatches(patchGrid(s) * patchGrid(s), s.maskRatio);
}

int64_t maskTarget(const MaskedTokensSettings& s) {
  const auto patches = static_cast<double>(patchGrid(s) * patchGrid(s));
  return static_cast<int64_t>(std::nearbyint(patches * s.maskRatio));
}

}  // namespace unmask
