// The Runs page: every run with its state; find, compare, name, open, resume, stop, remove.
#pragma once

#include "ui/runs/runs_state.h"
#include "ui/shell/page.h"
#include "ui/widgets/parts.h"

class QBoxLayout;
class QButtonGroup;
class QLineEdit;
class QTimer;

namespace unmask {

class CompareCard;
class NotesCard;
class RunsFilter;
class RunsModel;
class RunsTable;

class RunsPage : public Page {
  Q_OBJECT
 public:
  explicit RunsPage(PageContext&);
  QString title() const override { return tr("Runs"); }
  QString subtitle() const override { return tr("Every run, live or finished"); }
  int pickers() const override { return 0; }
  QList<QWidget*> actions() const override;
  void shown() override;
  QJsonObject state() const override;
  void restore(const QJsonObject&) override;

 protected:
  void hideEvent(QHideEvent*) override;
  void resizeEvent(QResizeEvent*) override;

 private:
  void buildActions();
  void buildFilter();
  void showRuns();
  void showGroups();
  void showSelection();
  void showCompared();
  void saveCsv(const QString& file);
  void showFigures(const RunSummary*);
  void open();
  void resume();
  void stop();
  void again();
  void remove();
  void rename(const std::filesystem::path& folder, const QString& name);
  void applyWaiting();
  std::vector<const RunSummary*> selected() const;

  RunsModel* model_;
  RunsFilter* filter_;
  RunsTable* table_;
  Card *tableCard_, *emptyCard_, *figuresCard_;
  CompareCard* compare_;
  NotesCard* notes_;
  Figures* figures_;
  QLabel *count_, *detail_;
  QLineEdit* find_;
  QButtonGroup* groups_;
  QBoxLayout* columns_;
  QWidget *main_, *side_;
  QPushButton *open_, *resume_, *stop_, *again_, *remove_, *uncheck_;
  QTimer* refresh_;
  std::optional<RunsState> waiting_;  // restored, but the runs are not listed yet
};

}  // namespace unmask
