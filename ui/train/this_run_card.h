// What the run will take, in large figures, what it is made of, and what speaks against it.
#pragma once

#include "core/spec/estimate.h"
#include "ui/widgets/parts.h"

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
  void showProblem(const QString&);  // why it cannot start; "" for no reason

 private:
  QLabel *time_, *timeBasis_, *parameters_, *memory_, *memoryOf_, *warning_, *problem_;
  Figures* facts_;
};

}  // namespace unmask
