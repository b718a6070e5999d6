// Asked-for rates beside measured ones, with their standard error.
#pragma once

#include "core/spec/run_spec.h"
#include "ui/pretext/measured_card.h"
#include "ui/pretext/rates.h"

namespace unmask {

class RatesCard : public MeasuredCard {
  Q_OBJECT
 public:
  explicit RatesCard(QWidget* parent = nullptr);
  // length: positions of an example.
  void show(const RunSpec&, int64_t length, const Rates&);
};

}  // namespace unmask
