// The one description of every setting of a run.
#include "core/spec/settings.h"

namespace unmask {

std::vector<FieldRef> fieldsOf(DataSettings& s, bool ofPictures) {
  const char* const text =
      UNMASK_TEXT("core",
                  "How the corpus is divided into training and validation: the first part of the "
                  "text, or whole documents drawn at random.");
  const char* const pictures =
      UNMASK_TEXT("core",
                  "How the corpus is divided into training and validation: pictures drawn at "
                  "random, or the first ones in its order.");
  const Choice byPosition = {"position", UNMASK_TEXT("core", "by position")};
  const Choice byDocuments = {"documents", UNMASK_TEXT("core", "by documents")};
  const Choice atRandom = {"pictures", UNMASK_TEXT("core", "at random")};
  return {
      choiceField({.key = "data.split",
                   .label = UNMASK_TEXT("core", "Split"),
                   .unit = "",
                   .explanation = ofPictures ? pictures : text,
                   .choices = ofPictures ? std::vector<Choice>{atRandom, byPosition}
                                         : std::vector<Choice>{byPosition, byDocuments}},
                  s.split),
      fractionField({.key = "data.train_fraction",
                     .label = UNMASK_TEXT("core", "Training share"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core", "The share of the corpus that trains; the rest validates."),
                     .minimum = 0.01,
                     .maximum = 0.99},
                    s.trainFraction),
  };
}

std::vector<FieldRef> fieldsOf(ModelSettings& s) {
  return {
      integerField({.key = "model.layers",
                    .label = UNMASK_TEXT("core", "Layers"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Transformer blocks, one above the other; those of the encoder, where "
                        "there is a decoder too."),
                    .minimum = 1,
                    .maximum = 200,
                    .essential = true,
                    .help = "layers"},
                   s.layers),
      integerField({.key = "model.decoder_layers",
                    .label = UNMASK_TEXT("core", "Decoder layers"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Transformer blocks of the decoder, which writes the target."),
                    .minimum = 1,
                    .maximum = 200,
                    .essential = true,
                    .help = "encoder-decoder"},
                   s.decoderLayers),
      integerField({.key = "model.heads",
                    .label = UNMASK_TEXT("core", "Heads"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Attention heads of each block; must divide the width."),
                    .minimum = 1,
                    .maximum = 256,
                    .essential = true,
                    .help = "heads"},
                   s.heads),
      integerField({.key = "model.head_width",
                    .label = UNMASK_TEXT("core", "Head width"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Length of one head's queries, keys and values; 0 means the width "
                        "divided by the heads."),
                    .minimum = 0,
                    .maximum = 4096},
                   s.headWidth),
      integerField(
          {.key = "model.width",
           .label = UNMASK_TEXT("core", "Width"),
           .unit = "",
           .explanation = UNMASK_TEXT("core", "Length of the vector that stands for one token."),
           .minimum = 1,
           .maximum = 65536,
           .essential = true,
           .help = "width"},
          s.width),
      integerField({.key = "model.feed_forward",
                    .label = UNMASK_TEXT("core", "Feed-forward width"),
                    .unit = "",
                    .explanation =
                        UNMASK_TEXT("core",
                                    "Hidden units of each block's feed-forward layer, usually four "
                                    "times the width."),
                    .minimum = 1,
                    .maximum = 262144,
                    .help = "feed-forward"},
                   s.feedForward),
      integerField({.key = "model.context",
                    .label = UNMASK_TEXT("core", "Context"),
                    .unit = UNMASK_TEXT("core", "tokens"),
                    .explanation = UNMASK_TEXT("core", "How many tokens the model sees at once."),
                    .minimum = 2,
                    .maximum = 131072,
                    .essential = true},
                   s.context),
      fractionField(
          {.key = "model.dropout",
           .label = UNMASK_TEXT("core", "Dropout"),
           .unit = "",
           .explanation = UNMASK_TEXT("core", "Share of activations set to zero while training."),
           .minimum = 0,
           .maximum = 0.95,
           .help = "dropout"},
          s.dropout),
      booleanField({.key = "model.bias",
                    .label = UNMASK_TEXT("core", "Biases"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Additive terms in the linear layers and layer norms.")},
                   s.bias),
      choiceField({.key = "model.norm",
                   .label = UNMASK_TEXT("core", "Layer norm"),
                   .unit = "",
                   .explanation = UNMASK_TEXT(
                       "core", "Before each sub-layer (GPT-2) or after it (BERT as published)."),
                   .choices = {{"pre", UNMASK_TEXT("core", "before")},
                               {"post", UNMASK_TEXT("core", "after")}},
                   .help = "pre-norm"},
                  s.norm),
      booleanField(
          {.key = "model.tied_head",
           .label = UNMASK_TEXT("core", "Tied head"),
           .unit = "",
           .explanation = UNMASK_TEXT("core", "The output matrix is the token embedding.")},
          s.tiedHead),
      booleanField({.key = "model.head_transform",
                    .label = UNMASK_TEXT("core", "Head transform"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "BERT's dense layer, GELU and layer norm before the output.")},
                   s.headTransform),
      booleanField(
          {.key = "model.embedding_norm",
           .label = UNMASK_TEXT("core", "Embedding norm"),
           .unit = "",
           .explanation = UNMASK_TEXT("core", "BERT's layer norm right after the embeddings.")},
          s.embeddingNorm),
      booleanField(
          {.key = "model.segment_embedding",
           .label = UNMASK_TEXT("core", "Segment embedding"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "BERT's table for first and second sentence; here always the "
                                      "first.")},
          s.segmentEmbedding),
      choiceField({.key = "model.initialisation",
                   .label = UNMASK_TEXT("core", "Initialisation"),
                   .unit = "",
                   .explanation =
                       UNMASK_TEXT("core",
                                   "gpt2 scales the residual outputs by one over the root of twice "
                                   "the layers; bert does not."),
                   .choices = {{"gpt2", UNMASK_TEXT("core", "GPT-2")},
                               {"bert", UNMASK_TEXT("core", "BERT")}}},
                  s.initialisation),
      integerField(
          {.key = "model.position_buckets",
           .label = UNMASK_TEXT("core", "Position buckets"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "Classes of distances between two tokens that T5's relative "
                                      "position bias tells apart."),
           .minimum = 4,
           .maximum = 1024},
          s.positionBuckets),
      integerField({.key = "model.position_distance",
                    .label = UNMASK_TEXT("core", "Longest distance"),
                    .unit = UNMASK_TEXT("core", "tokens"),
                    .explanation = UNMASK_TEXT(
                        "core", "From this distance on, all positions share the last bucket."),
                    .minimum = 8,
                    .maximum = 131072},
                   s.positionDistance),
  };
}

std::vector<FieldRef> fieldsOf(TrainSettings& s) {
  return {
      integerField(
          {.key = "train.batch_size",
           .label = UNMASK_TEXT("core", "Batch size"),
           .unit = UNMASK_TEXT("core", "examples"),
           .explanation = UNMASK_TEXT("core", "Examples that go through the model together."),
           .minimum = 1,
           .maximum = 65536,
           .essential = true},
          s.batchSize),
      integerField({.key = "train.accumulate",
                    .label = UNMASK_TEXT("core", "Accumulate"),
                    .unit = UNMASK_TEXT("core", "batches"),
                    .explanation = UNMASK_TEXT(
                        "core", "Batches whose gradients are added up before one step."),
                    .minimum = 1,
                    .maximum = 4096,
                    .help = "accumulate"},
                   s.accumulate),
      integerField({.key = "train.steps",
                    .label = UNMASK_TEXT("core", "Steps"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Optimizer steps until the run is done; it can be extended."),
                    .minimum = 1,
                    .maximum = 1e9,
                    .essential = true},
                   s.steps),
      choiceField(
          {.key = "train.optimizer",
           .label = UNMASK_TEXT("core", "Optimizer"),
           .unit = "",
           .explanation = UNMASK_TEXT(
               "core",
               "AdamW: Adam with decoupled weight decay; SGD with momentum; LARS: SGD whose "
               "step in each layer goes with the length of its weights."),
           .choices = {{"adamw", UNMASK_TEXT("core", "AdamW")},
                       {"sgd", UNMASK_TEXT("core", "SGD")},
                       {"lars", UNMASK_TEXT("core", "LARS")}},
           .help = "adamw"},
          s.optimizer),
      realField({.key = "train.learning_rate",
                 .label = UNMASK_TEXT("core", "Learning rate"),
                 .unit = "",
                 .explanation = UNMASK_TEXT("core", "The schedule's highest learning rate."),
                 .minimum = 0,
                 .maximum = 1e30,
                 .essential = true},
                s.learningRate),
      realField({.key = "train.min_learning_rate",
                 .label = UNMASK_TEXT("core", "Lowest learning rate"),
                 .unit = "",
                 .explanation = UNMASK_TEXT("core", "Where the schedule ends."),
                 .minimum = 0,
                 .maximum = 1e30},
                s.minLearningRate),
      integerField({.key = "train.warmup_steps",
                    .label = UNMASK_TEXT("core", "Warm-up"),
                    .unit = UNMASK_TEXT("core", "steps"),
                    .explanation = UNMASK_TEXT(
                        "core", "Steps over which the learning rate rises from near zero."),
                    .minimum = 0,
                    .maximum = 1e9,
                    .help = "warm-up"},
                   s.warmupSteps),
      integerField({.key = "train.decay_steps",
                    .label = UNMASK_TEXT("core", "Decay over"),
                    .unit = UNMASK_TEXT("core", "steps"),
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Step at which the schedule reaches its lowest rate; 0 means the "
                        "steps at launch. Extending a run never alters it."),
                    .minimum = 0,
                    .maximum = 1e9},
                   s.decaySteps),
      choiceField(
          {.key = "train.schedule",
           .label = UNMASK_TEXT("core", "Schedule"),
           .unit = "",
           .explanation = UNMASK_TEXT("core", "How the learning rate falls after the warm-up."),
           .choices = {{"cosine", UNMASK_TEXT("core", "cosine")},
                       {"cosine-mae", UNMASK_TEXT("core", "cosine, from 0 (MAE, SimCLR)")},
                       {"cosine-beit", UNMASK_TEXT("core", "cosine, both ends (BEiT)")},
                       {"cosine-clip", UNMASK_TEXT("core", "cosine (open_clip)")},
                       {"linear", UNMASK_TEXT("core", "linear")},
                       {"inverse-root", UNMASK_TEXT("core", "inverse root (T5)")},
                       {"constant", UNMASK_TEXT("core", "constant")}},
           .help = "schedule"},
          s.schedule),
      realField({.key = "train.beta1",
                 .label = UNMASK_TEXT("core", "Beta 1"),
                 .unit = "",
                 .explanation = UNMASK_TEXT("core", "AdamW's memory of the gradient."),
                 .minimum = 0,
                 .maximum = 0.99999},
                s.beta1),
      realField({.key = "train.beta2",
                 .label = UNMASK_TEXT("core", "Beta 2"),
                 .unit = "",
                 .explanation = UNMASK_TEXT("core", "AdamW's memory of the squared gradient."),
                 .minimum = 0,
                 .maximum = 0.99999},
                s.beta2),
      realField({.key = "train.momentum",
                 .label = UNMASK_TEXT("core", "Momentum"),
                 .unit = "",
                 .explanation = UNMASK_TEXT("core", "SGD's and LARS's memory of the gradient."),
                 .minimum = 0,
                 .maximum = 0.99999},
                s.momentum),
      realField({.key = "train.trust",
                 .label = UNMASK_TEXT("core", "Trust"),
                 .unit = "",
                 .explanation = UNMASK_TEXT(
                     "core",
                     "LARS: length of a layer's step as a share of the length of its weights, at a "
                     "learning rate of 1."),
                 .minimum = 1e-6,
                 .maximum = 1},
                s.trust),
      realField({.key = "train.weight_decay",
                 .label = UNMASK_TEXT("core", "Weight decay"),
                 .unit = "",
                 .explanation = UNMASK_TEXT(
                     "core", "How strongly matrices and embeddings are pulled to zero."),
                 .minimum = 0,
                 .maximum = 100,
                 .help = "weight-decay"},
                s.weightDecay),
      realField({.key = "train.clip_norm",
                 .label = UNMASK_TEXT("core", "Clip gradient at"),
                 .unit = "",
                 .explanation = UNMASK_TEXT(
                     "core", "A longer gradient is scaled down to this length; 0 turns it off."),
                 .minimum = 0,
                 .maximum = 1e9,
                 .help = "clip-norm"},
                s.clipNorm),
      choiceField({.key = "train.precision",
                   .label = UNMASK_TEXT("core", "Precision"),
                   .unit = "",
                   .explanation =
                       UNMASK_TEXT("core",
                                   "fp32, or bf16 in the matrix products; auto measures which is "
                                   "faster here, once, at launch."),
                   .choices = {{"auto", UNMASK_TEXT("core", "automatic")},
                               {"fp32", "fp32"},
                               {"bf16", "bf16"}},
                   .help = "precision"},
                  s.precision),
      integerField(
          {.key = "train.threads",
           .label = UNMASK_TEXT("core", "Threads"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "CPU threads of the model's arithmetic; 0 means one for each "
                                      "core. Part of the run: other counts round differently."),
           .minimum = 0,
           .maximum = 1024},
          s.threads),
      integerField({.key = "train.eval_every",
                    .label = UNMASK_TEXT("core", "Evaluate every"),
                    .unit = UNMASK_TEXT("core", "steps"),
                    .explanation = UNMASK_TEXT(
                        "core", "Steps between two validation passes, each with samples."),
                    .minimum = 1,
                    .maximum = 1e9,
                    .help = "evaluation"},
                   s.evalEvery),
      integerField({.key = "train.eval_batches",
                    .label = UNMASK_TEXT("core", "Evaluate on"),
                    .unit = UNMASK_TEXT("core", "batches"),
                    .explanation = UNMASK_TEXT(
                        "core", "Batches of the validation part that are scored; 0 means all."),
                    .minimum = 0,
                    .maximum = 1e9},
                   s.evalBatches),
      integerField({.key = "train.checkpoint_every",
                    .label = UNMASK_TEXT("core", "Checkpoint every"),
                    .unit = UNMASK_TEXT("core", "steps"),
                    .explanation = UNMASK_TEXT(
                        "core", "Steps between two saved states from which a run can go on."),
                    .minimum = 1,
                    .maximum = 1e9},
                   s.checkpointEvery),
      integerField(
          {.key = "train.keep_last",
           .label = UNMASK_TEXT("core", "Keep last"),
           .unit = UNMASK_TEXT("core", "checkpoints"),
           .explanation = UNMASK_TEXT("core", "How many of the newest checkpoints are kept."),
           .minimum = 1,
           .maximum = 10000},
          s.keepLast),
      booleanField({.key = "train.keep_best",
                    .label = UNMASK_TEXT("core", "Keep best"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Also keep the checkpoint with the lowest validation loss."),
                    .help = "keep-best"},
                   s.keepBest),
      integerField({.key = "train.seed",
                    .label = UNMASK_TEXT("core", "Seed"),
                    .unit = "",
                    .explanation = UNMASK_TEXT("core", "Decides every random draw of the run."),
                    .minimum = 0,
                    .maximum = 9007199254740991.0},
                   s.seed),
  };
}

std::vector<FieldRef> fieldsOf(NextTokenSettings& s) {
  return {
      booleanField({.key = "objective.end_of_document",
                    .label = UNMASK_TEXT("core", "Mark document ends"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Put an end-of-document token between documents, which the model "
                        "learns to predict too."),
                    .essential = true},
                   s.endOfDocument),
  };
}

std::vector<FieldRef> fieldsOf(MaskedLmSettings& s) {
  return {
      choiceField({.key = "objective.algorithm",
                   .label = UNMASK_TEXT("core", "Algorithm"),
                   .unit = "",
                   .explanation =
                       UNMASK_TEXT("core",
                                   "HF dynamic chooses each position by itself; BERT exact chooses "
                                   "an exact count."),
                   .choices = {{"hf-dynamic", UNMASK_TEXT("core", "HF dynamic")},
                               {"bert-exact", UNMASK_TEXT("core", "BERT exact")}},
                   .essential = true},
                  s.algorithm),
      fractionField(
          {.key = "objective.chosen",
           .label = UNMASK_TEXT("core", "Chosen as target"),
           .unit = "",
           .explanation = UNMASK_TEXT("core", "Share of positions that the model must predict."),
           .minimum = 0.001,
           .maximum = 1,
           .essential = true},
          s.chosen),
      fractionField(
          {.key = "objective.mask",
           .label = UNMASK_TEXT("core", "Replaced by [MASK]"),
           .unit = "",
           .explanation = UNMASK_TEXT("core", "Of the chosen: share hidden behind [MASK]."),
           .essential = true},
          s.mask),
      fractionField(
          {.key = "objective.random",
           .label = UNMASK_TEXT("core", "Replaced by a random piece"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "Of the chosen: share replaced by any piece; what remains is "
                                      "kept as it was."),
           .essential = true},
          s.random),
      booleanField(
          {.key = "objective.whole_word",
           .label = UNMASK_TEXT("core", "Whole words"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "Choose all pieces of a word together; HF dynamic then "
                                      "replaces every one of them by [MASK]."),
           .essential = true},
          s.wholeWord),
      booleanField({.key = "objective.cls_sep",
                    .label = UNMASK_TEXT("core", "[CLS] and [SEP]"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Put [CLS] before and [SEP] after each window, as BERT does.")},
                   s.clsSep),
      integerField({.key = "objective.max_predictions",
                    .label = UNMASK_TEXT("core", "At most chosen"),
                    .unit = UNMASK_TEXT("core", "positions"),
                    .explanation =
                        UNMASK_TEXT("core",
                                    "BERT exact: cap on the chosen positions of a window; 0 means "
                                    "none."),
                    .minimum = 0,
                    .maximum = 1e6},
                   s.maxPredictions),
  };
}

std::vector<FieldRef> fieldsOf(SpanCorruptionSettings& s) {
  return {
      fractionField({.key = "objective.density",
                     .label = UNMASK_TEXT("core", "Hidden"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core", "Share of the tokens that spans hide and the target holds."),
                     .minimum = 0.01,
                     .maximum = 0.9,
                     .essential = true},
                    s.density),
      realField({.key = "objective.mean_span",
                 .label = UNMASK_TEXT("core", "Mean span"),
                 .unit = UNMASK_TEXT("core", "tokens"),
                 .explanation = UNMASK_TEXT(
                     "core", "Mean length of a hidden span; decides how many spans there are."),
                 .minimum = 1,
                 .maximum = 1000,
                 .essential = true},
                s.meanSpan),
      booleanField({.key = "objective.random_roll",
                    .label = UNMASK_TEXT("core", "Turned"),
                    .unit = "",
                    .explanation =
                        UNMASK_TEXT("core",
                                    "Move the mask by a random offset, around the end: without it "
                                    "every window ends with a hidden span.")},
                   s.randomRoll),
  };
}

std::vector<FieldRef> fieldsOf(DenoisingSettings& s) {
  return {
      fractionField({.key = "objective.permute",
                     .label = UNMASK_TEXT("core", "Permuted"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core", "Share of the window's sentences that change places at random."),
                     .essential = true},
                    s.permute),
      fractionField({.key = "objective.infill",
                     .label = UNMASK_TEXT("core", "In spans"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core",
                         "Text infilling: share of the tokens in spans that one [MASK] replaces; "
                         "spans may overlap, so really a little less."),
                     .maximum = 0.9,
                     .essential = true},
                    s.infill),
      realField({.key = "objective.poisson_lambda",
                 .label = UNMASK_TEXT("core", "Mean span"),
                 .unit = UNMASK_TEXT("core", "tokens"),
                 .explanation = UNMASK_TEXT(
                     "core",
                     "Lambda of the Poisson lengths of the spans; a span of length 0 puts a "
                     "[MASK] where nothing is missing."),
                 .minimum = 0.1,
                 .maximum = 30,
                 .essential = true},
                s.poissonLambda),
      booleanField(
          {.key = "objective.whole_word",
           .label = UNMASK_TEXT("core", "Whole words"),
           .unit = "",
           .explanation = UNMASK_TEXT(
               "core", "Spans of text infilling begin at a word and are counted in words.")},
          s.wholeWord),
      fractionField({.key = "objective.mask",
                     .label = UNMASK_TEXT("core", "Masked"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core", "Token masking: share of the tokens replaced by [MASK]."),
                     .maximum = 0.9,
                     .essential = true},
                    s.mask),
      fractionField({.key = "objective.random",
                     .label = UNMASK_TEXT("core", "→ random"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core", "Share of all [MASK] that become a random piece instead.")},
                    s.random),
      fractionField({.key = "objective.delete",
                     .label = UNMASK_TEXT("core", "Deleted"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core", "Token deletion: share of the tokens removed without a mark."),
                     .maximum = 0.9,
                     .essential = true},
                    s.remove),
      fractionField({.key = "objective.rotate",
                     .label = UNMASK_TEXT("core", "Rotated"),
                     .unit = "",
                     .explanation = UNMASK_TEXT(
                         "core",
                         "Document rotation: probability that the window begins at another token, "
                         "drawn evenly, and its beginning follows its end."),
                     .essential = true},
                    s.rotate),
  };
}

std::vector<FieldRef> fieldsOf(SampleSettings& s) {
  return {
      textsField({.key = "samples.prompts",
                  .label = UNMASK_TEXT("core", "Prompts"),
                  .unit = "",
                  .explanation =
                      UNMASK_TEXT("core",
                                  "What the model is asked at each evaluation: beginnings to go on "
                                  "with, or sentences with [MASK]. Without any, the beginning of "
                                  "the text."),
                  .essential = true},
                 s.prompts),
      integerField({.key = "samples.length",
                    .label = UNMASK_TEXT("core", "Sample length"),
                    .unit = UNMASK_TEXT("core", "tokens"),
                    .explanation = UNMASK_TEXT("core", "Tokens the model writes for each prompt."),
                    .minimum = 1,
                    .maximum = 100000},
                   s.length),
      realField({.key = "samples.temperature",
                 .label = UNMASK_TEXT("core", "Temperature"),
                 .unit = "",
                 .explanation =
                     UNMASK_TEXT("core",
                                 "Below 1 the model prefers its likeliest pieces; 0 takes only the "
                                 "likeliest."),
                 .minimum = 0,
                 .maximum = 100},
                s.temperature),
      integerField({.key = "samples.top_k",
                    .label = UNMASK_TEXT("core", "Top k"),
                    .unit = UNMASK_TEXT("core", "pieces"),
                    .explanation = UNMASK_TEXT(
                        "core", "Only the k likeliest pieces may be drawn; 0 means all."),
                    .minimum = 0,
                    .maximum = 1e6},
                   s.topK),
      integerField({.key = "samples.pictures",
                    .label = UNMASK_TEXT("core", "Sample pictures"),
                    .unit = UNMASK_TEXT("core", "pictures"),
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Held-out pictures, always the same, that show at each evaluation what the "
                        "model makes of them."),
                    .minimum = 0,
                    .maximum = 32},
                   s.pictures),
  };
}

}  // namespace unmask
