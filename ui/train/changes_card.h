// The run that a new one was begun from, and what was changed since.
#pragma once

#include "core/spec/spec_diff.h"
#include "ui/shell/choices.h"
#include "ui/widgets/parts.h"

namespace unmask {

class ChangesCard : public Card {
  Q_OBJECT
 public:
  ChangesCard();
  // `lost` says what of the base run is no longer there; "" when all is.
  void showChanges(const QString& name, const std::vector<SpecDifference>&, const QString& lost);

 Q_SIGNALS:
  void forgotten();
  void dataAsked();

 private:
  QLabel *lost_, *none_;
  QPushButton* toData_;
  Figures* changes_;
};

}  // namespace unmask
