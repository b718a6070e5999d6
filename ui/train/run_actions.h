// What can be done to a run: pause, resume, stop, learning rate, and under More extend, evaluate,
// checkpoint. A command shows that it was taken until the run's state or an event answers it.
#pragma once

#include <QObject>
#include <set>

#include "core/runs/training_session.h"
#include "core/spec/run_spec.h"

class QAction;
class QMenu;
class QPushButton;
class QToolButton;
class QWidget;

namespace unmask {

class RunActions : public QObject {
  Q_OBJECT
 public:
  explicit RunActions(QWidget* parent);
  QList<QWidget*> widgets() const;

  // What they act on; null: nothing. `rate`: the newest learning rate, NaN when there is none.
  void setRun(TrainingSession*, const RunSpec&);
  void show(RunState, int64_t step, int64_t total, double rate);
  void setAbsent(bool);
  void setExploded(bool);  // going on from there is not what is advised
  void sawEvent(const EventRecord&);
  void failed();  // a command was refused
  bool stopping() const { return taken_.contains(Command::stop); }

 Q_SIGNALS:
  void newRunAsked();
  void changed();  // buttons came or went
  void exportAsked();
  void freezeAsked();  // the run's codebook as a picture tokenizer
  void logAsked();
  void evaluateAsked();  // of a run that nobody works on

 private:
  enum class Command { pause, resume, stop, rate, extend, evaluate, checkpoint };
  void take(Command, const std::function<void()>& command);
  void askForRate();
  void askForSteps();
  void showNow();

  TrainingSession* session_ = nullptr;
  RunSpec spec_;
  RunState state_ = RunState::prepared;
  int64_t step_ = 0, total_ = 0;
  double rate_ = 0;
  std::set<Command> taken_;
  bool absent_ = false, exploded_ = false;
  QWidget* parent_;
  QPushButton *pause_, *resume_, *stop_, *rateButton_, *again_;
  QToolButton* more_;
  QAction *extend_, *evaluate_, *checkpoint_, *againAction_, *freeze_;
};

}  // namespace unmask
