// Curves of many runs, read off the event loop, kept, and read on where a live run has gone on.
#pragma once

#include <QObject>
#include <filesystem>
#include <map>
#include <vector>

#include "core/runs/workspace.h"
#include "ui/widgets/chart_axes.h"
#include "ui/widgets/job_runner.h"

namespace unmask {

struct RunCurve {
  CurvePoints points;
  XSource x;
};

class RunCurves : public QObject {
  Q_OBJECT
 public:
  explicit RunCurves(QObject* parent);

  // changed() follows when all are there.
  void ask(const std::vector<RunSummary>& runs, const std::vector<std::string>& series);
  // Null points where nothing is known yet, or the run has none.
  RunCurve curve(const std::filesystem::path& run, const std::string& series) const;
  bool busy() const { return latest_.busy(); }

 Q_SIGNALS:
  void changed();

 private:
  // One series of one run, as far as it was read.
  struct Read {
    CurvePoints points;
    int64_t lastSeq = 0;
    int64_t step =
        -1;  // steps the run had then, and its state: as long as both are, nothing is new
    RunState state = RunState::prepared;
  };
  using Key = std::pair<std::filesystem::path, std::string>;
  using Kept = std::map<Key, Read>;
  struct Wanted {
    Key key;
    int64_t step = 0;
    RunState state = RunState::prepared;
    Read before;
  };
  static Kept readAll(const std::vector<Wanted>&);
  static Read read(const Wanted&);

  Kept kept_;
  std::map<std::filesystem::path, double> tokensPerStep_;
  Latest<Kept> latest_;
};

}  // namespace unmask
