// A table of what was asked for beside what was measured, with a note below: what the cards of rates
// have in common.
#pragma once

#include "ui/widgets/parts.h"

class QGridLayout;

namespace unmask {

class MeasuredCard : public Card {
  Q_OBJECT
 public:
  MeasuredCard(const QString& heading, const QString& noteName, QWidget* parent);

 protected:
  void begin(const QString& heading);  // an empty table
  QGridLayout* grid_;
  QLabel* note_;
};

}  // namespace unmask
