// What a model of pictures or pairs answers, as JSON ready for display.
//
//   a picture as runs/picture_json.h has it
//   an answer {"step", "picture": what was asked; "caption": text;
//              "hidden": a string of 0 and 1, patches by rows; 1 was not shown
//              "reconstruction", "informed": pictures (engine/learner.h, Reconstruction)
//              "neighbours": [{"picture": picture, "index", "similarity", "class": name}], of
//                            "searched" training pictures
//              "captions":   [{"text", "similarity", "own", "held_out": bool}], best first, of
//                            "searched" pictures; the corpus has "searchable"
//              "pictures":   [{"picture", "index", "similarity", "own", "held_out", "class",
//                            "caption"}], for the caption
//              "similarity", "match": of picture and caption}
// with what the objective has. "own": it belongs to the picture, or caption, that was asked;
// "held_out": no step trained on it (said of what a person asks, which is looked for in the whole
// corpus; samples look in held-out pairs alone). The pictures of lists have at most 64 pixels a side.
#pragma once

#include <QJsonObject>

#include "core/engine/trainer.h"
#include "core/runs/question.h"
#include "core/worker/run_inputs.h"

namespace unmask {

// `draw` numbers the patches hidden of a picture given. Refuses a picture of another size than the
// run's views, and what the objective cannot read.
Result<QJsonObject> pictureAnswer(Trainer&, const RunInputs&, const Question&, uint64_t draw);

struct PictureSample {
  std::string prompt;  // the picture's name
  QJsonObject answer;
};

// Of a picture of the corpus with what was drawn for it.
Result<PictureSample> pictureSample(Trainer&, const RunInputs&, const PictureExample&);

}  // namespace unmask
