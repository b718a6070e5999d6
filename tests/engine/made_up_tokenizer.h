// A small picture tokenizer, trained for a moment on made-up pictures and frozen.
#pragma once

#include "core/engine/checkpoint.h"
#include "core/engine/picture_tokenizer.h"
#include "core/engine/trainer.h"
#include "core/spec/catalogue.h"

namespace unmask {

inline RunSpec smallTokenizerSpec() {
  RunSpec spec = *defaultSpec("picture-tokenizer");
  for (const char* assignment :
       {"objective.view_size=16", "objective.patch=4", "objective.codes=24",
        "model.convolution_width=12", "model.residual_blocks=1", "model.code_width=6",
        "train.batch_size=8", "train.steps=120", "train.decay_steps=120", "train.warmup_steps=5",
        "train.learning_rate=3e-3", "train.precision=fp32", "train.threads=1",
        "data.train_fraction=0.8"})
    if (!setAssignment(fieldsOf(spec), assignment)) qFatal("%s", assignment);
  spec.device = "cpu";
  return spec;
}

// Trains `steps` on the pictures in `corpus` and writes the result to `folder`.
inline Result<PictureTokenizerInfo> makeTokenizer(const std::filesystem::path& corpus,
                                                  const std::filesystem::path& work,
                                                  const std::filesystem::path& folder,
                                                  int steps = 40, int64_t seed = 1337) {
  RunSpec spec = smallTokenizerSpec();
  spec.train.seed = seed;
  UNMASK_ASSIGN(const Batches batches, Batches::open(spec, corpus, Access::mapped));
  UNMASK_ASSIGN(const auto trainer, Trainer::create(spec, batches));
  for (int i = 0; i < steps; ++i) {
    UNMASK_ASSIGN(const StepReport report, trainer->step());
    if (!report.finite) qFatal("not finite");
  }
  const std::filesystem::path checkpoint = work / ("tokenizer-" + std::to_string(seed));
  UNMASK_TRY(trainer->save(checkpoint));
  UNMASK_ASSIGN(const auto tensors, readCheckpointModel(checkpoint));
  PictureTokenizerInfo info;
  info.name = "Made up";
  info.size = viewOf(spec).size;
  info.shape = pictureTokenizerShape(spec);
  info.run = "made-up-run";
  info.step = steps;
  return writePictureTokenizer(folder, info, tensors);
}

}  // namespace unmask
