// Asked-for rates beside measured ones, with their standard error.
#pragma once

#include "core/spec/run_spec.h"
#include "ui/pretext/preview.h"
#include "ui/widgets/parts.h"

class QGridLayout;

namespace unmask {

class RatesCard : public Card {
  Q_OBJECT
 public:
  explicit RatesCard(QWidget* parent = nullptr);
  void show(const MaskedLmSettings&, const Rates&);

 private:
  QGridLayout* grid_;
};

}  // namespace unmask
