// Which runs' models can be asked about a batch of these settings, and the part of the question
// that is the same for every batch (core/worker/derive.h).
#pragma once

#include <QJsonObject>

#include "core/spec/run_spec.h"
#include "ui/shell/library.h"
#include "ui/widgets/picker.h"

namespace unmask {

// By their folders.
QList<Picker::Option> modelsFor(const RunSpec&, const Library&);

// These runs after the choice of no model.
QList<Picker::Option> modelChoices(const QList<Picker::Option>& runs);

// About a batch that the settings make; of the run's newest checkpoint. Which batch is to be added.
QJsonObject batchQuestion(const QString& run, const RunSpec&, size_t rows);

}  // namespace unmask
