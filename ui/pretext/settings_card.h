// The settings that shape an example, in the order of the work, live.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/spec/run_spec.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/picker.h"

class QPushButton;

namespace unmask {

class SettingsForm;

class SettingsCard : public Card {
  Q_OBJECT
 public:
  explicit SettingsCard(QWidget* parent = nullptr);
  void show(RunSpec&);  // outlives the card, or the next show()
  void showRun(const RunSpec&);  // a run's own, which are not edited
  // What the settings would be had nobody set them, where it is from ("the size Tiny"), and how
  // many of the objective's settings differ.
  void compare(const nlohmann::json& usual, const QString& from, int differing);
  void readBack();      // the settings were changed elsewhere
  // Where several objectives are looked at: whose settings can be shown. None: there is one.
  void offer(const QList<Picker::Option>&);
  const RunSpec* shown() const { return spec_; }

 Q_SIGNALS:
  void edited();
  void objectiveAsked(const QString& id);
  void resetAsked();

 private:
  void fill();
  RunSpec* spec_ = nullptr;
  RunSpec ofRun_;
  std::string algorithm_;
  Picker* of_;
  QList<Picker::Option> offered_;
  SettingsForm* form_;
  QPushButton* reset_;
};

}  // namespace unmask
