// What the picture objectives are, with their presets.
#include "core/spec/picture_objectives.h"

namespace unmask {

namespace {

ObjectiveInfo maskedPixels() {
  return {
      .id = "masked-pixels",
      .label = UNMASK_TEXT("core", "Masked pixels"),
      .system = "MAE",
      .family = Family::pictures,
      .architecture = Architecture::mae,
      .paper = "He et al. 2022",
      .task = UNMASK_TEXT("core",
                          "See a quarter of a picture's patches and predict the pixels of the "
                          "others."),
      .lookFor = UNMASK_TEXT(
          "core",
          "The loss leaves that of even patches quickly and then falls slowly for very long. Low "
          "loss is not the aim: the encoder's features are."),
      .chanceName = "(n − 1)/n",
      .lossKind = LossKind::squaredError,
      .presets = {
          {.id = "tiny",
           .label = UNMASK_TEXT("core", "Tiny"),
           .explanation = UNMASK_TEXT(
               "core",
               "4 layers, width 128 over patches of 4 x 4 in views of 32 x 32; decoder of 2 "
               "layers, width 64."),
           .assignments = {"objective.view_size=32", "objective.patch=4", "model.layers=4",
                           "model.heads=4", "model.width=128", "model.feed_forward=512",
                           "model.decoder_layers=2", "model.decoder_width=64",
                           "model.decoder_heads=4", "train.batch_size=64", "train.steps=1500",
                           "train.decay_steps=1500", "train.learning_rate=1e-3",
                           "train.min_learning_rate=0", "train.warmup_steps=100",
                           "train.beta2=0.95", "train.weight_decay=0.05", "train.clip_norm=0"}},
          {.id = "small",
           .label = UNMASK_TEXT("core", "Small"),
           .explanation = UNMASK_TEXT(
               "core",
               "6 layers, width 256 over patches of 8 x 8 in views of 64 x 64; decoder of 4 "
               "layers, width 128."),
           .assignments = {"objective.view_size=64",   "objective.patch=8",
                           "model.layers=6",           "model.heads=8",
                           "model.width=256",          "model.feed_forward=1024",
                           "model.decoder_layers=4",   "model.decoder_width=128",
                           "model.decoder_heads=4",    "train.batch_size=128",
                           "train.steps=20000",        "train.decay_steps=20000",
                           "train.learning_rate=1e-3", "train.min_learning_rate=0",
                           "train.warmup_steps=1000",  "train.beta2=0.95",
                           "train.weight_decay=0.05",  "train.clip_norm=0",
                           "train.eval_every=500",     "train.checkpoint_every=500"}},
          {.id = "paper",
           .label = UNMASK_TEXT("core", "Paper"),
           .explanation = UNMASK_TEXT("core",
                                      "ViT-B as published: 12 layers, width 768, patches of 16 x "
                                      "16 in views of 224 x 224; "
                                      "decoder of 8 layers, width 512."),
           .assignments = {"objective.view_size=224",   "objective.patch=16",
                           "model.layers=12",           "model.heads=12",
                           "model.width=768",           "model.feed_forward=3072",
                           "model.decoder_layers=8",    "model.decoder_width=512",
                           "model.decoder_heads=16",    "train.batch_size=64",
                           "train.accumulate=64",       "train.steps=250000",
                           "train.decay_steps=250000",  "train.learning_rate=2.4e-3",
                           "train.schedule=cosine-mae",
                           "train.min_learning_rate=0", "train.warmup_steps=12500",
                           "train.beta2=0.95",          "train.weight_decay=0.05",
                           "train.clip_norm=0",         "train.eval_every=1000",
                           "train.eval_batches=200",    "train.checkpoint_every=1000"}}}};
}

ObjectiveInfo contrastive() {
  return {
      .id = "contrastive",
      .label = UNMASK_TEXT("core", "Contrastive views"),
      .system = "SimCLR",
      .family = Family::pictures,
      .architecture = Architecture::simclr,
      .paper = "Chen et al. 2020",
      .task = UNMASK_TEXT("core",
                          "Of all views in a batch, find the one that was made of the same "
                          "picture."),
      .lookFor = UNMASK_TEXT(
          "core",
          "The loss leaves ln(2N - 1) and the partner is found ever more often. Uniformity near 0 "
          "or a falling effective rank mean that all pictures become alike."),
      .chanceName = "ln(2N − 1)",
      .lossPer = LossPer::view,
      .presets = {
          {.id = "tiny",
           .label = UNMASK_TEXT("core", "Tiny"),
           .explanation = UNMASK_TEXT(
               "core", "A residual network of 20 layers, views of 32 x 32, 64 pictures a batch."),
           .assignments = {"objective.view_size=32", "model.encoder=resnet20",
                           "model.projection_hidden=64", "model.projection_width=64",
                           "train.batch_size=64", "train.steps=500", "train.decay_steps=500",
                           "train.learning_rate=2e-3", "train.min_learning_rate=0",
                           "train.warmup_steps=50", "train.beta2=0.95",
                           "train.weight_decay=0.01", "train.clip_norm=0",
                           "train.eval_every=100", "train.checkpoint_every=100"}},
          {.id = "small",
           .label = UNMASK_TEXT("core", "Small"),
           .explanation = UNMASK_TEXT(
               "core",
               "ResNet-18 with a stem for small pictures, as is usual on CIFAR-10; views of 32 x "
               "32, 256 pictures a batch, SGD."),
           .assignments = {"objective.view_size=32", "model.encoder=resnet18-small",
                           "model.projection_hidden=512", "model.projection_width=128",
                           "train.batch_size=256", "train.steps=20000",
                           "train.decay_steps=20000", "train.optimizer=sgd",
                           "train.learning_rate=0.06", "train.min_learning_rate=0",
                           "train.warmup_steps=500", "train.weight_decay=5e-4",
                           "train.clip_norm=0", "train.eval_every=500",
                           "train.checkpoint_every=500"}},
          {.id = "paper",
           .label = UNMASK_TEXT("core", "Paper"),
           .explanation = UNMASK_TEXT(
               "core",
               "LARS on views of 224 x 224 with blur and strong colours as published, with "
               "ResNet-18; 1,024 pictures a batch instead of 4,096."),
           .assignments = {"objective.view_size=224",
                           "objective.jitter_strength=1",
                           "objective.blur=0.5",
                           "objective.temperature=0.1",
                           "model.encoder=resnet18",
                           "model.projection_layers=3",
                           "model.projection_hidden=512",
                           "model.projection_width=128",
                           "train.batch_size=1024",
                           "train.steps=125000",
                           "train.decay_steps=125000",
                           "train.schedule=cosine-mae",
                           "train.optimizer=lars",
                           "train.learning_rate=2.4",
                           "train.min_learning_rate=0",
                           "train.warmup_steps=12500",
                           "train.weight_decay=1e-4",
                           "train.clip_norm=0",
                           "train.eval_every=1000",
                           "train.eval_batches=20",
                           "train.checkpoint_every=1000"}}}};
}

ObjectiveInfo pictureTokenizer() {
  return {
      .id = "picture-tokenizer",
      .label = UNMASK_TEXT("core", "Picture tokenizer"),
      .system = "VQ-VAE",
      .family = Family::pictures,
      .architecture = Architecture::vqvae,
      .paper = "van den Oord et al. 2017",
      .task = UNMASK_TEXT("core",
                          "Write a picture as a grid of codes from a small codebook, and paint it "
                          "again from the codes alone. The first stage of masked picture codes."),
      .lookFor = UNMASK_TEXT(
          "core",
          "The loss falls far below that of even pictures while ever more codes are used. A "
          "perplexity of a few codes means a collapsed codebook: then codes say little."),
      .chanceName = "mean colour",
      .lossKind = LossKind::squaredError,
      .presets = {
          {.id = "tiny",
           .label = UNMASK_TEXT("core", "Tiny"),
           .explanation = UNMASK_TEXT(
               "core",
               "128 codes for patches of 4 x 4 in views of 32 x 32; convolutions of 64 channels "
               "and no residual blocks, so that a code tells of little but its own patch."),
           .assignments = {"objective.view_size=32", "objective.patch=4", "objective.codes=128",
                           "objective.crop_min=0.5", "model.convolution_width=64",
                           "model.residual_blocks=0", "model.code_width=32",
                           "train.batch_size=64", "train.steps=1000", "train.decay_steps=1000",
                           "train.learning_rate=1e-3", "train.min_learning_rate=1e-4",
                           "train.warmup_steps=50", "train.weight_decay=0", "train.eval_every=100",
                           "train.checkpoint_every=100"}},
          {.id = "small",
           .label = UNMASK_TEXT("core", "Small"),
           .explanation = UNMASK_TEXT(
               "core",
               "512 codes for patches of 8 x 8 in views of 64 x 64; convolutions of 128 channels."),
           .assignments = {"objective.view_size=64", "objective.patch=8", "objective.codes=512",
                           "model.convolution_width=128", "model.code_width=64",
                           "train.batch_size=64", "train.steps=20000", "train.decay_steps=20000",
                           "train.learning_rate=5e-4", "train.min_learning_rate=5e-5",
                           "train.warmup_steps=500", "train.weight_decay=0", "train.eval_every=500",
                           "train.checkpoint_every=500"}},
          {.id = "paper",
           .label = UNMASK_TEXT("core", "Paper"),
           .explanation = UNMASK_TEXT(
               "core",
               "The VQ-VAE's 256 channels and code width 64 with BEiT's 8,192 codes for patches of "
               "16 x 16 in views of 224 x 224."),
           .assignments = {"objective.view_size=224", "objective.patch=16", "objective.codes=8192",
                           "model.convolution_width=256", "model.code_width=64",
                           "train.batch_size=128", "train.steps=250000", "train.decay_steps=250000",
                           "train.learning_rate=2e-4", "train.min_learning_rate=2e-4",
                           "train.warmup_steps=0", "train.weight_decay=0", "train.clip_norm=0",
                           "train.eval_every=1000", "train.eval_batches=100",
                           "train.checkpoint_every=1000"}}}};
}

ObjectiveInfo maskedTokens() {
  return {
      .id = "masked-tokens",
      .label = UNMASK_TEXT("core", "Masked picture codes"),
      .system = "BEiT",
      .family = Family::pictures,
      .architecture = Architecture::beit,
      .paper = "Bao et al. 2022",
      .task = UNMASK_TEXT("core",
                          "See a picture with blocks of patches hidden, and name the codes that a "
                          "picture tokenizer gives the hidden ones."),
      .lookFor = UNMASK_TEXT(
          "core",
          "The loss leaves ln V, then passes the entropy of the codes, which knowing their "
          "frequencies alone would reach. Accuracy says little where few codes are in use."),
      .chanceName = "ln V",
      .lossPer = LossPer::patch,
      .presets = {
          {.id = "tiny",
           .label = UNMASK_TEXT("core", "Tiny"),
           .explanation = UNMASK_TEXT(
               "core",
               "4 layers, width 128 over patches of 4 x 4 in views of 32 x 32 whose colours stay; "
               "with absolute positions, as relative ones alone take too long to learn."),
           .assignments = {"objective.view_size=32",
                           "objective.patch=4",
                           "objective.min_block=4",
                           "objective.crop_min=0.5",
                           "objective.jitter=0",
                           "model.layers=4",
                           "model.heads=4",
                           "model.width=128",
                           "model.feed_forward=512",
                           "model.absolute_positions=true",
                           "train.batch_size=32",
                           "train.steps=1000",
                           "train.decay_steps=1000",
                           "train.learning_rate=1e-3",
                           "train.min_learning_rate=1e-5",
                           "train.warmup_steps=100",
                           "train.beta2=0.999",
                           "train.weight_decay=0.05",
                           "train.clip_norm=3",
                           "train.eval_every=100",
                           "train.checkpoint_every=100"}},
          {.id = "small",
           .label = UNMASK_TEXT("core", "Small"),
           .explanation = UNMASK_TEXT(
               "core", "6 layers, width 256 over patches of 8 x 8 in views of 64 x 64."),
           .assignments = {"objective.view_size=64", "objective.patch=8", "objective.min_block=4",
                           "model.layers=6", "model.heads=8", "model.width=256",
                           "model.feed_forward=1024", "train.batch_size=128", "train.steps=20000",
                           "train.decay_steps=20000", "train.learning_rate=1e-3",
                           "train.min_learning_rate=1e-5", "train.warmup_steps=1000",
                           "train.beta2=0.999", "train.weight_decay=0.05", "train.clip_norm=3",
                           "train.eval_every=500", "train.checkpoint_every=500"}},
          {.id = "paper",
           .label = UNMASK_TEXT("core", "Paper"),
           .explanation = UNMASK_TEXT(
               "core",
               "BEiT-B as published: 12 layers, width 768, patches of 16 x 16 in views of 224 x "
               "224, batches of 2,048; without its drop path."),
           .assignments = {"objective.view_size=224",
                           "objective.patch=16",
                           "objective.mask_ratio=0.4",
                           "objective.min_block=16",
                           "model.layers=12",
                           "model.heads=12",
                           "model.width=768",
                           "model.feed_forward=3072",
                           "train.batch_size=64",
                           "train.accumulate=32",
                           "train.steps=500000",
                           "train.decay_steps=500000",
                           "train.schedule=cosine-beit",
                           "train.learning_rate=1.5e-3",
                           "train.min_learning_rate=1e-5",
                           "train.warmup_steps=6250",
                           "train.beta2=0.999",
                           "train.weight_decay=0.05",
                           "train.clip_norm=3",
                           "train.eval_every=1000",
                           "train.eval_batches=200",
                           "train.checkpoint_every=1000"}}}};
}

ObjectiveInfo imageTextContrast() {
  return {
      .id = "image-text-contrast",
      .label = UNMASK_TEXT("core", "Image-text contrast"),
      .system = "CLIP",
      .family = Family::pairs,
      .architecture = Architecture::clip,
      .paper = "Radford et al. 2021",
      .task = UNMASK_TEXT("core",
                          "Of all captions in a batch, find the one that belongs to a picture, and "
                          "the other way round."),
      .lookFor = UNMASK_TEXT("core",
                             "The loss leaves ln N, and one over the temperature rises. Stuck at "
                             "ln N, the towers give "
                             "every picture the same vector."),
      .chanceName = "ln N",
      .lossPer = LossPer::pair,
      .presets = {
          {.id = "tiny",
           .label = UNMASK_TEXT("core", "Tiny"),
           .explanation = UNMASK_TEXT("core",
                                      "Two transformers of 3 and 2 layers, width 128: patches of 8 "
                                      "x 8 in views of 48 x 48, "
                                      "and captions of up to 16 tokens; 64 pairs a batch."),
           .assignments = {"objective.view_size=48",
                           "model.encoder=vit",
                           "model.patch=8",
                           "model.layers=3",
                           "model.heads=4",
                           "model.width=128",
                           "model.feed_forward=512",
                           "model.context=16",
                           "model.text_layers=2",
                           "model.text_heads=4",
                           "model.text_width=128",
                           "model.projection_width=64",
                           "train.batch_size=64",
                           "train.steps=1000",
                           "train.decay_steps=1000",
                           "train.learning_rate=1e-3",
                           "train.min_learning_rate=0",
                           "train.warmup_steps=100",
                           "train.beta2=0.98",
                           "train.weight_decay=0.1",
                           "train.clip_norm=1"}},
          {.id = "small",
           .label = UNMASK_TEXT("core", "Small"),
           .explanation = UNMASK_TEXT(
               "core",
               "Two transformers of 6 layers, width 256: patches of 8 x 8 in views of 96 x 96, and "
               "captions of up to 32 tokens; 256 pairs a batch."),
           .assignments = {"objective.view_size=96",
                           "model.encoder=vit",
                           "model.patch=8",
                           "model.layers=6",
                           "model.heads=8",
                           "model.width=256",
                           "model.feed_forward=1024",
                           "model.context=32",
                           "model.text_layers=6",
                           "model.text_heads=8",
                           "model.text_width=256",
                           "model.projection_width=128",
                           "train.batch_size=256",
                           "train.steps=20000",
                           "train.decay_steps=20000",
                           "train.learning_rate=5e-4",
                           "train.min_learning_rate=0",
                           "train.warmup_steps=1000",
                           "train.beta2=0.98",
                           "train.weight_decay=0.2",
                           "train.clip_norm=0",
                           "train.eval_every=500",
                           "train.checkpoint_every=500"}},
          {.id = "paper",
           .label = UNMASK_TEXT("core", "Paper"),
           .explanation = UNMASK_TEXT(
               "core",
               "ViT-B/16 and a text transformer of 12 layers, width 512, as published, with 256 "
               "pairs a batch instead of 32,768."),
           .assignments = {"objective.view_size=224",
                           "model.encoder=vit",
                           "model.patch=16",
                           "model.layers=12",
                           "model.heads=12",
                           "model.width=768",
                           "model.feed_forward=3072",
                           "model.context=77",
                           "model.text_layers=12",
                           "model.text_heads=8",
                           "model.text_width=512",
                           "model.projection_width=512",
                           "train.batch_size=256",
                           "train.steps=400000",
                           "train.decay_steps=400000",
                           "train.schedule=cosine-clip",
                           "train.learning_rate=5e-4",
                           "train.min_learning_rate=0",
                           "train.warmup_steps=2000",
                           "train.beta2=0.98",
                           "train.weight_decay=0.2",
                           "train.clip_norm=0",
                           "train.eval_every=1000",
                           "train.eval_batches=100",
                           "train.checkpoint_every=1000"}}}};
}

ObjectiveInfo imageTextMatching() {
  return {
      .id = "image-text-matching",
      .label = UNMASK_TEXT("core", "Image-text matching"),
      .system = "ALBEF",
      .family = Family::pairs,
      .architecture = Architecture::albef,
      .paper = "Li et al. 2021",
      .task =
          UNMASK_TEXT("core",
                      "See a picture and a caption together and say whether they belong to each "
                      "other; wrong partners are those that look right."),
      .lookFor = UNMASK_TEXT(
          "core",
          "First the loss of contrast falls, and hard negatives become hard; then the loss of "
          "matching leaves 0.6365, where a model sits that always answers \"no match\". Watch the "
          "balanced accuracy: such a model has 50 %."),
      .chanceName = "ln N + ln 2",
      .lossPer = LossPer::pair,
      .presets = {
          {.id = "tiny",
           .label = UNMASK_TEXT("core", "Tiny"),
           .explanation =
               UNMASK_TEXT("core",
                           "3 layers for pictures, 2 for captions and 2 for both, width 128: "
                           "patches of 8 x 8 in "
                           "views of 48 x 48, captions of up to 16 tokens; 64 pairs a batch."),
           .assignments = {"objective.view_size=48",
                           "model.patch=8",
                           "model.layers=3",
                           "model.heads=4",
                           "model.width=128",
                           "model.feed_forward=512",
                           "model.context=16",
                           "model.text_layers=2",
                           "model.text_heads=4",
                           "model.text_width=128",
                           "model.fusion_layers=2",
                           "model.projection_width=64",
                           "train.batch_size=64",
                           "train.steps=600",
                           "train.decay_steps=600",
                           "train.learning_rate=1e-3",
                           "train.min_learning_rate=0",
                           "train.warmup_steps=100",
                           "train.beta2=0.98",
                           "train.weight_decay=0.02",
                           "train.clip_norm=1"}},
          {.id = "small",
           .label = UNMASK_TEXT("core", "Small"),
           .explanation =
               UNMASK_TEXT("core",
                           "6 layers for pictures, 4 for captions and 4 for both, width 256: "
                           "patches of 8 x 8 in "
                           "views of 96 x 96, captions of up to 32 tokens; 128 pairs a batch."),
           .assignments = {"objective.view_size=96",
                           "model.patch=8",
                           "model.layers=6",
                           "model.heads=8",
                           "model.width=256",
                           "model.feed_forward=1024",
                           "model.context=32",
                           "model.text_layers=4",
                           "model.text_heads=8",
                           "model.text_width=256",
                           "model.fusion_layers=4",
                           "model.projection_width=128",
                           "train.batch_size=128",
                           "train.steps=20000",
                           "train.decay_steps=20000",
                           "train.learning_rate=3e-4",
                           "train.min_learning_rate=1e-5",
                           "train.warmup_steps=1000",
                           "train.beta2=0.98",
                           "train.weight_decay=0.02",
                           "train.clip_norm=1",
                           "train.eval_every=500",
                           "train.checkpoint_every=500"}},
          {.id = "paper",
           .label = UNMASK_TEXT("core", "Paper"),
           .explanation = UNMASK_TEXT(
               "core",
               "ALBEF's shape: ViT-B/16 on views of 256 x 256, 6 layers for captions and 6 for "
               "both, "
               "width 768; 64 pairs a batch instead of 512, and no momentum encoders with queues."),
           .assignments = {"objective.view_size=256",
                           "objective.crop_min=0.2",
                           "model.patch=16",
                           "model.layers=12",
                           "model.heads=12",
                           "model.width=768",
                           "model.feed_forward=3072",
                           "model.context=25",
                           "model.text_layers=6",
                           "model.text_heads=12",
                           "model.text_width=768",
                           "model.fusion_layers=6",
                           "model.projection_width=256",
                           "train.batch_size=64",
                           "train.steps=800000",
                           "train.decay_steps=800000",
                           "train.learning_rate=1e-4",
                           "train.min_learning_rate=1e-5",
                           "train.warmup_steps=2000",
                           "train.beta2=0.999",
                           "train.weight_decay=0.02",
                           "train.clip_norm=0",
                           "train.eval_every=1000",
                           "train.eval_batches=100",
                           "train.checkpoint_every=1000"}}}};
}

}  // namespace

std::vector<ObjectiveInfo> pictureObjectives() {
  return {contrastive(),  maskedPixels(),      pictureTokenizer(),
          maskedTokens(), imageTextContrast(), imageTextMatching()};
}

}  // namespace unmask
