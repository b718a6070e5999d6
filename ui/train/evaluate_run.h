// A run's newest checkpoint on the whole validation part, as `unmask-cli evaluate` does it: for runs
// that nobody works on.
#pragma once

#include "ui/shell/page.h"

namespace unmask {

// A job; its figures come in a window of their own.
void evaluateWhole(PageContext&, const RunSummary&, QWidget* window);

// What the worker says, as rows of a label and a value.
QList<QPair<QString, QString>> evaluationRows(const QJsonObject& evaluation);

}  // namespace unmask
