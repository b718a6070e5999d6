// Runs beside each other: their curves on one chart, or the settings in which they differ.
#pragma once

#include <set>

#include "ui/runs/run_curves.h"
#include "ui/runs/runs_state.h"
#include "ui/shell/library.h"
#include "ui/widgets/parts.h"

class QComboBox;
class QStackedWidget;
class QStandardItemModel;
class QTableView;

namespace unmask {

class Chart;
class ChartTools;

class CompareCard : public Card {
  Q_OBJECT
 public:
  static constexpr int kColoured = 7;  // as many as have a colour and a marker; others are grey

  CompareCard();
  void showRuns(const std::vector<RunSummary>& runs);
  const std::vector<RunSummary>& runs() const { return runs_; }

  void fill(RunsState&) const;
  void restore(const RunsState&);

 Q_SIGNALS:
  void csvAsked(const QString& file);
  void saved(const QString& file);
  void failed(const QString& what, const QString& reason);

 private:
  void showMode();
  void makeRoomForHeading();
  void showCurves();
  void showDifferences();
  void showHints();
  void nameAxis(const std::string& series);
  enum class Difference { none, objectives, tokenizers, chances };
  Difference difference() const;
  void giveColours();
  std::vector<std::string> series() const;

  std::vector<RunSummary> runs_;
  std::set<QString> pinned_;        // of the grey ones: take colour
  std::set<QString> shown_;         // curves on the chart
  std::map<QString, int> colours_;  // by run; kept as long as it is compared
  std::vector<CurvePoints> grey_;
  RunCurves curves_;
  QPushButton *curvesMode_, *settingsMode_, *toBits_;
  QComboBox* measure_;
  QLabel *hint_, *incomparable_;
  QStackedWidget* stack_;
  Chart* chart_;
  ChartTools* tools_;
  QTableView* differences_;
  QStandardItemModel* rows_;
};

}  // namespace unmask
