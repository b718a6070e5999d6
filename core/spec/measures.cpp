// The one description of every measure.
#include "core/spec/measures.h"

#include "core/base/message.h"

namespace unmask {

const std::vector<Measure>& measures() {
  static const std::vector<Measure> all = {
      {"loss/train", UNMASK_TEXT("core", "Training loss"), UNMASK_TEXT("core", "nats/token"),
       Better::lower,
       UNMASK_TEXT("core",
                   "Mean cross-entropy of the step's batch over the positions that count.")},
      {"loss/validation", UNMASK_TEXT("core", "Validation loss"), UNMASK_TEXT("core", "nats/token"),
       Better::lower,
       UNMASK_TEXT("core",
                   "Mean cross-entropy over the validation part, in a deterministic pass.")},
      {"perplexity/validation", UNMASK_TEXT("core", "Perplexity"), "", Better::lower,
       UNMASK_TEXT(
           "core",
           "As unsure as choosing evenly among this many pieces: exp of the validation loss.")},
      {"bits_per_byte/validation", UNMASK_TEXT("core", "Bits per byte"),
       UNMASK_TEXT("core", "bits/byte"), Better::lower,
       UNMASK_TEXT("core", "Validation loss per byte of text: comparable between tokenizers.")},
      {"accuracy/validation", UNMASK_TEXT("core", "Accuracy"), "", Better::higher,
       UNMASK_TEXT("core", "Share of counted positions whose likeliest piece is the right one.")},
      {"mask_accuracy/validation", UNMASK_TEXT("core", "Accuracy on [MASK]"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Accuracy on the positions hidden behind [MASK] alone; kept pieces are easy.")},
      {"hidden_loss/validation", UNMASK_TEXT("core", "Loss on hidden pieces"),
       UNMASK_TEXT("core", "nats/token"), Better::lower,
       UNMASK_TEXT(
           "core",
           "Validation loss over the pieces that the input did not show, without sentinels, "
           "ends and what is only copied.")},
      {"exact_spans/validation", UNMASK_TEXT("core", "Spans filled exactly"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of hidden spans that the model, writing its likeliest pieces, gives back "
                   "whole; on the first 128 windows scored.")},
      {"learning_rate", UNMASK_TEXT("core", "Learning rate"), "", Better::neither,
       UNMASK_TEXT("core", "The optimizer's step size after schedule and changes by hand.")},
      {"gradient_norm", UNMASK_TEXT("core", "Gradient norm"), "", Better::neither,
       UNMASK_TEXT("core", "Length of the gradient over all parameters, before clipping.")},
      {"tokens_per_second", UNMASK_TEXT("core", "Tokens a second"), UNMASK_TEXT("core", "tokens/s"),
       Better::higher,
       UNMASK_TEXT("core", "Input positions trained on per second of wall-clock time.")},
      {"step_seconds", UNMASK_TEXT("core", "Step time"), UNMASK_TEXT("core", "s"), Better::lower,
       UNMASK_TEXT("core", "Wall-clock time of one step, data and optimizer included.")},
      {"data_seconds", UNMASK_TEXT("core", "Waiting for data"), UNMASK_TEXT("core", "s"),
       Better::lower, UNMASK_TEXT("core", "Part of the step spent waiting for its batch.")},
      {"memory_bytes", UNMASK_TEXT("core", "Memory"), UNMASK_TEXT("core", "bytes"), Better::lower,
       UNMASK_TEXT("core", "Most memory the worker has held so far.")},
  };
  return all;
}

const Measure* findMeasure(const std::string& id) {
  for (const Measure& measure : measures())
    if (id == measure.id) return &measure;
  return nullptr;
}

}  // namespace unmask
