// What a model answers, as JSON ready for display. Of pictures and pairs: picture_answers.h.
//
//   span-corruption {"step", "restored": the whole text, "gaps": [what each gap was filled with]}
//   denoising   {"step", "restored": the whole text}; both may be "cut" too
//   next-token  {"step", "text": what it goes on with, "pieces": [its pieces]}; a live run that
//               would take too long adds "cut": true and has written less
//   masked-lm   {"step", "fills": one list a [MASK] of [piece, probability], best first,
//                "text": the sentence with the best pieces put in}
//
// Each may have "without_piece": characters of the question that the tokenizer lacks
// (core/spec/without_piece.h).
#pragma once

#include <QJsonObject>
#include <functional>

#include "core/engine/trainer.h"
#include "core/runs/question.h"
#include "core/worker/run_inputs.h"

namespace unmask {

// `draw` numbers the random stream of what is drawn for the answer: the same draw gives the same
// text, or hides the same patches.
Result<QJsonObject> answerTo(Trainer&, const RunInputs&, const Question&, uint64_t draw,
                             const std::function<bool()>& keepGoing);

// The draws of the samples of a step, and those of questions, which never meet.
uint64_t drawOfSample(int64_t step, int64_t prompt);
uint64_t drawOfQuestion(int64_t id);

}  // namespace unmask
