// The settings that shape an example, in the order of the work, live.
#pragma once

#include "core/spec/run_spec.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/picker.h"

namespace unmask {

class SettingsForm;

class SettingsCard : public Card {
  Q_OBJECT
 public:
  explicit SettingsCard(QWidget* parent = nullptr);
  void show(RunSpec&);  // outlives the card, or the next show()
  void readBack();      // the settings were changed elsewhere
  // Where several objectives are looked at: whose settings can be shown. None: there is one.
  void offer(const QList<Picker::Option>&);
  const RunSpec* shown() const { return spec_; }

 Q_SIGNALS:
  void edited();
  void objectiveAsked(const QString& id);

 private:
  void fill();
  RunSpec* spec_ = nullptr;
  std::string algorithm_;
  Picker* of_;
  QList<Picker::Option> offered_;
  SettingsForm* form_;
};

}  // namespace unmask
