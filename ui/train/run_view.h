// One run, live or finished: its curves, samples, events, settings and what the curves mean.
#pragma once

#include <memory>

#include "core/runs/training_session.h"
#include "core/spec/run_spec.h"
#include "ui/shell/page.h"
#include "ui/train/run_record.h"
#include "ui/widgets/parts.h"

class QProgressBar;

namespace unmask {

class Chart;
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

 Q_SIGNALS:
  void headerChanged();
  void liveRun(const QString& text, double share);  // "" when no run is live

 protected:
  void resizeEvent(QResizeEvent*) override;

 private:
  struct Small {
    Chart* chart;
    QLabel* value;
    const char* measure;
  };
  void buildMiddle(QVBoxLayout*);
  void begin(const RunSummary&);
  void take(const RecordBatch&);
  void showCurves();
  void showEvents();
  void showState();
  void showProgress(qint64 step, qint64 total, double secondsLeft);
  void newRunFromThis();

  PageContext& context_;
  RunSummary run_;
  RunRecord record_;
  std::unique_ptr<TrainingSession> session_;
  std::map<qint64, QString> questions_;

  ThreeColumns* columns_;
  SettingsForm* settings_;
  Card* lossCard_;
  Chart* loss_;
  std::vector<Small> small_;
  SamplesCard* samples_;
  QLabel *percent_, *progressText_, *headline_, *verdict_, *problem_;
  QProgressBar* bar_;
  Card* eventsCard_;
  QVBoxLayout* events_;
  size_t eventsShown_ = 0;
  QPushButton *pause_, *resume_, *stop_, *again_;
  bool absent_ = false;
  bool stopping_ = false;
  qint64 step_ = 0, total_ = 0;
  double secondsLeft_ = -1;
};

}  // namespace unmask
