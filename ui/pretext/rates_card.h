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
  const std::string& objective() const { return objective_; }  // whose rates are shown

 private:
  static QString nameOf(const Rate&, const RunSpec&);
  static QString explained(const Rate&, const RunSpec&);
  static void addMaskNotes(QStringList&, const MaskedLmSettings&, int64_t length,
                           const Rate& chosen);
  std::string objective_;
};

}  // namespace unmask
