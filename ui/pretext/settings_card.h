// The settings that shape an example, in the order of the work, live.
#pragma once

#include "core/spec/run_spec.h"
#include "ui/widgets/parts.h"

namespace unmask {

class SettingsForm;

class SettingsCard : public Card {
  Q_OBJECT
 public:
  explicit SettingsCard(QWidget* parent = nullptr);
  void show(RunSpec&);  // outlives the card, or the next show()
  void readBack();      // the settings were changed elsewhere

 Q_SIGNALS:
  void edited();

 private:
  void fill();
  RunSpec* spec_ = nullptr;
  std::string algorithm_;
  SettingsForm* form_;
};

}  // namespace unmask
