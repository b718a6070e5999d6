// The worker as a child, and its answer as a table.
#include "ui/train/evaluate_run.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QPointer>
#include <QPushButton>

#include "core/spec/measures.h"
#include "ui/shell/library.h"
#include "ui/train/worker_child.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

class EvaluateWords {
  Q_DECLARE_TR_FUNCTIONS(EvaluateRun)
};

// The worker's names are those of the measures, without "/validation".
QString labelOf(const QString& key) {
  if (key == "step") return EvaluateWords::tr("Step");
  if (key == "targets") return EvaluateWords::tr("Targets");
  if (key == "windows") return EvaluateWords::tr("Windows");
  if (key == "pictures") return EvaluateWords::tr("Pictures");
  const QString untrained = QStringLiteral("untrained_");
  if (key.startsWith(untrained))
    return EvaluateWords::tr("%1, untrained").arg(labelOf(key.mid(untrained.size())));
  const QString name = key == "nats_per_token" ? QStringLiteral("loss") : key;
  const Measure* measure = findMeasure(name.toStdString() + "/validation");
  return measure ? translated(measure->label) : key;
}

QString textOf(const QString& key, const QJsonValue& value) {
  const bool count = key == "step" || key == "targets" || key == "windows" || key == "pictures";
  if (count) return countText(value.toDouble());
  return value.isDouble() ? valueText(value.toDouble()) : value.toString();
}

void show(QWidget* window, const QString& run, const QJsonObject& evaluation) {
  auto* dialog = new Dialog("evaluation", EvaluateWords::tr("Evaluation of %1").arg(run), window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  auto* figures = new Figures;
  figures->setObjectName("evaluationFigures");
  figures->setRows(evaluationRows(evaluation));
  dialog->body()->addWidget(label(
      EvaluateWords::tr("The newest checkpoint on the whole validation part."), "secondary", true));
  dialog->body()->addWidget(figures);
  dialog->body()->addStretch(1);
  auto* close = primaryButton("evaluation.close", EvaluateWords::tr("Close"));
  QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::reject);
  dialog->foot()->addStretch(1);
  dialog->foot()->addWidget(close);
  dialog->open();
}

}  // namespace

QList<QPair<QString, QString>> evaluationRows(const QJsonObject& evaluation) {
  QList<QPair<QString, QString>> rows;
  const QStringList first{"step", "windows", "pictures", "targets", "nats_per_token", "loss"};
  for (const QString& key : first)
    if (evaluation.contains(key)) rows.append({labelOf(key), textOf(key, evaluation[key])});
  for (const QString& key : evaluation.keys())
    if (!first.contains(key) && key != "run")
      rows.append({labelOf(key), textOf(key, evaluation[key])});
  return rows;
}

void evaluateWhole(PageContext& context, const RunSummary& run, QWidget* window) {
  context.jobs.run(
      EvaluateWords::tr("Evaluating %1").arg(runName(run)), &context.messages,
      [folder = QString::fromStdString(run.folder.string())](JobControl& job) {
        return askWorkerOnce({"evaluate", folder, "--json"}, job);
      },
      [&messages = context.messages, window = QPointer<QWidget>(window),
       name = runName(run)](const Result<QJsonObject>& done) {
        if (done && window)
          show(window, name, *done);
        else if (!done && !isCancelled(done.error()))
          messages.showError(done.error());
      });
}

}  // namespace unmask
