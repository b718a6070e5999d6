// What a model determines about a batch, or pictures, that are shown: answers of `unmask-worker
// derive`.
//
//   {"id": N, "of": "batch", "run": folder, "checkpoint": step or -1 for the newest,
//    "step": S, "micro": M  or  "pictures": [picture, ...], "draws": [draw, ...],
//    "spec": {...} (other settings of data and views than the run's, spec.json's form),
//    "rows": at most so many pictures are answered about}
//   -> {"id": N, "of": "batch", "objective", "checkpoint": its step, "hash": of the batch (of
//   "step"),
//       "rows": R, "similarities": [R*R cosines by rows],
//       and of image-text-matching "wrong_pictures", "wrong_captions": places in the batch, -1
//       none; "own_shares", "wrong_picture_shares", "wrong_caption_shares": how likely they match;
//       null where there is none}
//   Of pairs rows are pictures and columns captions; of contrastive both are views, the first
//   views of all pictures answered about and then the second ones.
//
//   {"id": N, "of": "codes", ...} -> {"id": N, "of": "codes", ...}, as picture_codes.h says
//
//   -> {"id": N, "error": in English, "reason": the same as base/message_value.h has it}
#pragma once

#include <memory>
#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace unmask {

class Deriver {
 public:
  Deriver();
  ~Deriver();
  // Of one line. Keeps the last run's model for the next one.
  nlohmann::ordered_json answer(const std::string& line);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

constexpr size_t kLongestDeriveLine = 16 << 20;  // bytes

}  // namespace unmask
