// What is to be said of an answer besides it: characters of the question that the model could not
// read.
#pragma once

#include <QJsonObject>

#include "core/spec/without_piece.h"

namespace unmask {

// The answer's "without_piece", as it travels (core/worker/answers.h).
void addTo(QJsonObject& answer, const WithoutPiece&);
Message answerNote(const QJsonObject& answer);  // empty: nothing

}  // namespace unmask
