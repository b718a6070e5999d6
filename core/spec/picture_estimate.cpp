// The formulas of picture models. Letters: C width, F feed-forward width, T tokens of a picture.
#include "core/spec/picture_estimate.h"

#include <functional>

namespace unmask {

namespace {

constexpr double kFloat = 4;

double real(int64_t value) {
  return static_cast<double>(value);
}

// A vision transformer's blocks (engine/vision_transformer.h).
struct Blocks {
  int64_t layers = 0, width = 0, feedForward = 0;
  double tokens = 0;
  bool quickGelu = false;  // CLIP's x sigmoid(1.702 x) keeps the sigmoid too

  int64_t parameters() const {
    const int64_t matrices = 4 * width * width + 2 * width * feedForward;
    const int64_t vectors = 4 * width + 4 * width + feedForward + width;  // norms; biases
    return layers * (matrices + vectors);
  }
  // As estimate.cpp counts it for BERT.
  double operations() const {
    return tokens * real(layers) *
           (2 * (4 * real(width) * real(width) + 2 * real(width) * real(feedForward)) +
            4 * tokens * real(width));
  }
  double kept(double matmul, double attention) const {
    return tokens * real(layers) *
           ((2 * kFloat + 3 * matmul + 4 * attention) * real(width) +
            (quickGelu ? 3 : 2) * matmul * real(feedForward));
  }
};

struct Encoder {
  Blocks blocks;
  int64_t values = 0;  // of a patch
  int64_t parameters() const {
    const int64_t width = blocks.width;
    return values * width + width + width + blocks.parameters() + 2 * width;
  }
  double operations() const {
    return 2 * real(values) * real(blocks.width) * (blocks.tokens - 1) + blocks.operations();
  }
};

Encoder vision(const RunSpec& spec, int64_t patch, int64_t tokens) {
  const ModelSettings& m = spec.model;
  return {{m.layers, m.width, m.feedForward, real(tokens)}, patch * patch * spec.channels};
}

// Every convolution of a residual network (engine/resnet.h), in order.
void forEachConvolution(const RunSpec& spec, int64_t size,
                        const std::function<void(int64_t in, int64_t out, int64_t kernel,
                                                 int64_t sizeAfter)>& each) {
  const ResNetShape shape = resNetShape(spec.pictureModel.encoder);
  const auto halved = [](int64_t s) { return (s + 1) / 2; };
  int64_t side = shape.standardStem ? halved(size) : size;
  each(spec.channels, shape.widths[0], shape.standardStem ? 7 : 3, side);
  if (shape.standardStem) side = halved(side);
  int64_t in = shape.widths[0];
  for (size_t stage = 0; stage < shape.widths.size(); ++stage)
    for (int64_t block = 0; block < shape.blocks; ++block) {
      const int64_t out = shape.widths[stage];
      const bool halves = stage > 0 && block == 0;
      if (halves) side = halved(side);
      each(in, out, 3, side);
      each(out, out, 3, side);
      if (halves || in != out) each(in, out, 1, side);
      in = out;
    }
}

bool isMatching(const RunSpec& spec) {
  return std::holds_alternative<ImageTextMatchingSettings>(spec.objectiveSettings);
}

// CLIP's two towers (engine/pair_model.h): the vision transformer has no bias under its patches,
// learned positions and one more norm.
Blocks captionBlocks(const RunSpec& spec) {
  const PictureModelSettings& p = spec.pictureModel;
  return {p.textLayers, p.textWidth, 4 * p.textWidth, real(spec.model.context), !isMatching(spec)};
}

Blocks fusionBlocks(const RunSpec& spec, double pairs) {
  const PictureModelSettings& p = spec.pictureModel;
  return {p.fusionLayers, p.textWidth, 4 * p.textWidth, pairs * real(spec.model.context)};
}

// image-text-matching (engine/match_model.h) looks at three pairs for each of the batch; keys and
// values of its cross-attention are made once a picture.
struct Matching {
  Encoder encoder;
  Blocks text, fusion;
  int64_t width = 0, image = 0;  // of the text and of the picture's tokens
  double length = 0;             // tokens of a caption
  int64_t parameters(const RunSpec& spec) const {
    const PictureModelSettings& p = spec.pictureModel;
    const int64_t cross = 2 * width + 2 * (width * width + width) + 2 * (width * image + width);
    return encoder.parameters() + text.parameters() + fusion.parameters() +
           p.fusionLayers * cross + (vocabularySize(spec) + spec.model.context) * width +
           3 * 2 * width + (image + width + 2) * p.projectionWidth + 2 * width + 2 + 1;
  }
  double operations() const {
    const double seen = encoder.blocks.tokens, asking = 3 * length;
    const double block = 2 * (4 * real(width) * real(width) + 8 * real(width) * real(width)) +
                         4 * length * real(width);
    const double cross = asking * (4 * real(width) * real(width) + 4 * seen * real(width)) +
                         seen * 4 * real(image) * real(width);
    return encoder.operations() + text.operations() +
           real(fusion.layers) * (asking * block + cross);
  }
  double kept(double matmul, double attention) const {
    const double seen = encoder.blocks.tokens;
    const double cross = 3 * length * ((kFloat + 2 * matmul + 2 * attention) * real(width)) +
                         4 * seen * 2 * attention * real(width);
    return encoder.blocks.kept(matmul, attention) + text.kept(matmul, attention) +
           fusion.kept(matmul, attention) + real(fusion.layers) * cross;
  }
};

Matching matchingOf(const RunSpec& spec) {
  return {vision(spec, spec.pictureModel.patch, positionsOf(spec)),
          captionBlocks(spec),
          fusionBlocks(spec, 3),
          spec.pictureModel.textWidth,
          spec.model.width,
          real(spec.model.context)};
}

struct Projection {
  int64_t parameters = 0;
  double operations = 0;
};

Projection projection(const RunSpec& spec, int64_t features) {
  const PictureModelSettings& p = spec.pictureModel;
  Projection head;
  int64_t in = features;
  for (int64_t layer = 0; layer < p.projectionLayers; ++layer) {
    const bool last = layer + 1 == p.projectionLayers;
    const int64_t out = last ? p.projectionWidth : p.projectionHidden;
    head.parameters += in * out + (last ? out : 2 * out);
    head.operations += 2 * real(in) * real(out);
    in = out;
  }
  return head;
}

int64_t featureWidth(const RunSpec& spec) {
  return isResNet(spec.pictureModel) ? resNetShape(spec.pictureModel.encoder).widths.back()
                                     : spec.model.width;
}

struct MaskedParts {
  Encoder encoder;
  Blocks decoder;
  double hidden = 0;
};

MaskedParts partsOf(const RunSpec& spec, const MaskedPixelsSettings& masked) {
  const int64_t visible = visiblePatches(masked), all = patchGrid(masked) * patchGrid(masked);
  const int64_t width = spec.pictureModel.decoderWidth;
  return {vision(spec, masked.patch, visible + 1),
          {spec.model.decoderLayers, width, 4 * width, real(all + 1)},
          real(all - visible)};
}

// Every convolution of the VQ-VAE (engine/vq_autoencoder.h) with its bias; `places` in its output,
// of a transposed one in its input.
void forEachConvolution(
    const RunSpec& spec, const PictureTokenizerSettings& tokenizer,
    const std::function<void(int64_t in, int64_t out, int64_t kernel, double places)>& each) {
  const PictureModelSettings& p = spec.pictureModel;
  const int64_t width = p.convolutionWidth, grid = patchGrid(tokenizer);
  const double places = real(grid * grid);
  for (int64_t size = tokenizer.view.size / 2, in = spec.channels; size >= grid; size /= 2) {
    each(in, width, 4, real(size * size));
    in = width;
  }
  for (int64_t block = 0; block < 2 * p.residualBlocks; ++block) {
    each(width, width, 3, places);
    each(width, width, 1, places);
  }
  each(width, p.codeWidth, 1, places);
  each(p.codeWidth, width, 3, places);
  for (int64_t size = grid; size < tokenizer.view.size; size *= 2)
    each(width, 2 * size == tokenizer.view.size ? spec.channels : width, 4, real(size * size));
}

// BEiT (engine/beit.h): no bias for the keys, two LayerScale vectors a layer.
Blocks beitBlocks(const RunSpec& spec) {
  return {spec.model.layers, spec.model.width, spec.model.feedForward, real(positionsOf(spec))};
}

double hiddenPatches(const RunSpec& spec) {
  return real(maskTarget(std::get<MaskedTokensSettings>(spec.objectiveSettings)));
}

}  // namespace

int64_t pictureParameterCount(const RunSpec& spec) {
  if (isMatching(spec)) return matchingOf(spec).parameters(spec);
  if (familyOf(spec) == Family::pairs) {
    const PictureModelSettings& p = spec.pictureModel;
    const int64_t text = vocabularySize(spec) * p.textWidth + spec.model.context * p.textWidth +
                         captionBlocks(spec).parameters() + 2 * p.textWidth;
    int64_t image = 0;
    if (isResNet(p)) {
      forEachConvolution(spec, 0, [&](int64_t in, int64_t out, int64_t kernel, int64_t) {
        image += in * out * kernel * kernel + 2 * out;
      });
    } else {
      const Encoder encoder = vision(spec, p.patch, positionsOf(spec));
      image = encoder.parameters() - encoder.blocks.width +
              (positionsOf(spec) + 2) * encoder.blocks.width;
    }
    return image + text + (featureWidth(spec) + p.textWidth) * p.projectionWidth + 1;
  }
  if (const auto* masked = std::get_if<MaskedPixelsSettings>(&spec.objectiveSettings)) {
    const MaskedParts parts = partsOf(spec, *masked);
    const int64_t width = parts.decoder.width, values = parts.encoder.values;
    return parts.encoder.parameters() + spec.model.width * width + width + width +
           parts.decoder.parameters() + 2 * width + width * values + values;
  }
  if (const auto* tokenizer = std::get_if<PictureTokenizerSettings>(&spec.objectiveSettings)) {
    int64_t count = 0;
    forEachConvolution(spec, *tokenizer, [&](int64_t in, int64_t out, int64_t kernel, double) {
      count += in * out * kernel * kernel + out;
    });
    return count;
  }
  if (const auto* masked = std::get_if<MaskedTokensSettings>(&spec.objectiveSettings)) {
    const int64_t width = spec.model.width, side = 2 * patchGrid(*masked) - 1;
    const int64_t values = masked->patch * masked->patch * spec.channels;
    return values * width + width + 2 * width + beitBlocks(spec).parameters() +
           spec.model.layers * width + (side * side + 3) * spec.model.heads + 2 * width +
           (spec.pictureModel.absolutePositions ? positionsOf(spec) * width : 0) +
           spec.pieces * (width + 1);
  }
  const int64_t head = projection(spec, featureWidth(spec)).parameters;
  if (!isResNet(spec.pictureModel))
    return vision(spec, spec.pictureModel.patch, 0).parameters() + head;
  int64_t count = head;
  forEachConvolution(spec, 0, [&](int64_t in, int64_t out, int64_t kernel, int64_t) {
    count += in * out * kernel * kernel + 2 * out;
  });
  return count;
}

double pictureForwardOperations(const RunSpec& spec) {
  if (isMatching(spec)) return matchingOf(spec).operations();
  if (const auto* masked = std::get_if<MaskedPixelsSettings>(&spec.objectiveSettings)) {
    const MaskedParts parts = partsOf(spec, *masked);
    const double width = real(parts.decoder.width);
    return parts.encoder.operations() +
           2 * parts.encoder.blocks.tokens * real(spec.model.width) * width +
           parts.decoder.operations() + 2 * parts.hidden * width * real(parts.encoder.values);
  }
  if (const auto* tokenizer = std::get_if<PictureTokenizerSettings>(&spec.objectiveSettings)) {
    const int64_t grid = patchGrid(*tokenizer);
    double work = 2 * real(grid * grid) * real(tokenizer->codes * spec.pictureModel.codeWidth);
    forEachConvolution(spec, *tokenizer,
                       [&](int64_t in, int64_t out, int64_t kernel, double places) {
                         work += 2 * real(in * out) * real(kernel * kernel) * places;
                       });
    return work;
  }
  if (const auto* masked = std::get_if<MaskedTokensSettings>(&spec.objectiveSettings)) {
    const int64_t values = masked->patch * masked->patch * spec.channels;
    return 2 * real(values * spec.model.width) * (positionsOf(spec) - 1) +
           beitBlocks(spec).operations() +
           2 * hiddenPatches(spec) * real(spec.model.width) * real(spec.pieces);
  }
  const bool pairs = familyOf(spec) == Family::pairs;
  double view = pairs ? 0 : projection(spec, featureWidth(spec)).operations;
  if (isResNet(spec.pictureModel))
    forEachConvolution(spec, viewOf(spec).size,
                       [&](int64_t in, int64_t out, int64_t kernel, int64_t side) {
                         view += 2 * real(in * out) * real(kernel * kernel) * real(side * side);
                       });
  else
    view += vision(spec, spec.pictureModel.patch, positionsOf(spec)).operations();
  return pairs ? view + captionBlocks(spec).operations() : 2 * view;
}

double pictureActivations(const RunSpec& spec, double matmul, double attention) {
  if (isMatching(spec)) return matchingOf(spec).kept(matmul, attention);
  if (const auto* masked = std::get_if<MaskedPixelsSettings>(&spec.objectiveSettings)) {
    const MaskedParts parts = partsOf(spec, *masked);
    const double predicted = parts.hidden * real(parts.encoder.values) * 3 * kFloat;
    return parts.encoder.blocks.kept(matmul, attention) + parts.decoder.kept(matmul, attention) +
           predicted;
  }
  if (const auto* tokenizer = std::get_if<PictureTokenizerSettings>(&spec.objectiveSettings)) {
    double kept = 0;  // of every convolution what it made, and what ReLU made of that
    forEachConvolution(spec, *tokenizer, [&](int64_t, int64_t out, int64_t, double places) {
      kept += real(out) * places * (matmul + kFloat);
    });
    return kept;
  }
  if (usesPictureTokenizer(spec)) {
    // Attention keeps its weights: scores with a bias that learns have no flash kernel. And of
    // every target logits, log-probabilities and their gradient.
    const double tokens = real(positionsOf(spec));
    return beitBlocks(spec).kept(matmul, attention) +
           real(spec.model.layers * spec.model.heads) * tokens * tokens * (kFloat + attention) +
           hiddenPatches(spec) * 3 * kFloat * real(spec.pieces);
  }
  const bool pairs = familyOf(spec) == Family::pairs;
  // Of the text, the input of its final norm as well; of the vision transformer that of the one
  // norm outside its blocks which sees every token: CLIP's first, otherwise the final one.
  const Blocks text = captionBlocks(spec);
  const double captions =
      pairs ? text.kept(matmul, attention) + text.tokens * kFloat * real(text.width) : 0;
  const double views = pairs ? 1 : 2;
  if (!isResNet(spec.pictureModel)) {
    Encoder encoder = vision(spec, spec.pictureModel.patch, positionsOf(spec));
    encoder.blocks.quickGelu = pairs;
    return captions + views * (encoder.blocks.kept(matmul, attention) +
                               encoder.blocks.tokens * kFloat * real(encoder.blocks.width));
  }
  // Of every convolution its input, and what BatchNorm and ReLU are given.
  double kept = 0;
  forEachConvolution(spec, viewOf(spec).size,
                     [&](int64_t, int64_t out, int64_t, int64_t side) {
                       kept += real(out) * real(side * side) * (matmul + 2 * kFloat);
                     });
  return captions + views * kept;
}

}  // namespace unmask
