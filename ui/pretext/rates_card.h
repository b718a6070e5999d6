// Asked-for rates beside measured ones, with their standard error.
#pragma once

#include "core/spec/run_spec.h"
#include "ui/pretext/rates.h"
#include "ui/widgets/parts.h"

class QGridLayout;

namespace unmask {

class RatesCard : public Card {
  Q_OBJECT
 public:
  explicit RatesCard(QWidget* parent = nullptr);
  // length: positions of an example.
  void show(const RunSpec&, int64_t length, const Rates&);

 private:
  QGridLayout* grid_;
  QLabel* note_;
};

}  // namespace unmask
