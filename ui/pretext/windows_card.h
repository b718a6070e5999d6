// Next token: what a step takes of the corpus, and how much of it a whole run sees.
#pragma once

#include "core/dataset/batches.h"
#include "core/spec/run_spec.h"
#include "ui/widgets/parts.h"

namespace unmask {

// Windows are drawn with replacement: after `windows` of them of `length` tokens each, the expected
// share of `tokens` seen at least once.
double shareSeen(double windows, double length, double tokens);

class WindowsCard : public Card {
  Q_OBJECT
 public:
  explicit WindowsCard(QWidget* parent = nullptr);
  // Up to and with `step`; the whole run where `step` is its last.
  void show(const RunSpec&, const PartSizes&, uint64_t step);

 private:
  Figures* figures_;
  QLabel* note_;
};

}  // namespace unmask
