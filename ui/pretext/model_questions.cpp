// Choosing runs, wording questions.
#include "ui/pretext/model_questions.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <nlohmann/json.hpp>

#include "ui/widgets/words.h"

namespace unmask {

namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(ModelQuestions)
};

}  // namespace

// A model reads what these settings make if it was made for the same objective, data and sizes.
QList<Picker::Option> modelsFor(const RunSpec& spec, const Library& library) {
  QList<Picker::Option> models;
  if (familyOf(spec) == Family::text) return models;
  for (const RunSummary& run : library.runs()) {
    const RunSpec& other = run.spec;
    const bool fits = other.objective == spec.objective && other.corpus.hash == spec.corpus.hash &&
                      other.tokenizer.hash == spec.tokenizer.hash &&
                      other.channels == spec.channels && viewOf(other).size == viewOf(spec).size &&
                      other.model.context == spec.model.context;
    if (!fits) continue;
    const QString folder = QString::fromStdString(run.folder.string());
    models.append({folder, runName(run), folder});
  }
  return models;
}

QList<Picker::Option> modelChoices(const QList<Picker::Option>& runs) {
  return QList<Picker::Option>{{{}, Words::tr("none"), Words::tr("The roles alone")}} + runs;
}

QJsonObject batchQuestion(const QString& run, const RunSpec& spec, size_t rows) {
  const QByteArray text = QByteArray::fromStdString(toJson(spec).dump());
  return {{"of", "batch"},
          {"run", run},
          {"checkpoint", -1},
          {"spec", QJsonDocument::fromJson(text).object()},
          {"rows", static_cast<qint64>(rows)}};
}

}  // namespace unmask
