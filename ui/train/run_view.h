// One run, live or finished: its curves, samples, events, settings and what the curves mean.
#pragma once

#include <QElapsedTimer>
#include <QJsonObject>
#include <QTimer>
#include <memory>
#include <optional>

#include "core/runs/training_session.h"
#include "core/spec/estimate.h"
#include "core/spec/run_spec.h"
#include "ui/shell/page.h"
#include "ui/train/run_record.h"
#include "ui/train/verdict.h"
#include "ui/widgets/parts.h"

namespace unmask {

class MeasureCharts;
class RunActions;
class RunCharts;
class RunEvents;
class RunStatus;
class RunTrouble;
class SamplesCard;
class SettingsForm;

class RunView : public QWidget {
  Q_OBJECT
 public:
  explicit RunView(PageContext& context);
  void open(const RunSummary&);
  void start(const RunSummary&);  // launches the worker, then follows
  void resume();                  // a run that nobody works on
  void close();

  QList<QWidget*> actions() const;
  void setActionsAbsent(bool absent);
  RunState state() const;
  const RunSummary& run() const { return run_; }
  const RunRecord& record() const { return record_; }

  // How the person wants curves shown, for every run: units, scales, smoothing.
  QJsonObject sight() const;
  void setSight(const QJsonObject&);

 Q_SIGNALS:
  void headerChanged();
  void liveRun(const QString& text, double share);  // "" when no run is live

 protected:
  void resizeEvent(QResizeEvent*) override;

 private:
  void begin(const RunSummary&);
  void sizeLoss();
  void follow(TrainingSession*);
  void take(const RecordBatch&);
  void showCurves();
  Verdict verdict() const;
  void showUsed();
  void showState();
  void saveCsv(const QString& file);
  void showLog();
  void openBatch(qint64 step);
  void newRunFromThis();
  void newRunWithLowerRate();  // a tenth of it: where training exploded

  PageContext& context_;
  RunSummary run_;
  RunRecord record_;
  std::unique_ptr<TrainingSession> session_;
  std::map<qint64, Question> questions_;

  ThreeColumns* columns_;
  SettingsForm* settings_;
  RunCharts* charts_;
  MeasureCharts* measures_;
  SamplesCard* samples_;
  RunStatus* status_;
  RunTrouble* trouble_;
  RunEvents* events_;
  RunActions* actions_;
  std::optional<Estimate> estimate_;  // made when it was launched
  bool historyComplete_ = false;
  QElapsedTimer shown_;  // since curves of an incomplete history were shown
  QTimer words_;  // numbers in words follow the curves more slowly
  qint64 step_ = 0, total_ = 0;
  double secondsLeft_ = -1;
};

}  // namespace unmask
