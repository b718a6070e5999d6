// What the run will take, in large figures, what it is made of, and what speaks against it.
#pragma once

#include "core/spec/estimate.h"
#include "ui/widgets/parts.h"

class QPushButton;

namespace unmask {

class ThisRunCard : public Card {
  Q_OBJECT
 public:
  ThisRunCard();

  struct Shown {
    Estimate estimate;
    QString deviceName;          // "this CPU"
    double availableMemory = 0;  // 0: not known
    bool measuring = false;
    double measuredIn = 0;  // seconds that the measurement took; 0: kept from an earlier time
    QString problem;        // why the speed is not known
    QString warning;        // of the data; "" for none
  };
  void showEstimate(const Shown&);
  void showFacts(const Figures::Rows&);
  // Why it cannot start, "" for no reason, and the button that helps, "" for none.
  void showProblem(const QString& reason, const QString& help);
  void showFitted(const QStringList& lines);  // settings that the data or the steps changed

 Q_SIGNALS:
  void helpAsked();

 private:
  QLabel *time_, *timeBasis_, *parameters_, *memory_, *memoryOf_, *warning_, *problem_, *fittedHeading_, *fitted_;
  QPushButton* help_;
  Figures* facts_;
};

}  // namespace unmask
