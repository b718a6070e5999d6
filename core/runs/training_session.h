// A run, live or finished, as Qt signals: the only way the window and the command line see one.
//
// attach() reads the history up to some seq from run.db (or over the socket where the files are out
// of reach), then follows the worker from the next seq on: no gap, no doubled point. Lives on the
// thread that made it; file reading happens on a thread of its own.
#pragma once

#include <QJsonObject>
#include <QObject>
#include <filesystem>
#include <memory>

#include "core/runs/question.h"
#include "core/runs/records.h"
#include "core/runs/workspace.h"

namespace unmask {

class TrainingSession : public QObject {
  Q_OBJECT
 public:
  explicit TrainingSession(QObject* parent = nullptr);
  ~TrainingSession() override;

  void attach(const std::filesystem::path& runFolder);
  // Without access to the run's files: a forwarded socket and its nonce.
  void attachToSocket(const QString& socketPath, const QString& nonce);
  // Starts the worker on an already prepared (or stopped, interrupted) run, then attaches.
  void start(const std::filesystem::path& runFolder);

  RunState state() const;
  int64_t step() const;        // steps done
  int64_t totalSteps() const;  // with extensions; 0 while not known
  QString detail() const;      // why it failed, end of worker.log
  QString specJson() const;    // spec.json as the live worker told it; "" before

  // Commands to a live worker. Answers arrive as signals; each fails with `commandFailed`.
  void pause();
  void resume();  // a paused live run goes on; a stopped or interrupted one is started again
  void stop();
  void checkpointNow();
  void evaluateNow();
  void extend(qint64 steps);  // new total
  void setLearningRate(double rate);
  // Answers with answered(id, ...). Live run: its current weights (checkpoint -1) between two
  // steps; else a serving worker is started for the checkpoint (-1: the newest).
  qint64 ask(const Question&, qint64 checkpoint = -1);

 Q_SIGNALS:
  void recordsArrived(const unmask::RecordBatch& records);  // history first, then live
  void historyComplete();
  void stateChanged(unmask::RunState state);
  // Nobody works on the run any more (or nobody did), and all its records have arrived.
  void settled(unmask::RunState state);
  void progressed(qint64 step, qint64 totalSteps, double secondsLeft);  // negative: not known
  // answer: next-token {"text"} (with "cut" when a slow live run wrote less than asked for),
  // masked-lm {"fills"}, span-corruption {"restored", "gaps"}, denoising {"restored"}; pictures and
  // pairs: core/worker/picture_answers.h. With "step" of the weights that answered.
  void answered(qint64 id, const QJsonObject& answer);
  void askFailed(qint64 id, const QString& reason);
  void commandFailed(const QString& reason);
  void logLine(const QString& line);

 private:
  class Private;
  std::unique_ptr<Private> d;
};

}  // namespace unmask
