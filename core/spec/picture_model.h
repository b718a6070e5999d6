// What the models of picture objectives have besides the transformer's shape (settings.h,
// ModelSettings). An objective shows those that its model has (run_spec.h, fieldsOf).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/spec/field.h"

namespace unmask {

// model.* of pictures.
struct PictureModelSettings {
  // vit | resnet20 | resnet18-small | resnet18; of contrastive and image-text-contrast
  // (image-text-matching has a vit)
  std::string encoder = "resnet20";
  int64_t patch = 4;         // pixels, of a vit; masked-pixels has its own in objective.patch
  int64_t decoderWidth = 64;  // masked-pixels
  int64_t decoderHeads = 4;
  int64_t convolutionWidth = 64;  // picture-tokenizer: channels of its convolutions
  int64_t residualBlocks = 2;     // of its encoder, and as many of its decoder
  int64_t codeWidth = 32;         // numbers of one code
  bool absolutePositions = false;  // masked-tokens: beside the relative ones
  int64_t textLayers = 4;  // of pairs: the encoder of captions
  int64_t textHeads = 4;
  int64_t textWidth = 128;
  int64_t fusionLayers = 2;        // image-text-matching: blocks that look at both
  int64_t projectionLayers = 2;    // contrastive: linear layers between the encoder and the loss
  int64_t projectionHidden = 128;  // width of those in between
  int64_t projectionWidth = 64;    // of the last
};

std::vector<FieldRef> fieldsOf(PictureModelSettings&);

bool isResNet(const PictureModelSettings&);

// A residual network: a stem, then stages of blocks with two 3x3 convolutions each; every stage
// but the first halves the size.
struct ResNetShape {
  bool standardStem = false;  // 7x7 with stride 2 and a max-pool, else 3x3
  std::vector<int64_t> widths;  // of the stages
  int64_t blocks = 0;           // of each stage
};
ResNetShape resNetShape(const std::string& encoder);

}  // namespace unmask
