// Setting up a new run: preset, settings, device, what will be trained on.
#pragma once

#include <QPointer>

#include "core/spec/run_spec.h"
#include "ui/shell/page.h"
#include "ui/widgets/parts.h"

class QButtonGroup;
class QComboBox;
class QLineEdit;
class QProcess;

namespace unmask {

class SettingsForm;

class NewRunView : public QWidget {
  Q_OBJECT
 public:
  explicit NewRunView(PageContext& context);
  ~NewRunView() override;
  QList<QWidget*> actions() const { return {start_}; }
  void setActionsAbsent(bool absent);
  QString name() const;

 Q_SIGNALS:
  void startAsked();
  void headerChanged();

 private:
  void showObjective();
  void showSettings();
  void choosePreset(const QString& id);
  void listDevices();

  PageContext& context_;
  ThreeColumns* columns_;
  Card* presetCard_;
  QVBoxLayout* presets_;
  QButtonGroup* presetGroup_;
  SettingsForm *model_, *training_, *rest_;
  QPointer<QProcess> devices_;  // asking the worker for them
  QComboBox* device_;
  QLineEdit* name_;
  Figures* summary_;
  QLabel *task_, *lookFor_, *problem_;
  QPushButton* start_;
  bool absent_ = false;
};

}  // namespace unmask
