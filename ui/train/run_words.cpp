// Every state of a run in words.
#include "ui/train/run_words.h"

#include <QCoreApplication>

#include "ui/shell/library.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

class StateWords {
  Q_DECLARE_TR_FUNCTIONS(runState)
};

QString count(int64_t number) {
  return countText(static_cast<double>(number));
}

QString goesOnFrom(const RunFacts& run) {
  return run.newestCheckpoint >= 0
             ? StateWords::tr("Resume goes on from the checkpoint of step %1.")
                   .arg(count(run.newestCheckpoint))
             : StateWords::tr("There is no checkpoint yet: Resume begins again.");
}

}  // namespace

RunWords wordsFor(const RunFacts& run) {
  using Kind = RunWords::Kind;
  using Next = RunWords::Next;
  RunWords words;
  words.progress = StateWords::tr("step %1 of %2").arg(count(run.step), count(run.total));
  if (run.state == RunState::running && !run.stopping && run.secondsLeft >= 0)
    words.progress = StateWords::tr("%1 · %2 left", "progress, time")
                         .arg(words.progress, durationText(run.secondsLeft));
  else
    words.progress =
        StateWords::tr("%1 · %2", "progress, state")
            .arg(words.progress, run.stopping && isLive(run.state) ? StateWords::tr("stopping")
                                                                   : stateName(run.state));
  if (run.stopping && isLive(run.state)) {
    words.what = StateWords::tr(
        "Stopping after this step: a checkpoint is saved, then the device "
        "is free.");
    return words;
  }
  switch (run.state) {
    case RunState::prepared:
      words.what = StateWords::tr("Prepared, not started yet.");
      words.next = Next::start;
      break;
    case RunState::starting:
      words.what = StateWords::tr("The worker starts: it loads the data and builds the model.");
      break;
    case RunState::running:
      break;
    case RunState::paused:
      words.what = StateWords::tr("Paused: the device's memory is kept, Resume goes on at once.");
      words.next = Next::resume;
      break;
    case RunState::waitingForDisk:
      words.kind = Kind::trouble;
      words.what = StateWords::tr(
          "Waiting for disk: it does not take the run's records. Make room; "
          "the run goes on by itself.");
      words.problem = inWords(run.detail);
      break;
    case RunState::stopped:
      words.what = run.newestCheckpoint >= 0
                       ? StateWords::tr("Stopped at step %1: checkpoint saved, device free. %2")
                             .arg(count(run.step), goesOnFrom(run))
                       : StateWords::tr("Stopped at step %1: device free. %2")
                             .arg(count(run.step), goesOnFrom(run));
      words.next = Next::resume;
      break;
    case RunState::finished:
      words.kind = Kind::good;
      words.what = StateWords::tr(
                       "Finished: all %1 steps are done. Extend it, or begin a new run "
                       "from it.")
                       .arg(count(run.total));
      words.next = Next::newRun;
      break;
    case RunState::failed:
      words.kind = Kind::trouble;
      words.what = StateWords::tr("Failed at step %1.").arg(count(run.step));
      words.problem = inWords(run.detail);
      words.next = run.exploded ? Next::lowerRate : Next::newRun;
      break;
    case RunState::interrupted:
      words.kind = Kind::trouble;
      words.what = StateWords::tr(
                       "Interrupted: the worker ended without a word at step %1 (killed, "
                       "out of memory, or the machine went off). %2")
                       .arg(count(run.step), goesOnFrom(run));
      words.problem = inWords(run.detail);
      words.next = Next::resume;
      break;
    case RunState::failedToStart:
      words.kind = Kind::trouble;
      words.what = StateWords::tr("The worker did not start. Its log says:");
      words.problem = run.detail.isEmpty() ? StateWords::tr("(nothing)") : inWords(run.detail);
      words.next = Next::log;
      break;
    case RunState::unknown:
      words.kind = Kind::trouble;
      words.what = StateWords::tr(
          "Whether a worker trains this run cannot be seen now: nothing is started.");
      words.problem = inWords(run.detail);
      words.next = Next::log;
      break;
  }
  return words;
}

}  // namespace unmask
