// The Train page: a new run, or the view of the chosen one.
#pragma once

#include "ui/shell/page.h"

class QStackedWidget;

namespace unmask {

class NewRunView;
class RunView;

class TrainPage : public Page {
  Q_OBJECT
 public:
  explicit TrainPage(PageContext&);
  QString title() const override;
  QString subtitle() const override;
  int pickers() const override;
  QList<QWidget*> actions() const override;
  QJsonObject state() const override;
  void restore(const QJsonObject&) override;
  RunView* runView() { return run_; }

 Q_SIGNALS:
  void liveRun(const QString& text, double share);

 private:
  void showChosen();
  void startRun();
  std::filesystem::path pictureTokenizerFolder();  // empty: the objective needs none

  QStackedWidget* stack_;
  NewRunView* newRun_;
  RunView* run_;
  bool starting_ = false;
};

}  // namespace unmask
