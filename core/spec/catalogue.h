// The objectives: what each is, where it comes from, what its loss is at chance, its presets.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/spec/run_spec.h"

namespace unmask {

// The model that an objective trains (core/engine/gpt.h, bert.h, t5.h, bart.h,
// masked_autoencoder.h, contrast_model.h, pair_model.h, match_model.h, vq_autoencoder.h, beit.h).
enum class Architecture { gpt, bert, t5, bart, mae, simclr, clip, albef, vqvae, beit };

// What the loss is measured in.
enum class LossKind { nats, squaredError };
// What each of which it is the mean of: a view with its partner to find, a picture with its caption.
enum class LossPer { token, patch, view, pair };

struct Preset {
  const char* id;     // "tiny"
  const char* label;  // "Tiny"
  const char* explanation;
  std::vector<const char*> assignments;  // "model.width=128"
};

struct ObjectiveInfo {
  const char* id;      // "next-token"
  const char* label;   // "Next token"
  const char* system;  // "GPT"
  Family family;
  Architecture architecture;
  const char* paper;            // short citation
  const char* task;             // one sentence: what the model is asked to do
  const char* lookFor;          // what to look for while it trains
  const char* chanceName;       // "ln V"
  LossKind lossKind = LossKind::nats;
  LossPer lossPer = LossPer::token;  // of nats
  std::vector<Preset> presets;  // the first is the default
};

const std::vector<ObjectiveInfo>& objectives();
const ObjectiveInfo* findObjective(const std::string& id);
const char* lossUnit(const ObjectiveInfo&);  // "nats/token", "squared error"

// Loss of a model that knows nothing. Text: ln V; V: what can be a target (the pieces, and the end
// of a document where it is predicted too); of an encoder-decoder, whose targets hold reserved
// tokens as well, its whole vocabulary. masked-pixels: that of answering with zeros (n - 1) / n, n
// values in a patch, if targets are normalised and no patch is of one colour; else not known before
// the data are seen: NaN, as for picture-tokenizer. masked-tokens: ln V of the tokenizer's codes.
// contrastive: ln(2N - 1), N pictures in a batch; image-text-contrast: ln N; image-text-matching:
// ln N + ln 2, the sum of its two losses.
double chanceLoss(const RunSpec&);

// image-text-matching, the loss of matching alone: at chance ln 2, and that of always answering "no
// match", which is right for two pairs of three: 0.6365 (recipes.md 9.2).
double matchChance();
double neverMatchLoss();

Status applyPreset(RunSpec&, const std::string& presetId);

}  // namespace unmask
