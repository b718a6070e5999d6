// The settings of a run, as plain structs. Names, ranges, units and explanations stand once, in
// settings.cpp; design.md section 3 lists the keys.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/spec/field.h"

namespace unmask {

// data.*: which part of the corpus trains and which validates.
struct DataSettings {
  std::string split = "position";  // position | documents; of pictures: position | pictures
  double trainFraction = 0.9;      // nanoGPT: the first 90 %
};

// model.*: a decoder-only transformer (GPT-2 shape), a BERT encoder, or an encoder-decoder (T5
// v1.1, BART). An objective shows those that its model has (run_spec.h, fieldsOf).
struct ModelSettings {
  int64_t layers = 4;  // of the encoder, where there is a decoder too
  int64_t decoderLayers = 4;
  int64_t heads = 4;
  int64_t headWidth = 0;  // 0: width / heads
  int64_t width = 128;
  int64_t feedForward = 512;
  int64_t context = 64;  // tokens; of the encoder's input, where there is a decoder too
  double dropout = 0;
  bool bias = false;              // in linear layers and layer norms
  std::string norm = "pre";       // pre | post (BERT as published)
  bool tiedHead = true;           // output matrix = token embedding
  bool headTransform = false;     // BERT's dense + GELU + LayerNorm before the output matrix
  bool embeddingNorm = false;     // BERT's LayerNorm after the embeddings
  bool segmentEmbedding = false;  // BERT's token-type table
  std::string initialisation =
      "gpt2";                      // gpt2: N(0,.02), residual outputs .02/sqrt(2L) | bert: N(0,.02)
  int64_t positionBuckets = 32;    // T5's relative positions: classes of distances
  int64_t positionDistance = 128;  // and where the last class begins
};

// train.*
struct TrainSettings {
  int64_t batchSize = 12;
  int64_t accumulate = 1;  // micro-batches per step
  int64_t steps = 2000;
  std::string optimizer = "adamw";  // adamw | sgd | lars
  double learningRate = 1e-3;
  double minLearningRate = 1e-4;
  int64_t warmupSteps = 100;
  int64_t decaySteps = 2000;        // 0: the steps at launch; extending a run never alters it
  std::string schedule = "cosine";  // and its kinds (schedule.h), linear, inverse-root, constant
  double beta1 = 0.9;
  double beta2 = 0.99;
  double momentum = 0.9;  // of SGD and LARS
  double trust = 0.001;   // LARS: step length as a share of the weights' length
  double weightDecay = 0.1;
  double clipNorm = 1;             // 0: off
  std::string precision = "auto";  // auto | fp32 | bf16
  int64_t threads = 0;             // 0: auto, resolved into spec.json at launch
  int64_t evalEvery = 250;
  int64_t evalBatches = 0;  // 0: the whole validation split
  int64_t checkpointEvery = 250;
  int64_t keepLast = 2;
  bool keepBest = true;
  int64_t seed = 1337;
};

// objective.* of next-token (recipes.md section 1).
struct NextTokenSettings {
  bool endOfDocument = false;  // pack documents with an end-of-document token between them
};

// objective.* of masked-lm (recipes.md section 2).
struct MaskedLmSettings {
  std::string algorithm = "hf-dynamic";  // hf-dynamic (2.1 B) | bert-exact (2.1 A)
  double chosen = 0.15;                  // probability or share of positions chosen as targets
  double mask = 0.8;                     // of the chosen: replaced by [MASK]
  double random = 0.1;  // of the chosen: replaced by a random piece; the rest is kept
  bool wholeWord = false;
  bool clsSep = false;         // [CLS] window [SEP], as BERT
  int64_t maxPredictions = 0;  // bert-exact: cap a window, 0 = none
};

// objective.* of span-corruption (recipes.md section 3).
struct SpanCorruptionSettings {
  double density = 0.15;    // share of the tokens that are hidden
  double meanSpan = 3;      // tokens
  bool randomRoll = false;  // turn the mask by a random offset
};

// objective.* of denoising (recipes.md section 4): the corruptions in the order they are applied.
struct DenoisingSettings {
  double permute = 1;        // share of the sentences put into random order
  double infill = 0.3;       // share of the tokens (or words) that text infilling hides in spans
  double poissonLambda = 3;  // mean length of such a span
  bool wholeWord = false;    // spans begin at words and are counted in them
  double mask = 0;           // share of the tokens replaced by [MASK] one by one
  double random = 0;         // share of all [MASK] that become a random piece instead
  double remove = 0;         // share of the tokens deleted without a mark
  double rotate = 0;         // probability that the text begins somewhere else
};

// samples.*: what the model is asked at each evaluation.
struct SampleSettings {
  std::vector<std::string> prompts;  // next-token beginnings, or sentences with [MASK]
  int64_t length = 200;              // tokens to write
  double temperature = 0.8;
  int64_t topK = 200;  // 0: off
  int64_t pictures = 4;  // of the held-out part, for objectives with pictures
};

std::vector<FieldRef> fieldsOf(DataSettings&, bool ofPictures = false);
std::vector<FieldRef> fieldsOf(ModelSettings&);
std::vector<FieldRef> fieldsOf(TrainSettings&);
std::vector<FieldRef> fieldsOf(NextTokenSettings&);
std::vector<FieldRef> fieldsOf(MaskedLmSettings&);
std::vector<FieldRef> fieldsOf(SpanCorruptionSettings&);
std::vector<FieldRef> fieldsOf(DenoisingSettings&);
std::vector<FieldRef> fieldsOf(SampleSettings&);

}  // namespace unmask
